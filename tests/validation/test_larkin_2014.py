"""Larkin 2014: accelerators move sales into the quarter in which a partner is in a high bracket."""

from collections.abc import Callable

import numpy as np
import pytest
from planned import People, side_by_side

SOURCE = "Larkin 2014"
FLAT = {"pay": {"sales": {"on": "new revenue", "rate": 0.2}}}
ACCELERATOR = {"pay": {"sales": {"on": "new revenue", "brackets": [[0, 0.1], [2000, 0.2], [4000, 0.4]], "per": "quarter"}}}


@pytest.fixture(scope="module")
def quarters(small: object) -> tuple[People, People, np.ndarray]:
    flat, steep = side_by_side(small, range(1, 5), (12, 36), FLAT, ACCELERATOR)
    quarter = steep["new_revenue"].reshape(8, 3, -1).sum(axis=1).mean(axis=0)
    return flat, steep, (quarter > 1500.0) & (quarter < 5000.0)


def after_a_good_month(run: People, who: np.ndarray) -> float:
    """Effort in the rest of a quarter that began better than the partner's median, over that of the other quarters."""
    effort = (run["effort"] / run["effort"].mean(axis=0))[:, who].reshape(8, 3, -1)
    first = run["new_revenue"][:, who].reshape(8, 3, -1)[:, 0]
    good = first > np.median(first, axis=0)
    rest = effort[:, 1:].mean(axis=1)
    return float(rest[good].mean() / rest[~good].mean())


def test_sales_move_to_the_quarter_with_the_high_bracket(quarters: tuple, record: Callable) -> None:
    flat, steep, who = quarters
    assert record(
        "accelerator: effort after a good first month over a bad one", must=(1.1, 2.0), gives=after_a_good_month(steep, who)
    )
    assert record("flat rate: the same", must=1.0, gives=after_a_good_month(flat, who), within=0.05)


def test_a_partners_quarters_differ_more(quarters: tuple, record: Callable) -> None:
    flat, steep, who = quarters
    spread = []
    for run in (flat, steep):
        sums = run["new_revenue"][:, who].reshape(8, 3, -1).sum(axis=1)
        spread.append(float((sums.std(axis=0) / sums.mean(axis=0)).mean()))
    assert record("variation between a partner's quarters, accelerator over flat", must=(1.05, 2.0), gives=spread[1] / spread[0])
