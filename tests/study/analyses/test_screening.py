"""Morris and PAWN where the answer is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from partnerscape.study.analyses.sensitivity.saltelli import saltelli_points
from partnerscape.study.analyses.sensitivity.screening import distances, elementary_effects, morris_points

FACTORS = ["up", "down", "joint", "other", "dummy"]


def outputs_at(points: pd.DataFrame) -> pd.DataFrame:
    x = points
    return pd.DataFrame({"y": 4.0 * x["up"] - 2.0 * x["down"] + 3.0 * (x["joint"] - 0.5) * (x["other"] - 0.5)})


def test_elementary_effects_of_a_line_are_its_slopes() -> None:
    points = morris_points(FACTORS, 30, 0)
    found = elementary_effects(points, outputs_at(points).sample(frac=1.0, random_state=1)).set_index("factor")
    assert found.loc["up", "mu"] == pytest.approx(4.0) and found.loc["up", "sigma"] == pytest.approx(0.0, abs=1e-9)
    assert found.loc["down", "mu"] == pytest.approx(-2.0) and found.loc["down", "mu_star"] == pytest.approx(2.0)
    assert found.loc["joint", "sigma"] > 0.5 > abs(found.loc["joint", "mu"])  # what acts with others has no slope of its own
    assert found.loc["dummy", ["mu", "mu_star", "mu_star_high", "sigma"]].tolist() == [0.0] * 4
    assert (found["mu_star_low"] <= found["mu_star"]).all() and (found["mu_star"] <= found["mu_star_high"]).all()


def test_trajectories_reproduce() -> None:
    pd.testing.assert_frame_equal(morris_points(FACTORS, 8, 0), morris_points(FACTORS, 8, 0))
    assert not morris_points(FACTORS, 8, 0).equals(morris_points(FACTORS, 8, 1))


def test_distances_rank_factors_and_leave_the_dummy_last() -> None:
    points = saltelli_points(FACTORS, 512, 0).loc[(slice(None), ["A", "B"]), :]
    found = distances(points, outputs_at(points).sample(frac=1.0, random_state=1)).set_index("factor")["median"]
    assert found["up"] > found["down"] > found["dummy"]
    assert found["dummy"] < 0.15
    assert np.isfinite(found).all()
