"""Who plays a future: the compiled engine, or Mesa's agents where a researcher's classes override rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from partnerscape.engine import Run, State, branch, burn_in, encode, play_policy
from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.rules.shared import records
from partnerscape.scenario import Policy, Scenario

from .classes import ROLES, Behaviour, classes_of


class Driver(Protocol):
    """Plays policies in futures."""

    @property
    def own(self) -> str:
        """The rules and classes of one's own that it plays, for the stamp; empty if there are none."""

    def workers(self, asked: int | None) -> int | None:
        """How many runs go at once."""

    def burn_in(self, scenario: Scenario, seed: int) -> State:
        """The future's programme on the eve of the rollout."""

    def play(self, scenario: Scenario, policy: Policy, seed: int) -> Run:
        """A policy in a future, its burn-in included."""

    def branch(self, eve: State, policy: Policy, scenario: Scenario, seed: int) -> Run:
        """A policy from the eve to the horizon; the eve stays as it was."""

    def prepared(self, policy: Policy, scenario: Scenario) -> Any:
        """A policy as :meth:`roll_out` takes it: prepared once for many futures."""

    def roll_out(self, eve: State, prepared: Any, scenario: Scenario, seed: int) -> Run:
        """:meth:`branch` of a prepared policy."""

    def months(self, eve: State, policy: Policy, scenario: Scenario, seed: int) -> Iterator[State]:
        """The programme after every month of it; each is valid until the next one."""


@dataclass(frozen=True)
class Engine:
    """The compiled driver."""

    rules: Rulebook = AS_SHIPPED

    @property
    def own(self) -> str:
        """See :class:`Driver`, as for all methods."""
        return f"own rule {self.rules}" if self.rules.replaced else ""

    def workers(self, asked: int | None) -> int | None:
        """As many as asked for."""
        return asked

    def burn_in(self, scenario: Scenario, seed: int) -> State:
        """See :class:`Driver`."""
        return burn_in(scenario, seed, self.rules)

    def play(self, scenario: Scenario, policy: Policy, seed: int) -> Run:
        """See :class:`Driver`."""
        return play_policy(scenario, encode.encode_policy(policy, scenario), seed, self.rules)

    def branch(self, eve: State, policy: Policy, scenario: Scenario, seed: int) -> Run:
        """See :class:`Driver`."""
        return branch(eve, encode.encode_policy(policy, scenario), scenario)

    def prepared(self, policy: Policy, scenario: Scenario) -> np.ndarray:
        """See :class:`Driver`."""
        return encode.encode_policy(policy, scenario)

    def roll_out(self, eve: State, prepared: np.ndarray, scenario: Scenario, seed: int) -> Run:
        """See :class:`Driver`."""
        return branch(eve, prepared, scenario)

    def months(self, eve: State, policy: Policy, scenario: Scenario, seed: int) -> Iterator[State]:
        """See :class:`Driver`."""
        rows = encode.encode_policy(policy, scenario)
        state = eve.planning(encode.plan_size_of(rows)).copy(4 * eve.pool.size)
        encode.write_policy(state.world, rows, records.SEGMENTS)
        for _ in range(scenario.time.horizon_months):
            state.play(1)
            yield state


@dataclass(frozen=True)
class Agents:
    """Mesa's driver with classes of one's own; the engine burns in, so that these act from the rollout on."""

    rules: Rulebook
    partner_class: type[Any] | None
    vendor_class: type[Any] | None

    @property
    def own(self) -> str:
        """See :class:`Driver`, as for all methods."""
        classes = " and ".join(given.__name__ for given in (self.partner_class, self.vendor_class) if given is not None)
        rules = Engine(self.rules).own
        return f"{rules}, own class {classes}" if rules else f"own class {classes}"

    def workers(self, asked: int | None) -> int | None:
        """One: Python methods wait for each other anyway, and what a class keeps must not depend on who comes first."""
        return 1

    def burn_in(self, scenario: Scenario, seed: int) -> State:
        """See :class:`Driver`."""
        return burn_in(scenario, seed, self.rules)

    def play(self, scenario: Scenario, policy: Policy, seed: int) -> Run:
        """See :class:`Driver`."""
        return self.branch(self.burn_in(scenario, seed), policy, scenario, seed)

    def branch(self, eve: State, policy: Policy, scenario: Scenario, seed: int) -> Run:
        """See :class:`Driver`."""
        model = self._model(eve, policy, scenario, seed)
        model.run_model()
        return model.outcome()

    def prepared(self, policy: Policy, scenario: Scenario) -> Policy:
        """See :class:`Driver`."""
        return policy

    def roll_out(self, eve: State, prepared: Policy, scenario: Scenario, seed: int) -> Run:
        """See :class:`Driver`."""
        return self.branch(eve, prepared, scenario, seed)

    def months(self, eve: State, policy: Policy, scenario: Scenario, seed: int) -> Iterator[State]:
        """See :class:`Driver`."""
        model = self._model(eve, policy, scenario, seed)
        for _ in range(scenario.time.horizon_months):
            model.step()
            yield model.state

    def _model(self, eve: State, policy: Policy, scenario: Scenario, seed: int) -> Any:
        from partnerscape.model import PartnerEcosystem  # Mesa loads for a second, and only here

        classes: dict[str, Any] = {"partner_class": self.partner_class, "vendor_class": self.vendor_class}
        return PartnerEcosystem(scenario, seed, policy=policy, eve=eve, rules=self.rules, **classes)


def driver_of(rules: Rulebook, partner_class: type[Any] | None = None, vendor_class: type[Any] | None = None) -> Driver:
    """The engine, or Mesa's agents if there are classes of one's own.

    Raises
    ------
    InputError
        For a class that is no subclass of Partner (of Vendor).
    """
    if isinstance(rules, Behaviour):
        return Agents(rules.rulebook, *(classes_of(rules).get(role) for role in ROLES))
    if partner_class is None and vendor_class is None:
        return Engine(rules)
    from partnerscape.model.parameters import check_classes

    check_classes(partner_class, vendor_class)
    return Agents(rules, partner_class, vendor_class)
