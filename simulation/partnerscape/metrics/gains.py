"""Who gains: a candidate against the current policy, person by person, under common random numbers.

A partner's gain is that of an incumbent at the rollout in its account: what its months were worth at the true terms and
before their draws, with what staying is worth to it, the outside option after an exit, and what it is owed at the end.
Relative gains are over the larger of what it earned (the account without the worth of staying) and a tenth of its outside
option's value, so that a partner near zero does not decide the mean. Losses are summed over those who lose and
taken relative to their whole group: relative to the losers alone, one partner whose exit luck flipped
would veto every policy. Newcomers count per head and by their number, customers by what they gain and by quality.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from partnerscape.engine import Run

from . import measured_in
from .ledger import Ledger, discount_factors, ratio
from .margin import (
    CONSTRAINT,
    LOSS,
    NEWCOMER_NUMBER,
    NOT_WORSE,
    OF_CUSTOMERS,
    OF_NEWCOMERS,
    OF_PARTNERS,
    OF_VENDOR,
    PREFIX,
    QUALITY,
    Margin,
)

QUINTILES = ("q1", "q2", "q3", "q4", "q5")  # of size at the rollout, smallest first
LEAST_BASE = 0.1
DIFFERENCES = (  # what :func:`paired` has besides groups and margins, in its order
    "vendor_gain",
    "quality_gain",
    "customer_gain_relative",
    "newcomer_gain",
    "newcomer_number_gain",
    "partner_gain",
    "partner_gain_relative",
    "not_worse",
    "newcomer_gain_relative",
)


@dataclass(frozen=True)
class Measured:
    """A run with its metrics and its newcomers (:attr:`.ledger.Ledger.newcomers`), so that a baseline is measured once."""

    run: Run
    metrics: dict[str, float]
    newcomers: tuple[np.ndarray, np.ndarray]

    @classmethod
    def of(cls, run: Run) -> Measured:
        """Measure a run."""
        ledger = Ledger(run)
        return cls(run, measured_in(ledger), ledger.newcomers)

    @cached_property
    def groups(self) -> dict[str, np.ndarray]:
        """Who belongs to which group, as numbers of incumbents; see :func:`groups`."""
        return {name: np.flatnonzero(mask) for name, mask in groups(self.run).items()}

    @cached_property
    def base_values(self) -> np.ndarray:
        """What a partner's gain is measured against, see :func:`base_values`."""
        return base_values(self.run)

    @cached_property
    def base_of(self) -> dict[str, float]:
        """The base values' sum by group."""
        return {name: float(self.base_values[members].sum()) for name, members in self.groups.items()}


def groups(run: Run) -> dict[str, np.ndarray]:
    """Masks over the incumbents, shape (incumbents,): every segment and quintile that has members."""
    segment, size = run.accounts["segment"], run.accounts["size"]
    order = np.argsort(np.argsort(size, kind="stable"), kind="stable")
    quintile = np.minimum(4, order * 5 // max(1, size.size))
    masks = {name: segment == s for s, name in enumerate(run.scenario.segment_names)}
    masks |= {name: quintile == q for q, name in enumerate(QUINTILES)}
    return {name: mask for name, mask in masks.items() if mask.any()}


def base_values(baseline: Run) -> np.ndarray:
    """What a partner's gain is measured against, shape (incumbents,), currency."""
    months = baseline.journal.shape[0]
    rate = baseline.scenario.assumptions.costs.discount_monthly
    annuity = discount_factors(rate, months).sum()
    return np.maximum(np.abs(baseline.accounts["earned"]), LEAST_BASE * annuity * baseline.accounts["outside"])


def paired(candidate: Measured, baseline: Measured) -> dict[str, float]:
    """Differences and margins of one future.

    Returns
    -------
    dict
        ``vendor_gain`` (currency), ``partner_gain[.group]`` (currency, mean), ``not_worse[.group]`` (share),
        ``loss[.group]`` (what those who lose lose, relative to the group's value), ``quality_gain`` and every ``margin.*``:
        all margins above 0 is win-win.
    """
    goals = baseline.run.scenario.goals
    gain = candidate.run.accounts["certainty"] - baseline.run.accounts["certainty"]
    base = baseline.base_values
    worse = gain < -goals.tolerance * base
    out = {
        "vendor_gain": candidate.metrics["npv"] - baseline.metrics["npv"],
        "quality_gain": candidate.metrics["quality"] - baseline.metrics["quality"],
        "customer_gain_relative": _relative("customer_surplus", candidate, baseline),
        "newcomer_gain": newcomer_gain(candidate, baseline),
        "newcomer_number_gain": _relative("newcomers", candidate, baseline),
        "partner_gain": float(gain.mean()),
        "partner_gain_relative": float(gain.sum() / base.sum()),
        "not_worse": float(1.0 - worse.mean()),
    }
    out["newcomer_gain_relative"] = ratio(out["newcomer_gain"], baseline.metrics["outside_option"])
    for name, members in baseline.groups.items():
        theirs, losing, value = gain[members], worse[members], baseline.base_of[name]
        total, losers = float(theirs.sum()), int(np.count_nonzero(losing))
        out[f"partner_gain.{name}"] = total / members.size
        out[f"partner_gain_relative.{name}"] = total / value
        out[f"not_worse.{name}"] = 1.0 - losers / members.size
        out[f"loss.{name}"] = -float(theirs[losing].sum()) / value if losers else 0.0
    return out | {margin.column: room for margin, room in margins(out, candidate, baseline).items()}


def newcomer_gain(candidate: Measured, baseline: Measured) -> float:
    """By how much a newcomer's month is worth more than today, currency, at today's mix of segments.

    At the candidate's own mix a gift to the poorest, which attracts them, would look like a loss (Simpson 1951).
    """
    segments = zip(*(values.tolist() for values in (*candidate.newcomers, *baseline.newcomers)), strict=True)
    known = [(here, after / there - before / here) for after, there, before, here in segments if min(there, here) > 0.0]
    return ratio(sum(here * change for here, change in known), sum(here for here, _ in known))


def _relative(metric: str, candidate: Measured, baseline: Measured) -> float:
    """A metric's change relative to today's; 0 where there is nothing today."""
    return ratio(candidate.metrics[metric] - baseline.metrics[metric], abs(baseline.metrics[metric]))


def margins(differences: dict[str, float], candidate: Measured, baseline: Measured) -> dict[Margin, float]:
    """What must be positive for win-win, from the differences of :func:`paired`."""
    scenario = baseline.run.scenario
    goals = scenario.goals
    out = {
        OF_VENDOR: differences["vendor_gain"] / max(abs(baseline.metrics["npv"]), 1.0),
        OF_PARTNERS: differences["partner_gain_relative"],
        OF_NEWCOMERS: differences["newcomer_gain_relative"] + goals.newcomer_slack,
        NEWCOMER_NUMBER: differences["newcomer_number_gain"] + goals.newcomer_number_slack,
        OF_CUSTOMERS: differences["customer_gain_relative"] + goals.customer_slack,
        QUALITY: differences["quality_gain"] + goals.quality_slack,
    }
    for name in scenario.segment_names:
        if f"not_worse.{name}" in differences:
            out[Margin(NOT_WORSE, name)] = differences[f"not_worse.{name}"] - goals.share_not_worse
            out[Margin(LOSS, name)] = goals.loss_limit - differences[f"loss.{name}"]
    for constraint in goals.constraints:
        value, margin = candidate.metrics[constraint.metric], Margin(CONSTRAINT, constraint.metric)
        room = value - constraint.at_least if constraint.at_least is not None else (constraint.at_most or 0.0) - value
        out[margin] = min(room, out.get(margin, np.inf))  # a metric may have a limit on both sides
    return out


def is_win_win(differences: dict[str, float]) -> bool:
    """Whether every margin is positive."""
    return all(value > 0.0 for name, value in differences.items() if name.startswith(PREFIX))
