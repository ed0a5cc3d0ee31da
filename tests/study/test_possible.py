"""No interval reaches beyond what can be: shares, counts, hours, P(win-win)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import partnerscape as ps
from partnerscape.metrics import METRICS
from partnerscape.scenario import Scenario, load_scenario
from partnerscape.study.statistics.intervals import (
    mean_interval,
    paired_share_interval,
    possible,
    share_interval,
    spread_share_interval,
)

SHARES = st.lists(st.floats(0.0, 1.0), min_size=2, max_size=8)


@given(SHARES)
def test_a_mean_of_shares_lies_within_the_unit_and_covers_the_mean(values: list[float]) -> None:
    mean, low, high = mean_interval(np.array(values), possible("share"))
    assert 0.0 <= low <= mean + 1e-12
    assert mean - 1e-12 <= high <= 1.0


@given(st.integers(0, 40), st.integers(0, 40))
def test_shares_of_futures_lie_within_0_and_1(hits: int, more: int) -> None:
    share, low, high = share_interval(hits, hits + more)
    assert 0.0 <= low <= high <= 1.0
    assert hits + more == 0 or low <= share <= high
    before, after = np.arange(hits + more) < hits, np.arange(hits + more) % 2 == 0
    assert all(-1.0 <= end <= 1.0 for end in paired_share_interval(before, after)[1:])
    ends = spread_share_interval(np.array([hits / max(hits + more, 1)]), np.array([0.2]), 3, 40.0)
    assert all(0.0 <= float(end[0]) <= 1.0 for end in ends)


def test_a_value_beyond_the_ends_is_not_denied() -> None:
    assert mean_interval(np.array([-0.1, 0.9]), possible("share"))[1] == -0.1


def test_money_has_no_ends() -> None:
    assert possible("currency per month") == (-np.inf, np.inf)


@pytest.fixture(scope="module", name="tiny")
def _tiny() -> Scenario:
    time = {"burn_in_months": 6, "horizon_months": 6, "initial_partners": 12}
    return load_scenario("marketplace").changed(time=time)


def bounds(table: pd.DataFrame, difference: bool) -> None:
    for row in table.itertuples():
        low, high = possible(METRICS[row.metric].unit, difference)
        assert low <= row.low <= row.high <= high, row


def test_every_interval_of_a_run_and_a_comparison_is_possible(tiny) -> None:
    """Three futures of a dozen partners: intervals by Student alone leave the unit interval."""
    result = ps.run(tiny, seeds=range(3))
    cut = [m for m in METRICS if mean_interval(result.metrics[m].to_numpy())[1] < possible(METRICS[m].unit)[0]]
    assert cut, "otherwise nothing was tried"
    bounds(result.summary, difference=False)
    answer = ps.compare(tiny, "pay_more", range(3), as_stated=True, hangs_on=False)
    bounds(answer.differences, difference=True)
    assert (answer.others["low"][answer.others["measure"] == "number"] >= -1.0).all()
