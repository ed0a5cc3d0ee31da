"""A fit in words: what was learnt, what stays at its prior, what still disagrees."""

from __future__ import annotations

from partnerscape.own_data.fitting.panel_fit import Fit
from partnerscape.own_data.fitting.statistics.seen import STATISTICS
from partnerscape.scenario.fitted import Fitted

from ...style.lever_words import assumption_label, capital, listed
from ...style.numbers import bare_percent, count_of, percent, plain

HALF, LITTLE = 0.5, 0.05
LITERATURE = (
    "Responses to pay, support, training and offers are hardly seen in sales: they keep the ranges that the scenario takes from "
    "the literature. Only a change of policy in the data, or a pilot, would tell more."
)


def learnt_in_words(fit: Fit) -> str:
    """How many assumptions the data settle, and how many they say nothing of."""
    removed = fit.assumptions["removed"]
    settled, little = int((removed >= HALF).sum()), int((removed < LITTLE).sum())
    return (
        f"The data remove half or more of the uncertainty of {settled} of {count_of(len(removed), 'assumption')} "
        f"and less than {percent(LITTLE)} of that of {little}."
    )


def agreement_in_words(fit: Fit) -> str:
    """How many statistics agree, and the worst of those that do not."""
    total, off = len(fit.agreement), fit.misfits
    if off.empty:
        return f"All {total} statistics of the data lie within two standard deviations of what the fitted scenario shows."
    named = listed([meaning[0].lower() + meaning[1:] for meaning in off["meaning"].head(4)])
    return (
        f"{total - len(off)} of {total} statistics agree within two standard deviations; {len(off)} "
        f"{'does' if len(off) == 1 else 'do'} not: {named}{' and others' if len(off) > 4 else ''}."
    )


def provenance_in_words(fitted: Fitted) -> str:
    """Data, period, version."""
    parts = [
        f"{count_of(fitted.partners, 'partner')}" if fitted.partners else "",
        fitted.period,
        f"data {fitted.data[:12]}" if fitted.data else "",
        f"partnerscape {fitted.version}" if fitted.version else "",
    ]
    return ", ".join(part for part in parts if part)


def standing_in_words(fitted: Fitted) -> str:
    """How far the scenario is fitted, and what is missing."""
    missing = f": {listed(list(fitted.missing))}" if fitted.missing else ""
    return f"{capital(fitted.state)}{missing}."


def pins_in_words(names: str) -> str:
    """Statistics by their meaning."""
    return listed([STATISTICS[name].meaning[0].lower() + STATISTICS[name].meaning[1:] for name in names.split(", ") if name])


def value_with(low: float, median: float, high: float) -> str:
    """A median and its range."""
    return f"{plain(median)} ({plain(low)} to {plain(high)})"


def row_name(name: str) -> str:
    """An assumption by name and meaning."""
    return capital(assumption_label(name))


def share_removed(share: float) -> str:
    """``58``: per cent."""
    return bare_percent(share)
