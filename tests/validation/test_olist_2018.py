"""Olist 2018: sellers and leads of a Brazilian marketplace. The stylised facts of its panel, by one code for both panels.

The simulated panel is the marketplace's launch over 20 seeds that calibrated nothing (the calibration used 900 to
911). The real one is in the folder that PARTNERSCAPE_DATA names, and no part of the product.
"""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnerscape.facts import facts
from partnerscape.facts.facts import FACTS
from partnerscape.facts.panel import PANEL_FILES, PANEL_MONTHS, at_launch, observed_panel, simulated_panel
from partnerscape.metrics import measure
from partnerscape.scenario import load_scenario

SOURCE = "Olist 2018"
SEEDS = range(3000, 3020)
SILENCES = (2, 3, 4)  # months without a sale that make an exit: the definition leaves room
CURVES = {"month": facts.hazard_by_tenure, "fifth of revenue": facts.hazard_by_revenue}
SHOWN = 7  # points of a curve
NOT_IN_THE_REAL_PANEL = {
    "exit_12": "14 months do not show month 12 and a silence after it",
    "stock_to_flow": "who is active and sells nothing is not in the data",
}


@pytest.fixture(scope="module")
def simulated() -> pd.DataFrame:
    return facts.simulated_facts(load_scenario("marketplace"), SEEDS)


@pytest.fixture(scope="module")
def launches() -> list[pd.DataFrame]:
    """The launch as long as the real panel, in every future."""
    launch = at_launch(load_scenario("marketplace"))
    return [simulated_panel(launch, seed, PANEL_MONTHS)[0] for seed in SEEDS]


@pytest.fixture(scope="module")
def real() -> tuple[pd.DataFrame, pd.DataFrame]:
    folder = os.environ.get("PARTNERSCAPE_DATA", "")
    if not folder:
        pytest.skip("PARTNERSCAPE_DATA names no folder: the real panel is no part of the product")
    if absent := [name for name in PANEL_FILES if not (Path(folder) / name).is_file()]:
        pytest.skip(f"the real panel is not there: {absent}")
    return observed_panel(folder)


@pytest.mark.parametrize("fact", FACTS)
def test_the_simulated_panel_has_the_fact(simulated: pd.DataFrame, fact: str, record: Callable) -> None:
    band = FACTS[fact]
    assert record(f"simulated: {band.meaning}", must=(band.low, band.high), gives=float(simulated[fact].mean()))


def test_nine_tenths_of_the_facts_hold_in_a_single_future_too(simulated: pd.DataFrame, record: Callable) -> None:
    """One future is as small as the real panel: its hazards have a standard error of .01 to .02."""
    holds = simulated.apply(lambda values: values.map(FACTS[values.name].holds)).to_numpy()
    assert record("facts of single simulated futures in their bands", must=(0.9, 1.0), gives=float(holds.mean()))


@pytest.mark.parametrize("fact", FACTS)
def test_the_real_panel_has_the_fact(real: tuple, fact: str, record: Callable) -> None:
    if fact in NOT_IN_THE_REAL_PANEL:
        pytest.skip(NOT_IN_THE_REAL_PANEL[fact])
    band = FACTS[fact]
    assert record(f"real: {band.meaning}", must=(band.low, band.high), gives=facts.panel_facts(*real)[fact])


@pytest.mark.parametrize("silence", SILENCES)
@pytest.mark.parametrize("curve", CURVES)
def test_exits_lie_beside_the_real_ones_however_silence_is_defined(
    real: tuple, launches: list, curve: str, silence: int, record: Callable
) -> None:
    """The largest gap is that of the second fifth, who leave by .03 too often."""
    hazard = CURVES[curve]
    data = np.asarray(hazard(real[0], silence))[:SHOWN]
    model = np.mean([np.asarray(hazard(panel, silence))[:SHOWN] for panel in launches], axis=0)
    assert record(
        f"exits by {curve}, {silence} months of silence: largest gap", must=0.0, gives=np.abs(model - data).max(), within=0.04
    )


@pytest.mark.parametrize("silence", SILENCES)
def test_exits_fall_with_revenue_however_silence_is_defined(launches: list, silence: int, record: Callable) -> None:
    fifths = np.mean([facts.hazard_by_revenue(panel, silence) for panel in launches], axis=0)
    falls = bool(np.all(np.diff(fifths) < 0.0) and fifths[0] >= 4.0 * fifths[-1])
    said = ", ".join(f"{value:.3f}" for value in fifths)
    assert record(f"exits by fifth, {silence} months of silence", must="fall, the first 4 x the last", gives=said, holds=falls)


def test_where_the_real_facts_themselves_disagree(real: tuple, record: Callable) -> None:
    """A year's revenue counts survival too and goes with quality; a month's does not, nor does either by rank.

    Single months of the real panel are more concentrated than the band, which holds for their mean.
    """
    partners, band = facts.partners_of(real[0]), FACTS["size_and_quality"]
    total = facts.size_and_quality(real[0], "total")
    assert record(
        "real: correlation of ln total revenue and mean quality",
        must="above the band",
        gives=f"{total:.3f}",
        holds=total > band.high,
    )
    for size in ("total", "revenue"):
        by_rank = float(partners[size].corr(partners["quality"], "spearman"))
        assert record(f"real: rank correlation of {size} and mean quality", must=(band.low, band.high), gives=by_rank)
    highest, limit = facts.best_fifth_by_month(real[0]).max(), FACTS["monthly_best_fifth"].high
    assert record(
        "real: best fifth's share in its best month", must="above the band", gives=f"{highest:.3f}", holds=highest > limit
    )


def test_size_and_quality_are_unrelated_by_total_revenue_too(launches: list, record: Callable) -> None:
    band, found = FACTS["size_and_quality"], np.mean([facts.size_and_quality(panel, "total") for panel in launches])
    assert record("simulated: correlation of ln total revenue and mean quality", must=(band.low, band.high), gives=float(found))


def test_starting_and_concentration_hold_in_the_stationary_programme_too(marketplace: object, record: Callable) -> None:
    burn_in, found = marketplace.scenario.time.burn_in_months, []
    for seed in SEEDS[:4]:
        panel, signings = simulated_panel(marketplace.scenario, seed, burn_in + 36, first_signed=burn_in)
        found.append(facts.panel_facts(panel[panel["month"] >= burn_in], signings))
    for fact in ("monthly_best_fifth", "ever_sell", "days_to_first_sale"):
        band = FACTS[fact]
        assert record(
            f"stationary: {band.meaning}", must=(band.low, band.high), gives=float(np.mean([each[fact] for each in found]))
        )


def test_the_programme_is_stationary_at_the_rollout(marketplace: object, record: Callable) -> None:
    """Neither the partners' number nor the concentration drifts over the horizon: it did while capacity never wore out."""
    months = np.mean([marketplace.ledger(seed).total("active") for seed in SEEDS], axis=0)
    assert record(
        "active partners, last half year over first", must=1.0, gives=months[-6:].mean() / months[:6].mean(), within=0.08
    )
    band, share = FACTS["monthly_best_fifth"], np.mean([measure(marketplace.run(seed))["top_fifth_share"] for seed in SEEDS])
    assert record("stationary: share of the best fifth of all active", must=(band.low, band.high), gives=float(share))
