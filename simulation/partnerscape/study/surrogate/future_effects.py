"""What a future adds to every policy's margins, and fresh futures drawn from what the futures at hand show.

A future adds a level and a slope in each lever. Part of that follows from its uncertainties (ridge regression, the
penalty by leaving futures out, up to "nothing follows"); the rest is its luck. A fresh future is a point of the
uncertainties' ranges with the luck of a future at hand, smoothed (Silverman 1986) so that the futures at hand are not
taken for the only ones that can be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..statistics.ridge import ridge

PENALTIES = (0.3, 1.0, 3.0, 10.0, 30.0, 1e9)
TINY = 1e-12


@dataclass(frozen=True)
class FutureEffects:
    """Effects of the futures at hand.

    Attributes
    ----------
    slopes : ndarray, shape (futures, 1 + columns, margins)
        A level and a slope in each coded lever.
    left : ndarray, shape (policies, futures, margins)
        What neither surface nor slopes explain: errors on left-out policies and each run's own luck.
    uncertainties : ndarray, shape (futures, uncertainties)
        Coded to -1..1.
    penalty : ndarray, shape (margins,)
        Of the regression on the uncertainties; infinite where nothing follows from them.
    """

    slopes: np.ndarray
    left: np.ndarray
    uncertainties: np.ndarray
    penalty: np.ndarray


def future_effects(x: np.ndarray, y: np.ndarray, left_out: np.ndarray, uncertainties: np.ndarray) -> FutureEffects:
    """Effects of futures on margins ``y``, shape (policies, futures, margins), over coded levers ``x``."""
    with_one = np.concatenate([np.ones((len(x), 1)), x], axis=1)
    own = y - y.mean(axis=1, keepdims=True)
    flat = own.reshape(len(x), -1)
    coefficients = np.linalg.lstsq(with_one, flat, rcond=None)[0]
    left = (flat - with_one @ coefficients).reshape(y.shape) + left_out[:, None, :]
    slopes = coefficients.reshape(-1, *y.shape[1:]).transpose(1, 0, 2)
    weight = np.r_[1.0, np.full(x.shape[1], 1.0 / 3.0)]  # mean squares of 1 and of a coded lever
    least, best = np.full(y.shape[2], np.inf), np.full(y.shape[2], PENALTIES[-1])
    for penalty in PENALTIES if uncertainties.shape[1] else ():
        smoother = ridge(uncertainties, uncertainties, penalty)
        off = slopes - np.einsum("fg,gcm->fcm", smoother, slopes)
        off = off / np.maximum(1.0 - np.diag(smoother), TINY)[:, None, None]
        error = np.einsum("fcm,c->m", off**2, weight)
        best[error < least], least = penalty, np.minimum(error, least)
    return FutureEffects(slopes, left, uncertainties, best)


def drawn_futures(
    effects: FutureEffects,
    count: int,
    rng: np.random.Generator,
    at: np.ndarray | None = None,
    futures: np.ndarray | None = None,
) -> np.ndarray:
    """Slopes of about ``count`` fresh futures with a run's luck in the level, shape (margins, 1 + columns, count).

    Parameters
    ----------
    effects : FutureEffects
        Of the futures at hand.
    count : int
        Fresh futures; rounded up so that every future at hand gives its luck equally often.
    rng : Generator
        Which luck meets which.
    at : ndarray, shape (count or more, uncertainties), optional
        Coded uncertainties of the fresh futures; without them the futures at hand stand for all.
    futures : ndarray of int, optional
        Futures at hand to draw from (a bootstrap's); default: all.
    """
    chosen = np.arange(len(effects.slopes)) if futures is None else futures
    slopes, seen = effects.slopes[chosen], effects.uncertainties[chosen]
    donors = np.tile(np.arange(len(chosen)), -(-count // len(chosen)))
    if at is not None:
        donors = rng.permutation(donors)[:count]
        drawn, rest = np.empty((count, *slopes.shape[1:])), np.empty_like(slopes)
        for penalty in np.unique(effects.penalty):
            mine = effects.penalty == penalty
            smoother = ridge(seen, seen, float(penalty))
            free = np.sqrt(np.maximum(1.0 - np.diag(smoother), 1.0 / len(seen)))[:, None, None]
            rest[..., mine] = (slopes[..., mine] - np.einsum("fg,gcm->fcm", smoother, slopes[..., mine])) / free
            drawn[..., mine] = np.einsum("fg,gcm->fcm", ridge(at[:count], seen, float(penalty)), slopes[..., mine])
    else:
        drawn, rest = np.broadcast_to(slopes.mean(axis=0), (len(donors), *slopes.shape[1:])), slopes - slopes.mean(axis=0)
        rest = rest * np.sqrt(len(chosen) / max(1, len(chosen) - 1))
    out = drawn + _smoothed(rest, donors, rng)
    policies = rng.integers(0, len(effects.left), len(donors))
    out[:, 0, :] += effects.left[policies, chosen[donors]]
    return out.transpose(2, 1, 0)


def _smoothed(rest: np.ndarray, donors: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Luck of the donors with Gaussian noise of the same covariance, shrunk so that the variance stays."""
    count = len(rest)
    if count < 2:
        return rest[donors]
    width = (4.0 / (3.0 * count)) ** 0.2
    noise = np.einsum("sf,fcm->scm", rng.standard_normal((len(donors), count)) / np.sqrt(count), rest - rest.mean(axis=0))
    return (rest[donors] + width * noise) / np.sqrt(1.0 + width**2)
