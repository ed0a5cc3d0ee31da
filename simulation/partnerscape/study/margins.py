"""The continuous margins modelled over the levers, future by future; P(win-win) by integration.

Win/lose labels throw away how far a run is from the edge; the margins keep it. A margin's mean over the
futures is a smooth function of the levers (kernel ridge regression with a Matern kernel, its length and
penalty chosen by leave-one-out error); every future adds a level and a slope in each lever. P(win-win) of
a policy is the share of futures in which all predicted margins, with residuals drawn jointly from the
training runs, are positive. Only training policies are used; the error is told on the held-out ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .results import Results

LENGTHS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)  # in half ranges of a lever
PENALTIES = (1e-5, 1e-4, 1e-3, 1e-2, 1e-1)
LEAST_RELEVANCE = 0.15
RESIDUALS = 128
BATCH = 512
LEAST_SHARE = 0.01  # a share this near 0 or 1 counts as that far away
LEAST_LOSS = 0.005


def straightened(results: Results, name: str) -> np.ndarray:
    """A margin without its ends, shape (policies, futures): same sign, but shares as log odds and losses as logs."""
    margin, goals = results.grid(name), results.scenario.goals
    if name.startswith("margin.not_worse."):
        share = np.clip(margin + goals.share_not_worse, LEAST_SHARE, 1.0 - LEAST_SHARE)
        required = np.clip(goals.share_not_worse, LEAST_SHARE, 1.0 - LEAST_SHARE)
        return np.log(share / (1.0 - share)) - np.log(required / (1.0 - required))
    if name.startswith("margin.loss."):
        return np.log((goals.loss_limit + LEAST_LOSS) / (goals.loss_limit - margin + LEAST_LOSS))
    return margin


def _matern(a: np.ndarray, b: np.ndarray, length: float) -> np.ndarray:
    """Matern kernel of smoothness 5/2 between two sets of points, shape (len(a), len(b))."""
    squared = (a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2.0 * a @ b.T
    s = np.sqrt(5.0 * np.maximum(squared, 0.0)) / length
    return (1.0 + s + s * s / 3.0) * np.exp(-s)


@dataclass(frozen=True)
class Surface:
    """One margin's mean over the futures: kernel length, weights of the training points, level, scale."""

    length: float
    weights: np.ndarray
    level: float
    scale: float
    leave_one_out: np.ndarray


def _fit_surfaces(x: np.ndarray, mean: np.ndarray) -> list[Surface]:
    """The best surface for each margin; ``x`` (policies, levers), ``mean`` (policies, margins)."""
    level, scale = mean.mean(axis=0), mean.std(axis=0) + 1e-12
    z = (mean - level) / scale
    best: list[Surface | None] = [None] * z.shape[1]
    least = np.full(z.shape[1], np.inf)
    for length in LENGTHS:
        values, vectors = np.linalg.eigh(_matern(x, x, length))
        for penalty in PENALTIES:
            inverse = (vectors / (np.maximum(values, 0.0) + penalty)) @ vectors.T
            weights = inverse @ z
            off = weights / np.diag(inverse)[:, None]
            for j, error in enumerate((off**2).mean(axis=0)):
                if error < least[j]:
                    least[j] = error
                    best[j] = Surface(length, weights[:, j], float(level[j]), float(scale[j]), off[:, j] * scale[j])
    return [surface for surface in best if surface is not None]


def _relevance(x: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """How much each lever moves the margins, the strongest 1: the kernel is stretched along the others."""
    z = (mean - mean.mean(axis=0)) / (mean.std(axis=0) + 1e-12)
    terms = np.concatenate([np.ones((len(x), 1)), x, x**2 - 1.0 / 3.0], axis=1)
    effect = np.linalg.lstsq(terms, z, rcond=None)[0][1:]
    count = x.shape[1]
    size = np.sqrt(np.sqrt((effect[:count] ** 2 + effect[count:] ** 2).mean(axis=1)))
    return np.maximum(size / size.max(), LEAST_RELEVANCE)


@dataclass(frozen=True)
class MarginModel:
    """P(win-win) over the levers, and how far it is off on held-out policies.

    Attributes
    ----------
    names : list of str
        Margins, in the order of the arrays.
    slopes : ndarray, shape (1 + levers, futures, margins)
        What each future adds: a level and a slope in each lever.
    residuals : ndarray, shape (draws, margins)
        Joint residuals of training runs.
    error, bias : float
        Root mean square and mean of predicted less observed P on the held-out policies.
    """

    names: list[str]
    low: np.ndarray
    high: np.ndarray
    relevance: np.ndarray
    points: np.ndarray
    surfaces: list[Surface]
    slopes: np.ndarray
    residuals: np.ndarray
    error: float = 0.0
    bias: float = 0.0

    def _scaled(self, levers: np.ndarray) -> np.ndarray:
        return 2.0 * (np.atleast_2d(np.asarray(levers, dtype=float)) - self.low) / (self.high - self.low) - 1.0

    def margins(self, levers: np.ndarray) -> np.ndarray:
        """Straightened margins, shape (policies, futures, margins), at lever values, shape (policies, levers)."""
        x = self._scaled(levers)
        kernels = {s.length: _matern(x * self.relevance, self.points, s.length) for s in self.surfaces}
        mean = np.stack([s.level + s.scale * (kernels[s.length] @ s.weights) for s in self.surfaces], axis=1)
        own = np.einsum("pl,lfm->pfm", np.concatenate([np.ones((len(x), 1)), x], axis=1), self.slopes)
        return mean[:, None, :] + own

    def probability(self, levers: np.ndarray) -> np.ndarray:
        """P(win-win), shape (policies,), at lever values, shape (policies, levers)."""
        levers = np.atleast_2d(np.asarray(levers, dtype=float))
        out = np.empty(len(levers))
        for start in range(0, len(levers), BATCH):
            mean = self.margins(levers[start : start + BATCH])
            wins = sum((mean + residual > 0.0).all(axis=2) for residual in self.residuals)
            out[start : start + BATCH] = wins.mean(axis=1) / len(self.residuals)
        return out


def fit_margins(results: Results) -> MarginModel:
    """Fit on the training policies, measure on the held-out ones."""
    levers = results.design.policies[results.levers].to_numpy(dtype=float)
    low, high = np.array(list(results.question.levers.values()), dtype=float).T
    train, test = np.flatnonzero(~results.held_out), np.flatnonzero(results.held_out)
    x = (2.0 * (levers - low) / (high - low) - 1.0)[train]
    y = np.stack([straightened(results, name) for name in results.margins], axis=2)[train]
    mean = y.mean(axis=1)
    relevance = _relevance(x, mean)
    surfaces = _fit_surfaces(x * relevance, mean)
    with_one = np.concatenate([np.ones((len(x), 1)), x], axis=1)
    own = y - mean[:, None, :]
    flat = own.reshape(len(x), -1)
    slopes = np.linalg.lstsq(with_one, flat, rcond=None)[0]
    left = (flat - with_one @ slopes).reshape(own.shape)
    left += np.stack([s.leave_one_out for s in surfaces], axis=1)[:, None, :]
    residuals = left.reshape(-1, y.shape[2])
    by_size = residuals[np.argsort((residuals / (residuals.std(axis=0) + 1e-12)).sum(axis=1), kind="stable")]
    kept = by_size[np.linspace(0, len(by_size) - 1, min(RESIDUALS, len(by_size))).astype(int)]
    model = MarginModel(results.margins, low, high, relevance, x * relevance, surfaces, slopes.reshape(-1, *y.shape[1:]), kept)
    off = model.probability(levers[test]) - results.probability[test]
    return replace(model, error=float(np.sqrt((off**2).mean())), bias=float(off.mean()))
