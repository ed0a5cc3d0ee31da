"""The vendor's cash by month under a change, and when the change has paid for itself."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...runs.tables import FIRST_MONTH
from ...statistics.intervals import mean_interval


def pays_back(difference: np.ndarray) -> int | None:
    """Months until the sum is never below 0 again; None if it ends below."""
    below = np.flatnonzero(np.cumsum(difference) < 0.0)
    if not below.size:
        return 0
    return None if below[-1] + 1 == difference.size else int(below[-1]) + 1


def cash_of(before: np.ndarray, after: np.ndarray) -> pd.DataFrame:
    """Profit a month today and then, with the mean difference and its interval, from arrays of shape (futures, months)."""
    intervals = np.array([mean_interval(column) for column in (after - before).T])
    return pd.DataFrame(
        {
            "month": np.arange(before.shape[1]) + FIRST_MONTH,
            "today": before.mean(axis=0),
            "then": after.mean(axis=0),
            "difference": intervals[:, 0],
            "low": intervals[:, 1],
            "high": intervals[:, 2],
        }
    )
