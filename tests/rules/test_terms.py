"""What partners believe of their terms is what the terms pay, and a vendor's step up is one."""

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.scenario import Scenario, Tier, load_scenario


def announced(scenario: Scenario, months: int = 1, **levers: object) -> engine.State:
    """A newly founded programme under changed terms, some months on."""
    state = engine.founded(scenario, 1, scenario.current_policy.changed(**levers))
    state.play(months)
    return state


@pytest.mark.parametrize("name", ["saas_resellers", "integrators", "marketplace"])
@pytest.mark.parametrize("months", [0, 1, 12, 36])
@pytest.mark.parametrize("claw", [0, 1, 6])
def test_pay_on_a_customer_is_worth_what_it_will_have_brought(name: str, months: int, claw: int) -> None:
    w = announced(load_scenario(name), recurring_months=months, clawback_months=claw).world[0]
    stay = 1.0 / (1.0 + np.exp(-(w["stay_base"] + 0.4 * w["stay_skill"])))
    paid, young, worth = 1.0, 1.0, 1.0
    for month in range(1, 2000):  # owed a month after the deal in full, then on those who stay and are still paid for
        worth += (months > 0) * w["recurring_orders"] * paid * (1.0 + w["discount_monthly"]) ** -month
        paid *= stay * (1.0 - 1.0 / max(months, 1))
        worth -= (claw > 0) * young * (1.0 - stay) * (1.0 + w["discount_monthly"]) ** -month  # of those who go while young
        young *= stay * (1.0 - 1.0 / max(claw, 1))
    assert w["recurring_worth"][0] == pytest.approx(worth, rel=1e-9)


def test_tiers_that_new_revenue_never_reaches_are_not_believed_in() -> None:
    state = announced(load_scenario("saas_resellers"), 36, tiers=[Tier(threshold=6_000, rate=0.5)])
    p = state.pool[0]
    n = int(p["active"])
    reached = p["trailing_new_revenue"][:n] > 6_000
    assert np.any((p["trailing_revenue"][:n] > 6_000) & ~reached)
    assert np.allclose(p["average_rate"][:n][~reached], p["commission_rate"][:n][~reached])


def test_a_review_s_step_up_never_lowers(marketplace: object) -> None:
    scenario = marketplace.scenario.assuming(exit_base=-1.0)  # they leave, whatever is done
    policy = scenario.current_policy.changed(commission_rate=0.6, support_agents=14.0, review_every=3)
    quiet = scenario.changed(policies={**scenario.policies, scenario.current: policy})
    state = engine.burn_in(quiet.assuming(exit_base=-3.0), 2)
    state.world["exit_base"] = -1.0
    encode.write_policy(state.world, encode.encode_policy(policy, scenario), 6)
    state.play(13)
    w = state.world[0]
    assert np.all(w["commission_rate"][6:9] >= 0.6)
    tiers = scenario.current_policy.changed(commission_rate=0.2, tiers=[Tier(threshold=5000, rate=0.22)], review_every=3)
    encode.write_policy(state.world, encode.encode_policy(tiers, scenario), 6)
    state.play(12)
    assert np.all(w["tier_rate"][0, 6:9] > w["commission_rate"][6:9])


def test_what_rivals_see_of_a_rise_from_nothing_is_bounded(marketplace: object) -> None:
    before = marketplace.scenario.current_policy.changed(commission_rate=0.0, retainer=300.0)
    scenario = marketplace.scenario.changed(policies={**marketplace.scenario.policies, marketplace.scenario.current: before})
    state = engine.burn_in(scenario, 1)
    encode.write_policy(state.world, encode.encode_policy(before.changed(commission_rate=0.5), scenario), 6)
    w, seen = state.world[0], np.zeros(3)
    for _ in range(36):
        state.play(1)
        assert np.allclose(w["outside_index"][:3], np.exp(w["rival_response"] * np.maximum(0.0, seen)))
        assert np.all(w["attractiveness_at_rollout"][:3] >= np.log(0.1))  # a certainty equivalent counts as so much at least
        seen = w["rival_view"][:3].copy()
    assert 0.0 < seen.max() < 3.0
