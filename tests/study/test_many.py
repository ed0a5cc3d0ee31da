"""Several candidates in the same futures, and changes taken apart."""

import numpy as np
import pytest

from partnerscape.scenario import InputError, load_scenario
from partnerscape.study.compare import compare
from partnerscape.study.many import TOGETHER, apart, compare_many


@pytest.fixture(scope="module")
def small():
    scenario = load_scenario("marketplace")
    return scenario.changed(time={"burn_in_months": 6, "horizon_months": 18, "initial_partners": 40})


@pytest.fixture(scope="module")
def many(small):
    return compare_many(small, {"curated": {"curation": 0.7}, "paid": {"commission_rate": 0.3}, "same": {}}, range(3))


def test_each_is_compared_as_if_alone(many, small):
    alone = compare(small, {"curation": 0.7}, range(3), hangs_on=False)
    columns = ["seed", "vendor_gain", "partner_gain", "win_win"]
    assert many["curated"].futures[columns].equals(alone.futures[columns]), "the same futures, people and luck"
    assert many["curated"].money.table.equals(alone.money.table)
    assert many["curated"].years.equals(alone.years)


def test_what_changes_nothing_gains_nothing(many):
    assert (many["same"].futures["vendor_gain"] == 0.0).all()
    assert many.over("same", "same")[0] == 0.0


def test_years_are_whole_but_the_last(many):
    profit = many["paid"].years.query("line == 'profit'")
    assert list(profit["months"]) == [12, 6]


def test_tables_hold_all_candidates(many):
    summary = many.summary
    assert list(summary["candidate"]) == ["curated", "paid", "same"]
    assert summary["best"].sum() == 1
    assert np.isclose(summary["vendor"][0], many["curated"].money.rows("today").loc["vendor"]["value"])


def test_changes_are_taken_apart(small):
    current = small.current_policy
    policy = current.changed(curation=0.7, offers=6, commission_rate=0.22)
    parts = apart(policy, current)
    assert parts[TOGETHER] == policy
    assert parts["offers alone"] == current.changed(offers=6)
    assert parts["all but offers"] == current.changed(curation=0.7, commission_rate=0.22)
    assert len(parts) == 7


def test_of_two_changes_leaving_one_out_is_the_other_alone(small):
    current = small.current_policy
    assert len(apart(current.changed(curation=0.7, offers=6), current)) == 3


@pytest.mark.parametrize("candidates", [["pay_more"], {}, ["pay_more", "pay_more"], {str(k): {} for k in range(33)}])
def test_too_few_too_many_and_twice_are_refused(small, candidates):
    with pytest.raises(InputError):
        compare_many(small, candidates, range(2))


def test_one_change_cannot_be_taken_apart(small):
    with pytest.raises(InputError, match="at least two"):
        apart(small.current_policy.changed(offers=6), small.current_policy)
