"""Asch 1990: effort rises as a period's end nears for those within reach of the target, and is slack once it is reached."""

from collections.abc import Callable

import numpy as np
import pytest
from planned import side_by_side

SOURCE = "Asch 1990"
TARGET = 12_000.0
FLAT = {"pay": {"sales": {"on": "new revenue", "rate": 0.15}}}
QUOTA = {
    "pay": {
        "sales": {"on": "new revenue", "rate": 0.15},
        "quota": {"on": "new revenue", "lump": 0.1 * TARGET, "target": TARGET, "per": "year"},
    }
}


@pytest.fixture(scope="module")
def years(small: object) -> tuple[np.ndarray, np.ndarray]:
    """(effort relative to the same partner's usual one without the quota, sales of the year before the month), by year, month, partner."""
    flat, quota = side_by_side(small, range(1, 7), (12, 36), FLAT, QUOTA)
    year = flat["new_revenue"].sum(axis=0) / 2.0
    near = (year > 0.6 * TARGET) & (year < 1.6 * TARGET)
    effort = (quota["effort"] / flat["effort"].mean(axis=0))[:, near].reshape(2, 12, -1)
    sales = quota["new_revenue"][:, near].reshape(2, 12, -1)
    return effort, np.cumsum(sales, axis=1) - sales


def test_effort_rises_before_the_end_within_reach_and_is_slack_after(years: tuple, record: Callable) -> None:
    effort, before = years
    last = effort[:, 9:], before[:, 9:]
    needed = (
        (TARGET - last[1]) / (TARGET / 12.0) / np.array([3.0, 2.0, 1.0])[None, :, None]
    )  # usual months of the target per month
    within, reached = (needed > 0.0) & (needed < 1.2), needed <= 0.0
    assert record("last quarter, target within reach: effort over usual", must=(1.1, 3.0), gives=float(last[0][within].mean()))
    assert record("last quarter, target reached: effort over usual", must=1.0, gives=float(last[0][reached].mean()), within=0.1)
    early = float(effort[:, :3].mean())
    assert record(
        "within reach: last quarter over first",
        must="higher",
        gives=f"{last[0][within].mean() / early:.2f}",
        holds=last[0][within].mean() > early,
    )


def test_year_sums_bunch_above_the_target(small: object, record: Callable) -> None:
    flat, quota = side_by_side(small, range(1, 7), (12, 36), FLAT, QUOTA)
    above = [
        float(((sums >= TARGET) & (sums < 1.15 * TARGET)).sum() / max(((sums < TARGET) & (sums >= 0.85 * TARGET)).sum(), 1))
        for sums in (run["new_revenue"].reshape(2, 12, -1).sum(axis=1) for run in (flat, quota))
    ]
    said = f"{above[1]:.2f} against {above[0]:.2f}"
    assert record(
        "year sums within 15 % above over below the target", must="more than without it", gives=said, holds=above[1] > above[0]
    )
