"""Every lever acts as model.md says, and the line of the ledger that pays for it moves.

Each lever is moved on a few futures under common luck. An effect is a direction of a metric or of a
journal line, over the horizon, in the mean over the futures; a cost likewise.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.metrics import METRICS
from partnerscape.rules.shared.records import SEGMENTS
from partnerscape.scenario import LEVERS, Scenario, Tier

SEEDS = range(6)
UP, DOWN = +1, -1


@dataclass(frozen=True)
class Move:
    """A lever moved: ``to``, beside ``other`` levers that both policies share; what it does; what pays."""

    to: Any
    does: dict[str, int]
    pays: dict[str, int]
    other: dict[str, Any] = field(default_factory=dict)


TIERS = (Tier(threshold=1500, rate=0.26),)

MOVES = {
    "commission_rate": Move(
        0.25, {"effort": UP, "churn": DOWN, "active_partners": UP, "satisfaction": UP}, {"commission": UP, "recurring_pay": UP}
    ),
    "retainer": Move(40.0, {"income_p10": UP, "churn": DOWN, "volatility": DOWN}, {"retainer_pay": UP}),
    "tiers": Move(TIERS, {"effort": UP, "top_fifth_share": UP}, {"commission": UP}),
    "tier_months": Move(3, {"payout_ratio": UP, "effort": UP}, {"commission": UP}, {"tiers": TIERS}),
    "retroactive": Move(True, {"effort": UP, "bunching": UP}, {"commission": UP}, {"tiers": TIERS}),
    "bonus": Move(150.0, {"effort": UP, "bunching": UP}, {"bonus_pay": UP}, {"target": 1000.0}),
    "target": Move(2500.0, {"effort": DOWN}, {"bonus_pay": DOWN}, {"target": 800.0, "bonus": 150.0}),
    "recurring_months": Move(30, {"effort": UP, "income": UP}, {"recurring_pay": UP, "liability": UP}),
    "referral_rates": Move((0.05, 0.02), {"recruited": UP, "active_partners": UP}, {"override_pay": UP}),
    "cap": Move(300.0, {"effort": DOWN, "top_fifth_share": DOWN}, {"commission": DOWN}),
    "clawback_months": Move(6, {"income": DOWN, "certainty_equivalent": DOWN}, {"clawback": UP}),
    "support_agents": Move(
        3.0, {"support_quality": UP, "wait": DOWN, "conversion": UP, "quality": UP, "brand": UP}, {"support_cost": UP}
    ),
    "frozen_desk": Move(True, {"support_quality": DOWN, "headcount": DOWN}, {"support_cost": DOWN}, {"commission_rate": 0.3}),
    "target_occupancy": Move(0.5, {"support_quality": UP, "desk_utilisation": DOWN}, {"support_cost": UP}),
    "target_wait": Move(0.05, {"support_quality": UP, "wait": DOWN}, {"support_cost": UP}),
    "training_hours": Move(3.0, {"skill": UP, "conversion": UP, "hours_lost": UP, "activation": UP}, {"training_cost": UP}),
    "onboarding_hours": Move(12.0, {"activation": UP, "started": UP}, {"onboarding_cost": UP}),
    "joint_marketing": Move(0.04, {"leads": UP, "customers": UP}, {"marketing_claim": UP}, {"support_agents": 6.0}),
    "community": Move(0.9, {"satisfaction": UP, "skill": UP, "loyalty": UP}, {"community_cost": UP}),
    "offers": Move(16, {"hours_lost": UP, "leads": UP}, {"offer_cost": UP}, {"support_agents": 6.0}),
    "curation": Move(0.9, {"hours_lost": DOWN, "leads": UP}, {"curation_cost": UP}, {"support_agents": 6.0}),
    "transparency": Move(0.95, {"satisfaction": UP, "churn": DOWN, "certainty_equivalent": UP}, {"transparency_cost": UP}),
    "communication": Move(2.0, {"satisfaction": UP, "churn": DOWN}, {"communication_cost": UP}, {"communication": 0.0}),
    "alignment": Move(1.0, {"hours_lost": DOWN, "trust": UP, "contradicted": DOWN, "effort": UP}, {"alignment_cost": UP}),
    "priority_share": Move(0.2, {"top_fifth_share": UP, "best_five_share": UP}, {"priority_cost": UP}, {"support_agents": 1.6}),
    "deal_protection": Move(1.0, {"lost_deals": DOWN, "trust": UP}, {"protection_cost": UP, "direct_revenue": DOWN}),
    "discount": Move(0.1, {"conversion": UP, "customers": UP, "average_order": DOWN}, {"goods_of_revenue": UP}),
    "quality_bonus": Move(0.05, {"income": UP, "certainty_equivalent": UP}, {"quality_pay": UP}),
    "status_share": Move(0.2, {"conversion": UP, "top_fifth_share": UP}, {"status_cost": UP}),
    "survey_every": Move(3, {"satisfaction": UP, "influence": UP, "quality": UP, "conversion": UP}, {"survey_cost": UP}),
    "review_every": Move(6, {"support_quality": UP}, {"review_cost": UP, "support_cost": UP}, {"support_agents": 1.7}),
    "notice_months": Move(12, {"income": DOWN}, {"commission": DOWN}, {"commission_rate": 0.26}),
    "grandfather_months": Move(12, {"income": DOWN}, {"commission": DOWN}, {"commission_rate": 0.26}),
}


def measured(marketplace: object, name: str, **levers: Any) -> np.ndarray:
    """A metric, or a journal line over the horizon, in every future."""
    if name == "goods_of_revenue":
        return marketplace.total("goods", SEEDS, **levers) / marketplace.total("revenue", SEEDS, **levers)
    if name in METRICS:
        return marketplace.metric(name, SEEDS, **levers)
    return marketplace.total(name, SEEDS, **levers)


def test_every_lever_is_moved() -> None:
    assert set(MOVES) == {*LEVERS, "tiers", "referral_rates"}, "MOVES in this file: what each lever does, and who pays"


@pytest.mark.parametrize("lever", MOVES)
def test_a_lever_acts_and_its_cost_is_paid(marketplace: object, lever: str) -> None:
    move = MOVES[lever]
    for name, direction in {**move.does, **move.pays}.items():
        before = measured(marketplace, name, **move.other)
        after = measured(marketplace, name, **{**move.other, lever: move.to})
        assert direction * (after - before).mean() > 0.0, f"{name}: {before.mean():.5g} -> {after.mean():.5g}"
        assert np.mean(direction * (after - before) > 0.0) >= 5 / 6, f"{name}: {after - before}"


@pytest.mark.parametrize("lever", sorted(set(LEVERS) - {"notice_months", "grandfather_months", "review_every", "survey_every"}))
def test_an_exception_for_a_segment_reaches_that_segment(marketplace: object, lever: str) -> None:
    """Terms of the small partners change, those of the others stay."""
    if LEVERS[lever].vendor_wide:
        with pytest.raises(ValueError, match="differ by segment"):
            marketplace.policy(**{f"small__{lever}": MOVES[lever].to})
        return
    eve = marketplace.eve(0).copy()
    policy = marketplace.policy(**{f"small__{lever}": MOVES[lever].to})
    encode.write_policy(eve.world, encode.encode_policy(policy, marketplace.scenario), SEGMENTS)
    block = eve.pool[0]
    kept = block[lever][np.flatnonzero(block["segment"][: int(block["active"])] == 1)[0]]
    eve.play(1)
    n = int(block["active"])
    assert np.all(block[lever][:n][block["segment"][:n] == 0] == float(MOVES[lever].to))
    assert np.all(block[lever][:n][block["segment"][:n] == 1] == kept)


def months_of(marketplace: object, line: str, **levers: Any) -> np.ndarray:
    return np.mean([marketplace.ledger(seed, **levers).total(line) for seed in SEEDS], axis=0)


def test_notice_delays_everything_and_grandfathering_only_the_incumbents_pay(marketplace: object) -> None:
    new = {"commission_rate": 0.3, "training_hours": 3.0}
    at_once, notice = (
        months_of(marketplace, "training_cost", **new),
        months_of(marketplace, "training_cost", notice_months=6, **new),
    )
    old = months_of(marketplace, "training_cost")
    kept = months_of(marketplace, "training_cost", grandfather_months=6, **new)
    assert np.array_equal(notice[:6], old[:6])
    assert notice[6] > 2.0 * old[6]
    assert kept[0] == at_once[0] > 2.0 * old[0]

    def rate(**levers: Any) -> np.ndarray:
        return months_of(marketplace, "commission", **levers) / months_of(marketplace, "new_revenue", **levers)

    pay = rate(grandfather_months=6, **new)
    assert pay[0] == pytest.approx(0.2, abs=1e-9)
    assert np.all(np.diff(pay[:6]) > 0.0)  # newcomers have the new pay from the start
    assert pay[5] < 0.26
    assert pay[6] == pytest.approx(0.3, abs=1e-9)
    assert rate(notice_months=6, **new)[5] == pytest.approx(0.2, abs=1e-9)


def test_a_survey_after_a_rollout_of_the_same_terms_finds_nothing_changed(marketplace: object, programme: Callable) -> None:
    asking = marketplace.policy(survey_every=6)
    asked = programme(marketplace.scenario.changed(policies={"now": asking}, current="now"))
    fresh = 1.0 - np.exp(-6.0 / asked.scenario.assumptions.feeling.survey_rest)
    heard, unheard, cut = (
        asked.ledger(0, **to).total("voice").max() for to in ({"commission_rate": 0.21}, {}, {"retainer": -1.0})
    )
    assert heard == pytest.approx(fresh)
    assert unheard == cut < heard  # what is taken away is no sign of having been heard


def outside_options(scenario: Scenario, months: int = 36, **levers: Any) -> np.ndarray:
    """The index of outside options by month and segment, under a changed policy."""
    state = engine.burn_in(scenario, 0)
    encode.write_policy(state.world, encode.encode_policy(scenario.current_policy.changed(**levers), scenario), SEGMENTS)
    path = []
    for _ in range(months):
        state.play(1)
        path.append(state.world[0]["outside_index"][: len(scenario.segments)].copy())
    return np.array(path)


def test_rivals_follow_what_a_segment_gains_with_a_lag(marketplace: object) -> None:
    scenario = marketplace.scenario
    today, raised, of_the_small = (
        outside_options(scenario, **levers) for levers in ({}, {"commission_rate": 0.3}, {"small__commission_rate": 0.3})
    )
    assert np.all(raised[0] == 1.0)
    answer = np.log(raised / today)
    assert np.all(answer[24:].mean(axis=0) > 0.05)
    assert np.all(answer[1:4].mean(axis=0) < 0.2 * answer[24:].mean(axis=0))  # half a year's lag
    late = outside_options(scenario, commission_rate=0.3, notice_months=10)
    assert np.array_equal(late[:10], today[:10])
    for_the_small = np.log(of_the_small / today)[24:].mean(axis=0)
    assert for_the_small[0] > 0.05 > 10.0 * np.abs(for_the_small[1:]).max()


def test_rivals_sleep_follow_or_lead(marketplace: object) -> None:
    asleep = outside_options(marketplace.scenario.assuming(rivals=0), commission_rate=0.3)
    assert np.all(asleep == 1.0)
    leading = outside_options(marketplace.scenario.assuming(rivals=2))
    lead = marketplace.scenario.assumptions.person.rival_lead
    assert np.allclose(leading[0], 1.0 + lead)
    assert np.all(leading >= 1.0 + lead - 1e-12)


EVENTS = {
    "rival_raises_pay": (0.3, {"alternative": UP, "left": UP}),
    "demand_shock": (-0.4, {"leads": DOWN, "revenue": DOWN, "income": DOWN}),
    "best_leave": (5, {"top_five_revenue": DOWN, "revenue": DOWN}),
    "price_change": (0.2, {"revenue": UP, "goods_of_revenue": DOWN}),
    "arrivals_shock": (-0.8, {"arrived": DOWN}),
}


@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_acts_from_its_month_on(marketplace: object, programme: Callable, kind: str) -> None:
    size, does = EVENTS[kind]
    with_event = programme(marketplace.scenario.changed(events=({"kind": kind, "month": 6, "size": size, "months": 12},)))
    for line, direction in does.items():

        def paths(who: object, line: str = line) -> np.ndarray:
            if line == "goods_of_revenue":
                return np.array([who.ledger(seed).total("goods") / who.ledger(seed).total("revenue") for seed in SEEDS])
            return np.array([who.ledger(seed).total(line) for seed in SEEDS])

        quiet, struck = paths(marketplace), paths(with_event)
        assert np.array_equal(quiet[:, :6], struck[:, :6])
        assert direction * (struck[:, 7:18].mean() - quiet[:, 7:18].mean()) > 0.0, line
