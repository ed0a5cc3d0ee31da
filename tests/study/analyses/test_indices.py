"""Sobol' indices: SALib's numbers on the same points, keys before order, no NaN in silence, no noise for influence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import sobol as salib

from partnerscape.scenario import InputError
from partnerscape.study.analyses.sensitivity.indices import second_order_indices, sobol_indices, unseen
from partnerscape.study.analyses.sensitivity.saltelli import FIRST_POINTS, SCRAMBLES, saltelli_points
from partnerscape.study.statistics.failures import refuse_failures

FACTORS = ["a", "b", "c"]


def ishigami(x: np.ndarray) -> np.ndarray:
    a, b, c = (np.pi * (2.0 * x - 1.0)).T
    return np.sin(a) + 7.0 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def outputs_at(points: pd.DataFrame) -> pd.DataFrame:
    y = ishigami(points[FACTORS].to_numpy())
    return pd.DataFrame({"plain": y, "far": 1e3 + y, "win": (y > 4.0).astype(float)}, index=points.index)


@pytest.mark.parametrize("output", ["plain", "win"])
def test_indices_are_those_of_salib_on_the_same_points(output: str) -> None:
    points = saltelli_points(FACTORS, 128, 3, second_order=True)
    y = outputs_at(points)[output]
    rows = ["A", *(f"AB {f}" for f in FACTORS), *(f"BA {f}" for f in FACTORS), "B"]
    in_order = y.unstack("matrix")[rows].to_numpy().ravel()
    problem = {"num_vars": 3, "names": FACTORS, "bounds": [[0.0, 1.0]] * 3}
    known = salib.analyze(problem, in_order, calc_second_order=True, num_resamples=2, seed=1)
    ours, pairs = sobol_indices(y.to_frame(), FACTORS), second_order_indices(y.to_frame(), FACTORS)
    np.testing.assert_allclose(ours["first"], known["S1"], atol=1e-12)
    np.testing.assert_allclose(ours["total"], known["ST"], atol=1e-12)
    np.testing.assert_allclose(pairs["second"], known["S2"][np.triu_indices(3, 1)], atol=1e-12)


def test_points_are_those_of_salibs_sampler() -> None:
    from SALib.sample import sobol as sampler

    problem = {"num_vars": 3, "names": FACTORS, "bounds": [[0.0, 1.0]] * 3}
    theirs = sampler.sample(problem, 8, calc_second_order=True, seed=np.random.default_rng([5, 2]))
    ours = saltelli_points(FACTORS, 8 * SCRAMBLES, 5, second_order=True)
    scramble = ours[ours.index.get_level_values("point") % SCRAMBLES == 2]
    rows = ["A", *(f"AB {f}" for f in FACTORS), *(f"BA {f}" for f in FACTORS), "B"]
    ordered = scramble.loc[[(p, m) for p in range(2, 8 * SCRAMBLES, SCRAMBLES) for m in rows]]
    np.testing.assert_array_equal(ordered.to_numpy(), theirs)


def test_more_points_only_append() -> None:
    few, many = saltelli_points(FACTORS, 64, 1), saltelli_points(FACTORS, 256, 1)
    rest = saltelli_points(FACTORS, 256, 1, start=64)
    pd.testing.assert_frame_equal(pd.concat([few, rest]), many)


def test_seed_zero_is_a_seed() -> None:
    pd.testing.assert_frame_equal(saltelli_points(FACTORS, 64, 0), saltelli_points(FACTORS, 64, 0))
    assert not saltelli_points(FACTORS, 64, 0).equals(saltelli_points(FACTORS, 64, 1))


def test_the_order_of_rows_is_not_trusted() -> None:
    outputs = outputs_at(saltelli_points(FACTORS, 64, 1))
    shuffled = outputs.sample(frac=1.0, random_state=4)
    pd.testing.assert_frame_equal(sobol_indices(shuffled, FACTORS), sobol_indices(outputs, FACTORS))


def test_a_point_that_is_missing_or_there_twice_is_refused() -> None:
    outputs = outputs_at(saltelli_points(FACTORS, 64, 1))
    for broken in (outputs.drop(index=(7, "AB b")), pd.concat([outputs, outputs.iloc[:1]]), outputs.drop(index=7, level="point")):
        with pytest.raises(InputError, match="point"):
            sobol_indices(broken, FACTORS)
    with pytest.raises(InputError, match="none of AB b"):
        sobol_indices(outputs.drop(index="AB b", level="matrix"), FACTORS)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_one_number_that_is_none_never_passes(value: float) -> None:
    outputs = outputs_at(saltelli_points(FACTORS, 64, 1))
    outputs.loc[(9, "AB c"), "far"] = value
    with pytest.raises(InputError, match="NaN"):
        sobol_indices(outputs, FACTORS)


def test_failing_runs_are_told_by_their_region() -> None:
    inputs = saltelli_points(FACTORS, 256, 1).reset_index(drop=True)
    outputs = pd.DataFrame({"fine": 1.0, "margin": np.where((inputs["b"] > 0.7) & (inputs["c"] <= 0.4), np.nan, 1.0)})
    with pytest.raises(InputError) as refused:
        refuse_failures(inputs, outputs, "mine")
    said = str(refused.value)
    assert "b > 0." in said and "c <= 0." in said and "a " not in said.partition("expected")[0]
    assert "finite margin" in said and f"in {int(outputs['margin'].isna().sum())} of {len(inputs)} runs" in said


def test_a_single_failing_run_is_told_by_its_inputs() -> None:
    inputs = pd.DataFrame({"a": [0.1, 0.25], "b": [1.0, 2.0]})
    with pytest.raises(InputError, match=r"where a = 0.25, b = 2: expected finite y, found 'NaN or infinity in 1 of 2 runs'"):
        refuse_failures(inputs, pd.DataFrame({"y": [0.0, np.nan]}), "mine")


def test_runs_that_all_ended_pass() -> None:
    inputs = pd.DataFrame({"a": np.arange(20.0)})
    refuse_failures(inputs, inputs.rename(columns={"a": "y"}), "mine")


def test_what_never_varies_has_no_indices() -> None:
    outputs = outputs_at(saltelli_points(FACTORS, 64, 1)).assign(same=7.1)
    assert "same" not in set(sobol_indices(outputs, FACTORS)["output"])
    assert sobol_indices(outputs[["same"]], FACTORS).empty


def test_a_dummy_is_nothing_up_to_the_floor() -> None:
    points = saltelli_points([*FACTORS, "dummy"], 256, 1)
    found = sobol_indices(outputs_at(points), [*FACTORS, "dummy"]).set_index(["output", "factor"])
    for output in ("plain", "win"):
        row = found.loc[(output, "dummy")]
        assert row["first"] == row["total"] == row["total_low"] == 0.0
        assert row["total_high"] == pytest.approx(row["floor"])
    assert found.loc[("plain", "dummy"), "floor"] == pytest.approx(
        unseen(256), rel=0.2
    )  # unlike points differ by twice the variance


def test_what_is_missed_falls_as_points_are_added() -> None:
    """Without a failure in n runs, 3.7 / n of them may fail (Hanley & Lippman-Hand 1983, at 97.5 %)."""
    assert unseen(1000) == pytest.approx(3.69 / 1000, rel=0.01)
    assert unseen(2 * FIRST_POINTS) < unseen(FIRST_POINTS) < 1.0


def test_groups_act_together() -> None:
    """Of a sum of independent parts, a group's indices are the sums of its members'."""
    names = ["a", "b", "c", "d"]
    points = saltelli_points(names, 1024, 2, groups={"both": ["a", "b"]})
    y = pd.DataFrame({"y": points["a"] + 2.0 * points["b"] + 3.0 * points["c"]})
    found = sobol_indices(y, [*names, "both"]).set_index("factor")
    assert found.loc["both", "total"] == pytest.approx(5.0 / 14.0, abs=0.03)
    assert found.loc["both", "first"] == pytest.approx(5.0 / 14.0, abs=0.03)
    assert found.loc["both", "first_low"] <= 5.0 / 14.0 <= found.loc["both", "first_high"]


def test_an_interaction_is_found_where_it_is() -> None:
    """Of y = a b + c with factors of mean 0 only a and b act together: S_ab = (1/9) / (1/9 + 1/3)."""
    points = saltelli_points(FACTORS, 1024, 2, second_order=True)
    x = 2.0 * points - 1.0
    found = second_order_indices(pd.DataFrame({"y": x["a"] * x["b"] + x["c"]}), FACTORS).set_index(["factor", "other"])
    assert found.loc[("a", "b"), "second"] == pytest.approx(0.25, abs=0.05)
    assert found.loc[("a", "b"), "second_low"] > 0.0
    for pair in (("a", "c"), ("b", "c")):
        assert found.loc[pair, "second"] == pytest.approx(0.0, abs=0.05)
        assert found.loc[pair, "second_low"] <= 0.0


def test_intervals_of_a_rare_yes_or_no_hold_what_they_say() -> None:
    """Of a product of independent 0/1 with chances p_i: S_i = p^2 (1 - p_i) / p_i / V, T_i = p (1 - p_i) / V; at 64 points."""
    chances = np.array([0.2, 0.5, 0.98, 1.0])  # the third flips one point in fifty, the fourth none
    names, mean, repetitions = ["rare", "even", "seldom", "idle"], float(chances.prod()), 100
    variance = mean * (1.0 - mean)
    first, total = mean**2 * (1.0 - chances) / chances / variance, mean * (1.0 - chances) / variance
    hits = np.zeros((2, 4))
    for seed in range(repetitions):
        points = saltelli_points(names, 64, seed)
        found = sobol_indices(
            pd.DataFrame({"win": (points.to_numpy() < chances).all(axis=1).astype(float)}, index=points.index), names
        )
        hits[0] += (found["first_low"] <= first + 1e-12) & (first <= found["first_high"])
        hits[1] += (found["total_low"] <= total + 1e-12) & (total <= found["total_high"])
    assert (hits.mean(axis=1) >= 0.95 * repetitions).all()
    assert hits.min() >= 0.9 * repetitions


def planted(points: int, noise: float, seed: int) -> pd.Series:
    """Indices of a factor whose true total effect is .004, beside a strong one and luck as strong as ``noise`` asks."""
    factors = ["strong", "weak", "luck"]
    unit = saltelli_points(factors, points, seed)
    luck = np.random.default_rng(11).standard_normal(4096)[(4096 * unit["luck"]).astype(int)]
    signal = np.sqrt(12.0) * (unit["strong"] - 0.5)
    weak = np.sqrt(0.004 * (1.0 + noise**2) / 0.996) * np.sqrt(12.0) * (unit["weak"] - 0.5)
    return sobol_indices(pd.DataFrame({"y": signal + weak + noise * luck}), factors).set_index("factor").loc["weak"]


@pytest.mark.parametrize("seed", range(5))
def test_noise_does_not_pass_for_influence(seed: int) -> None:
    """With luck as strong as the signal and the same points, a total effect of .004 stays what it is (one seed per run: .49)."""
    quiet, noisy = planted(256, 0.0, seed), planted(256, 1.0, seed)
    for found in (quiet, noisy):
        assert found["total"] == pytest.approx(0.004, abs=0.002)
        assert found["total_low"] <= 0.004 <= found["total_high"]
    assert noisy["total_high"] < 0.04
    assert planted(512, 1.0, seed)["total_high"] < 0.02
