"""Schedules of commission against contracts written out by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from partnerscape.rules.shared import schedule
from partnerscape.rules.shared.records import TIERS

ABSENT = 1e291


def terms(tiers: list[tuple[float, float]], retroactive: bool = False, cap: float = ABSENT, months: int = 1) -> SimpleNamespace:
    """Terms of one partner."""
    thresholds = [t for t, _ in tiers] + [ABSENT] * (TIERS - len(tiers))
    rates = [r for _, r in tiers]
    rates += [rates[-1] if rates else 0.2] * (TIERS - len(rates))
    return SimpleNamespace(
        commission_rate=[0.2],
        tier_threshold=np.array([thresholds]).T,
        tier_rate=np.array([rates]).T,
        retroactive=[float(retroactive)],
        cap=[cap],
        tier_months=[float(months)],
    )


def pay(w: SimpleNamespace, revenue: float) -> float:
    return schedule.schedule_pay.py_func(w, 0, revenue)


def test_flat() -> None:
    assert pay(terms([]), 1234.0) == pytest.approx(246.8)


@pytest.mark.parametrize(("revenue", "owed"), [(900, 180), (1000, 200), (1500, 325), (2000, 450), (3000, 750)])
def test_marginal_tiers_pay_the_higher_rate_above_the_threshold(revenue: float, owed: float) -> None:
    assert pay(terms([(1000, 0.25), (2000, 0.3)]), revenue) == pytest.approx(owed)


@pytest.mark.parametrize(("revenue", "owed"), [(999, 199.8), (1000, 250), (1999, 499.75), (2000, 600), (3000, 900)])
def test_retroactive_tiers_pay_it_on_everything(revenue: float, owed: float) -> None:
    assert pay(terms([(1000, 0.25), (2000, 0.3)], retroactive=True), revenue) == pytest.approx(owed)


@pytest.mark.parametrize("tiers", [[(1000, 0.05)], [(1000, 0.25), (2000, 0.0)], [(100, 0.1), (200, 0.3), (1e6, 0.01)]])
def test_more_revenue_never_pays_less_by_rounding(tiers: list[tuple[float, float]]) -> None:
    """A month's commission is a difference of two of these: it must not come out below nothing."""
    rng, w = np.random.default_rng(5), terms(tiers)
    for before, more in 10.0 ** rng.uniform([0.0, -6.0], [9.0, 3.0], (2000, 2)):
        assert pay(w, before + more) >= pay(w, before)


@pytest.mark.parametrize("retroactive", [False, True])
def test_revenue_for_is_the_least_revenue_that_pays_so_much(retroactive: bool) -> None:
    w = terms([(1000, 0.25), (2000, 0.3)], retroactive)
    for owed in (50.0, 199.0, 220.0, 260.0, 449.0, 700.0, 1500.0):
        revenue = schedule.revenue_for.py_func(w, 0, owed)
        assert pay(w, revenue * (1.0 + 1e-9)) >= owed - 1e-6
        assert pay(w, revenue * (1.0 - 1e-6)) < owed


def test_average_rate_counts_the_cap_and_the_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "schedule_pay", schedule.schedule_pay.py_func)

    def average(w: SimpleNamespace, revenue: float) -> float:
        return schedule.average_rate.py_func(w, 0, revenue)

    assert average(terms([], cap=100.0), 1000.0) == pytest.approx(0.1)
    assert average(terms([(3000, 0.3)], retroactive=True, months=3), 1000.0) == pytest.approx(0.3)
    assert average(terms([(3000, 0.3)], retroactive=True, months=3), 900.0) == pytest.approx(0.2)
