"""One origin: what was known then, the forecasts made from it, and what came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from partnerscape.own_data.fitting.inference.pool import Progress
from partnerscape.own_data.fitting.panel import AMOUNTS, Panel
from partnerscape.own_data.fitting.panel_fit import fit_panel
from partnerscape.scenario import Scenario

from . import partners, scores, totals
from .ahead import Ahead, exits, played, stays, top_fifth
from .level import COUNT, cohorts_of, level_of
from .reconcile import factors, walks

SHARE = 0.9  # of bands
MODEL, RECONCILED, BG_BB, AGAIN = "model", "model, reconciled", "BG/BB", "last three months again"
DAMPED = "damped exponential smoothing"
SIMPLE: dict[str, totals.Forecast] = {
    "last value": totals.last_value,
    "mean of three": totals.mean_of_three,
    DAMPED: totals.damped_trend,
}
LADDER = "chain ladder"
QUANTITIES = ("revenue", "active partners", "revenue per partner", "exits", "share of the top fifth")
ALL_METHODS = (MODEL, RECONCILED, BG_BB, AGAIN, *SIMPLE, LADDER)
SIMPLE_DRAWS = 400


@dataclass(frozen=True)
class Origin:
    """What is known at an origin and what came.

    Attributes
    ----------
    number : int
        Months that were known.
    before : Panel
        Cut at the origin: nothing later is in it.
    after : ndarray, shape (partners, months ahead)
        Revenue of who had sold before, in the order of ``sellers``.
    revenue, active : ndarray, shape (months ahead,)
        Of everybody, newcomers too.
    top_fifth : float
    """

    number: int
    before: Panel
    after: np.ndarray
    revenue: np.ndarray
    active: np.ndarray
    top_fifth: float

    @property
    def sellers(self) -> np.ndarray:
        """Revenue before of who had a sale, shape (partners, months)."""
        return self.before.revenue[(self.before.revenue > 0.0).any(axis=1)]


def cut(panel: Panel, months: int) -> Panel:
    """The panel as it was known after so many months: no later sale, contract or partner."""
    parts: dict[str, Any] = {n: getattr(panel, n)[:, :months] for n in AMOUNTS if getattr(panel, n) is not None}
    rows = (parts["revenue"] > 0.0).any(axis=1)
    if panel.signed is not None:
        rows |= panel.signed < months
        parts["signed"] = np.where(panel.signed < months, panel.signed, np.nan)
    missing = tuple(m for k, m in enumerate(sorted(panel.missing)) if m - k < months)  # a gap after the last known month is none
    return replace(panel, **parts, missing=missing).of(rows)


def origin_of(panel: Panel, months: int, ahead: int) -> Origin:
    """An origin after so many months."""
    later = panel.revenue[:, months : months + ahead]
    sold = (panel.revenue[:, :months] > 0.0).any(axis=1)
    return Origin(
        months, cut(panel, months), later[sold], later.sum(axis=0), (later > 0.0).sum(axis=0).astype(float), top_fifth(later)
    )


@dataclass(frozen=True)
class Forecasts:
    """Draws by method.

    Attributes
    ----------
    revenue, active : dict of ndarray, each of shape (draws, months)
    partners : dict of ndarray, each of shape (draws, partners, months)
    top_fifth : dict of ndarray, each of shape (draws,)
    """

    revenue: dict[str, np.ndarray]
    active: dict[str, np.ndarray]
    partners: dict[str, np.ndarray]
    top_fifth: dict[str, np.ndarray]


def forecasts(
    scenario: Scenario,
    origin: Origin,
    ahead: int,
    runs: int,
    draws: int,
    seed: int,
    workers: int | None,
    progress: Progress | None,
) -> Forecasts:
    """The scenario fitted to what was known and played on, beside the simple methods."""
    fitted = fit_panel(scenario, origin.before, runs, seed, workers, progress, with_start=False)
    outlook = played(fitted.scenario, fitted.draws.table.head(draws), origin.before, ahead, seed, workers)
    rng = np.random.default_rng([seed, origin.number])
    before, sellers = origin.before.revenue, origin.sellers
    simple = partners.bg_bb(sellers, ahead, draws, rng)
    again = partners.last_three(sellers, ahead)[None]
    revenue, active = _simple(before, ahead, rng), _simple((before > 0.0).astype(float), ahead, rng)
    reconciled, orders = _reconciled(outlook, origin, rng)
    return Forecasts(
        {MODEL: outlook.revenue, RECONCILED: outlook.revenue * reconciled, **revenue},
        {MODEL: outlook.active.astype(float), RECONCILED: outlook.active * orders, **active},
        {
            MODEL: outlook.partners,
            RECONCILED: outlook.partners * _of_known(outlook, reconciled)[:, None, :],
            BG_BB: simple,
            AGAIN: again,
        },
        {MODEL: outlook.top_fifth, AGAIN: np.array([top_fifth(before[:, -ahead:])])},
    )


def _reconciled(outlook: Ahead, origin: Origin, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Factors of revenue and of active partners."""
    before, walk = origin.before.revenue, walks(outlook.revenue.shape, rng)
    active = level_of((before > 0.0).astype(float), outlook.active, rng, COUNT)
    return factors(outlook.revenue, level_of(before, outlook.revenue, rng), walk), factors(outlook.active, active, walk)


def _of_known(outlook: Ahead, reconciled: np.ndarray) -> np.ndarray:
    """Factors of partners with a history, shape (draws, months): what a total has more or less is put on newcomers first.

    Of known partners the model has seen the months before; of who will join, a panel says little.
    """
    known = np.maximum(outlook.partners.sum(axis=1), 1e-9)
    return np.minimum(1.0, outlook.revenue * reconciled / known)


def _simple(before: np.ndarray, ahead: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Totals by simple methods; before of shape (partners, months)."""
    forecasts = {name: method(before.sum(axis=0), ahead, SIMPLE_DRAWS, rng) for name, method in SIMPLE.items()}
    return {**forecasts, LADDER: totals.chain_ladder(cohorts_of(before), ahead, SIMPLE_DRAWS, rng)}


def month_rows(origin: Origin, made: Forecasts) -> Iterator[dict[str, Any]]:
    """Totals: one row per quantity, method and month ahead."""
    per = {name: made.revenue[name] / np.maximum(made.active[name], 1.0) for name in made.revenue}
    true = origin.revenue / np.maximum(origin.active, 1.0)
    for quantity, draws, truth in (
        ("revenue", made.revenue, origin.revenue),
        ("active partners", made.active, origin.active),
        ("revenue per partner", per, true),
    ):
        for method, values in draws.items():
            yield from _rows(origin.number, quantity, method, values, truth)
    lost = {name: exits(origin.sellers, made.partners[name])[:, None] for name in (RECONCILED, BG_BB)}
    for method, values in lost.items():
        yield from _rows(origin.number, "exits", method, values, np.array([exits(origin.sellers, origin.after)], dtype=float))
    for method, values in made.top_fifth.items():
        yield from _rows(origin.number, "share of the top fifth", method, values[:, None], np.array([origin.top_fifth]))


def _rows(number: int, quantity: str, method: str, draws: np.ndarray, truth: np.ndarray) -> Iterator[dict[str, Any]]:
    low, middle, high = np.quantile(draws, [0.5 - SHARE / 2, 0.5, 0.5 + SHARE / 2], axis=0)
    for k, value in enumerate(truth):
        yield {
            "origin": number, "quantity": quantity, "method": method, "ahead": k + 1, "forecast": middle[k],
            "low": low[k], "high": high[k], "truth": value,
        }  # fmt: skip


def partner_rows(origin: Origin, made: Forecasts) -> Iterator[dict[str, Any]]:
    """Each partner's revenue over all months ahead, and who stays: one row per method."""
    truth = origin.after.sum(axis=1)
    for method, draws in made.partners.items():
        sums = draws.sum(axis=2)
        several = len(draws) > 1
        chance = stays(draws).mean(axis=0) if several else draws[0, :, -1]
        yield {
            "origin": origin.number,
            "method": method,
            "partners": len(truth),
            "crps": float(scores.crps(sums, truth).mean()),
            "mae": float(np.abs(np.median(sums, axis=0) - truth).mean()),
            "auc": scores.auc(chance, stays(origin.after)),
            "auc_attainable": scores.expected_auc(chance) if several else float("nan"),
            "coverage": scores.coverage(sums, truth, SHARE) if several else float("nan"),
            "width": scores.band_width(sums, truth, SHARE) if several else float("nan"),
        }
