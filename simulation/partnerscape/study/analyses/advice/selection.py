"""Which policy is the safest, the fairest, the smallest change, among those that were played."""

from __future__ import annotations

import numpy as np

from ...runs.results import Results
from ...statistics.bargaining import nash
from ...statistics.intervals import share_interval

SAFEST, FAIREST, SMALLEST = "safest", "fairest", "smallest_change"
KINDS = (SAFEST, FAIREST, SMALLEST)


def choose(wins: np.ndarray, gains: np.ndarray, cushion: np.ndarray, far: np.ndarray, required: float) -> dict[str, int]:
    """The policy of each kind, by its row.

    Parameters
    ----------
    wins : ndarray, shape (policies, futures)
        Win-win (1) or not (0).
    gains : ndarray, shape (policies, 2)
        Mean gains of vendor and partners.
    cushion : ndarray, shape (policies,)
        How far the smallest margin is from 0: of policies with equal bounds the one with more is safer.
    far : ndarray, shape (policies,)
        Distance from today.
    required : float
        Probability of win-win: the smallest change has its lower bound there, the fairest its share, if any has.
    """
    hits, futures = wins.sum(axis=1), wins.shape[1]
    low = np.array([share_interval(int(h), futures)[1] for h in hits])
    chosen = {SAFEST: int(np.lexsort((-cushion, -low))[0])}
    often = np.flatnonzero(hits / futures >= required)
    pool = often if often.size else np.arange(len(wins))
    agreed = nash(gains[pool])
    if agreed is not None:
        chosen[FAIREST] = int(pool[agreed])
    sure = np.flatnonzero(low >= required)
    if sure.size:
        chosen[SMALLEST] = int(sure[np.argmin(far[sure])])
    return chosen


def cushions(played: Results) -> np.ndarray:
    """Mean over futures of the smallest margin, in units of each margin's spread, shape (policies,)."""
    margins = np.stack([played.grid(name) for name in played.margins], axis=2)
    return (margins / (margins.std(axis=(0, 1)) + 1e-12)).min(axis=2).mean(axis=1)
