"""Oyer 1998: under a lump per calendar year at a target, effort and sales rise before the year's end and fall after it; not at a flat rate.

Partners of the model cannot move an order between months: all of the spike is effort.
"""

from collections.abc import Callable

import numpy as np
import pytest
from planned import People, by_month_of_year, side_by_side, small_marketplace

SOURCE = "Oyer 1998"
TARGET = 12_000.0
FLAT = {"pay": {"sales": {"on": "new revenue", "rate": 0.2}}}
QUOTA = {
    "pay": {
        "sales": {"on": "new revenue", "rate": 0.15},
        "quota": {"on": "new revenue", "lump": 0.1 * TARGET, "target": TARGET, "per": "year"},
    }
}
YEARS = (12, 36)  # months: the second and the third year of the plan
IMPATIENT = 0.04  # discount per month


@pytest.fixture(scope="module")
def runs(small: object) -> list[People]:
    return side_by_side(small, range(1, 9), YEARS, FLAT, QUOTA)


def end_over_beginning(run: People, who: np.ndarray) -> float:
    """Effort in the last three months of a year over that in its first three."""
    months = by_month_of_year(run["effort"][:, who])
    return float(months[-3:].mean() / months[:3].mean())


def near_the_target(flat: People) -> np.ndarray:
    """Whose year under the flat rate is within a tenth of the target."""
    return np.abs(flat["new_revenue"].sum(axis=0) / 2.0 / TARGET - 1.0) < 0.1


def within_reach(run: People, usual: np.ndarray) -> np.ndarray:
    """Who in the last quarter of a year still needs about the usual sales of three months, as a year's target is set to."""
    needed = (TARGET - run["new_revenue"][:9].sum(axis=0)) / 3.0
    return (needed > 0.8 * usual) & (needed < 1.3 * usual)


def test_effort_rises_towards_the_years_end_the_more_the_less_patient(
    programme: Callable, runs: list[People], record: Callable
) -> None:
    flat, quota = runs
    spike = end_over_beginning(quota, near_the_target(flat))
    assert record("yearly quota, near the target: effort, last quarter over first", must=(1.08, 2.0), gives=spike)
    assert record(
        "flat rate: effort, last quarter over first", must=1.0, gives=end_over_beginning(flat, near_the_target(flat)), within=0.04
    )
    impatient = programme(small_marketplace().assuming(discount_monthly=IMPATIENT))
    flat, quota = side_by_side(impatient, range(1, 9), YEARS, FLAT, QUOTA)
    more = end_over_beginning(quota, near_the_target(flat))
    assert record(
        "discount of 4 % per month: the spike", must="larger", gives=f"{more:.2f} against {spike:.2f}", holds=more > spike
    )


@pytest.mark.parametrize(("column", "most"), [("effort", 0.92), ("planned_revenue", 0.98)])
def test_effort_and_sales_drop_after_the_years_end(runs: list[People], record: Callable, column: str, most: float) -> None:
    flat, quota = runs
    who = within_reach(quota, flat["planned_revenue"].mean(axis=0))
    drops = [float(run[column][12:15, who].mean() / run[column][9:12, who].mean()) for run in (flat, quota)]
    name = "effort" if column == "effort" else "expected sales"
    assert record(f"yearly quota, within reach: {name}, first quarter over the last one before", must=(0.5, most), gives=drops[1])
    assert record(f"flat rate, the same people: {name}", must=1.0, gives=drops[0], within=0.05)
