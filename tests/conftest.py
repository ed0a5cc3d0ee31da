"""Shared by the tests: scenarios at hand, runs that are played once, the month walked rule by rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.metrics import measure
from partnerscape.metrics.ledger import Ledger
from partnerscape.rules.shared import records
from partnerscape.scenario import Policy, Scenario, load_scenario

PATIENT = {
    "deadline": None,
    "phases": [
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
        Phase.shrink,
    ],  # a case that fails shrinks; to explain it takes as long again
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}
settings.register_profile("ci", max_examples=100, derandomize=True, **PATIENT)
settings.register_profile("full", max_examples=2000, print_blob=True, **PATIENT)  # --hypothesis-profile=full
settings.load_profile("ci")

LIMITS = Path(__file__).parents[1] / "scenarios" / "limits"


@pytest.fixture
def only_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A study answers its question alone: what is part of every study (money, what the answer hangs on, what to watch) is left
    out, which takes two thirds of a small one's time."""
    monkeypatch.setattr("partnerscape.study.question.analysis.ALWAYS", ())


class Programme:
    """A scenario's futures, each burnt in once; levers as keywords change its current policy."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._eves: dict[int, engine.State] = {}

    def eve(self, seed: int) -> engine.State:
        """The future's programme before the rollout; not to be played on."""
        if seed not in self._eves:
            self._eves[seed] = engine.burn_in(self.scenario, seed)
        return self._eves[seed]

    def policy(self, **levers: Any) -> Policy:
        return self.scenario.current_policy.changed(**levers)

    def run(self, seed: int, **levers: Any) -> engine.Run:
        return engine.branch(self.eve(seed), encode.encode_policy(self.policy(**levers), self.scenario), self.scenario)

    def ledger(self, seed: int, **levers: Any) -> Ledger:
        return Ledger(self.run(seed, **levers))

    def metric(self, name: str, seeds: range, **levers: Any) -> np.ndarray:
        """A metric in every future."""
        return np.array([measure(self.run(seed, **levers))[name] for seed in seeds])

    def total(self, line: str, seeds: range, **levers: Any) -> np.ndarray:
        """A journal line summed over the horizon, in every future."""
        return np.array([self.ledger(seed, **levers).total(line).sum() for seed in seeds])


@pytest.fixture(scope="session")
def marketplace() -> Programme:
    return Programme(load_scenario("marketplace"))


@pytest.fixture(scope="session")
def programme() -> Callable[[Scenario], Programme]:
    return Programme


@pytest.fixture(scope="session")
def limit() -> Callable[[str], Scenario]:
    return lambda name: load_scenario(LIMITS / f"{name}.toml")


@pytest.fixture(scope="session")
def walk() -> Callable[[engine.State, int], Iterator[str]]:
    return engine.walk


def members(state: engine.State, column: str, who: str = "active") -> np.ndarray:
    """A column over the active partners of all blocks (or all members)."""
    return np.concatenate([block[column][..., : int(block[who])] for block in state.pool], axis=-1)


@pytest.fixture(scope="session", name="members")
def _members() -> Callable[..., np.ndarray]:
    return members


PLACES = ("seat", "recruiter_seat", "incumbent")  # columns that say where something is stored


def by_person(state: engine.State) -> dict[int, np.ndarray]:
    """Everything that is known of each active partner, by its id; where it is stored is left out."""
    where = [records.COLUMN[name] for name in PLACES]
    found = {}
    for block in state.pool:
        table = np.delete(block["columns"][:, : int(block["active"])], where, axis=0)
        found |= {int(who): table[:, i].copy() for i, who in enumerate(block["id"][: int(block["active"])])}
    return found


@pytest.fixture(scope="session", name="by_person")
def _by_person() -> Callable[[engine.State], dict[int, np.ndarray]]:
    return by_person


def permuted(state: engine.State, rng: np.random.Generator) -> engine.State:
    """The same people, stored in another order: the active among themselves, the signed among themselves."""
    other = state.copy()
    for b, block in enumerate(other.pool):
        active, all_members = int(block["active"]), int(block["members"])
        order = np.concatenate([rng.permutation(active), active + rng.permutation(all_members - active)]).astype(int)
        block["columns"][:, :all_members] = state.pool[b]["columns"][:, order]
        block["slot_of_seat"][block["seat"][:all_members] % records.CAPACITY] = np.arange(all_members)
    return other


@pytest.fixture(scope="session", name="permuted")
def _permuted() -> Callable[[engine.State, np.random.Generator], engine.State]:
    return permuted
