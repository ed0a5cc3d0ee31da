"""The lines of each sheet: a name in words, the key, the values, and what one needs to change them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel

from partnerscape.language import phrase, term
from partnerscape.scenario import ASSUMPTIONS, LEVERS, InputError, Policy, Scenario
from partnerscape.scenario.assumptions import TABLES
from partnerscape.scenario.declare import Assumption, Lever
from partnerscape.scenario.parts import EventKind, Goals, Market, Segment, Time
from partnerscape.scenario.pay.component import Component
from partnerscape.scenario.pay.levels import Levels
from partnerscape.scenario.pay.numbers import SAID, UNITS
from partnerscape.scenario.pay.numbers import TABLES as PLAN_TABLES
from partnerscape.scenario.pay.plan import PayOut, UpOrOut
from partnerscape.scenario.pay.words import BASES, MEASURES, MONTHS_OF
from partnerscape.scenario.reading.fit import inherited
from partnerscape.scenario.today import Today
from partnerscape.scenario.workbook.keys import EMPTY, flattened, written
from partnerscape.scenario.workbook.layout import COMPLETE

from ..style.lever_words import capital, lever_label
from ..style.numbers import from_to, plain

PLAN = (*PLAN_TABLES, "old_customers_keep")
YES_NO = "yes/no"


@dataclass(frozen=True)
class Line:
    """A row of a sheet; ``values`` by column, ``choices`` for a drop-down, ``bounds`` of a number."""

    name: str
    key: str
    values: Mapping[str, Any]
    unit: str = ""
    usual: str = ""
    source: str = ""
    meaning: str = ""
    choices: Sequence[str] = ()
    bounds: tuple[float, float] | None = None
    heading: bool = False


def words(key: str) -> str:
    """A key in words, in the language spoken."""
    return capital(term(SAID.get(key, key.replace("_", " "))))


def usual(low: float, high: float) -> str:
    """A usual range."""
    return from_to(plain(low), plain(high))


def meaning_of(name: str, described: str | None) -> str:
    """What a key says: as its field describes it, or in a sentence here where the declaration is its name alone."""
    said = {
        "regions": phrase("where partners and customers are; one per line"),
        "categories": phrase("what offers belong to; one per line"),
        "share": phrase("share of newcomers that are of this kind"),
        "ln_reach": phrase("size of the audience, as a logarithm: 0 is the usual one, 0.7 twice, −0.7 half of it"),
        "ln_reach_sd": phrase(
            "how much audiences differ within the segment: with 0.4 two of three lie between 0.7 and 1.5 times"
        ),
        "skill": phrase("mean skill of a newcomer, 0 to 1"),
        "skill_sd": phrase("how much the skill of newcomers differs (standard deviation)"),
        "burn_in_months": phrase("months simulated under the current policy before the change"),
        "horizon_months": phrase("months simulated after the change"),
        "initial_partners": phrase("partners with whom the simulation begins, before it settles"),
        "share_not_worse": phrase("share of every segment that must not be worse off"),
        "loss_limit": phrase("largest loss of those who lose, as a share of what their whole segment earns"),
        "quality_slack": phrase("quality may fall by up to this"),
        "required_probability": phrase("share of futures in which a policy must be win-win"),
    }
    return term(described) if described else said.get(name, "")


def of_model(model: type[BaseModel], values: Mapping[str, Any], choices: Mapping[str, Sequence[str]]) -> Iterator[Line]:
    """A table's fields with one value each; a list has a line per item."""
    for name, field in model.model_fields.items():
        for way, value in flattened(values.get(name), (name,)):
            inner = next(step for step in reversed(way) if isinstance(step, str))
            yield Line(
                words(inner) if inner == name else phrase("{component}: {number}", component=words(name), number=words(inner)),
                written(way),
                {"value": value},
                meaning=meaning_of(name, field.description),
                choices=choices.get(inner, ()),
            )


def programme(scenario: Scenario) -> Iterator[Line]:
    """What the scenario is called, in which money, and what is done today."""
    named = {
        "name": phrase("how results name the scenario"),
        "title": phrase("how reports head it"),
        "illustrative": phrase("yes: its numbers are not your own"),
        "currency": phrase("sign or code of the money"),
        "current": phrase("today's policy; doing nothing continues it"),
    }
    for key, meaning in named.items():
        choices = list(scenario.policies) if key == "current" else ()
        yield Line(words(key), key, {"value": getattr(scenario, key)}, meaning=meaning, choices=choices)


def block(scenario: Scenario, name: str) -> Iterator[Line]:
    """A table with one value per key."""
    models: dict[str, type[BaseModel]] = {"time": Time, "market": Market, "goals": Goals, "today": Today}
    value = getattr(scenario, name)
    model = models.get(name, type(value))
    if value is not None:
        stated = {
            key: each
            for key, each in value.model_dump().items()
            if each not in ({}, ()) or key not in ("partners", "constraints")
        }
        yield from of_model(model, stated, {"policy": list(scenario.policies)})


def segments(scenario: Scenario) -> Iterator[Line]:
    """A column per segment."""
    choices: dict[str, Sequence[str]] = {"region": scenario.market.regions, "speciality": scenario.market.categories}
    for name, field in Segment.model_fields.items():
        if name != "name":
            values = {each.name: getattr(each, name) for each in scenario.segments}
            yield Line(words(name), name, values, meaning=meaning_of(name, field.description), choices=choices.get(name, ()))


def assumptions(scenario: Scenario) -> Iterator[Line]:
    """Table by table, each with its declared range and source."""
    stated = scenario.assumptions.values()
    for table, group in TABLES.items():
        yield Line(term((group.__doc__ or "").rstrip(".")), "", {}, heading=True)
        for name in group.model_fields:
            yield _assumption(f"{table}.{name}", ASSUMPTIONS[name], {"value": stated[name]}, name in scenario.by_hand)


def _assumption(key: str, mark: Assumption, values: Mapping[str, Any], unsourced: bool) -> Line:
    name = key.rpartition(".")[2]
    source = phrase("none: set by hand") if unsourced else term(mark.source)
    return Line(
        words(name), key, values, term(mark.unit), usual(mark.low, mark.high), source, term(mark.meaning), bounds=mark.bounds
    )


def uncertain(scenario: Scenario) -> Iterator[Line]:
    """The ranges that studies sweep."""
    for name, (low, high) in scenario.uncertain.items():
        yield _assumption(name, ASSUMPTIONS[name], {"from": low, "to": high}, name in scenario.by_hand)


def stated_by(scenario: Scenario, name: str) -> dict[str, Any]:
    """What a policy's column states: all of it, or what differs from the policy that it is based on.

    Where the differences alone would not say it again exactly, it is marked as complete.
    """
    policy = scenario.policies[name]
    whole = policy.model_dump()
    parent = policy.based_on or ""
    base = scenario.policies.get(parent)
    if base is None or parent == name:
        return {**whole, COMPLETE: True} if parent else whole
    before = base.model_dump()
    own = {key: value for key, value in whole.items() if value != before[key] and key not in ("based_on", "segments")}
    exceptions = {
        segment: differing
        for segment, levers in policy.segments.items()
        if (differing := {k: v for k, v in levers.items() if before["segments"].get(segment, {}).get(k) != v})
    }
    own = {"based_on": parent, **own, **({"segments": exceptions} if exceptions else {})}
    plain_base = {key: value for key, value in before.items() if key != "based_on"}
    try:
        again = Policy.model_validate(inherited({parent: plain_base, name: own})[0][name])
    except InputError:
        again = None
    return own if again == policy else {**whole, COMPLETE: True}


def policies(scenario: Scenario) -> Iterator[Line]:
    """A column per policy, a line per lever; then lists and exceptions of segments."""
    stated = {name: stated_by(scenario, name) for name in scenario.policies}
    yield _of_all(stated, ("based_on",), phrase("the policy whose levers hold where a cell is blank"), choices=list(stated))
    yield _of_all(stated, ("meaning",), phrase("what the policy is, in a few words"))
    complete = phrase("yes: what is blank is at its default, nothing is taken from another policy")
    yield _of_all(stated, (COMPLETE,), complete, choices=(YES_NO,))
    for name, lever in LEVERS.items():
        values = {policy: table.get(name) for policy, table in stated.items()}
        yield _lever(capital(lever_label(name)), name, lever, values)
    rest = {policy: _lists_of(table) for policy, table in stated.items()}
    for way, values in _together(rest):
        declared = LEVERS.get(str(way[-1]))
        if way[0] == "segments" and declared is not None:
            yield _lever(capital(lever_label(f"{way[1]}__{way[-1]}")), written(way), declared, values)
        else:
            inner = next(step for step in reversed(way) if isinstance(step, str))
            yield Line(_plan_name(way), written(way), values, unit=_unit(inner), meaning=_meaning(way))


def _lists_of(stated: Mapping[str, Any]) -> dict[str, Any]:
    """A policy's lists and exceptions; empty ones only where they take the place of another policy's."""
    lists = {key: stated[key] for key in ("tiers", "referral_rates", "segments") if key in stated}
    return {key: value for key, value in lists.items() if value or stated.get("based_on")}


def _lever(label: str, key: str, lever: Lever, values: Mapping[str, Any]) -> Line:
    is_switch = lever.unit == YES_NO
    range_in_words = "" if is_switch else usual(lever.low, lever.high)
    meaning = phrase("{meaning}. Cost: {cost}", meaning=term(lever.meaning), cost=term(lever.cost))
    choices, bounds = ((YES_NO,), None) if is_switch else ((), lever.bounds)
    return Line(label, key, values, term(lever.unit), range_in_words, "", meaning, choices, bounds)


def _of_all(stated: Mapping[str, Mapping[str, Any]], way: tuple[str, ...], meaning: str, choices: Sequence[str] = ()) -> Line:
    values = {policy: table.get(way[0]) for policy, table in stated.items()}
    return Line(words(way[0]), written(way), values, meaning=meaning, choices=choices)


def plans(scenario: Scenario) -> Iterator[Line]:
    """Components of pay, levels and how they are paid out: a column per policy, a line per number."""
    stated = {name: stated_by(scenario, name) for name in scenario.policies}
    tables = {policy: _plan_of(scenario.policies[policy], table) for policy, table in stated.items()}
    for way, values in _together(tables):
        inner = next(step for step in reversed(way) if isinstance(step, str))
        choices = _choices(inner, scenario)
        yield Line(_plan_name(way), written(way), values, _unit(inner), meaning=_meaning(way), choices=choices)


def _plan_of(policy: Policy, stated: Mapping[str, Any]) -> dict[str, Any]:
    """A policy's plan without what is at its default."""
    short = policy.model_dump(include=set(PLAN), exclude_defaults=True)
    for name, component in short.get("pay", {}).items():
        component.setdefault("on", policy.pay[name].on)
    return {key: value for key, value in short.items() if key in stated}


def _together(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Each key that any policy states, with every policy's value."""
    by_way: dict[tuple[Any, ...], dict[str, Any]] = {}
    for policy, table in tables.items():
        for way, value in flattened(table):
            if way:
                by_way.setdefault(way, {})[policy] = value
    order = {step: at for at, step in enumerate(dict.fromkeys(way[:2] for way in by_way))}
    return iter(sorted(by_way.items(), key=lambda pair: order[pair[0][:2]]))


def _plan_name(way: Sequence[Any]) -> str:
    """``renewals: rate 2``."""
    inner = next(step for step in reversed(way) if isinstance(step, str))
    what = words(inner)
    if isinstance(way[-1], int):
        what = phrase("{what} {number}", what=what, number=way[-1] + 1)
    whose = str(way[1]) if len(way) > 2 and isinstance(way[1], str) else str(way[0])
    return what if len(way) == 1 else phrase("{component}: {number}", component=words(whose), number=what)


def _unit(key: str) -> str:
    return term(UNITS.get(key, ""))


def _meaning(way: Sequence[Any]) -> str:
    """What a key of the plan says, as its field is described."""
    models: tuple[type[BaseModel], ...] = (Component, Levels, PayOut, UpOrOut, Policy)
    names = [step for step in way if isinstance(step, str)]
    field = next((model.model_fields[name] for name in reversed(names) for model in models if name in model.model_fields), None)
    return term(re.sub(r"\s+", " ", field.description or "")) if field is not None else ""


def _choices(key: str, scenario: Scenario) -> Sequence[str]:
    if key in ("registered", "fund", "old_customers_keep"):
        return (YES_NO,)
    known: dict[str, Sequence[str]] = {
        "on": list(BASES),
        "measure": list(MEASURES),
        "per": list(MONTHS_OF),
        "down": list(MONTHS_OF),
        "counted": ("marginal", "retroactive"),
        "joined": ("before", "after"),
        "segments": scenario.segment_names,
        "categories": scenario.market.categories,
    }
    return known.get(key, ())


def event_kinds() -> Sequence[str]:
    """What may happen to everybody."""
    return get_args(EventKind)


__all__ = ["EMPTY", "Line", "assumptions", "block", "plans", "policies", "programme", "segments", "uncertain"]
