"""What holds in every month whatever the policy: numbers are finite, shares are shares, stocks exist, seats fit."""

from collections.abc import Callable

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.metrics import measure
from partnerscape.rules.shared import records
from partnerscape.scenario import Tier

SHARES = ("skill", "trust", "satisfaction", "loyalty", "reputation", "quality", "observed_quality", "care", "support", "expected_support",
          "conversion", "staying", "clarity", "correction", "understood", "insight", "hazard", "paid_part", "start_chance", "newcomer", "focus", "availability", "contradicted", "cells_reached", "better_off",
          "distinguished", "priority", "status", "has_sold", "bunched")  # fmt: skip
STOCKS = ("customers", "young_customers", "paid_customers", "leads", "deals", "lost_deals", "orders", "revenue", "new_revenue", "goods",
          "effort", "burden", "overload", "hours", "reach", "outside", "risk", "tenure", "trailing_revenue", "override_due", "clawback",
          "marketing_claim", "investment", "risk_cost", "opacity_cost", "looking", "training", "contacts", "cancelled",
          "expected_cancelled", "complaints", "direct_deals", "expected_leads", "expected_new_revenue", "expected_revenue", "lesson",
          "customer_surplus", "attachment", "stake", "lumpiness", "alternative", "override_expected", "override_ahead")  # fmt: skip
WHOLE_NUMBERS = ("customers", "leads", "deals", "lost_deals", "orders", "stayed", "tenure")

POLICIES = {
    "today": {},
    "everything": {
        "tiers": (Tier(threshold=500, rate=0.25), Tier(threshold=4000, rate=0.3)),
        "retroactive": True,
        "tier_months": 3,
        "cap": 900.0,
        "bonus": 100.0,
        "target": 1000.0,
        "clawback_months": 6,
        "referral_rates": (0.1, 0.05, 0.02),
        "priority_share": 0.2,
        "status_share": 0.2,
        "quality_bonus": 0.05,
        "survey_every": 3,
        "review_every": 4,
        "discount": 0.3,
        "offers": 30,
    },
    "nothing": {
        "commission_rate": 0.0,
        "recurring_months": 0,
        "support_agents": 0.0,
        "training_hours": 0.0,
        "onboarding_hours": 0.0,
        "joint_marketing": 0.0,
        "community": 0.0,
        "offers": 1,
        "curation": 0.0,
        "transparency": 0.0,
        "communication": 0.0,
        "alignment": 0.0,
        "deal_protection": 0.0,
    },
    "a fee": {"retainer": -200.0},
    "a fortune": {"retainer": 1000.0, "commission_rate": 0.5, "training_hours": 8.0, "curation": 1.0},
}


def check_seats(state: engine.State) -> None:
    """Every member has a seat of its own that knows where it is; no other seat is taken; ids differ."""
    ids = []
    for b, block in enumerate(state.pool):
        active, everybody = int(block["active"]), int(block["members"])
        assert 0 <= active <= everybody <= records.CAPACITY
        assert block["newcomers"] == 0
        seats = block["seat"][:everybody]
        assert np.all(seats // records.CAPACITY == b)
        assert np.array_equal(block["slot_of_seat"][seats % records.CAPACITY], np.arange(everybody))
        assert np.count_nonzero(block["slot_of_seat"][: records.CAPACITY] >= 0) == everybody or not block["opened"]
        assert block["opened"] or everybody == 0
        assert np.all(block["leaving"][:everybody] == 0)
        ids.append(block["id"][:everybody])
    together = np.concatenate(ids)
    assert np.unique(together).size == together.size


def check_numbers(state: engine.State, members: Callable, scenario: object) -> None:
    """Ranges of every column that has one."""
    for name in records.REAL:
        assert np.all(np.isfinite(members(state, name))), name
    for name in SHARES:
        column = members(state, name)
        assert np.all((column >= 0.0) & (column <= 1.0)), name
    for name in STOCKS:
        assert np.all(members(state, name) >= 0.0), name
    for name in WHOLE_NUMBERS:
        column = members(state, name)
        assert np.array_equal(column, np.round(column)), name
    assert np.all(members(state, "effort") + members(state, "burden") <= np.maximum(
        1.5 * members(state, "hours") * 1.05, members(state, "burden")))  # fmt: skip
    for whole, part in (("customers", "young_customers"), ("customers", "paid_customers"), ("revenue", "new_revenue")):
        assert np.all(members(state, part) <= members(state, whole) * (1.0 + 1e-12) + 1e-9), part
    assert np.all(members(state, "stayed") <= members(state, "asked_to_stay"))
    assert np.all((members(state, "growth") >= 0.5) & (members(state, "growth") <= 3.0))
    assert np.all(members(state, "segment") < len(scenario.segments))
    shares, held = members(state, "category_share"), members(state, "customers_in")
    sells = members(state, "tenure") > 0.5
    assert np.allclose(shares.sum(axis=0)[sells], 1.0)
    assert np.all(shares >= 0.0)
    assert np.all(held >= 0.0)
    assert np.allclose(held.sum(axis=0), members(state, "customers"), rtol=1e-9, atol=1e-9)


def check_world(w: np.void, scenario: object) -> None:
    """The vendor's own numbers."""
    for name in w.dtype.names:
        if w.dtype[name].base.kind == "f":
            assert np.all(np.isfinite(w[name])), name
    for name in ("support_first", "support_second", "utilisation", "penetration", "voice"):
        assert 0.0 <= w[name] <= 1.0 + 1e-12, name
    assert w["brand"] > 0.0
    assert 0.0 <= w["product"] <= w["product_ceiling"] + 1e-9
    assert np.all(w["direct_in_cell"] >= 0.0)
    assert np.all(w["cell_customers"] <= scenario.market.potential * 1.2)


@pytest.mark.parametrize("name", POLICIES)
def test_every_month_is_sound(marketplace: object, members: Callable, name: str) -> None:
    scenario = marketplace.scenario
    state = marketplace.eve(12).copy(6)
    rows = encode.encode_policy(marketplace.policy(**POLICIES[name]), scenario)
    encode.write_policy(state.world, rows, records.SEGMENTS)
    for _ in range(40):
        journal = state.play(1)
        assert np.all(np.isfinite(journal))
        check_seats(state)
        check_numbers(state, members, scenario)
        check_world(state.world[0], scenario)
        assert journal[0, records.LINE["active"]].sum() > 0.0
    assert all(np.isfinite(value) for value in measure(marketplace.run(12, **POLICIES[name])).values())


def test_everybody_gone_is_no_error(marketplace: object, programme: Callable) -> None:
    empty = programme(marketplace.scenario.assuming(arrivals=0.0, invite_rate=0.0, exit_base=20.0))
    run = empty.run(1)
    assert run.journal[:, records.LINE["active"]].sum() == 0.0
    assert all(np.isfinite(value) for value in measure(run).values())


def test_people_are_accounted_for(marketplace: object) -> None:
    """Stock of the active and the signed = what was, and who came, started, gave up and left."""
    journal = marketplace.run(2).journal
    active, signed, arrived, started, gave_up, left = (
        journal[:, records.LINE[line]].sum(axis=1) for line in ("active", "signed", "arrived", "started", "gave_up", "left")
    )
    assert np.array_equal(active[1:], active[:-1] + started[:-1] - left[:-1])
    assert np.array_equal(signed[1:], signed[:-1] + arrived[:-1] - started[:-1] - gave_up[:-1])


def test_more_blocks_than_needed_change_nothing(marketplace: object) -> None:
    eve, scenario = marketplace.eve(5), marketplace.scenario
    rows = encode.encode_policy(scenario.current_policy, scenario)
    one, two = engine.branch(eve, rows, scenario), engine.branch(eve.copy(3), rows, scenario)
    assert np.array_equal(one.journal, two.journal)
