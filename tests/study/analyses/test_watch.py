"""Who loses under one policy, and what to watch, on tables of known truth."""

import numpy as np
import pandas as pd
import pytest

from partnerscape.scenario import load_scenario
from partnerscape.study.analyses.advice.indicators import KPIS
from partnerscape.study.analyses.watch import MONTHS, in_wider, to_watch
from partnerscape.study.win_win.losing import who_loses

FUTURES = 64


@pytest.fixture
def runs():
    """The vendor loses where gamma is above 0.6, small partners never; a tenth of them is worse off."""
    gamma = np.linspace(0.0, 1.0, FUTURES)
    vendor = np.where(gamma > 0.6, -1.0, 1.0)
    columns = {"margin.vendor": vendor, "margin.not_worse.small": 0.2, "not_worse.small": 0.9, "win_win": vendor > 0.0}
    return pd.DataFrame({"gamma": gamma, "margin": np.random.default_rng(0).random(FUTURES), **columns})


def test_who_loses_and_when(runs):
    losing = who_loses(runs, ("small",), ("gamma", "margin"))
    assert list(losing.parties["party"]) == ["vendor", "small"]
    assert losing.parties["hits"][0] == (runs["gamma"] > 0.6).sum()
    assert list(losing.losers["party"]) == ["vendor"]
    split = losing.when["vendor"]
    assert (split.name, split.above) == ("gamma", True)
    assert split.value == pytest.approx(0.6, abs=0.06)
    assert "small" not in losing.when
    assert losing.worse_off == {"small": pytest.approx(0.1)}


def test_wider_futures_are_counted(runs):
    futures = runs[["gamma"]].assign(seed=range(FUTURES))
    wider = in_wider(runs.drop(columns="gamma"), futures, load_scenario("marketplace"))
    assert wider.p_win_win[0] == pytest.approx(runs["win_win"].mean())
    assert wider.losing.when["vendor"].name == "gamma"


def lines(profit):
    """Books in which everything is 1 but the profit, shape (futures, months)."""
    return lambda column: profit if column == "profit" else np.ones_like(profit)


def test_ranges_are_of_the_first_months_under_the_new_terms():
    today, then = np.full((FUTURES, 12), 10.0), np.full((FUTURES, 12), 10.0)
    then[:, 3 : 3 + MONTHS] += np.arange(FUTURES)[:, None]
    watch = to_watch(lines(today), lines(then), start=3)
    row = watch.expected.set_index("kpi").loc["profit"]
    assert set(watch.expected["kpi"]) == set(KPIS)
    assert row["today"] == 10.0
    assert row["mean"] == pytest.approx(10.0 + np.arange(FUTURES).mean())
    assert row["low"] == pytest.approx(10.0 + np.quantile(np.arange(FUTURES), 0.05))
    assert row["high"] == pytest.approx(10.0 + np.quantile(np.arange(FUTURES), 0.95))
    assert watch.pays_back == 0


def test_money_that_comes_back_late():
    today, then = np.zeros((FUTURES, 12)), np.ones((FUTURES, 12))
    then[:, 0] = -4.5
    watch = to_watch(lines(today), lines(then), start=0)
    assert watch.pays_back == 5, "the sum is 0.5 after the sixth month, and below 0 up to the fifth"
    assert watch.paid_back[0] == 1.0
    then[:, 0] = -100.0
    assert to_watch(lines(today), lines(then), start=0).pays_back is None
