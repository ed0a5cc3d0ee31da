"""A policy read back: its plan in words, its levels, its levers, its costs, an example."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from partnerscape.language import phrase, phrase_for, term
from partnerscape.scenario import LEVERS, Policy, Scenario
from partnerscape.scenario.durations import rounded_in
from partnerscape.scenario.pay import Plan
from partnerscape.scenario.pay.changes import SHORT_FORM
from partnerscape.scenario.pay.expand import expanded, not_expanded
from partnerscape.scenario.pay.numbers import TIMES
from partnerscape.study.runs.pay_cost import Cost, pay_costs
from partnerscape.study.runs.year import Year, year_of

from ..style.lever_words import levers_in_words
from .conditions import levels_in_words, levels_table
from .exact import share_of
from .example import MONTHS, examples_in_words
from .levers import LeverRow, lever_rows, persons_in_words
from .sentences import plan_in_words

YEAR = 12
OF_LEVERS = frozenset(name for name, lever in LEVERS.items() if lever.unit == "months")


@dataclass(frozen=True)
class Table:
    """A small table with what is to be said of it."""

    words: str
    heads: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class ReadBack:
    """A policy read back.

    Attributes
    ----------
    name, meaning : str
    current : bool
        Whether the vendor does this today.
    pay : dict of str to str
        A sentence per component.
    costs : dict of str to Cost
        Of the components, at today's sales; empty where they were not asked for.
    levels : dict of str to Table
    segments : dict of str to list of str
        What differs for a segment's partners.
    levers : list of LeverRow
    desk : str
        Headcount at the support desk.
    examples : list of str
        None where nothing can pay them.
    rounded : list of str
        Times that its file states and that are no whole number of months.
    year : Year or None
        Today's, with this policy's programme.
    """

    name: str
    meaning: str
    current: bool
    pay: dict[str, str]
    costs: dict[str, Cost]
    levels: dict[str, Table]
    segments: dict[str, list[str]]
    levers: list[LeverRow]
    desk: str
    examples: list[str]
    rounded: list[str]
    year: Year | None


def read_back(
    scenario: Scenario,
    name: str,
    policy: Policy,
    stated: Collection[str],
    today: Year | None,
    programme: Year | None,
    tables: Sequence[Mapping[str, Any]] = (),
) -> ReadBack:
    """A policy in plain words.

    Parameters
    ----------
    scenario : Scenario
    name : str
    policy : Policy
    stated : collection of str
        Keys that the policy's file mentions.
    today, programme : Year or None
        A year of the current policy, and one with this policy's programme under today's pay; None: no costs.
    tables : sequence of mapping
        The policy as its file states it, and those that it is based on.

    Returns
    -------
    ReadBack
    """
    currency, plan = scenario.currency, expanded(policy)
    costs = pay_costs(policy, today) if today is not None else {}
    usual = today.sales["new revenue"].sum() / today.partners / YEAR * MONTHS if today is not None else 30_000.0
    return ReadBack(
        name,
        policy.meaning,
        policy == scenario.current_policy,
        {**plan_in_words(plan, currency), **_beside(policy)} or {"pay": phrase("Nothing is paid.")},
        costs,
        {each: Table(levels_in_words(levels), *levels_table(levels, currency)) for each, levels in plan.levels.items()},
        {segment: list(_exceptions(policy, segment, currency)) for segment, own in policy.segments.items() if own},
        lever_rows(policy, stated, currency, programme, costs if programme is not None else None),
        persons_in_words(policy, programme, partners_of(scenario)),
        examples_in_words(plan, usual, currency, scenario.assumptions.demand.margin),
        rounded_times(tables),
        programme,
    )


def rounded_times(tables: Sequence[Mapping[str, Any]]) -> list[str]:
    """``pay.commission.delay_months: 60 days count as 2 months``, of the last table that states it."""
    rounded = {path: (text, months) for table in reversed(tables) for path, text, months in rounded_in(table, TIMES | OF_LEVERS)}
    return [
        phrase_for(
            months,
            '{key}: "{time}" counts as {number} month',
            '{key}: "{time}" counts as {number} months',
            key=".".join(path),
            time=text,
        )
        for path, (text, months) in rounded.items()
    ]


def partners_of(scenario: Scenario) -> int:
    """Active partners as the scenario states them for today; else those that it starts with."""
    seen = scenario.today.active_partners
    return round(seen.value) if seen is not None and seen.value is not None else scenario.time.initial_partners


def _beside(policy: Policy) -> dict[str, str]:
    """What no component says."""
    if not not_expanded(policy):
        return {}
    rate = share_of(policy.quality_bonus)
    return {"quality bonus": phrase("{rate} of the revenue of the best fifth of partners by quality.", rate=rate)}


def _exceptions(policy: Policy, segment: str, currency: str) -> Iterator[str]:
    """What differs for a segment: sentences of its pay where that differs, other levers by their numbers."""
    own = policy.terms_of(segment)
    plain: Plan = expanded(policy)
    if expanded(own) != plain or not_expanded(own) != not_expanded(policy):
        for name, said in {**plan_in_words(expanded(own), currency), **_beside(own)}.items():
            yield f"{component_name(name)}: {said}"
    others = {key: value for key, value in policy.segments[segment].items() if key in LEVERS and key not in SHORT_FORM}
    if others:
        yield levers_in_words(others, currency)


def years_of(
    scenario: Scenario, policies: dict[str, Policy], seeds: Iterable[int], progress: Callable[[int, int], None] | None = None
) -> tuple[Year, dict[str, Year]]:
    """A year as it stands, and one with each policy's programme (all levers but pay) under today's pay.

    Behaviour under another pay is for ``compare``: here partners and sales are today's, and costs those of the plan alone.
    """
    seeds = list(seeds)
    total, done = len(seeds) * (1 + len(policies)), 0

    def tell(number: int, _all: int) -> None:
        if progress:
            progress(done + number, total)

    today = year_of(scenario, scenario.current_policy, seeds, tell)
    years = {}
    for name, policy in policies.items():
        done += len(seeds)
        played = year_of(scenario, with_pay_of(policy, scenario.current_policy), seeds, tell)
        agents = played.agents * today.partners / max(played.partners, 1e-9)
        years[name] = replace(played, booked=played.at(today.partners), partners=today.partners, agents=agents)
    return today, years


def with_pay_of(policy: Policy, other: Policy) -> Policy:
    """A policy's programme under another one's pay."""
    pay = {name for name, lever in LEVERS.items() if lever.pay} | {
        "tiers",
        "referral_rates",
        "pay",
        "levels",
        "payout",
        "up_or_out",
        "registration",
    }
    table = {**policy.model_dump(exclude=pay), **other.model_dump(include=pay)}
    table["segments"] = {
        segment: {key: value for key, value in levers.items() if key not in pay} | _own_pay(other, segment, pay)
        for segment, levers in {**{s: {} for s in other.segments}, **policy.segments}.items()
    }
    return Policy.model_validate(table)


def _own_pay(policy: Policy, segment: str, pay: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in policy.segments.get(segment, {}).items() if key in pay}


def cost_in_words(cost: Cost | None, say: Callable[[float], str]) -> str:
    """``€913,600 per year``; that averages do not say it."""
    if cost is None:
        return ""
    if cost.per_year is None:
        return phrase("cost not known from averages")
    if cost.how != "exact":
        return phrase("about {sum} per year", sum=say(cost.per_year))
    return phrase("{sum} per year", sum=say(cost.per_year))


def component_name(name: str) -> str:
    """What a component is called; a user's own name stays as it is."""
    return term(name.replace("_", " "))
