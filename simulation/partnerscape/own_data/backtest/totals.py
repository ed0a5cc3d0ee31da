"""Simple forecasts of a total per month: what a model of partners has to be as good as.

Each returns draws of shape (draws, months ahead). Their spread comes from the errors that the method itself made one month
ahead, from the damped trend's own simulation, or from the cohorts' growth factors.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

LEAST_FOR_TREND = 6  # months
Forecast = Callable[[np.ndarray, int, int, np.random.Generator], np.ndarray]


def last_value(history: np.ndarray, ahead: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """The last month again; errors grow as those of a random walk."""
    steps = np.diff(np.log(np.maximum(history, 1e-9)))
    spread = float(steps[-12:].std(ddof=1)) if steps.size > 2 else 0.2
    walk = np.cumsum(rng.normal(0.0, spread, (draws, ahead)), axis=1)
    return history[-1] * np.exp(walk)


def mean_of_three(history: np.ndarray, ahead: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """The mean of the last three months; errors as this method made them before, at the same distance."""
    level = history[-3:].mean()
    errors = np.ones((draws, ahead))
    for k in range(ahead):
        past = [history[t + k] / history[t - 3 : t].mean() for t in range(3, history.size - k) if history[t - 3 : t].mean() > 0.0]
        spread = float(np.std(np.log(np.maximum(past, 1e-9)))) if len(past) > 2 else 0.2
        errors[:, k] = np.exp(rng.normal(0.0, spread, draws))
    return level * errors


def damped_trend(history: np.ndarray, ahead: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Exponential smoothing with a damped trend on logarithms (Gardner & McKenzie 1985), by statsmodels."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    if history.size < LEAST_FOR_TREND or (history <= 0.0).any():
        return mean_of_three(history, ahead, draws, rng)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of convergence: short series have flat likelihoods
        fitted = ETSModel(np.log(history), trend="add", damped_trend=True).fit(disp=False)
        paths = fitted.simulate(ahead, anchor="end", repetitions=draws, rng=rng)
    return np.exp(np.asarray(paths).reshape(ahead, draws).T)


def chain_ladder(cohorts: np.ndarray, ahead: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Cohorts grow with age as earlier ones did, and as many join as lately (Mack 1993).

    Parameters
    ----------
    cohorts : ndarray, shape (cohorts, months)
        Total by the month in which partners first sold.
    """
    count, months = cohorts.shape
    by_age = np.full((count, months), np.nan)
    for k in range(count):
        by_age[k, : months - k] = cohorts[k, k:]
    recent = np.nan_to_num(by_age[1:])  # the first cohort is everybody who was there before
    factors, errors = np.ones(months + ahead), np.full(months + ahead, 0.1)
    for age in range(1, months):
        both = ~np.isnan(by_age[1:, age])
        before, after = recent[both, age - 1], recent[both, age]
        if before.sum() > 0.0 and both.sum() >= 2:
            factors[age] = after.sum() / before.sum()
            ratios = after[before > 0.0] / before[before > 0.0]
            errors[age] = ratios.std(ddof=1) / np.sqrt(ratios.size) if ratios.size > 1 else 0.1
    total = cohorts.sum(axis=0)
    old = (
        float(np.exp(np.diff(np.log(np.maximum(cohorts[0][cohorts[0] > 0.0], 1e-9)))[-6:].mean()))
        if (cohorts[0] > 0.0).sum() > 2
        else 1.0
    )
    joining = np.nan_to_num(by_age[-3:, 0]).mean()
    noise = float(np.std(np.diff(np.log(np.maximum(total, 1e-9))))) if months > 3 else 0.2
    out = np.zeros((draws, ahead))
    for d in range(draws):
        drawn = np.maximum(factors + errors * rng.normal(size=factors.size), 0.0)
        level = [cohorts[k, -1] for k in range(count)]
        ages = [months - 1 - k for k in range(count)]
        for h in range(ahead):
            for k in range(len(level)):
                ages[k] += 1
                level[k] *= old if k == 0 else drawn[min(ages[k], months - 1)]
            level.append(joining)
            ages.append(0)
            out[d, h] = sum(level) * np.exp(rng.normal(0.0, noise))
    return out
