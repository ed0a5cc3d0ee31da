"""SALib asks the programme itself: Sobol' and Morris through ``ps.run`` and ``ps.compare``, and our indices on its points."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from clients.small import BOUNDS, NAMES, gains, npv_at
from SALib import ProblemSpec
from SALib.analyze import morris as morris_analysis
from SALib.sample import morris as morris_sample

from partnerscape.study.analyses.sensitivity.indices import sobol_indices
from partnerscape.study.analyses.sensitivity.screening import elementary_effects

POINTS = 64  # base points; our indices take no fewer
RATE_AND_OFFERS = {"num_vars": 2, "names": NAMES[:2], "bounds": BOUNDS[:2]}


def problem() -> ProblemSpec:
    return ProblemSpec({"names": NAMES, "bounds": BOUNDS, "outputs": ["npv"]})


@pytest.fixture(scope="module")
def analysed() -> ProblemSpec:
    return (
        problem()
        .sample_sobol(POINTS, calc_second_order=False, seed=1)
        .evaluate(npv_at)
        .analyze_sobol(calc_second_order=False, seed=1)
    )


def test_sobol_finds_that_levers_matter(analysed) -> None:
    total = dict(zip(NAMES, analysed.analysis["ST"], strict=True))
    assert np.isfinite(analysed.results).all()
    assert min(total["commission_rate"], total["offers"]) > 0.2
    assert sum(total.values()) > 0.9, "nothing else differs between the runs: the seed is one"


def test_our_indices_are_salibs_on_its_points(analysed) -> None:
    matrices = ["A", *(f"AB {name}" for name in NAMES), "B"]
    index = pd.MultiIndex.from_product([range(POINTS), matrices], names=["point", "matrix"])
    ours = sobol_indices(pd.DataFrame({"npv": analysed.results.ravel()}, index=index), NAMES).set_index("factor")
    np.testing.assert_allclose(ours.loc[NAMES, "first"], analysed.analysis["S1"], atol=1e-9)
    np.testing.assert_allclose(ours.loc[NAMES, "total"], analysed.analysis["ST"], atol=1e-9)


def test_processes_find_the_same_bits() -> None:
    alone = problem().sample_sobol(2, seed=1).evaluate(npv_at)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SALib calls its processes experimental
        shared = problem().sample_sobol(2, seed=1).evaluate(npv_at, nprocs=2)
    np.testing.assert_array_equal(alone.results, shared.results)


def test_morris_through_compare_is_our_screening_on_the_same_points() -> None:
    points = morris_sample.sample(RATE_AND_OFFERS, 6, seed=1)
    vendor = np.array([gains(*point)["npv"] for point in points])
    known = morris_analysis.analyze(RATE_AND_OFFERS, points, vendor, scaled=False, seed=1)
    low, high = np.array(BOUNDS[:2]).T
    unit = pd.DataFrame((points - low) / (high - low), columns=NAMES[:2])
    ours = elementary_effects(unit, pd.DataFrame({"npv": vendor})).set_index("factor").loc[NAMES[:2]]
    np.testing.assert_allclose(ours["mu"], known["mu"], rtol=1e-9)
    np.testing.assert_allclose(ours["mu_star"], known["mu_star"], rtol=1e-9)
    assert (ours["mu_star"] > 0.0).all()
