"""What a fit says of itself: how much of each assumption's uncertainty the data removed and by what, and what still disagrees."""

from __future__ import annotations

import numpy as np
import pandas as pd

from partnerscape.scenario import Scenario

from .inference.pool import Pool
from .inference.posterior import Posterior
from .inference.prior import Prior
from .statistics import STATISTICS

PINS = 3  # statistics named per assumption
LEAST_PIN = 0.1  # share of what is explained that a statistic must have


def assumptions_table(
    fitted: Scenario, stated: Scenario, prior: Prior, posterior: Posterior, pool: Pool, draws: pd.DataFrame, factor: float
) -> pd.DataFrame:
    """One row per assumption, see :class:`.panel_fit.Fit`; ``factor``: the company over the part that was fitted."""
    pins, then, rows = pinned_by(pool), stated.assumptions.values(), []
    for k, name in enumerate(prior.names):
        scale = factor if name == "arrivals" else 1.0
        low, median, high = np.quantile(draws[name], [0.05, 0.5, 0.95])
        learnt = bool(posterior.learnt[k])
        rows.append(
            {
                "assumption": name,
                "stated": then[name],
                "low": low if learnt else fitted.uncertain[name][0],
                "median": median if learnt else fitted.assumptions.values()[name],
                "high": high if learnt else fitted.uncertain[name][1],
                "prior_low": scale * prior.low[k],
                "prior_high": scale * prior.high[k],
                "removed": max(0.0, 1.0 - float(draws[name].std() / (scale * prior.sd[k]))) if learnt else 0.0,
                "learnt": learnt,
                "pinned_by": ", ".join(pins[name]) if learnt else "",
            }
        )
    return pd.DataFrame(rows).sort_values("removed", ascending=False, kind="stable", ignore_index=True)


def pinned_by(pool: Pool) -> dict[str, list[str]]:
    """The statistics that explain each assumption best, by their share of a linear model's R² (Pratt 1987)."""
    shown = (pool.shown - pool.shown.mean(axis=0)) / pool.shown.std(axis=0)
    points = pool.prior.logit(pool.points)
    points = (points - points.mean(axis=0)) / points.std(axis=0)
    count = len(shown)
    slopes = np.linalg.solve(shown.T @ shown + 0.01 * count * np.eye(shown.shape[1]), shown.T @ points)
    shares = slopes * (shown.T @ points / count)
    shares /= np.maximum(shares.sum(axis=0), 1e-9)
    best = np.argsort(-shares, axis=0)[:PINS]
    return {
        name: [pool.names[s] for s in best[:, k] if shares[s, k] >= LEAST_PIN] or [pool.names[best[0, k]]]
        for k, name in enumerate(pool.prior.names)
    }


def agreement_table(seen: dict[str, float], check: pd.DataFrame) -> pd.DataFrame:
    """One row per statistic: what the data show, what panels of the posterior show, and the difference in their spread."""
    rows = []
    for name in check.columns:
        if not np.isfinite(seen.get(name, np.nan)) or check[name].isna().mean() > 0.5:
            continue
        expected, sd = float(check[name].mean()), float(check[name].std())
        z = (seen[name] - expected) / max(sd, 1e-9)
        rows.append((name, STATISTICS[name].meaning, seen[name], expected, sd, z))
    return pd.DataFrame(rows, columns=["statistic", "meaning", "seen", "expected", "sd", "z"])
