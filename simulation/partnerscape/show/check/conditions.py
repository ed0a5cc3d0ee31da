"""Conditions and levels in plain words."""

from __future__ import annotations

from partnerscape.scenario.pay import Levels, Period
from partnerscape.scenario.pay.words import MEASURES, NOW, SHARES

from .exact import months_of, number_of, share_of, sum_of

MEASURE_WORDS = {"certified": "certified people", "recruits": "active recruits", "recruits revenue": "revenue of recruits"}


def measured(value: float, measure: str, currency: str) -> str:
    """A threshold in the unit of its measure: ``€25,000``, ``70 %``, ``3``."""
    if measure in SHARES:
        return share_of(value)
    return sum_of(value, currency) if MEASURES[measure].startswith("currency") else number_of(value)


def condition_in_words(measure: str, over: str, at_least: float | None, below: float | None, currency: str) -> str:
    """``revenue of at least €25,000 in the last 12 months``, ``at least 3 certified people``."""
    name, time = MEASURE_WORDS.get(measure, measure), time_in_words(over, measure)
    limit = f"at least {measured(at_least, measure, currency)}" if at_least is not None else ""
    limit = limit or f"less than {measured(below or 0.0, measure, currency)}"
    is_count = MEASURES[measure].startswith("number")
    return " ".join(filter(None, (f"{limit} {name}" if is_count else f"{name} of {limit}", time)))


def time_in_words(over: str, measure: str = "") -> str:
    """The time that counts; of what is measured now, none."""
    period = Period.read(over)
    if measure in NOW or period is None:
        return ""
    if period.kind == "lifetime":
        return "since the partner started"
    if period.kind == "trailing":
        return f"in the last {months_of(period.months)}"
    if period.kind == "previous":
        return f"in the {over}"
    return f"in the partner's {over.removesuffix(' from joining')} so far" if period.from_joining else f"in the {over} so far"


def levels_table(levels: Levels, currency: str) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: what each level needs."""
    needs = levels.needs
    heads = [
        "level",
        *(" ".join(filter(None, (MEASURE_WORDS.get(n.measure, n.measure), time_in_words(n.over, n.measure)))) for n in needs),
    ]
    rows = [
        [levels.name_of(at), *(measured(n.at_least[at], n.measure, currency) if n.at_least[at] else "–" for n in needs)]
        for at in range(levels.number)
    ]
    return heads, rows


def levels_in_words(levels: Levels) -> str:
    """When a partner goes up and down."""
    down = "at once" if levels.down == "month" else f"at the end of a {levels.down}"
    grace = f", after {months_of(levels.grace_months)} short of it" if levels.grace_months else ""
    return f"A partner has the highest level of which it meets everything: up at once, down {down}{grace}."
