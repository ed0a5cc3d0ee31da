"""Conditions and levels in plain words."""

from __future__ import annotations

from partnerscape.language import phrase, phrase_for, term
from partnerscape.scenario.pay import Levels, Period
from partnerscape.scenario.pay.words import MEASURES, NOW, SHARES

from .exact import number_of, share_of, sum_of


def measure_words(measure: str) -> str:
    """What is measured, in words."""
    known = {"certified": "certified people", "recruits": "active recruits", "recruits revenue": "revenue of recruits"}
    return term(known.get(measure, measure))


def measured(value: float, measure: str, currency: str) -> str:
    """A threshold in the unit of its measure: ``€25,000``, ``70 %``, ``3``."""
    if measure in SHARES:
        return share_of(value)
    return sum_of(value, currency) if MEASURES[measure].startswith("currency") else number_of(value)


def condition_in_words(measure: str, over: str, at_least: float | None, below: float | None, currency: str) -> str:
    """``revenue of at least €25,000 in the last 12 months``, ``at least 3 certified people``."""
    name, time = measure_words(measure), time_in_words(over, measure)
    if at_least is not None:
        limit = phrase("at least {number}", number=measured(at_least, measure, currency))
    else:
        limit = phrase("less than {number}", number=measured(below or 0.0, measure, currency))
    if MEASURES[measure].startswith("number"):
        what = phrase("{limit} {measure}", limit=limit, measure=name)
    else:
        what = phrase("{measure} of {limit}", limit=limit, measure=name)
    return phrase("{condition} {time}", condition=what, time=time) if time else what


def time_in_words(over: str, measure: str = "") -> str:
    """The time that counts; of what is measured now, none."""
    period = Period.read(over)
    if measure in NOW or period is None:
        return ""
    if period.kind == "lifetime":
        return phrase("since the partner started")
    if period.kind == "trailing":
        return phrase_for(period.months, "in the last {number} month", "in the last {number} months")
    if period.kind == "previous":
        return phrase("in the {period}", period=term(over))
    if period.from_joining:
        return phrase("in the partner's {period} so far", period=term(over.removesuffix(" from joining")))
    return phrase("in the {period} so far", period=term(over))


def levels_table(levels: Levels, currency: str) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: what each level needs."""
    needs = levels.needs
    heads = [
        phrase("level"),
        *(" ".join(filter(None, (measure_words(n.measure), time_in_words(n.over, n.measure)))) for n in needs),
    ]
    rows = [
        [levels.name_of(at), *(measured(n.at_least[at], n.measure, currency) if n.at_least[at] else "–" for n in needs)]
        for at in range(levels.number)
    ]
    return heads, rows


def levels_in_words(levels: Levels) -> str:
    """When a partner goes up and down."""
    down = phrase("at once") if levels.down == "month" else phrase("at the end of a {period}", period=term(levels.down))
    if not levels.grace_months:
        return phrase("A partner has the highest level of which it meets everything: up at once, down {when}.", when=down)
    return phrase_for(
        levels.grace_months,
        "A partner has the highest level of which it meets everything: up at once, down {when}, after {number} month short of "
        "it.",
        "A partner has the highest level of which it meets everything: up at once, down {when}, after {number} months short of "
        "it.",
        when=down,
    )
