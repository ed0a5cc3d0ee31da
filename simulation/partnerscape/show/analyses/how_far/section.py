"""How far each lever may move alone, in words."""

from __future__ import annotations

from typing import Any

from partnerscape.metrics.margin import PARTNERS
from partnerscape.study.analyses.how_far import HowFar, Limit
from partnerscape.study.win_win.findings import Findings

from ...findings.words import party
from ...style.lever_words import capital, counted, lever_label, lever_number, lever_unit, split_lever
from ...style.numbers import DASH, percent
from ...style.page import flowing, paragraph, section, table, told

PARTY = {"vendor": "the vendor"}  # the others are called as they are named


def _named(side: str) -> str:
    return PARTY.get(side, side)


def _loses(side: str) -> str:
    """``the vendor loses``, ``newcomers lose``."""
    return f"{_named(side)} {'loses' if side in PARTY else 'lose'}"


def _avoids_loss(side: str) -> str:
    """``the vendor avoids a loss``, ``partners avoid a loss``."""
    return f"{_named(side)} {'avoids' if side in PARTY else 'avoid'} a loss"


def limit_in_words(limit: Limit, findings: Findings) -> str:
    """One lever, one way, one party: how far, and who is first."""
    scenario = findings.results.scenario
    currency, required = scenario.currency, percent(scenario.goals.required_probability)
    way = "lowered" if limit.end < limit.today else "raised"
    unit = f" {lever_unit(limit.lever)}".rstrip() if counted(split_lever(limit.lever)[1]) else ""
    name = f"{capital(lever_label(limit.lever))} may be {way} from {lever_number(limit.lever, limit.today, currency)}"
    if limit.value is None:
        end = lever_number(limit.lever, limit.end, currency)
        avoids = _avoids_loss(limit.party)
        return f"{name} to {end}{unit}, the end of the range: even there {avoids} in at least {required} of futures."
    low, high = (lever_number(limit.lever, v, currency) for v in (limit.low, limit.high))
    between = f"{low.removesuffix(' %')}{DASH}{high}"
    who = limit.first.party if limit.first and limit.party == PARTNERS else None
    first = f", {party(who, scenario.segment_names)} first" if who else ""
    value = lever_number(limit.lever, limit.value, currency)
    if value == lever_number(limit.lever, limit.today, currency):
        return f"{capital(lever_label(limit.lever))} may not be {way} at all: {_loses(limit.party)} at the first step{first}."
    return (
        f"{name} to {value}{unit} ({between}) before {_loses(limit.party)}{first}. "
        f"Beyond that {_avoids_loss(limit.party)} in fewer than {required} of futures."
    )


def nearest(answer: HowFar) -> list[Limit]:
    """For every lever and way the party that loses soonest, if one does."""
    found = []
    for lever in dict.fromkeys(limit.lever for limit in answer.limits):
        for lower in (True, False):
            mine = [m for m in answer.limits if m.lever == lever and (m.end < m.today) == lower and m.value is not None]
            if mine:
                found.append(min(mine, key=lambda m: abs(float(m.value or 0.0) - m.today)))
    return found


def how_far_in_words(answer: HowFar, findings: Findings) -> list[str]:
    """For every lever and way: when partners lose; the others where they lose sooner."""
    soonest = nearest(answer)
    told_of = [limit for limit in answer.limits if limit.party == PARTNERS or limit in soonest]
    return [limit_in_words(limit, findings) for limit in sorted(told_of, key=lambda limit: limit.party != PARTNERS)]


def how_far_section(answer: HowFar, findings: Findings) -> str:
    """A table of levers and parties, each with its limit."""
    required = percent(findings.results.scenario.goals.required_probability)
    currency = findings.results.scenario.currency
    rows, sides = [], list(dict.fromkeys(limit.party for limit in answer.limits))
    for lever in dict.fromkeys(limit.lever for limit in answer.limits):
        for lower in (True, False):
            mine = {m.party: m for m in answer.limits if m.lever == lever and (m.end < m.today) == lower}
            if mine:
                today = next(iter(mine.values())).today
                label = f"{told(capital(lever_label(lever)))} <small>{told(lever_unit(lever))}</small>"
                way = "lower" if lower else "higher"
                rows.append(
                    [label, flowing(lever_number(lever, today, currency)), way, *(_cell(mine[side], currency) for side in sides)]
                )
    return section(
        "How far each lever may move alone",
        paragraph(
            "One lever is moved, all others stay as today. The number is how far it may go until a party avoids a loss in fewer "
            f"than {required} of futures, with its 95 % interval, from {answer.futures:,} fresh futures."
        ),
        table(
            ("Lever", "Today", "Way", *(f"before {_loses(side)}" for side in sides)),
            rows,
            numbers=(1,),
        ),
    )


def _cell(limit: Limit, currency: str) -> str:
    if limit.value is None:
        return "<small>not within the range</small>"
    low, high, value = (lever_number(limit.lever, v, currency) for v in (limit.low, limit.high, limit.value))
    if limit.at_once:
        return f"<b>at once</b> <small>({flowing(f'{low}{DASH}{high}')})</small>"
    return f"<b>{flowing(value)}</b> <small>({flowing(f'{low}{DASH}{high}')})</small>"


def how_far_json(answer: HowFar) -> dict[str, Any]:
    """Limits and curves."""
    return {
        "limits": [vars(limit) | {"first": limit.first and str(limit.first)} for limit in answer.limits],
        "curves": answer.curves,
        "futures": answer.futures,
        "runs": answer.runs,
    }
