"""A backtest from the user's side: nothing later is used, what is reported, what a scenario says of itself afterwards."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnerscape import engine
from partnerscape.own_data.backtest.level import COUNT, Level, level_of
from partnerscape.own_data.backtest.origin import BG_BB, RECONCILED, cut
from partnerscape.own_data.backtest.reconcile import factors, walks
from partnerscape.own_data.backtest.result import METHODS, Backtest
from partnerscape.own_data.backtest.rolling import backtest
from partnerscape.own_data.fitting import fit_panel
from partnerscape.own_data.fitting.panel import Panel
from partnerscape.own_data.fitting.simulate import simulated
from partnerscape.own_data.fitting.start import rebuilt
from partnerscape.scenario import InputError, Scenario, load_scenario
from partnerscape.show.own_data.backtest.page import backtest_json, backtest_page
from partnerscape.show.style.page import escaped

pytest.importorskip("statsmodels", reason="the extra `data`")
REAL = Path(os.environ.get("PARTNERSCAPE_DATA", "../shared/data")) / "marketplace_sellers.csv"


@pytest.fixture(scope="module")
def small() -> Scenario:
    time = {"burn_in_months": 30, "horizon_months": 6, "initial_partners": 200}
    return load_scenario("marketplace").changed(time=time, market={"potential": 1500}).assuming(arrivals=8.0)


@pytest.fixture(scope="module")
def sales(small: Scenario) -> Panel:
    return simulated(small.assuming(own_order_sd=0.5, own_demand_sd=0.4, order_value=300.0), 7, 18)


@pytest.fixture(scope="module")
def found(small: Scenario, sales: Panel) -> Backtest:
    return backtest(small, sales, origins=1, runs=240, draws=30)


def test_nothing_later_is_known_at_an_origin(sales: Panel) -> None:
    later = replace(sales, revenue=sales.revenue.copy(), missing=(3, 14))
    later.revenue[:, 12:] *= 7.0
    for name in ("revenue", "orders", "signed"):
        np.testing.assert_array_equal(getattr(cut(later, 12), name), getattr(cut(sales, 12), name))
    assert cut(later, 12).missing == (3,) and cut(sales, 12).revenue.shape[1] == 12
    assert not (cut(sales, 12).signed >= 12).any()


def test_rebuilt_partners_go_on_as_the_true_ones(small: Scenario) -> None:
    """Over companies: the forecast of rebuilt partners relative to the truth's own continuation with other luck."""
    ratios = []
    for seed in range(12):
        eve, past = engine.history_of(small, seed, 18)
        panel = Panel(past.revenue, past.orders.astype(float))
        panel = panel.of((panel.revenue > 0.0).any(axis=1))
        truth = engine.from_members(engine.members_of(eve), eve, 900 + seed)
        ahead = [engine.watch(s, 6, ["revenue"])[1] for s in (truth, rebuilt(small, panel, 50 + seed).eve(70 + seed))]
        sums = np.array([[sum((p["revenue"] > 0.0).sum() for p in a), sum(p["revenue"].sum() for p in a)] for a in ahead])
        ratios.append(sums[1] / sums[0])
    active, revenue = np.mean(ratios, axis=0)
    assert active == pytest.approx(1.0, abs=0.05) and revenue == pytest.approx(1.0, abs=0.1)


def test_what_is_reported(found: Backtest) -> None:
    assert set(found.months["quantity"]) >= {
        "revenue",
        "active partners",
        "exits",
        "share of the top fifth",
        "revenue per partner",
    }
    rows = found.per_partner.set_index("method")
    assert rows.loc["model, reconciled", "auc"] > 0.8 and 0.7 < rows.loc["model, reconciled", "coverage"] <= 1.0
    assert not found.passed and any("origins" in line for line in found.missing)  # one origin is none
    assert escaped(found.verdict) in backtest_page(found) and backtest_json(found)["passed"] is False


@pytest.mark.parametrize("own", [0.05, 0.6], ids=["narrower", "wider"])
def test_totals_are_the_levels_and_as_wide(own: float) -> None:
    rng = np.random.default_rng(1)
    draws = 500.0 * np.exp(rng.normal(0.0, own, (4000, 3)))
    level = Level(np.array([100.0, 110.0, 120.0]), np.array([0.1, 0.2, 0.3]))
    totals = draws * factors(draws, level, walks(draws.shape, rng))
    np.testing.assert_allclose(np.median(totals, axis=0), level.middle, rtol=0.02)
    np.testing.assert_allclose(np.log(totals).std(axis=0), level.spread, rtol=0.1)


def test_the_level_lies_between_history_and_model_and_is_wider_where_forecasts_erred() -> None:
    rng = np.random.default_rng(2)
    steady = np.full((30, 18), 10.0)
    erratic = steady * np.exp(0.5 * rng.normal(size=18))
    model = np.full((40, 6), 600.0)
    calm, wild = (level_of(amounts, model, np.random.default_rng(3), COUNT) for amounts in (steady, erratic))
    np.testing.assert_allclose(calm.middle, (300.0 * 600.0) ** 0.5, rtol=0.05)
    assert (wild.spread > 2.0 * calm.spread).all() and (np.diff(calm.spread) > 0.0).all()


def test_the_standing_is_written_into_the_fit_and_the_fit_starts_from_its_partners(
    found: Backtest, small: Scenario, sales: Panel, tmp_path: Path
) -> None:
    mine = fit_panel(small, sales, runs=240).save(tmp_path / "mine.toml")
    assert found.mark(mine) == "partly fitted"
    again = load_scenario(mine)
    assert again.fitted.missing == found.missing and again.start is not None
    sold = sales.revenue > 0.0  # who sold last month is there; of the silent a fit of few runs knows little
    assert sold[:, -1].sum() <= engine.members_of(engine.burn_in(again, 3))["active"].sum() <= sold.any(axis=1).sum()
    with pytest.raises(InputError, match="fitted"):
        backtest(mine, sales)
    with pytest.raises(InputError, match="made of these data"):
        replace(found, data="another").mark(mine)


@pytest.mark.full
def test_short_fits_start_with_as_many_partners_as_there_are(small: Scenario) -> None:
    """Over companies: of one, partners who signed and never sold (8 to 29 of 140) are luck that no sales show."""
    truth, ratios = small.assuming(own_order_sd=0.5, own_demand_sd=0.4, order_value=300.0), []
    for seed in range(12):
        active = engine.members_of(engine.burn_in(truth, seed))["active"].sum()
        start = fit_panel(small, simulated(truth, seed, 18), runs=240).start
        ratios.append(start["active"].sum() / start["start"].nunique() / active)
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.07) and ratios == pytest.approx([1.0] * 12, abs=0.25)


def test_what_a_history_says_of_later_months_is_not_known(small: Scenario, sales: Panel) -> None:
    history = {"demand": [1.0, 1.1, 1.2], "demand_ahead": [1.5], "policies": [{"policy": "mediocre", "until": 8}]}
    told = small.changed(history=history).history.known(2)
    assert told.demand == (1.0,) and told.demand_ahead == () and told.policies[0].until == 6
    with pytest.raises(InputError, match="not changed in the last 8 months"):
        backtest(small.changed(history=history), sales, origins=3)


def test_bad_input_is_refused(small: Scenario, sales: Panel) -> None:
    with pytest.raises(InputError, match="months for 9 origins"):
        backtest(small, sales, origins=9)
    with pytest.raises(InputError, match="ahead"):
        backtest(small, sales, ahead=1)


@pytest.mark.full
@pytest.mark.skipif(not REAL.exists(), reason="the real panel is not part of the product; PARTNERSCAPE_DATA names its folder")
def test_the_real_panel() -> None:
    """Four origins, six months ahead each: partners better than BG/BB."""
    table = pd.read_csv(REAL)
    month = pd.PeriodIndex(table["month"], freq="M").astype("int64")
    rows = table[["partner", "revenue", "orders"]].assign(month=month - month.min())
    scores = backtest("marketplace", rows, origins=4, runs=600, draws=60).per_partner.set_index("method")
    assert scores.loc["model, reconciled", "crps"] < scores.loc["BG/BB", "crps"]
    assert 0.85 < scores.loc["model, reconciled", "coverage"] < 0.95


@pytest.mark.parametrize(
    ("half", "off", "line"),
    [
        (
            0.1,
            0.0,
            "Usable for total revenue, the number of active partners, each partner's revenue and who stays active; not for",
        ),
        (0.5, 0.0, "Bands wider than they need be: total revenue and the number of active partners."),
        (
            0.5,
            0.4,
            "Usable for each partner's revenue and who stays active; not for total revenue and the number of active partners.",
        ),
    ],
    ids=["as wide as the errors", "too wide", "too wide and wrong"],
)
def test_a_forecast_with_bands_that_are_too_wide_is_usable_and_the_line_says_so(
    small: Scenario, half: float, off: float, line: str
) -> None:
    """Errors of 0 to 11 % over twelve months, of which one in twelve lies outside a band of a tenth."""
    errors = np.linspace(-1.0, 1.0, 12) * np.where(np.arange(12) == 11, 0.11, 0.09)
    rows = [
        (origin, quantity, method, ahead, truth * wrong, truth * wrong * (1 - half), truth * wrong * (1 + half), truth)
        for quantity, truth in (("revenue", 1000.0), ("active partners", 50.0))
        for method, worse in ((RECONCILED, 1.0), *((name, 3.0) for name in METHODS))
        for number, (origin, ahead) in enumerate((origin, ahead) for origin in (9, 10, 11) for ahead in (1, 2, 3, 4))
        for wrong in (1.0 + worse * errors[(5 * number) % 12] + (off if method == RECONCILED else 0.0),)
    ]
    months = pd.DataFrame(rows, columns=["origin", "quantity", "method", "ahead", "forecast", "low", "high", "truth"])
    partners = pd.DataFrame(
        [(9, RECONCILED, 1.0, 1.0, 0.95, 0.95, 0.9, 3.0), (9, BG_BB, 2.0, 2.0, 0.9, 0.95, 0.9, 3.0)],
        columns=["origin", "method", "crps", "mae", "auc", "auc_attainable", "coverage", "width"],
    )
    assert line in Backtest(small, months, partners, "data", 4).verdict
