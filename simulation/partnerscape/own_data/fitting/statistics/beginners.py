"""How beginners grow."""

from __future__ import annotations

import numpy as np

from .seen import LEAD_IN, TIMES, Seen, mean_of, spread_of, statistic


def _at(seen: Seen, low: int, high: int) -> np.ndarray:
    """Mean ln revenue of each beginner in some of its months."""
    there = np.where((seen.tenure >= low) & (seen.tenure <= high), seen.ln, np.nan)
    count = np.isfinite(there).sum(axis=1)
    return np.where(count > 0, np.nansum(there, axis=1) / np.maximum(count, 1), np.nan)


@statistic(scale=TIMES)
def start_level(seen: Seen) -> float:
    """Revenue of beginners' first months, relative to the established's."""
    return mean_of(_at(seen, 1, 3)) - mean_of(seen.ln[seen.first < LEAD_IN])


@statistic(scale=TIMES)
def start_spread(seen: Seen) -> float:
    """Spread of revenue among beginners, months 1 to 3."""
    return spread_of(_at(seen, 1, 3))


@statistic(scale=TIMES)
def growth_early(seen: Seen) -> float:
    """Growth of a beginner's revenue, months 1 to 3 to months 4 to 6."""
    return mean_of(_at(seen, 4, 6) - _at(seen, 1, 3))


@statistic(scale=TIMES)
def growth_late(seen: Seen) -> float:
    """Growth of a beginner's revenue, months 1 to 3 to months 7 to 12."""
    return mean_of(_at(seen, 7, 12) - _at(seen, 1, 3))
