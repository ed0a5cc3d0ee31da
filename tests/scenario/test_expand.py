"""The short form of a pay plan as components: the same money, said in the language of contracts."""

import numpy as np
import pytest

from partnerscape.rules.shared.records import TIERS
from partnerscape.rules.shared.schedule import schedule_pay
from partnerscape.scenario import InputError, Policy
from partnerscape.scenario.pay import Component, Period
from partnerscape.scenario.pay.expand import expanded, not_expanded

TIERED = [{"threshold": 10_000.0, "rate": 0.25}, {"threshold": 40_000.0, "rate": 0.3}]
BEYOND = 1e300  # as the engine has thresholds that are not used


def by_the_plan(component: Component, revenue: float) -> float:
    """Pay on a period's revenue, as the contract reads."""
    if component.counted == "retroactive":
        return revenue * next(b.rate for b in reversed(component.brackets) if revenue >= b.start)
    ends = [*(b.start for b in component.brackets[1:]), float("inf")]
    return sum(b.rate * max(0.0, min(revenue, end) - b.start) for b, end in zip(component.brackets, ends, strict=True))


def by_the_month(policy: Policy, revenue: float) -> float:
    """Pay on a period's revenue, as the simulated month computes it."""
    columns = {
        "commission_rate": np.array([policy.commission_rate]),
        "retroactive": np.array([float(policy.retroactive)]),
        "tier_threshold": np.array([[t.threshold] for t in policy.tiers] + [[BEYOND]] * (TIERS - len(policy.tiers))),
        "tier_rate": np.array([[t.rate] for t in policy.tiers] + [[policy.tiers[-1].rate]] * (TIERS - len(policy.tiers))),
    }
    block = type("Block", (), columns)
    return getattr(schedule_pay, "py_func", schedule_pay)(block, 0, revenue)


@pytest.mark.parametrize("retroactive", [False, True])
@pytest.mark.parametrize("revenue", [0.0, 9_999.0, 10_000.0, 39_000.0, 40_000.0, 123_456.0])
def test_tiers_pay_as_brackets_what_the_month_pays(revenue: float, retroactive: bool) -> None:
    policy = Policy(commission_rate=0.2, tiers=TIERED, retroactive=retroactive)
    component = expanded(policy).components["commission"]
    assert by_the_plan(component, revenue) == pytest.approx(by_the_month(policy, revenue))


@pytest.mark.parametrize(("months", "per"), [(1, "month"), (2, "two months"), (3, "quarter")])
def test_tiers_count_over_a_period_as_long_as_before(months: int, per: str) -> None:
    component = expanded(Policy(tiers=TIERED, tier_months=months)).components["commission"]
    assert component.per == per
    assert Period.read(component.per) == Period("to date", months)


def test_every_lever_of_the_short_form_is_in_a_component() -> None:
    short = {"commission_rate": 0.2, "cap": 900.0, "clawback_months": 3, "recurring_months": 12, "bonus": 100.0}
    policy = Policy(**short, target=2_000.0, retainer=-25.0, referral_rates=(0.05, 0.01))
    assert expanded(policy).components == {
        "commission": Component(on="new revenue", rate=0.2, cap_month=900.0, clawback=[[3, "100 %"]]),
        "renewals": Component(on="renewals", rate=0.2, customer_months=[0, 13]),
        "target bonus": Component(on="new revenue", lump=100.0, target=2_000.0, per="month"),
        "retainer": Component(on="nothing", lump=-25.0, per="month"),
        "recruits": Component(on="recruits revenue", rate=[0.05, 0.01]),
    }


def test_a_plan_of_components_stands_alone_unless_short_levers_are_stated_too() -> None:
    pay = {"renewals": {"on": "renewals", "rate": 0.05}}
    assert list(expanded(Policy(pay=pay)).components) == ["renewals"]
    both = expanded(Policy(pay=pay, commission_rate=0.2)).components
    assert list(both) == ["commission", "renewals (short form)", "renewals"]
    assert both["renewals"].rates == (0.05,)


def test_what_no_component_can_say_is_named() -> None:
    assert not_expanded(Policy(quality_bonus=0.02)) == ("quality_bonus",)
    assert not_expanded(Policy()) == ()


def test_a_period_of_two_months_is_a_word_of_plans() -> None:
    assert Component(on="revenue", brackets=[[0, 0.1], [500, 0.2]], per="two months").per == "two months"
    with pytest.raises(InputError, match="two months"):
        Component(on="revenue", brackets=[[0, 0.1]], per="5 months")
