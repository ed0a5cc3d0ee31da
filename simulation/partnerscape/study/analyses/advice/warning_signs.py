"""Early signs of a bad end: which number, beyond which threshold, tells bad futures from good ones, and how well.

Signs and thresholds are chosen on one half of the futures and judged on the other, so that what they promise
holds in futures that did not choose them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...statistics.intervals import LEVEL

LEAST = 10  # fewer bad (or good) futures in a half teach nothing
MOST_SIGNS = 5


@dataclass(frozen=True)
class Sign:
    """A number, by its column, and the threshold beyond which it warns.

    Counts are of the judging half: it warned in ``caught`` of ``bad`` futures that ended badly and in ``false`` of
    ``good`` that ended well. ``auc``: chance that a bad future is beyond a good one (with interval, 95 % for
    all signs together).
    """

    name: str
    threshold: float
    above: bool
    caught: int
    bad: int
    false: int
    good: int
    auc: tuple[float, float, float]

    @property
    def predicts(self) -> bool:
        """Whether it tells bad from good better than chance, for certain."""
        return self.auc[1] > 0.5 and self.caught * self.good > self.false * self.bad


@dataclass(frozen=True)
class Watch:
    """What to watch: ``signs`` that predict, the best first (none: nothing does); ``tried`` numbers were looked at.

    ``bad`` and ``futures`` are of both halves; ``enough`` says whether there were futures of both ends to learn from.
    """

    signs: tuple[Sign, ...]
    tried: int
    bad: int
    futures: int
    enough: bool


def best_threshold(values: np.ndarray, bad: np.ndarray) -> tuple[float, bool, float]:
    """Threshold, whether to warn above it, and its J: share of bad beyond it less share of good (Youden 1950).

    Thresholds lie midway between neighbouring values; of equal ones the lowest.
    """
    order = np.argsort(values, kind="stable")
    ordered, is_bad = values[order], bad[order]
    below = np.cumsum(is_bad) / max(1, is_bad.sum()) - np.cumsum(~is_bad) / max(1, (~is_bad).sum())
    cuts = np.flatnonzero(np.diff(ordered) > 0.0)
    if not cuts.size:
        return float(ordered[0]), True, 0.0
    at = cuts[int(np.argmax(np.abs(below[cuts])))]
    return float((ordered[at] + ordered[at + 1]) / 2.0), bool(below[at] < 0.0), float(abs(below[at]))


def area(values: np.ndarray, bad: np.ndarray, above: bool, signs: int = 1) -> tuple[float, float, float]:
    """Area under the ROC curve, with its interval (DeLong, DeLong & Clarke-Pearson 1988), for ``signs`` at once (Bonferroni)."""
    from scipy import special

    score = values if above else -values
    x, y = score[bad], score[~bad]
    beyond = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
    share = float(beyond.mean())
    error = float(np.sqrt(beyond.mean(axis=1).var(ddof=1) / x.size + beyond.mean(axis=0).var(ddof=1) / y.size))
    half = float(special.ndtri(1.0 - (1.0 - LEVEL) / (2.0 * signs))) * error
    return share, max(0.0, share - half), min(1.0, share + half)


def find_signs(values: pd.DataFrame, bad: np.ndarray, most: int = MOST_SIGNS) -> Watch:
    """The signs that best tell bad futures from good ones.

    Parameters
    ----------
    values : DataFrame, shape (futures, numbers)
        What can be seen early; the first half of the rows chooses, the second judges. A column with NaN is left out.
    bad : ndarray of bool, shape (futures,)
    most : int
        How many signs are chosen, at most one of each number: a name up to its dot.
    """
    bad = np.asarray(bad, dtype=bool)
    half = len(values) // 2
    choose, judge = slice(0, half), slice(half, None)
    table = values.loc[:, np.isfinite(values.to_numpy(dtype=float)).all(axis=0)]
    counts = [int(part.sum()) for side in (choose, judge) for part in (bad[side], ~bad[side])]
    if min(counts) < LEAST or table.empty:
        return Watch((), table.shape[1], int(bad.sum()), bad.size, min(counts) >= LEAST)
    signs_by_name = {name: best_threshold(table[name].to_numpy(dtype=float)[choose], bad[choose]) for name in table.columns}
    chosen: dict[str, str] = {}
    for name in sorted(signs_by_name, key=lambda n: -signs_by_name[n][2]):
        chosen.setdefault(name.partition(".")[0], name)
    names = list(chosen.values())[:most]
    signs = [
        _judged(name, table[name].to_numpy(dtype=float)[judge], bad[judge], *signs_by_name[name][:2], len(names))
        for name in names
    ]
    predicting = sorted((s for s in signs if s.predicts), key=lambda s: s.false / s.good - s.caught / s.bad)
    return Watch(tuple(predicting), table.shape[1], int(bad.sum()), bad.size, True)


def _judged(name: str, values: np.ndarray, bad: np.ndarray, threshold: float, above: bool, signs: int) -> Sign:
    warns = values > threshold if above else values < threshold
    counts = int((warns & bad).sum()), int(bad.sum()), int((warns & ~bad).sum()), int((~bad).sum())
    return Sign(name, threshold, above, *counts, area(values, bad, above, signs))
