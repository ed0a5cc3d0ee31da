"""How good forecasts were: errors of means, of whole distributions and of bands."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import roc_auc_score


def crps(draws: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of forecasts given as draws, in the unit of the truth; 0 is perfect.

    Parameters
    ----------
    draws : ndarray, shape (draws, …)
    truth : ndarray, shape (…)

    Returns
    -------
    ndarray, shape (…)
        E|X − y| − ½ E|X − X'|, without bias in the number of draws (Gneiting & Raftery 2007).

    Examples
    --------
    >>> crps(np.array([[1.0], [3.0]]), np.array([2.0]))
    array([0.])
    """
    count = draws.shape[0]
    rank = (2.0 * np.arange(1, count + 1) - count - 1.0).reshape(-1, *[1] * truth.ndim)
    spread = (rank * np.sort(draws, axis=0)).sum(axis=0) / max(count * (count - 1), 1)
    return np.abs(draws - truth).mean(axis=0) - spread


def mape(forecast: np.ndarray, truth: np.ndarray) -> float:
    """Mean absolute error relative to the truth, over months in which there was something."""
    seen = truth > 0.0
    return float(np.mean(np.abs(forecast[seen] - truth[seen]) / truth[seen])) if seen.any() else float("nan")


def relative_bias(forecast: np.ndarray, truth: np.ndarray) -> float:
    """Sum of the forecasts over the sum of the truths, less 1."""
    return float(forecast.sum() / truth.sum() - 1.0) if truth.sum() > 0.0 else float("nan")


def coverage(draws: np.ndarray, truth: np.ndarray, share: float = 0.9) -> float:
    """How often the truth lies within the central band that holds ``share`` of the draws."""
    low, high = np.quantile(draws, [0.5 - 0.5 * share, 0.5 + 0.5 * share], axis=0)
    return float(np.mean((truth >= low) & (truth <= high)))


def band_width(draws: np.ndarray, truth: np.ndarray, share: float = 0.9) -> float:
    """Mean width of that band relative to the mean truth."""
    low, high = np.quantile(draws, [0.5 - 0.5 * share, 0.5 + 0.5 * share], axis=0)
    return float(np.mean(high - low) / np.mean(truth)) if np.mean(truth) > 0.0 else float("nan")


def auc(chance: np.ndarray, happened: np.ndarray) -> float:
    """Chance that of two partners the one for whom it happened had been given the larger probability."""
    both = 0 < int(happened.sum()) < happened.size
    return float(roc_auc_score(happened, chance)) if both else float("nan")


def expected_auc(chance: np.ndarray) -> float:
    """The AUC that these probabilities have if they are right: what can be known of the partners at all.

    Examples
    --------
    >>> expected_auc(np.array([1.0, 0.0])), expected_auc(np.array([0.5, 0.5]))
    (1.0, 0.5)
    """
    stays, goes = np.sort(chance), 1.0 - np.sort(chance)
    below, upto = (np.searchsorted(stays, stays, side=side) for side in ("left", "right"))
    sums = np.concatenate([[0.0], np.cumsum(goes)])
    won = float((stays * 0.5 * (sums[below] + sums[upto])).sum() - 0.5 * (stays * goes).sum())
    pairs = float(stays.sum() * goes.sum() - (stays * goes).sum())
    return won / pairs if pairs > 0.0 else float("nan")
