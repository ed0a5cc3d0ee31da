"""Models of studies whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from planted_studies import Planted, smooth

from partnerscape.study.runs.results import Results
from partnerscape.study.surrogate.coding import Coding
from partnerscape.study.surrogate.future_effects import drawn_futures, future_effects
from partnerscape.study.surrogate.margins import MarginModel, fit_margins
from partnerscape.study.surrogate.surfaces import SURFACES
from partnerscape.study.win_win.binding import binding_over
from partnerscape.study.win_win.findings import slice_over


@pytest.fixture(scope="module")
def known() -> tuple[Planted, Results, MarginModel]:
    programme = smooth(0.6, 0.2, 0.2)
    results = programme.study(160, 24, seed=1)
    return programme, results, fit_margins(results)


def test_the_choice_is_the_least_error_and_told(known: tuple[Planted, Results, MarginModel]) -> None:
    model = known[2]
    assert len(model.choice_error) == 2 * len(SURFACES)
    assert model.choice_error[model.surface] == min(model.choice_error.values())


def test_the_band_holds_the_truth(known: tuple[Planted, Results, MarginModel]) -> None:
    programme, results, model = known
    fresh = results.design.policies[results.held_out]
    true = programme.truth(fresh, futures=2000)
    levers = fresh.to_numpy(dtype=float)
    low, high = model.band(levers)
    assert ((low <= true) & (true <= high)).mean() > 0.9
    assert ((low <= model.probability(levers)) & (model.probability(levers) <= high)).all()
    assert np.sqrt(((model.probability(levers) - true) ** 2).mean()) < 0.08
    assert (high - low).mean() < 0.5


def test_expected_margins_are_those_of_many_runs(known: tuple[Planted, Results, MarginModel]) -> None:
    _, results, model = known
    observed = np.stack([results.grid(name).mean(axis=1) for name in model.margins], axis=1)[results.held_out]
    expected = model.expected(results.design.policies.to_numpy(dtype=float)[results.held_out])
    assert np.abs(expected - observed).mean() < 0.1 * observed.std()


def test_a_margin_moved_far_up_or_down_decides(known: tuple[Planted, Results, MarginModel]) -> None:
    _, results, model = known
    levers = results.design.policies.to_numpy(dtype=float)[:20]
    assert (model.moved(np.array([-100.0, 0.0, 0.0])).probability(levers) == 0.0).all()
    assert (model.moved(np.full(3, 100.0)).probability(levers) == 1.0).all()
    assert (model.moved(np.full(3, 100.0)).band(levers)[0] > 0.8).all()


def test_the_binding_margin_is_the_one_that_fails_most(known: tuple[Planted, Results, MarginModel]) -> None:
    """Much commission costs the vendor, little costs the partners."""
    _, results, model = known
    part = slice_over(results, model, "commission_rate", "support_agents", results.current_levers())
    found = binding_over(results, model, part)
    assert found.binds.shape == part.probability.shape
    assert found.parties[found.binds[-1, -1]] == "vendor"
    assert found.parties[found.binds[-1, 0]] == "partners"
    assert found.parties[found.binds[0, 20]] in ("partners", "customers")
    top = np.take_along_axis(found.fails, np.maximum(found.binds, 0)[..., None], axis=2)[..., 0]
    assert (top[found.binds >= 0] == found.fails.max(axis=2)[found.binds >= 0]).all()


@pytest.mark.parametrize("name", list(SURFACES))
def test_a_surface_tells_how_it_errs_on_what_it_has_not_seen(name: str) -> None:
    rng = np.random.default_rng(0)
    x, fresh = rng.uniform(-1.0, 1.0, (150, 3)), rng.uniform(-1.0, 1.0, (150, 3))

    def truth(at: np.ndarray) -> np.ndarray:
        return np.stack([at[:, 0] * at[:, 1] + at[:, 2], np.tanh(2.0 * at[:, 0])], axis=1)

    y = truth(x)
    surface = SURFACES[name](x, y)
    told = np.sqrt((surface.left_out() ** 2).mean(axis=0))
    real = np.sqrt(((surface.at(fresh) - truth(fresh)) ** 2).mean(axis=0))
    assert (told < 0.35).all()
    assert (told < 3.0 * real).all()
    assert (real < 2.0 * told).all()
    again = surface.perturbed(np.repeat(y[:, None], 2, axis=1))(fresh)
    np.testing.assert_allclose(again[:, 1], surface.at(fresh), atol=1e-9)


def test_uncertainties_that_decide_are_used_and_others_are_not() -> None:
    rng = np.random.default_rng(0)
    x, uncertain = rng.uniform(-1.0, 1.0, (60, 2)), rng.uniform(-1.0, 1.0, (30, 3))
    effect = np.stack([2.0 * uncertain[:, 0], rng.standard_normal(30)], axis=1)
    y = x[:, :1, None] + effect[None, :, :] + 0.1 * rng.standard_normal((60, 30, 2))
    found = future_effects(x, y, np.zeros((60, 2)), uncertain)
    assert found.penalty[0] < 3.0 < found.penalty[1]
    at = np.column_stack([np.linspace(-1.0, 1.0, 400), np.zeros((400, 2))])
    level = drawn_futures(found, 400, np.random.default_rng(1), at)[0, 0]
    assert np.polyfit(at[:, 0], level, 1)[0] == pytest.approx(2.0, abs=0.15)


def test_an_unordered_lever_has_a_column_for_each_choice() -> None:
    coding = Coding(np.array([0.0, 0.0]), np.array([10.0, 2.0]), unordered=(1,))
    assert coding(np.array([[5.0, 2.0], [10.0, 0.0]])).tolist() == [[0.0, -1.0, -1.0, 1.0], [1.0, 1.0, -1.0, -1.0]]
