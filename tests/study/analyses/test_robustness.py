"""Criteria of robustness against their definitions, and a choice that is told where it was not made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from partnerscape.scenario import load_scenario
from partnerscape.study.analyses.robustness.criteria import CRITERIA, VALUES, Grids, best_by, of_values, tail
from partnerscape.study.analyses.robustness.robustness import Robustness, find_robust, halves, smallest_margin
from partnerscape.study.question.budgets import DesignSize
from partnerscape.study.question.design import Design
from partnerscape.study.question.question import Question
from partnerscape.study.runs.results import Results

ONE = np.ones((1, 4))
PAYS = np.array([[3.0, 1.0, 2.0, 6.0], [2.0, 2.0, 2.0, 2.0]])


def results_of(vendor: np.ndarray, partners: np.ndarray) -> Results:
    """Stored runs with these margins, shape (policies, futures)."""
    policies, futures = vendor.shape
    question = Question(
        name="known",
        question="which?",
        scenario="marketplace",
        levers={"commission_rate": (0.1, 0.4)},
        design=DesignSize(policies=max(8, policies), futures=futures, seed=5),
    )
    design = Design(
        pd.DataFrame({"commission_rate": np.linspace(0.1, 0.4, policies)}), pd.DataFrame({"seed": np.arange(futures)})
    )
    table = pd.DataFrame(
        {
            "future": np.tile(np.arange(futures), policies),
            "policy": np.repeat(np.arange(policies), futures),
            "npv": 1.0,
            "certainty_equivalent": 1.0,
            "margin.vendor": vendor.ravel(),
            "margin.partners": partners.ravel(),
        }
    )
    table["win_win"] = ((table["margin.vendor"] > 0) & (table["margin.partners"] > 0)).astype(float)
    return Results(question, load_scenario("marketplace"), design, table)


def noise(policies: int = 40, futures: int = 24, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((policies, futures))


@pytest.fixture(scope="module")
def noisy() -> Robustness:
    """Policies that do not differ but by luck."""
    return find_robust(results_of(noise(), noise(seed=1)))


def test_mean_worst_and_worst_half_by_hand() -> None:
    found = tail(PAYS, ONE, share=0.5)
    assert found["mean"].tolist() == [[3.0, 2.0]]
    assert found["worst"].tolist() == [[1.0, 2.0]]
    assert found["worst_tenth"].tolist() == [[1.5, 2.0]]
    assert found["low_tenth"].tolist() == [[2.0, 2.0]]


def test_a_future_counts_in_part_where_the_share_is_no_whole_number_of_them() -> None:
    assert tail(PAYS, ONE, share=0.375)["worst_tenth"][0, 0] == pytest.approx((1.0 + 0.5 * 2.0) / 1.5)


def test_a_future_drawn_twice_counts_twice() -> None:
    drawn = np.array([[0.0, 2.0, 0.0, 2.0]])
    repeated = np.array([[1.0, 1.0, 6.0, 6.0]])
    for share in (0.1, 0.25, 0.5, 0.75):
        by_count, in_full = tail(PAYS[:1], drawn, share), tail(repeated, ONE, share)
        assert {k: v.tolist() for k, v in by_count.items()} == {k: v.tolist() for k, v in in_full.items()}


def test_regret_is_what_the_best_policy_of_each_future_gives_more() -> None:
    """Savage 1951: in each future against the best there; here 0 1 0 0 and 1 0 0 4."""
    regret = PAYS.max(axis=0) - PAYS
    found = of_values(PAYS, regret, ONE)
    assert found["regret_largest"].tolist() == [[1.0, 4.0]]
    assert found["regret_high"].tolist() == [[1.0, 4.0]]
    assert found["regret_today"].tolist() == [[-1.0, -2.0]]


def test_a_high_regret_is_reached_in_a_tenth_of_futures() -> None:
    values = np.stack([np.zeros(20), np.arange(20.0)])
    found = of_values(values, values.max(axis=0) - values, np.ones((1, 20)))
    assert found["regret_high"].tolist() == [[18.0, 0.0]]
    assert found["regret_largest"].tolist() == [[19.0, 0.0]]


@pytest.mark.parametrize("futures", [10, 24, 37])
def test_the_mean_of_the_worst_tenth_is_the_programme_of_rockafellar_and_uryasev(futures: int) -> None:
    """CVaR = max over a of a - E[(a - value)+] / share (2000, for losses with the signs turned): a linear programme."""
    values, share = noise(3, futures), 0.1
    found = tail(values, np.ones((1, futures)), share)["worst_tenth"][0]
    for row, got in zip(values, found, strict=True):
        shortfall = np.concatenate([[-1.0], np.full(futures, 1.0 / (share * futures))])
        limits = np.hstack([np.ones((futures, 1)), -np.eye(futures)])
        bounds = [(None, None), *[(0.0, None)] * futures]
        assert got == pytest.approx(-linprog(shortfall, limits, row, bounds=bounds).fun, abs=1e-9)


def test_a_planted_best_policy_is_best_by_every_criterion() -> None:
    vendor, partners = 0.1 * noise(), 0.1 * noise(seed=1)
    vendor[7] += 2.0
    partners[7] += 2.0
    found = find_robust(results_of(vendor, partners))
    assert set(found.tops["policy"]) == {7}
    assert not found.disagree
    assert (found.tops["again"] == 1.0).all()
    assert found.across.loc[found.across["under"] != "win.both", "beats"].min() > 0.9


def test_a_mean_and_a_worst_case_that_disagree_are_told() -> None:
    """One policy is the best on average and ruinous in a third of the futures; the other is safe."""
    vendor = np.full((8, 24), -0.5)
    vendor[1], vendor[2] = np.where(np.arange(24) % 3 == 0, -1.0, 3.0), 0.3
    partners = np.full((8, 24), 1.0) + 0.01 * noise(8)
    found = find_robust(results_of(vendor, partners))
    chosen = found.tops.set_index("criterion")["policy"]
    assert chosen["mean.vendor"] == 1
    assert chosen["worst.vendor"] == chosen["worst_tenth.vendor"] == chosen["win.both"] == 2
    assert found.disagree
    assert found.agreement.loc["mean.vendor", "worst.vendor"] < 0.9
    across = found.across.set_index(["criterion", "under"])["value"]
    assert across["mean.vendor", "worst.vendor"] == -1.0
    assert across["worst.vendor", "worst.vendor"] == pytest.approx(0.3)


def test_the_best_of_many_is_flattered_where_it_was_chosen_and_not_where_it_is_told() -> None:
    """Forty policies without any difference: chosen they look good, told they are worth nothing."""
    chosen, told, held = [], [], []
    for seed in range(60):
        values = {name: noise(seed=1000 * k + seed) for k, name in enumerate(VALUES)}
        grids = Grids.of(values, (values["both"] > 0.0).astype(float))
        first, second = halves(24, np.random.default_rng(seed))
        best = best_by(grids.on(first))["mean.vendor"]
        chosen.append(grids.on(first)["mean.vendor"][best])
        told.append(grids.on(second)["mean.vendor"][best])
        low, high = grids.intervals(second, seed)["mean.vendor"][best]
        held.append(low <= 0.0 <= high)
    assert np.mean(chosen) > 0.4
    assert abs(np.mean(told)) < 4.0 * np.sqrt(1.0 / 12 / 60)
    assert np.mean(held) > 0.88


def test_intervals_hold_their_value_and_narrow_with_more_futures(noisy: Robustness) -> None:
    inner = noisy.table[noisy.table["criterion"].isin(["mean.vendor", "worst_tenth.vendor", "win.both"])]
    assert ((inner["low"] <= inner["value"] + 1e-12) & (inner["value"] <= inner["high"] + 1e-12)).all()
    more = find_robust(results_of(noise(futures=240), noise(futures=240, seed=1))).table
    width = [(t[t["criterion"] == "mean.vendor"].eval("high - low")).mean() for t in (noisy.table, more)]
    assert width[0] / width[1] == pytest.approx(np.sqrt(10.0), rel=0.1)
    assert width[1] == pytest.approx(2 * 1.96 / np.sqrt(240), rel=0.1)


def test_every_criterion_is_there_for_every_policy_and_half(noisy: Robustness) -> None:
    assert len(noisy.table) == len(CRITERIA) * 40
    assert list(noisy.tops["criterion"]) == list(CRITERIA)
    assert sorted([*noisy.choosing, *noisy.telling]) == list(range(24))
    assert noisy.agreement.shape == (len(CRITERIA), len(CRITERIA))


def test_the_worst_future_mirrors_the_largest_loss_against_today(noisy: Robustness) -> None:
    wide = noisy.table.pivot_table(index="policy", columns="criterion", values="value")
    assert (wide["regret_today.vendor"] <= -wide["worst.vendor"]).all()
    assert (wide["worst_tenth.vendor"] >= wide["worst.vendor"]).all()
    assert (wide["regret_high.both"] <= wide["regret_largest.both"]).all()


def test_equals_are_told_apart_by_the_smallest_margin() -> None:
    wins = np.ones((3, 4))
    values = np.array([[1.0] * 4, [3.0] * 4, [2.0] * 4])
    grids = Grids.of(dict.fromkeys(("both", "vendor", "partners"), values), wins)
    assert best_by(grids.on(np.arange(4)))["win.both"] == 1


def test_the_smallest_margin_is_in_units_of_each_margins_spread() -> None:
    results = results_of(100.0 * noise(), noise(seed=1))
    scaled = [results.grid(m) / results.grid(m).std() for m in results.margins]
    np.testing.assert_allclose(smallest_margin(results), np.minimum(*scaled))


def test_the_same_runs_give_the_same_bits_in_any_order_of_rows() -> None:
    results = results_of(noise(), noise(seed=1))
    shuffled = replace(results, table=results.table.sample(frac=1.0, random_state=1))
    pd.testing.assert_frame_equal(find_robust(results).table, find_robust(shuffled).table, check_exact=True)
