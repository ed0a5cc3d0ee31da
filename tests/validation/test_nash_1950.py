"""Nash 1950: with a surplus that can be passed over freely, each side gets what it has today and half of the surplus."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnerscape.scenario import Scenario
from partnerscape.study.analyses.frontier.frontier import Frontier, find_frontier
from partnerscape.study.analyses.frontier.search import search
from partnerscape.study.jobs.store import Store
from partnerscape.study.question.budgets import SearchSize
from partnerscape.study.question.design import sobol_policies
from partnerscape.study.question.question import Question
from partnerscape.study.runs.player import Player
from partnerscape.study.statistics.bargaining import nash

SOURCE = "Nash 1950"
RANGES = {"commission_rate": (0.0, 1.0), "retainer": (-0.3, 0.3)}
PARTNERS = 400


@pytest.mark.parametrize("today", [(0.0, 0.0), (0.02, 0.05)])
def test_half_of_a_surplus_that_can_be_passed_over(record: Callable, today: tuple[float, float]) -> None:
    """Surplus 2 s / 3 - 5 s^2 / 6 over the share s, a fixed pay that passes it over; each side has ``today`` without."""

    def gains(policies: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        share, pay = policies["commission_rate"].to_numpy(), policies["retainer"].to_numpy()
        surplus = 2.0 * share / 3.0 - 5.0 * share**2 / 6.0
        return np.stack([surplus - pay - today[0], pay - today[1]], axis=1), np.zeros(len(policies))

    size = SearchSize(objectives=("vendor_gain", "partner_gain"), population=40, generations=60)
    tried = search(RANGES, gains, sobol_policies(RANGES, size.population, size.seed), size)
    front = tried.front()
    point = front[nash(tried.gains[front])]
    half = (2.0 / 15.0 - sum(today)) / 2.0
    said = f"today {today[0]:g} and {today[1]:g}"
    assert record(f"{said}: share", must=0.40, gives=float(tried.policies["commission_rate"][point]), within=0.02)
    for side, party in enumerate(("vendor", "partner")):
        assert record(f"{said}: {party}'s gain", must=half, gives=float(tried.gains[point, side]), relative=0.05)


def test_powers_share_the_surplus_as_they_are(record: Callable) -> None:
    """Harsanyi & Selten 1972: of a surplus of 1, a party with two thirds of the power gets two thirds."""
    mine = np.linspace(0.0, 1.0, 3001)
    point = nash(np.stack([mine, 1.0 - mine], axis=1), weights=np.array([2.0, 1.0]))
    assert record("power 2 against 1", must=2.0 / 3.0, gives=float(mine[point]), within=1e-3)


def test_units_of_a_gain_do_not_matter() -> None:
    gains = np.random.default_rng(0).uniform(-1.0, 1.0, (200, 2))
    assert nash(gains) == nash(gains * [1.0, 1e6])
    assert nash(-np.abs(gains)) is None


@pytest.fixture(scope="module")
def bargain(limit: Callable, tmp_path_factory: pytest.TempPathFactory) -> Frontier:
    """The programme of Holmstrom & Milgrom, paying 5 % today, searched by the tool over share and retainer."""
    scenario: Scenario = limit("holmstrom_milgrom")
    scenario = scenario.changed(
        policies={"linear": scenario.current_policy.changed(commission_rate=0.05)},
        time={"burn_in_months": 20, "horizon_months": 24, "initial_partners": PARTNERS},
    )
    ranges = {"commission_rate": (0.1, 0.9), "retainer": (-0.2, 0.2)}
    question = Question(question="who gets what?", scenario="holmstrom_milgrom", levers=ranges, uncertainties=[])
    size = SearchSize(objectives=("vendor_gain", "partner_gain"), population=32, generations=16, futures=2, fresh=2)
    return find_frontier(Player(question, scenario, Store(Path(tmp_path_factory.mktemp("bargain")))), size)


@pytest.mark.slow
def test_a_programmes_surplus_is_shared_by_half(bargain: Frontier, record: Callable) -> None:
    """A retainer passes the surplus over, so that the efficient share is .40 whoever gets it."""
    point = bargain.nash
    assert point is not None
    vendor, partner = float(point["vendor_gain"]) / PARTNERS, float(point["partner_gain"])
    assert record("programme: the vendor's part of the surplus", must=0.5, gives=vendor / (vendor + partner), within=0.03)
    assert record("programme: commission at the Nash point", must=0.40, gives=float(point["commission_rate"]), within=0.03)


@pytest.mark.slow
def test_whoever_gets_the_surplus_the_efficient_share_is_the_same(bargain: Frontier, record: Callable) -> None:
    inside = bargain.front[bargain.front["retainer"].abs() < 0.19]  # at its ends the share must do the retainer's work
    assert record(
        "programme: median commission on the front", must=0.40, gives=float(inside["commission_rate"].median()), within=0.03
    )
