"""What a candidate changes, one by one: the comparison with the best of its levers alone."""

from __future__ import annotations

import partnerscape as ps
from partnerscape.study.comparison.single import single_changes

LEVELS = {"tier": {"needs": [{"measure": "revenue", "at_least": [0, 500]}]}}
TIERED = {"share": {"on": "revenue", "levels": "tier", "rate": [0.1, 0.2]}}


def test_a_plan_of_another_form_is_one_change_with_the_pay_that_it_takes_the_place_of() -> None:
    current = ps.Policy(commission_rate=0.2)
    candidate = current.changed(commission_rate=0.0, pay=TIERED, levels=LEVELS, support_agents=3.0)
    steps = single_changes(candidate, current)
    assert list(steps) == ["pay", "support_agents"]
    assert current.changed(**steps["pay"]) == candidate.changed(support_agents=current.support_agents)


def test_numbers_of_a_plan_change_alone_as_far_as_they_can() -> None:
    """A bracket's start above the next one's is no plan: it is not tried alone."""
    current = ps.Policy(pay={"share": {"on": "revenue", "brackets": [[0, 0.1], [100, 0.15], [200, 0.2]]}})
    further = [[0, 0.1], [300, 0.15], [400, 0.25]]
    steps = single_changes(current.changed(**{"pay.share.brackets": further}), current)
    assert list(steps) == ["pay.share.brackets.2.from", "pay.share.brackets.2.rate"]


def test_levers_that_are_no_pay_change_one_by_one() -> None:
    current = ps.Policy()
    assert single_changes(current.changed(support_agents=3.0, commission_rate=0.1), current) == {
        "commission_rate": {"commission_rate": 0.1},
        "support_agents": {"support_agents": 3.0},
    }
