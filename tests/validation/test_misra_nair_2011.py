"""Misra & Nair 2011: without the cap and the quota those whom they concerned sell more."""

from collections.abc import Callable

import numpy as np
import pytest
from planned import People, side_by_side

SOURCE = "Misra & Nair 2011"
QUOTA, CAP = 2000.0, 300.0  # per quarter; per month
BRACKETS = [[0, 0.0], [QUOTA, 0.2]]
PLANS = (
    {"pay": {"sales": {"on": "new revenue", "rate": 0.2}}},
    {"pay": {"sales": {"on": "new revenue", "rate": 0.2, "cap_month": CAP}}},
    {"pay": {"sales": {"on": "new revenue", "brackets": BRACKETS, "per": "quarter"}}},
    {"pay": {"sales": {"on": "new revenue", "brackets": BRACKETS, "per": "quarter", "cap_month": CAP}}},
)


@pytest.fixture(scope="module")
def runs(small: object) -> list[People]:
    return side_by_side(small, range(1, 4), (12, 24), *PLANS)


def raised(free: People, bound: People, who: np.ndarray) -> float:
    return float(free["new_revenue"][:, who].mean() / bound["new_revenue"][:, who].mean())


def test_without_cap_and_quota_those_concerned_sell_more(runs: list[People], record: Callable) -> None:
    free, capped, quota, both = runs
    month = free["new_revenue"].mean(axis=0)
    above_the_cap, below_the_quota = 0.2 * month > CAP, 3.0 * month < QUOTA
    assert record("cap removed: sales of those above it", must=(1.1, 10.0), gives=raised(free, capped, above_the_cap))
    assert record("quota removed: sales of those below it", must=(1.1, 100.0), gives=raised(free, quota, below_the_quota))
    assert record("both removed: sales of all", must=(1.1, 10.0), gives=raised(free, both, month > 0.0))
