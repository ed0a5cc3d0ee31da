"""Arrivals that grow, shrink or have a season: what first sales of a panel show beyond those of the simulated programme.

A Poisson regression of the months' first sales (or contracts, where known) on a trend and, from two years on, on the months
of the year, relative to what the simulated programme shows. What luck alone explains is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import chi2
from sklearn.linear_model import PoissonRegressor

from partnerscape.scenario import Scenario
from partnerscape.scenario.history import MOST

from .panel import Panel
from .statistics.seen import LEAD_IN

LEAST_MONTHS, LEAST_COUNT, YEARS = 9, 30, 24
TREND, SEASON = 1.0, 0.3  # spread of ln arrivals that is expected: of a year's growth, of a month of the year
CLEAR = 0.95
KEPT = 0.8  # of a month's growth the next one has: Gardner & McKenzie (1985)
AT_ONCE = 24  # months ahead after which growth has ended


def arrivals_of(panel: Panel) -> np.ndarray:
    """Contracts per month, where these are known, or first sales; NaN where a first sale may be none."""
    if panel.signed is not None:
        there = panel.signed[np.isfinite(panel.signed) & (panel.signed >= 0)].astype(int)
        return np.bincount(there, minlength=panel.months)[: panel.months].astype(float)
    sold = panel.revenue > 0.0
    first = sold.argmax(axis=1)[sold.any(axis=1)]
    counts = np.bincount(first, minlength=panel.months).astype(float)
    counts[:LEAD_IN] = np.nan
    return counts


def with_arrivals(scenario: Scenario, panel: Panel, panels: Sequence[Panel]) -> Scenario:
    """The scenario with the path of arrivals that is clear in a panel, relative to simulated ones, times its own.

    Where the data do not suffice it stays as it is. The last month's trend is 1, so that `arrivals` are today's.
    """
    path = _fitted(arrivals_of(panel), np.mean([arrivals_of(p) for p in panels], axis=0), panel)
    if path is None:
        return scenario
    growth, season = path
    months, whole = panel.form.months, min(scenario.time.burn_in_months, MOST)
    at = np.arange(-whole, 0)
    trend = growth * (np.maximum(at, -months) + 1)
    ahead = np.arange(min(max(scenario.time.horizon_months, AT_ONCE), MOST))
    later = growth * KEPT * (1.0 - KEPT ** (ahead + 1.0)) / (1.0 - KEPT)
    before, after = (trend + season[(at + months) % 12], later + season[(ahead + months) % 12])
    return _times(scenario, before, after)


def _times(scenario: Scenario, before: np.ndarray, after: np.ndarray) -> Scenario:
    """The scenario's own paths times e to these."""
    history = scenario.history
    was = _whole(history.arrivals if history else (), before.size, True)
    will = _whole(history.arrivals_ahead if history else (), after.size, False)
    paths = {"arrivals": np.exp(before) * was, "arrivals_ahead": np.exp(after) * will}
    return scenario.changed(history={name: [float(f"{v:.4g}") for v in path] for name, path in paths.items()})


def _whole(path: Sequence[float], size: int, ends: bool) -> np.ndarray:
    """A path with ones where it says nothing."""
    ones = np.ones(max(size - len(path), 0))
    own = np.asarray(path[len(path) - size :] if ends and len(path) > size else path[:size])
    return np.concatenate([ones, own] if ends else [own, ones])


def _fitted(seen: np.ndarray, shown: np.ndarray, panel: Panel) -> tuple[float, np.ndarray] | None:
    """Growth of ln arrivals per month and the season of ln, by month of the panel's year; None where neither is clear."""
    at = np.setdiff1d(np.arange(panel.form.months), panel.missing)
    use = np.isfinite(seen) & (shown > 0.0)
    if use.sum() < LEAST_MONTHS or seen[use].sum() < LEAST_COUNT:
        return None
    month, ratio, weight = at[use], seen[use] / shown[use], shown[use]
    trend = TREND * (month - month.mean())[:, None] / 12.0
    season = SEASON * np.eye(12)[month % 12]
    two_years = bool(use.sum() >= YEARS)
    excess = max(1.0, _dispersion(np.hstack([trend, season]) if two_years else trend, ratio, weight))
    growing = _gain(np.zeros_like(trend), trend, ratio, weight) / excess > chi2.ppf(CLEAR, 1)
    base = trend if growing else np.zeros_like(trend)
    seasonal = two_years and _gain(base, np.hstack([base, season]), ratio, weight) / excess > chi2.ppf(CLEAR, 11)
    if not growing and not seasonal:
        return None
    slopes = _regression(np.hstack([base, season]) if seasonal else base, ratio, weight, excess).coef_
    months = SEASON * slopes[1:] if seasonal else np.zeros(12)
    return float(TREND * slopes[0] / 12.0) if growing else 0.0, months - months.mean()


def _regression(design: np.ndarray, ratio: np.ndarray, weight: np.ndarray, excess: float = 1.0) -> PoissonRegressor:
    """Slopes with a normal prior of spread 1 (ridge)."""
    return PoissonRegressor(alpha=excess / weight.sum(), max_iter=1000).fit(design, ratio, sample_weight=weight)


def _deviance(design: np.ndarray, ratio: np.ndarray, weight: np.ndarray) -> float:
    mean = _regression(design, ratio, weight).predict(design)
    return float(
        2.0 * (weight * (np.where(ratio > 0.0, ratio * np.log(np.maximum(ratio, 1e-12) / mean), 0.0) - ratio + mean)).sum()
    )


def _gain(small: np.ndarray, large: np.ndarray, ratio: np.ndarray, weight: np.ndarray) -> float:
    return _deviance(small, ratio, weight) - _deviance(large, ratio, weight)


def _dispersion(design: np.ndarray, ratio: np.ndarray, weight: np.ndarray) -> float:
    """How many times the variance of pure luck months have (Pearson's statistic per degree of freedom)."""
    mean = _regression(design, ratio, weight).predict(design)
    free = ratio.size - 1 - np.linalg.matrix_rank(design - design.mean(axis=0))
    return float((weight * (ratio - mean) ** 2 / mean).sum() / free)
