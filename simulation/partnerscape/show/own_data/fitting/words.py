"""A fit in words: what was learnt, what stays at its prior, what still disagrees."""

from __future__ import annotations

from partnerscape.language import phrase, phrase_for, term
from partnerscape.own_data.fitting.panel_fit import Fit
from partnerscape.own_data.fitting.statistics.seen import STATISTICS
from partnerscape.scenario.fitted import Fitted

from ...style.lever_words import assumption_label, capital, listed
from ...style.numbers import bare_percent, from_to, months_of, percent, plain

HALF, LITTLE = 0.5, 0.05
NINE_IN_TEN = 1.645  # standard deviations either side
MOST_NAMED = 4


def literature_in_words() -> str:
    """Which assumptions a panel says nothing of, and what would."""
    return phrase(
        "Responses to pay, support, training and offers are hardly seen in sales: they keep the ranges that the scenario takes "
        "from the literature. Only a change of policy in the data, or a pilot, would tell more."
    )


def how_to_read() -> str:
    """What the columns of the agreement say."""
    return phrase(
        "A growth of × 2 is a doubling; a spread of × 2 means that two in three lie between half and double the middle. "
        "The distance counts standard deviations between futures: within 2 it may be chance."
    )


def learnt_in_words(fit: Fit) -> str:
    """How many assumptions the data settle, and how many they say nothing of."""
    removed = fit.assumptions["removed"]
    return phrase_for(
        len(removed),
        "The data remove half or more of the uncertainty of {settled} of {number} assumption and less than {little} of that of "
        "{unsettled}.",
        "The data remove half or more of the uncertainty of {settled} of {number} assumptions and less than {little} of that of "
        "{unsettled}.",
        settled=int((removed >= HALF).sum()),
        little=percent(LITTLE),
        unsettled=int((removed < LITTLE).sum()),
    )


def agreement_in_words(fit: Fit) -> str:
    """How many statistics agree, and the worst of those that do not."""
    total, off = len(fit.agreement), fit.misfits
    if off.empty:
        return phrase_for(
            total,
            "All {number} figures of the data are such as the fitted scenario shows by chance too.",
            "All {number} figures of the data are such as the fitted scenario shows by chance too.",
        )
    named = listed([small_first(term(meaning)) for meaning in off["meaning"].head(MOST_NAMED)])
    return phrase_for(
        len(off),
        "{agreeing} of {total} figures of the data are such as the fitted scenario shows by chance too; "
        "{number} is not: {names}.",
        "{agreeing} of {total} figures of the data are such as the fitted scenario shows by chance too; "
        "{number} are not: {names}.",
        agreeing=total - len(off),
        total=total,
        names=phrase("{names} and others", names=named) if len(off) > MOST_NAMED else named,
    )


def small_first(text: str) -> str:
    """The first letter small."""
    return text[:1].lower() + text[1:]


def provenance_in_words(fitted: Fitted) -> str:
    """Data, period, version."""
    parts = [
        phrase_for(fitted.partners, "{number} partner", "{number} partners") if fitted.partners else "",
        _period(fitted.period),
        phrase("data {digest}", digest=fitted.data[:12]) if fitted.data else "",
        f"partnerscape {fitted.version}" if fitted.version else "",
    ]
    return ", ".join(part for part in parts if part)


def _period(stated: str) -> str:
    """The months of the data as the file states them: ``2024-01 to 2024-12``, or ``12 months``."""
    first, between, last = stated.partition(" to ")
    if between:
        return from_to(first, last)
    number = stated.removesuffix(" months")
    return months_of(int(number)) if number.isdecimal() else stated


def standing_in_words(fitted: Fitted) -> str:
    """How far the scenario is fitted, and what is missing."""
    state = capital(term(fitted.state))
    if not fitted.missing:
        return f"{state}."
    return phrase("{standing}: {missing}.", standing=state, missing=listed(list(fitted.missing)))


def pins_in_words(names: str) -> str:
    """Statistics by their meaning."""
    return listed([small_first(term(STATISTICS[name].meaning)) for name in names.split(", ") if name])


def reading(name: str, value: float) -> str:
    """A statistic as it is read: ``460``, ``12 %``, ``× 2.4``."""
    scale = STATISTICS[name].scale
    read = scale.read(value)
    if scale.name == "share":
        return percent(read, 1)
    return f"× {plain(read)}" if scale.name == "times" else plain(read)


def expected_in_words(name: str, expected: float, sd: float) -> str:
    """What the fitted scenario shows of a statistic, and the range of nine in ten of its futures."""
    low, middle, high = (reading(name, expected + side * NINE_IN_TEN * sd) for side in (-1.0, 0.0, 1.0))
    return phrase("{value} ({low} to {high})", value=middle, low=low.removeprefix("× "), high=high.removeprefix("× "))


def value_with(low: float, median: float, high: float) -> str:
    """A median and its range."""
    return phrase("{value} ({low} to {high})", value=plain(median), low=plain(low), high=plain(high))


def row_name(name: str) -> str:
    """An assumption by name and meaning."""
    return capital(assumption_label(name))


def share_removed(share: float) -> str:
    """``58``: per cent."""
    return bare_percent(share)
