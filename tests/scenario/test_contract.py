"""Components that the short form says exactly are contracted to it, and pay what they paid; nothing else is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import partnerscape as ps
from partnerscape.engine import encode
from partnerscape.scenario import Policy
from partnerscape.scenario.pay.contract import contracted
from partnerscape.scenario.pay.expand import expanded
from partnerscape.statement import pay_statement

MANY = 200


def random_short_form(rng: np.random.Generator) -> Policy:
    """A policy that components say exactly: pay on new revenue and on recruits, fixed pay."""
    levers: dict[str, Any] = {"commission_rate": round(rng.uniform(0.01, 0.5), 4), "recurring_months": 0}
    if rng.random() < 0.6:
        starts = np.cumsum(rng.uniform(100.0, 9_000.0, rng.integers(1, 5))).round(2)
        levers["tiers"] = [{"threshold": float(start), "rate": round(rng.uniform(0.0, 0.6), 4)} for start in starts]
        levers |= {"tier_months": int(rng.integers(1, 4)), "retroactive": bool(rng.random() < 0.5)}
    if rng.random() < 0.4:
        levers["cap"] = round(rng.uniform(50.0, 4_000.0), 2)
    if rng.random() < 0.4:
        levers |= {"bonus": round(rng.uniform(10.0, 500.0), 2), "target": round(rng.uniform(100.0, 5_000.0), 2)}
    if rng.random() < 0.4:
        levers["retainer"] = round(rng.uniform(-50.0, 500.0), 2)
    if rng.random() < 0.3:
        levers["referral_rates"] = rng.uniform(0.001, 0.3, rng.integers(1, 4)).round(4).tolist()
    return Policy(**levers)


def in_components(short: Policy, rng: np.random.Generator) -> Policy:
    """The same pay as components, in another order and under other names."""
    made = list(expanded(short).components.values())
    return Policy(pay={f"part {n}": made[n] for n in rng.permutation(len(made))})


@pytest.mark.parametrize("seed", range(MANY))
def test_what_is_expanded_is_contracted_to_the_same_levers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    short = random_short_form(rng)
    assert contracted(in_components(short, rng)) == short


@pytest.mark.parametrize("seed", range(20))
def test_the_contracted_plan_pays_to_the_cent_what_the_components_pay(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plan = in_components(random_short_form(rng), rng)
    short = contracted(plan)
    assert short is not None
    months = [f"2026-{month:02d}" for month in range(1, 13)]
    table = pd.DataFrame([(who, month) for who in "abcd" for month in months], columns=["partner", "month"])
    table["revenue"] = rng.lognormal(8.0, 1.2, len(table)).round(2)
    table["recruiter"] = table["partner"].map({"a": "", "b": "a", "c": "b", "d": "c"})
    paid, again = (
        (100.0 * pay_statement(one, table).groupby(["partner", "month"])["paid"].sum()).round().astype(int)
        for one in (plan.plan, expanded(short))
    )
    assert (paid != 0).any()
    pd.testing.assert_series_equal(paid, again)


FLAT = {"on": "new revenue", "rate": 0.2}
MORE: dict[str, dict[str, Any]] = {
    "renewals": {"pay": {"a": FLAT, "b": {"on": "renewals", "rate": 0.2, "customer_months": [0, 13]}}},
    "clawback": {"pay": {"a": {**FLAT, "clawback": [[3, 1.0]]}}},
    "other clawback": {"pay": {"a": {**FLAT, "clawback": [[3, 0.5]]}}},
    "two rates": {"pay": {"a": FLAT, "b": FLAT}},
    "on revenue": {"pay": {"a": {**FLAT, "on": "revenue"}}},
    "a segment": {"pay": {"a": {**FLAT, "segments": ["small"]}}},
    "a category": {"pay": {"a": {**FLAT, "categories": ["software"]}}},
    "a delay": {"pay": {"a": {**FLAT, "delay_months": 1}}},
    "a least payout": {"pay": {"a": FLAT}, "payout": {"minimum": 50.0}},
    "a condition": {"pay": {"a": {**FLAT, "needs": [{"measure": "skill", "at_least": 0.5}]}}},
    "a year": {"pay": {"a": {"on": "new revenue", "per": "year", "brackets": [[0, 0.1], [9_000, 0.2]]}}},
    "six brackets": {"pay": {"a": {"on": "new revenue", "brackets": [[1_000.0 * n, 0.1 + 0.01 * n] for n in range(6)]}}},
    "a gap": {"pay": {"a": {"on": "new revenue", "brackets": [[500, 0.1], [9_000, 0.2]]}}},
    "counted differently": {"pay": {"a": {"on": "new revenue", "brackets": [[0, 0.1], [900, 0.2, "retroactive"]]}}},
    "more than a lever may be": {"pay": {"a": {"on": "new revenue", "brackets": [[0, 0.1], [9_000, 0.9]]}}},
    "a fund": {"pay": {"a": {**FLAT, "fund": True}}},
    "a yearly sum": {"pay": {"a": {"on": "nothing", "lump": 50.0, "per": "year"}}},
    "a short lever beside it": {"pay": {"a": FLAT}, "retainer": 20.0},
    "an exception of pay": {"pay": {"a": FLAT}, "segments": {"small": {"retainer": 20.0}}},
    "old customers": {"pay": {"a": FLAT}, "old_customers_keep": True},
    "no components": {"commission_rate": 0.3},
}


@pytest.mark.parametrize("name", MORE)
def test_what_the_short_form_does_not_say_stays_components(name: str) -> None:
    assert contracted(Policy(**MORE[name])) is None


def test_other_levers_and_exceptions_stay() -> None:
    policy = Policy(pay={"a": FLAT}, support_agents=3.0, quality_bonus=0.01, segments={"small": {"offers": 3}})
    short = Policy(commission_rate=0.2, recurring_months=0, support_agents=3.0, quality_bonus=0.01, segments=policy.segments)
    assert contracted(policy) == short


def test_a_programme_without_another_plan_plays_it_as_levers() -> None:
    """To the bit; where today's plan has sums to go on with, its month is that of plans."""
    scenario = ps.load_scenario("marketplace")
    short = Policy(commission_rate=0.2, tiers=[{"threshold": 900.0, "rate": 0.3}], tier_months=3, recurring_months=0)
    plan = in_components(short, np.random.default_rng(0))
    assert encode.encode_policy(plan, scenario).tobytes() == encode.encode_policy(short, scenario).tobytes()
    assert encode.plan_size_of(encode.encode_policy(plan, scenario, plan)) > 0
    assert encode.plan_size_of(encode.encode_policy(plan, scenario, in_components=True)) > 0
