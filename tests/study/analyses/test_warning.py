"""Early signs: a planted one is found with its threshold, none planted says none, and the promise holds elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from partnerscape.study.analyses.advice.warning_signs import area, best_threshold, find_signs


def test_the_threshold_lies_midway_where_bad_and_good_part() -> None:
    values, bad = np.array([5.0, 1.0, 2.0, 6.0, 9.0, 3.0]), np.array([False, True, True, False, False, True])
    assert best_threshold(values, bad) == (4.0, False, 1.0)
    assert best_threshold(-values, bad) == (-4.0, True, 1.0)
    assert best_threshold(np.ones(6), bad)[2] == 0.0


def test_youdens_index_against_every_threshold_tried() -> None:
    rng = np.random.default_rng(3)
    bad = rng.random(60) < 0.3
    values = np.round(rng.normal(size=60) + bad, 1)
    cuts = (np.unique(values)[1:] + np.unique(values)[:-1]) / 2
    tried = [abs((values[bad] > c).mean() - (values[~bad] > c).mean()) for c in cuts]
    threshold, above, index = best_threshold(values, bad)
    assert index == pytest.approx(max(tried)) and above
    assert threshold == pytest.approx(cuts[int(np.argmax(tried))])


def test_the_area_is_scikit_learns_and_its_interval_covers() -> None:
    rng, covered = np.random.default_rng(4), 0
    for trial in range(300):
        bad = np.arange(80) < 25
        values = rng.normal(size=80) + 1.0 * bad
        found, low, high = area(values, bad, above=True)
        if trial < 5:
            assert found == pytest.approx(roc_auc_score(bad, values))
            assert area(values, bad, above=False)[0] == pytest.approx(1.0 - found)
            assert area(values, bad, True, signs=5)[1] < low
        covered += low <= 0.760250 <= high  # Phi(1 / sqrt 2)
    assert covered >= 0.92 * 300


def planted(futures: int = 300, strength: float = 2.5) -> tuple[pd.DataFrame, np.ndarray]:
    """Ten numbers of which one says something from month 6 on: below about -1.25 it ends badly."""
    rng = np.random.default_rng(7)
    bad = rng.random(futures) < 0.25
    table = {f"noise{k}.level@{m}": rng.normal(size=futures) for k in range(4) for m in (3, 6)}
    table["sales.change@3"] = rng.normal(size=futures)
    table["sales.change@6"] = rng.normal(size=futures) - strength * bad
    table["broken.level@3"] = np.where(np.arange(futures) == 7, np.nan, 10.0 * bad)
    return pd.DataFrame(table), bad


def test_a_planted_sign_is_found_with_its_threshold_and_its_counts_are_of_the_other_half() -> None:
    values, bad = planted()
    watch = find_signs(values, bad)
    assert [s.name for s in watch.signs] == ["sales.change@6"]
    sign = watch.signs[0]
    assert not sign.above and -2.0 < sign.threshold < -0.6
    judging = slice(150, None)
    warned = values["sales.change@6"].to_numpy()[judging] < sign.threshold
    assert sign.caught == (warned & bad[judging]).sum() and sign.false == (warned & ~bad[judging]).sum()
    assert (sign.bad, sign.good) == (bad[judging].sum(), (~bad[judging]).sum())
    assert watch.tried == 10, "a number that is not always there is left out"


def test_none_planted_says_none() -> None:
    named = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        values = pd.DataFrame({f"noise{k}.level@{m}": rng.normal(size=200) for k in range(15) for m in (3, 6)})
        watch = find_signs(values, rng.random(200) < 0.3)
        assert watch.enough
        named += bool(watch.signs)
    assert named <= 5, "one in twenty, at most, by chance"


def test_too_few_bad_futures_teach_nothing() -> None:
    values, _ = planted()
    watch = find_signs(values, np.arange(300) % 60 == 0)
    assert not watch.enough and not watch.signs and watch.bad == 5
