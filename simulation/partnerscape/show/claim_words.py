"""A claim's answer in words: verdict, effects with intervals, where it holds, what was built in."""

from __future__ import annotations

import math

from ..study.claims import Answer, Found, Grid, all_hold, place_of
from .lever_words import capital, lever_label, listed
from .numbers import bare_percent, difference_in_unit, percent, plain, rough_money, signed


def verdict_of_claim(answer: Answer) -> str:
    """The verdict, and whether an assumption builds the effect in."""
    return f"{answer.verdict}, built in" if answer.claim.built_in else answer.verdict


def _amount(value: float, unit: str, currency: str) -> str:
    if unit.startswith("currency"):
        return signed(rough_money(value, currency)) + unit.removeprefix("currency")
    return difference_in_unit(value, unit, currency)


def effect_in_words(found: Found, currency: str) -> str:
    """``+€12,300 (95 %: +€8,000 to +€16,600; +3 % of today)``: a difference with its interval and its share."""
    low, high = (_amount(v, found.unit, currency) for v in (found.low, found.high))
    tail = found.unit.removeprefix("currency") if found.unit.startswith("currency") else ""
    said = f"{_amount(found.mean, found.unit, currency)} (95 %: {low.removesuffix(tail) if tail else low} to {high}"
    if found.shares and math.isfinite(found.shares[0]):
        mean, below, above = found.shares
        said += f"; {signed(percent(mean, 1))} of {str(found.effect.relative_to).replace('_', ' ')}, "
        said += f"{signed(bare_percent(below, 1))} to {signed(bare_percent(above, 1))}"
    return f"{said})"


def outcome_in_words(found: Found) -> str:
    """As expected, not certain, or the reverse."""
    if found.holds is None:
        return "told beside"
    if found.holds:
        return "as expected"
    if found.effect.expect == "none":
        return "expected none"
    wrong = found.high < 0.0 if found.effect.expect == "positive" else found.low > 0.0
    return "the reverse of what was expected" if wrong else "not certain"


def headline(answer: Answer) -> str:
    """The first expected effect with its interval."""
    first = next(e for e in answer.effects if e.effect.expect)
    return f"{first.effect.name}: {effect_in_words(first, answer.scenario.currency)}"


def input_label(key: str) -> str:
    """What a sweep or a region moves, in words."""
    kind = place_of(key)
    return lever_label(key) if kind == "lever" else key.replace(".", ": ").replace("_", " ")


def _runs(values: tuple[float, ...], flags: list[bool]) -> str:
    """Neighbouring grid values for which a flag is set: ``1.1 to 2.2 and 6``."""
    parts, start = [], None
    for number, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = number
        elif not flag and start is not None:
            ends = plain(values[start]), plain(values[number - 1])
            parts.append(ends[0] if start == number - 1 else f"{ends[0]} to {ends[1]}")
            start = None
    return listed(parts)


def region_in_words(region: Grid, found: list[list[Found]]) -> str:
    """Where all expected effects come out, and what fails elsewhere."""
    label = input_label(region.input)
    flags = [all_hold(at) for at in found]
    ends = f"{plain(region.values[0])} to {plain(region.values[-1])}"
    if all(flags):
        return f"It holds over the whole region tried: {label} {ends}."
    failing = []
    for number, effect in enumerate(found[0]):
        wrong = [at[number].holds is False for at in found]
        if any(wrong):
            failing.append(f"“{effect.effect.name}” at {_runs(region.values, wrong)}")
    where = (
        f"It holds in full at {label} {_runs(region.values, flags)}"
        if any(flags)
        else f"At no {label} from {ends} does all of it hold"
    )
    return f"{where}; what does not come out: {'; '.join(failing)}."


def claim_in_words(answer: Answer) -> str:
    """A paragraph: effects, regions, the assumption behind it, why it comes about."""
    currency = answer.scenario.currency
    said = [f"{capital(e.effect.name)}: {effect_in_words(e, currency)}, {outcome_in_words(e)}." for e in answer.effects]
    said += [region_in_words(r, found) for r, found in zip(answer.claim.regions, answer.regions, strict=True)]
    if answer.claim.built_in:
        said.append(f"Built in by assumption: {answer.claim.built_in}")
    if answer.claim.meaning:
        said.append(answer.claim.meaning)
    return " ".join(said)
