"""Rules of studies whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from planted_studies import Planted, ceiling

from partnerscape.study.boxes.boxes import find_boxes
from partnerscape.study.boxes.held_out import judge_limits, two_way_variance
from partnerscape.study.boxes.limits import Limit, OneOf, allows, ends, inside, middle, plain
from partnerscape.study.boxes.prim import drop, paste, peel, slice_edge
from partnerscape.study.runs.results import Results
from partnerscape.study.surrogate.margins import MarginModel, fit_margins


@pytest.fixture(scope="module")
def known() -> tuple[Results, MarginModel]:
    results = ceiling(0.0, 0.3, 0.7).study(160, 12, seed=3)
    return results, fit_margins(results)


def test_a_planted_box_is_recovered(known: tuple[Results, MarginModel]) -> None:
    """Commission .175-.325 and at least 2 agents; curation and offers do nothing. Every limit comes back when resampled."""
    boxes = find_boxes(*known)
    assert len(boxes) == 1
    assert set(boxes[0].limits) == {"commission_rate", "support_agents"}
    assert ends(boxes[0].limits["commission_rate"]) == pytest.approx((0.175, 0.325), abs=0.016)
    assert ends(boxes[0].limits["support_agents"]) == pytest.approx((2.0, 5.0), abs=0.3)
    assert min(boxes[0].stability.values()) > 0.8
    assert set(boxes[0].stability) == set(boxes[0].limits)


def test_the_interval_holds_the_density_and_allows_for_optimism(known: tuple[Results, MarginModel]) -> None:
    results, _ = known
    limits: dict[str, Limit] = {"commission_rate": (0.175, 0.325), "support_agents": (2.0, 5.0)}
    found = judge_limits(results, limits)
    assert found.density_interval[0] < 0.9 < found.density_interval[1]
    assert found.density_interval[0] <= found.density <= found.density_interval[1]
    assert judge_limits(results, limits, optimism=0.05).density_interval[0] < found.density_interval[0]
    assert judge_limits(results, limits, optimism=0.05).density_interval[1] == found.density_interval[1]
    assert found.coverage_interval[0] < found.coverage <= found.coverage_interval[1]


def test_two_regions_take_two_boxes_that_do_not_meet() -> None:
    """Win-win with little commission and few agents, or with much of both."""

    def margins(x: np.ndarray, f: np.ndarray, luck: np.ndarray) -> dict[str, np.ndarray]:
        corner = np.maximum(np.minimum(-x[..., 0], -x[..., 1]), np.minimum(x[..., 0], x[..., 1])) - 0.2
        return {"vendor": corner + 0.01 * luck[..., 0], "quality": 1.0 + 0.01 * f[..., 3] + 0.0 * x[..., 0]}

    results = Planted(margins, ("commission_rate", "support_agents")).study(300, 8, seed=4)
    boxes = find_boxes(results, fit_margins(results))
    assert len(boxes) == 2
    both = boxes[0].holds(results.design.policies) & boxes[1].holds(results.design.policies)
    assert not both.any()
    assert min(box.density for box in boxes) > 0.8
    assert boxes[1].coverage > 0.3


def test_a_choice_is_limited_to_some_of_its_options() -> None:
    """Options 1 and 3 of five are win-win: no interval says that."""

    def margins(x: np.ndarray, f: np.ndarray, luck: np.ndarray) -> dict[str, np.ndarray]:
        good = np.isin(np.round(2.0 * x[..., 2] + 2.0), (1, 3))
        return {
            "vendor": np.where(good, 0.5, -0.5) + 0.1 * luck[..., 0] + 0.0 * x[..., 0],
            "quality": x[..., 1] + 0.8 + 0.0 * f[..., 0],
        }

    results = Planted(margins, ("commission_rate", "support_agents", "offers")).study(200, 6, seed=5)
    codes = np.round((results.design.policies["offers"] - 2.0) / 4.5)
    options = {str(k): {"offers": 2 + k} for k in range(5)}
    levers = {**{k: v for k, v in results.question.levers.items() if k != "offers"}, "plan": (0.0, 4.0)}
    question = results.question.model_copy(update={"levers": levers, "choices": {"plan": options}})
    design = replace(results.design, policies=results.design.policies.drop(columns="offers").assign(plan=codes))
    coded = Results(question, results.scenario, design, _choosing(results, codes))
    box = find_boxes(coded, fit_margins(coded))[0]
    assert box.limits["plan"] == OneOf((1.0, 3.0))
    assert box.density > 0.8
    assert plain(box.limits["plan"]) == {"one_of": [1.0, 3.0]}


def _choosing(results: Results, codes: pd.Series) -> pd.DataFrame:
    """The table as if the vendor's gain hung on the option alone."""
    good = codes.isin((1.0, 3.0)).to_numpy()
    table = results.table.copy()
    table["margin.vendor"] = np.where(good[table["policy"].clip(lower=0)], 0.5, -0.5)
    table["win_win"] = ((table["margin.vendor"] > 0.0) & (table["margin.quality"] > 0.0)).astype(float)
    return table


def test_limits_of_all_kinds() -> None:
    values = np.array([0.0, 1.0, 2.0, 3.0])
    assert allows((1.0, 2.0), values).tolist() == [False, True, True, False]
    assert allows(OneOf((0.0, 3.0)), values).tolist() == [True, False, False, True]
    assert middle((1.0, 2.0), 9.0) == 1.5
    assert middle(OneOf((0.0, 3.0)), 3.0) == 3.0
    assert middle(OneOf((0.0, 3.0)), 1.0) == 0.0
    assert plain((1.0, 2.0)) == [1.0, 2.0]


def test_a_slice_ends_midway_between_values_that_differ() -> None:
    assert slice_edge(np.arange(21.0), 0.05, upper=False) == 1.5  # the twentieth is a value: between it and the next
    assert slice_edge(np.arange(20.0), 0.05, upper=True) == 18.5
    assert slice_edge(np.ones(5), 0.05, upper=True) == 1.0


def test_peeling_whole_numbers_and_choices_and_pasting_back() -> None:
    points = pd.DataFrame({"steps": np.tile(np.arange(5.0), 40), "kind": np.repeat(np.arange(4.0), 50)})
    chance = ((points["steps"] >= 2.0) & points["kind"].isin((0.0, 3.0))).to_numpy(dtype=float)
    full: dict[str, Limit] = {"steps": (0.0, 4.0), "kind": OneOf((0.0, 1.0, 2.0, 3.0))}
    *_, (limits, keep) = peel(points, chance, full, {"steps"})
    assert limits == {"steps": (2.0, 4.0), "kind": OneOf((0.0, 3.0))}
    assert chance[keep].mean() == 1.0
    narrow: dict[str, Limit] = {"steps": (3.0, 3.0), "kind": OneOf((3.0,))}
    assert paste(points, chance, narrow, full, {"steps"}, wanted=1.0) == limits
    assert drop(points, chance, limits, full, lambda count, density, without: without < 0.7) == limits
    assert drop(points, chance, limits, full, lambda count, density, without: False) == {}
    assert inside(limits, points).sum() == chance.sum()


def test_shared_luck_makes_the_variance_that_of_few_futures() -> None:
    """Where all policies fail together, a thousand runs in ten futures tell no more than ten runs."""
    rng = np.random.default_rng(0)
    together = np.tile(rng.uniform(size=10) < 0.7, (100, 1)).astype(float)
    share = together.mean()
    variance, freedom = two_way_variance(together)
    assert variance == pytest.approx(share * (1.0 - share) / 9.0, rel=0.02)
    assert freedom == pytest.approx(9.0, rel=0.01)
    apart = (rng.uniform(size=(100, 10)) < 0.7).astype(float)
    assert two_way_variance(apart)[0] < 0.25 * variance
