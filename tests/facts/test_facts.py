"""The facts' code against panels whose facts are known, and the simulated panel against the engine's journal."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from partnerscape import engine
from partnerscape.facts import facts
from partnerscape.facts.panel import DAYS, FOLLOW_UP, at_launch, observed_panel, simulated_panel
from partnerscape.rules.shared.records import LINE
from partnerscape.scenario import load_scenario

SALES = {  # partner: its months with a sale, of a panel of ten months
    "stays": range(10),
    "leaves at once": [0],
    "leaves later": [1, 2, 3],
    "pauses": [2, 5, 9],
    "too late to tell": [7, 8],
}


def by_hand() -> pd.DataFrame:
    rows = [(partner, month, 100.0 if partner == "stays" else 10.0) for partner, months in SALES.items() for month in months]
    return pd.DataFrame(rows, columns=["partner", "month", "revenue"]).assign(quality=0.5)


def test_an_exit_is_the_last_sale_before_enough_silence() -> None:
    seen = facts.exits(by_hand(), silence=3)
    assert set(seen.loc[seen["exit"], ["partner", "month"]].itertuples(index=False, name=None)) == {
        ("leaves at once", 0),
        ("leaves later", 3),
    }
    assert seen["month"].max() == 6
    hazard = facts.hazard_by_tenure(by_hand(), silence=3)
    assert hazard[0] == 1 / 4  # "too late to tell" begins after the last month that shows an exit
    assert hazard[2] == 1 / 2
    assert facts.hazard_by_tenure(by_hand(), silence=2)[0] == 1 / 5


def test_persistence_is_the_slope_of_a_known_process() -> None:
    rng, slope = np.random.default_rng(1), 0.7
    ln = [rng.standard_normal(4000) / np.sqrt(1.0 - slope**2)]
    for _ in range(5):
        ln.append(slope * ln[-1] + rng.standard_normal(4000))
    panel = pd.DataFrame(
        {"partner": np.tile(np.arange(4000), 6), "month": np.repeat(range(6), 4000), "revenue": np.exp(np.concatenate(ln))}
    )
    assert facts.persistence(panel) == pytest.approx(slope, abs=0.015)
    gap = panel[(panel["month"] != 2)]  # no pair across it
    assert facts.persistence(gap) == pytest.approx(slope, abs=0.015)


def test_the_best_fifth_of_a_lognormal() -> None:
    quantiles = (np.arange(200_000) + 0.5) / 200_000
    revenue = pd.Series(np.exp(1.39 * ndtri(quantiles)))
    assert facts.best_fifth(revenue) == pytest.approx(0.708, abs=0.001)


def test_spread_of_quality_falls_as_the_root_of_orders() -> None:
    rng = np.random.default_rng(2)
    size = np.exp(rng.normal(0.0, 1.0, 5000))
    panel = pd.DataFrame(
        {"partner": range(5000), "month": 0, "revenue": size, "quality": 0.5 + rng.standard_normal(5000) / np.sqrt(size)}
    )
    spread = facts.quality_spread(panel)
    assert np.all(np.diff(spread) < 0.0)
    assert facts.size_and_quality(panel) == pytest.approx(0.0, abs=0.05)


def test_the_simulated_panel_is_the_engine_s_run() -> None:
    launch, months = at_launch(load_scenario("marketplace")), 12
    panel, signings = simulated_panel(launch, 5, months, first_signed=2)
    journal = engine.founded(launch, 5, blocks=8).play(months).sum(axis=2)
    assert panel.groupby("month")["revenue"].sum().to_numpy() == pytest.approx(journal[:, LINE["revenue"]], rel=1e-12)
    assert len(signings) == journal[2 : months - FOLLOW_UP, LINE["arrived"]].sum()
    assert (panel["revenue"] > 0.0).all()
    assert signings["days"].dropna().between(DAYS, DAYS * (months - 2)).all()


def test_a_real_panel_is_read_into_the_same_form(tmp_path: Path) -> None:
    (tmp_path / "marketplace_sellers.csv").write_text(
        "partner,month,revenue,freight,orders,items,products,mean_review\n1,2017-12,10.5,1,1,1,1,4\n1,2018-01,20,1,1,1,1,\n2,2017-11,5,1,1,1,1,3\n"
    )
    (tmp_path / "marketplace_leads.csv").write_text("won_flag,days_won_to_first_ship_limit\n1,40\n0,\n1,\n")
    panel, signings = observed_panel(tmp_path)
    assert panel["month"].tolist() == [1, 2, 0]
    assert panel["revenue"].tolist() == [10.5, 20.0, 5.0]
    assert panel["quality"].isna().tolist() == [False, True, False]
    assert signings["days"].isna().tolist() == [False, True]
