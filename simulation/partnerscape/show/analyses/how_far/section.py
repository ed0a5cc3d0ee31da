"""How far each lever may move alone, in words."""

from __future__ import annotations

from typing import Any

from partnerscape.language import phrase
from partnerscape.metrics.margin import CUSTOMERS, NEWCOMERS, PARTNERS, VENDOR
from partnerscape.study.analyses.how_far import HowFar, Limit
from partnerscape.study.win_win.findings import Findings

from ...findings.words import party
from ...style.lever_words import capital, counted, lever_label, lever_number, lever_unit, split_lever
from ...style.numbers import DASH, percent, whole
from ...style.page import escaped, flowing, paragraph, section, small, strong, table


def _loses(side: str) -> str:
    """``the vendor loses``, ``newcomers lose``."""
    return {
        VENDOR: phrase("the vendor loses"),
        PARTNERS: phrase("partners lose"),
        NEWCOMERS: phrase("newcomers lose"),
        CUSTOMERS: phrase("customers lose"),
    }[side]


def _avoids_loss(side: str) -> str:
    """``the vendor avoids a loss``, ``partners avoid a loss``."""
    return {
        VENDOR: phrase("the vendor avoids a loss"),
        PARTNERS: phrase("partners avoid a loss"),
        NEWCOMERS: phrase("newcomers avoid a loss"),
        CUSTOMERS: phrase("customers avoid a loss"),
    }[side]


def _before(side: str) -> str:
    """The same above a column."""
    return {
        VENDOR: phrase("before the vendor loses"),
        PARTNERS: phrase("before partners lose"),
        NEWCOMERS: phrase("before newcomers lose"),
        CUSTOMERS: phrase("before customers lose"),
    }[side]


def limit_in_words(limit: Limit, findings: Findings) -> str:
    """One lever, one way, one party: how far, and who is first."""
    values = {
        "lever": capital(lever_label(limit.lever)),
        "today": lever_number(limit.lever, limit.today, findings.results.scenario.currency),
        "loses": _loses(limit.party),
        "avoids": _avoids_loss(limit.party),
        "required": percent(findings.results.scenario.goals.required_probability),
    }
    if limit.value is None:
        return _never(limit, findings, values)
    who = limit.first.party if limit.first and limit.party == PARTNERS else None
    if who:
        values["first"] = party(who, findings.results.scenario.segment_names)
    return _at_some_value(limit, findings, values, bool(who))


def _is_lower(limit: Limit) -> bool:
    return limit.end < limit.today


def _amount(limit: Limit, value: float, findings: Findings) -> str:
    """A value of the lever, with its unit where the label is what is counted."""
    number = lever_number(limit.lever, value, findings.results.scenario.currency)
    unit = lever_unit(limit.lever) if counted(split_lever(limit.lever)[1]) else ""
    return phrase("{amount} {unit}", amount=number, unit=unit) if unit else number


def _never(limit: Limit, findings: Findings, values: dict[str, str]) -> str:
    """The party does not lose within the range."""
    values = values | {"end": _amount(limit, limit.end, findings)}
    if _is_lower(limit):
        return phrase(
            "{lever} may be lowered from {today} to {end}, the end of the range: even there {avoids} in at least {required} of "
            "futures.",
            **values,
        )
    return phrase(
        "{lever} may be raised from {today} to {end}, the end of the range: even there {avoids} in at least {required} of "
        "futures.",
        **values,
    )


def _at_some_value(limit: Limit, findings: Findings, values: dict[str, str], first: bool) -> str:
    """The party loses beyond a value, or at the first step."""
    currency = findings.results.scenario.currency
    low, high = (lever_number(limit.lever, v, currency) for v in (limit.low, limit.high))
    value = float(limit.value or 0.0)
    values = values | {"value": _amount(limit, value, findings), "between": f"{low.removesuffix(' %')}{DASH}{high}"}
    if lever_number(limit.lever, value, currency) == values["today"]:
        return _at_the_first_step(_is_lower(limit), values, first)
    return " ".join(
        (
            _before_someone_loses(_is_lower(limit), values, first),
            phrase("Beyond that {avoids} in fewer than {required} of futures.", **values),
        )
    )


def _at_the_first_step(lower: bool, values: dict[str, str], first: bool) -> str:
    if lower and first:
        return phrase("{lever} may not be lowered at all: {loses} at the first step, {first} first.", **values)
    if lower:
        return phrase("{lever} may not be lowered at all: {loses} at the first step.", **values)
    if first:
        return phrase("{lever} may not be raised at all: {loses} at the first step, {first} first.", **values)
    return phrase("{lever} may not be raised at all: {loses} at the first step.", **values)


def _before_someone_loses(lower: bool, values: dict[str, str], first: bool) -> str:
    if lower and first:
        return phrase("{lever} may be lowered from {today} to {value} ({between}) before {loses}, {first} first.", **values)
    if lower:
        return phrase("{lever} may be lowered from {today} to {value} ({between}) before {loses}.", **values)
    if first:
        return phrase("{lever} may be raised from {today} to {value} ({between}) before {loses}, {first} first.", **values)
    return phrase("{lever} may be raised from {today} to {value} ({between}) before {loses}.", **values)


def nearest(answer: HowFar) -> list[Limit]:
    """For every lever and way the party that loses soonest, if one does."""
    soonest = []
    for lever in dict.fromkeys(limit.lever for limit in answer.limits):
        for lower in (True, False):
            mine = [m for m in answer.limits if m.lever == lever and (m.end < m.today) == lower and m.value is not None]
            if mine:
                soonest.append(min(mine, key=lambda m: abs(float(m.value or 0.0) - m.today)))
    return soonest


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
                label = f"{escaped(capital(lever_label(lever)))} <small>{escaped(lever_unit(lever))}</small>"
                way = phrase("lower") if lower else phrase("higher")
                rows.append(
                    [
                        label,
                        flowing(lever_number(lever, today, currency)),
                        escaped(way),
                        *(_cell(mine[side], currency) for side in sides),
                    ]
                )
    return section(
        phrase("How far each lever may move alone"),
        paragraph(
            phrase(
                "One lever is moved, all others stay as today. The number is how far it may go until a party avoids a loss in "
                "fewer than {required} of futures, with its 95 % interval, from {futures} fresh futures.",
                required=required,
                futures=whole(answer.futures),
            )
        ),
        table(
            (phrase("Lever"), phrase("Today"), phrase("Way"), *(_before(side) for side in sides)),
            rows,
            numbers=(1,),
        ),
    )


def _cell(limit: Limit, currency: str) -> str:
    if limit.value is None:
        return small(phrase("not within the range"))
    low, high, value = (lever_number(limit.lever, v, currency) for v in (limit.low, limit.high, limit.value))
    if limit.at_once:
        value = phrase("at once")
    return f"{strong(value)} {small(f'({low}{DASH}{high})')}"


def how_far_json(answer: HowFar) -> dict[str, Any]:
    """Limits and curves."""
    return {
        "limits": [vars(limit) | {"first": limit.first and str(limit.first)} for limit in answer.limits],
        "curves": answer.curves,
        "futures": answer.futures,
        "runs": answer.runs,
    }
