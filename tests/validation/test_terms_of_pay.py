"""Later pay is worth less, levels and rights are worked for before they are had, and a least sum leaves tiny partners unpaid."""

from collections.abc import Callable

import numpy as np
import pytest
from planned import People, months_under, side_by_side

SOURCE = "terms of pay"
FLAT = {"pay": {"sales": {"on": "new revenue", "rate": 0.2}}}
BEFORE = {"sales": {"on": "new revenue", "rate": 0.15}}


@pytest.mark.parametrize("terms", [{"delay_months": 3}, {"delay_months": 12}, {"hold_back": 0.5, "hold_months": 12}])
def test_delay_and_hold_back_lower_effort_by_the_discount(small: object, record: Callable, terms: dict) -> None:
    """Effort goes with pay as pay^(1/(2 - gamma)); hours lost to other things make it answer a little more."""
    own = small.scenario.assumptions
    later = (1.0 + own.costs.discount_monthly) ** -float(terms.get("delay_months", terms.get("hold_months", 0)))
    patience = 0.5 + 0.5 * later if "hold_back" in terms else later
    plan = {"pay": {"sales": {"on": "new revenue", "rate": 0.2, **terms}}}
    now, waiting = side_by_side(small, range(1, 3), (3, 6), FLAT, plan)
    said = " ".join(f"{name} {value:g}" for name, value in terms.items())
    gives = float(np.median(waiting["effort"].mean(axis=0) / now["effort"].mean(axis=0)))
    assert record(
        f"{said}: effort over that at once", must=patience ** (1.0 / (2.0 - own.effort.gamma)), gives=gives, within=0.03
    )


def lasting(over: str, threshold: float) -> dict:
    needs = [{"measure": "new revenue", "over": over, "at_least": [0.0, threshold]}]
    levels = {"partner": {"names": ["member", "gold"], "needs": needs}}
    return {"pay": {"sales": {"on": "new revenue", "rate": [0.15, 0.25], "levels": "partner"}}, "levels": levels}


def short_of(run: People, threshold: float, months: int) -> np.ndarray:
    """Who sells 60 to 98 % of a threshold in so many months under the flat rate."""
    usual = run["new_revenue"].mean(axis=0) * months
    return (usual > 0.6 * threshold) & (usual < 0.98 * threshold)


@pytest.mark.parametrize(("over", "threshold", "months"), [("previous quarter", 3000.0, 3), ("12 months", 12_000.0, 12)])
def test_levels_are_worked_for_before_they_are_had(
    small: object, record: Callable, over: str, threshold: float, months: int
) -> None:
    low, levels = side_by_side(small, range(1, 7), (12, 24), {"pay": BEFORE}, lasting(over, threshold))
    short = short_of(low, threshold, months)
    more = float((levels["effort"][:, short].mean(axis=0) / low["effort"][:, short].mean(axis=0)).mean())
    assert record(f"level by {over}: effort of those short of it over that at the low rate", must=(1.05, 3.0), gives=more)


def test_lifetime_sums_are_worked_for_the_more_the_nearer_they_are(small: object, record: Callable) -> None:
    low, levels = side_by_side(small, range(1, 7), (6, 12), {"pay": BEFORE}, lasting("lifetime", 40_000.0))
    tenure, usual = low["tenure"][0], low["new_revenue"].mean(axis=0)
    left = (40_000.0 - usual * tenure) / np.maximum(usual, 1e-9)  # months at the usual pace
    more = levels["effort"].mean(axis=0) / low["effort"].mean(axis=0)
    near, far = float(more[(left > 0) & (left < 12)].mean()), float(more[(left > 60) & (left < 400)].mean())
    assert record("level for life: effort within a year of it over that at the low rate", must=(1.05, 3.0), gives=near)
    assert record("level for life: effort years away from it", must="less than near it", gives=f"{far:.2f}", holds=far < near)


def test_a_lock_with_a_least_payout_leaves_tiny_partners_unpaid(small: object, record: Callable) -> None:
    plan = {"pay": {"sales": {"on": "new revenue", "rate": 0.02, "delay_months": 2}}, "payout": {"minimum": 50.0}}
    months = months_under(small, 1, 18, plan)
    paid: dict[int, float] = {}
    for month in months[1:]:
        for who, pay in zip(month["id"].tolist(), month["commission"].tolist(), strict=True):
            paid[who] = paid.get(who, 0.0) + pay
    sums = np.array(list(paid.values()))
    assert record(
        "60 days, least payout 50: share of partners never paid in 18 months",
        must=(0.05, 0.95),
        gives=float((sums <= 0.0).mean()),
    )
    positive = [pay for month in months[1:] for pay in month["commission"].tolist() if pay > 0.0]
    assert record("least payment made", must="50 or more", gives=f"{min(positive):.2f}", holds=min(positive) >= 50.0)
