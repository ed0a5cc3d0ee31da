"""What a fitted scenario says of a policy before it is tried: P(win-win), against what the company that it was fitted to then does."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.metrics.gains import Measured, is_win_win
from partnerscape.own_data.fitting import fit_panel
from partnerscape.own_data.fitting.inference.prior import prior_of
from partnerscape.own_data.fitting.simulate import simulated
from partnerscape.scenario import Policy, Scenario, load_policy, load_scenario
from partnerscape.study.compare import compare
from partnerscape.study.comparison.prepared import prepare
from partnerscape.study.jobs.parallel import in_parallel
from partnerscape.study.runs.drivers import Engine
from partnerscape.study.runs.execute import differences_of

SOURCE = "Brier 1950"
MONTHS, COMPANIES, RUNS = 24, 40, 1000
FUTURES, OWN_FUTURES = 48, 32
FIRST = 9100  # seed of the first company
LUCK = 60_000_000  # of a company's own future: no seed of a comparison
POLICIES: dict[str, dict[str, float]] = {
    "larger desk": {"support_agents": 3.0},
    "training": {"training_hours": 2.0},
    "less pay, more support": {"commission_rate": 0.18, "support_agents": 2.8},
    "fewer, better offers": {"offers": 6, "curation": 0.7, "transparency": 0.75},
    "the small": {"training_hours": 1.5, "community": 0.5, "small__commission_rate": 0.22},
    "more pay": {"commission_rate": 0.23},
}
BINS = (0.0, 0.2, 0.5, 0.8, 1.0)


@pytest.fixture(scope="module")
def stated() -> Scenario:
    time = {"burn_in_months": 36, "horizon_months": 24, "initial_partners": 200}
    own = {"own_order_sd": 0.45, "own_order_by_reach": -0.1, "own_demand_sd": 0.4}
    return load_scenario("marketplace").changed(time=time, market={"potential": 1500}).assuming(arrivals=8.0, **own)


@pytest.mark.slow
def test_verdicts_on_fitted_scenarios_are_right_as_often_as_they_say(
    stated: Scenario, full: bool, record: Callable[..., bool], tmp_path: Path
) -> None:
    if not full:
        pytest.skip("forty fits, ten minutes: make validate-full")
    policies = [load_policy(levers, stated) for levers in POLICIES.values()]
    truth, said = (np.array(x) for x in zip(*(_company(stated, k, policies, tmp_path) for k in range(COMPANIES)), strict=True))
    own = np.array([_stated(stated, policies)] * COMPANIES)
    brier, unfitted, base = (_brier(p, truth) for p in (said, own, np.full_like(truth, truth.mean())))
    best, about = _brier(truth, truth), f"{COMPANIES} companies × {len(policies)} policies"
    record("Brier score of the scenario as stated", must=(best, 0.5), gives=unfitted, asserted=False)
    record(f"Brier score of the base rate; best possible {best:.3f}", must=(best, 0.25), gives=base, asserted=False)
    assert record(f"Brier score of fitted scenarios, less than of one half always: {about}", must=(best, 0.25), gives=brier)
    record("the same, less than the base rate's", must=(best, base), gives=brier, asserted=False)
    for low, high in pairwise(BINS):
        rows = (said >= low) & ((said < high) | (high == 1.0))
        if rows.any():
            case = f"win-win where {low:.0%} to {high:.0%} were stated: {rows.sum()} verdicts"
            record(case, must=_around(said, rows), gives=truth[rows].mean(), asserted=False)


def _company(stated: Scenario, number: int, policies: list[Policy], folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """What a company does that is made of a point of the prior, and what the fit to its sales says beforehand."""
    prior = prior_of(stated, stated)
    truth = stated.assuming(**dict(zip(prior.names, prior.draw(1, FIRST + number)[0].tolist(), strict=True)))
    eve, panel = engine.history_of(truth, FIRST + number, MONTHS)[0], simulated(truth, FIRST + number, MONTHS)
    mine = load_scenario(fit_panel(stated, panel, runs=RUNS, seed=number).save(folder / f"company{number}.toml"))
    return _truth(truth, eve, policies), _stated(mine, policies)


def _truth(truth: Scenario, eve: engine.State, policies: list[Policy]) -> np.ndarray:
    """Share of the company's own futures, from where it stands, in which each policy is win-win."""
    driver, members = Engine(), engine.members_of(eve)

    def future(number: int) -> list[bool]:
        state, luck = engine.from_members(members, eve, LUCK + number), LUCK + number
        today, *others = (Measured.of(driver.branch(state, policy, truth, luck)) for policy in (truth.current_policy, *policies))
        return [is_win_win(differences_of(other, today)) for other in others]

    by_number = dict(in_parallel(future, range(OWN_FUTURES)))
    return np.mean([by_number[number] for number in range(OWN_FUTURES)], axis=0)


def _stated(scenario: Scenario, policies: list[Policy]) -> np.ndarray:
    """P(win-win) of each policy as a comparison states it."""
    ready = prepare(scenario, range(FUTURES))
    options = {"seeds": ready.seeds, "hangs_on": False, "single": False, "prepared": ready}
    return np.array([compare(scenario, policy, **options).p_win_win[0] for policy in policies])


def _around(said: np.ndarray, rows: np.ndarray) -> tuple[float, float]:
    """What is stated, give or take two standard errors; verdicts on one company are wrong together."""
    mean, companies = float(said[rows].mean()), int(rows.any(axis=1).sum())
    pulled = (mean * companies + 1.0) / (companies + 2.0)  # no share of a few is sure
    off = 2.0 * float(np.sqrt(pulled * (1.0 - pulled) / companies))
    return max(0.0, mean - off), min(1.0, mean + off)


def _brier(said: np.ndarray, truth: np.ndarray) -> float:
    """Mean squared error against single futures, of which a share ``truth`` is win-win."""
    return float(((said - truth) ** 2 + truth * (1.0 - truth)).mean())
