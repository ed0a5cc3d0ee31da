"""What the statistics say of each assumption: guesses of a small neural network, cross-fitted.

The guess is the summary statistic of the posterior (Fearnhead & Prangle 2012). A network's guesses of the runs that it
was trained on are too good: every run's guess comes from networks that never saw it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import KFold
from sklearn.neural_network import MLPRegressor
from threadpoolctl import threadpool_limits

from .pool import Pool

FOLDS = 4
FARTHEST = 5.0  # standard deviations that a statistic counts at most
BATCH = 128
TRAINED: dict[str, Any] = {
    "alpha": 0.1,
    "learning_rate_init": 2e-3,
    "early_stopping": True,
    "n_iter_no_change": 8,
    "max_iter": 120,
}


@dataclass(frozen=True)
class Guesses:
    """Cross-fitted guesses.

    Attributes
    ----------
    of_pool : ndarray, shape (runs, names)
        On the scale of :meth:`.prior.Prior.logit`, standardised.
    explained : ndarray, shape (names,)
        Share of an assumption's variance that its guess explains in runs that no network saw; at least 0.
    """

    of_pool: np.ndarray
    explained: np.ndarray
    networks: tuple[MLPRegressor, ...]
    middle: np.ndarray
    scale: np.ndarray

    def of(self, shown: np.ndarray) -> np.ndarray:
        """Guesses of other panels, shape (panels, names): the mean of the networks."""
        return np.mean([net.predict(_standard(np.atleast_2d(shown), self.middle, self.scale)) for net in self.networks], axis=0)


def _standard(shown: np.ndarray, middle: np.ndarray, scale: np.ndarray) -> np.ndarray:
    return np.clip((shown - middle) / scale, -FARTHEST, FARTHEST)


def guess(pool: Pool, seed: int = 0) -> Guesses:
    """Train on the pool; one thread of linear algebra, so that bits do not depend on the machine's."""
    middle, scale = np.median(pool.shown, axis=0), np.maximum(pool.shown.std(axis=0), 1e-9)
    inputs, raw = _standard(pool.shown, middle, scale), pool.prior.logit(pool.points)
    targets = (raw - raw.mean(axis=0)) / raw.std(axis=0)
    predictions, networks = np.zeros_like(targets), []
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for fold, (rest, own) in enumerate(KFold(FOLDS, shuffle=True, random_state=seed).split(inputs)):
            net = _network(seed + fold, len(rest)).fit(inputs[rest], targets[rest])
            predictions[own] = net.predict(inputs[own])
            networks.append(net)
    explained = np.clip(1.0 - ((targets - predictions) ** 2).mean(axis=0) / targets.var(axis=0), 0.0, 1.0)
    return Guesses(predictions, explained, tuple(networks), middle, scale)


def _network(seed: int, runs: int) -> MLPRegressor:
    return MLPRegressor(hidden_layer_sizes=(64,), random_state=seed, batch_size=min(BATCH, runs // 2), **TRAINED)
