"""A claim's answer in words: verdict, effects with intervals, where it holds, what was built in."""

from __future__ import annotations

import math
from dataclasses import replace

from partnerscape.scenario.units import Unit
from partnerscape.study.claims.cells import Inputs, place_of
from partnerscape.study.claims.claim import BUILT_IN, Answer, Found, all_hold
from partnerscape.study.claims.file import Grid

from ..style.lever_words import assumption_label, capital, lever_label, lever_number, listed, split_lever
from ..style.numbers import bare_percent, difference_in_unit, percent, plain, rough_money, signed


def verdict_of_claim(answer: Answer) -> str:
    """The verdict on what is a result; beside it, whether an assumption builds in some of the effects."""
    if answer.verdict == BUILT_IN:
        as_expected = all(e.holds is not False for e in answer.effects)
        return BUILT_IN if as_expected else f"{BUILT_IN}, and yet not all as expected"
    return f"{answer.verdict}, partly built in" if answer.claim.built_in else answer.verdict


def amount(value: float, unit: str, currency: str) -> str:
    """A difference, with its sign and unit; money to three digits."""
    counted = Unit.read(unit)
    if counted.kind == "currency":
        return f"{signed(rough_money(value, currency))} {counted.rate}".rstrip()
    return difference_in_unit(value, unit, currency)


def _interval(low: float, high: float, unit: str, currency: str) -> str:
    """``+€8,000 to +€16,600 per month``: the unit is said once."""
    first, second = amount(low, unit, currency), amount(high, unit, currency)
    tails = (" points", f" {unit}", f" {Unit.read(unit).rate}".rstrip())
    tail = next((t for t in tails if t and first.endswith(t) and second.endswith(t)), "")
    return f"{first.removesuffix(tail) if tail else first} to {second}"


def effect_in_words(answer: Answer, effect: Found) -> str:
    """``+€12,300 (95 %: +€8,000 to +€16,600; +3 % of today)``: a difference with its interval and its share."""
    currency = answer.scenario.currency
    text = f"{amount(effect.mean, effect.unit, currency)} (95 %: {_interval(effect.low, effect.high, effect.unit, currency)}"
    if effect.shares and math.isfinite(effect.shares[0]):
        mean, below, above = effect.shares
        text += f"; {signed(percent(mean, 1))} of “{answer.claim.label(str(effect.effect.relative_to))}”, "
        text += f"{signed(bare_percent(below, 1))} to {signed(bare_percent(above, 1))}"
    return f"{text})"


def outcome_in_words(effect: Found) -> str:
    """As expected, not certain, or the reverse."""
    if effect.holds is None:
        return "for information"
    if effect.holds:
        return "as expected"
    if effect.effect.expect == "none":
        return "none was expected"
    wrong = effect.high < 0.0 if effect.effect.expect == "positive" else effect.low > 0.0
    return "the reverse of what was expected" if wrong else "not certain"


def headline(answer: Answer) -> str:
    """The first expected effect with its interval: of those that are results, if any are."""
    expected = [e for e in answer.effects if e.effect.expect]
    first = next((e for e in expected if not e.effect.assumed), expected[0])
    return f"{first.effect.name}: {effect_in_words(answer, replace(first, reference=None))}"


def input_label(key: str) -> str:
    """What a sweep or a region moves, in words."""
    kind = place_of(key)
    if kind == "lever":
        return lever_label(key)
    if kind == "assumption":
        return assumption_label(key)
    table, _, name = (part.replace("_", " ") for part in key.partition("."))
    return {
        "spread": f"distance between segments in {name} (1: as it is)",
        "segments": f"{name} of every segment",
        "events": f"{name} of the event",
    }.get(table, name)


def input_value(key: str, value: float) -> str:
    """A value of what a sweep or a region moves, in a lever's own words: ``20 %``."""
    return lever_number(key, value) if place_of(key) == "lever" else plain(value)


def _runs(region: Grid, flags: list[bool]) -> str:
    """Neighbouring values of the grid for which a flag is set: ``1.1 to 2.2 and 6``."""
    parts, start = [], None
    for number, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = number
        elif not flag and start is not None:
            first, last = (input_value(region.input, region.values[k]) for k in (start, number - 1))
            parts.append(first if start == number - 1 else f"{first} to {last}")
            start = None
    return listed(parts)


def region_in_words(region: Grid, effects: list[list[Found]]) -> str:
    """Where all expected effects are confirmed, and what fails elsewhere."""
    label = input_label(region.input)
    flags = [all_hold(at) for at in effects]
    ends = _runs(region, [True] * len(region.values))
    if all(flags):
        return f"It holds throughout the region tested: {label} {ends}."
    failing = []
    for number, effect in enumerate(effects[0]):
        wrong = [at[number].holds is False for at in effects]
        if any(wrong):
            failing.append(f"“{effect.effect.name}” at {_runs(region, wrong)}")
    where = (
        f"It holds in full at {label} {_runs(region, flags)}"
        if any(flags)
        else f"At no tested value of {label} ({ends}) does it hold in full"
    )
    return f"{where}; not confirmed: {'; '.join(failing)}."


def effects_in_words(answer: Answer) -> list[tuple[str, str, str]]:
    """Every effect: its name, its size with interval, and whether it was confirmed, or was assumed."""
    rows = []
    for effects in answer.effects:
        outcome = outcome_in_words(effects) + (", assumed" if effects.effect.assumed else "")
        rows.append((capital(effects.effect.name), effect_in_words(answer, effects), outcome))
    return rows


def search_in_words(answer: Answer) -> str:
    """Where its levers were chosen, what was found, and of how many combinations it is the best; empty without a search."""
    search = answer.claim.search
    if search is None:
        return ""
    parts = []
    for name, cell in answer.claim.cells.items():
        if cell.choose:
            levers = _levers_in_words(answer.chosen.levers[name, ()])
            parts.append(f"{levers}, the best of {cell.combinations}")
    first, last = search.seeds.numbers[0], search.seeds.numbers[-1]
    metric = search.metric.replace("npv", "net present value").replace("_", " ")
    again = ", again at every value of a region" if answer.claim.regions else ""
    where = f"Chosen on seeds {first} to {last}, none of which it is judged on, by the largest mean {metric}{again}"
    return f"{where}. As the scenario stands: {'; '.join(parts)}."


def _levers_in_words(levers: Inputs) -> str:
    """``commission 26 % (small), 17 % (middle), 17 % (large)``."""
    texts: dict[str, list[str]] = {}
    for key, value in levers:
        segment, lever = split_lever(key)
        whom = segment.replace("_", " ") or "all"
        texts.setdefault(lever_label(lever), []).append(f"{lever_number(key, value)} ({whom})")
    return "; ".join(f"{label} {', '.join(values)}" for label, values in texts.items())


def comment_in_words(answer: Answer) -> str:
    """How its levers were chosen, where it holds, the assumption behind it, why it comes about."""
    sentences = [search_in_words(answer)] if answer.claim.search else []
    sentences += [region_in_words(r, pairs) for r, pairs in zip(answer.claim.regions, answer.regions, strict=True)]
    if answer.claim.built_in:
        sentences.append(f"Built in by assumption: {answer.claim.built_in}")
    if answer.claim.meaning:
        sentences.append(answer.claim.meaning)
    return " ".join(sentences)


def claim_in_words(answer: Answer) -> str:
    """All of it as one paragraph."""
    effects = [f"{name}: {size}, {outcome}." for name, size, outcome in effects_in_words(answer)]
    return " ".join([*effects, comment_in_words(answer)]).strip()
