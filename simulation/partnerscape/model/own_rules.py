"""Rules that a model's agents have their own of, and a look at the numbers that these leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from partnerscape.engine.month import EVERY_RULE, Phase
from partnerscape.scenario import InputError

from .agents import Partner, Vendor
from .overrides import no_number_in_pool, no_number_in_world

if TYPE_CHECKING:
    from collections.abc import Iterator


class OwnRules:
    """What the agents of two classes do in their own way; a class that changes while its model lives, from the next month on.

    Attributes
    ----------
    rules : frozenset of str
        Rules that the agents have their own of, those that are turned off included.
    """

    def __init__(self, partner_class: type[Partner], vendor_class: type[Vendor]) -> None:
        self.partner_class, self.vendor_class = partner_class, vendor_class
        self.look()

    def look(self) -> None:
        """Look at the classes as they are now."""
        self.rules = frozenset(phase.rule for phase in EVERY_RULE if self._has(phase))

    def method_of(self, phase: Phase) -> Callable[[Any], None] | None:
        """A rule as its agents' class has it; None: it is turned off."""
        agents = self.vendor_class if phase.who == "vendor" else self.partner_class
        method: Callable[[Any], None] | None = getattr(agents, phase.rule)
        return method

    def _has(self, phase: Phase) -> bool:
        return self.method_of(phase) is not getattr(Vendor if phase.who == "vendor" else Partner, phase.rule)

    def check_numbers(self, pool: np.ndarray, world: np.ndarray, columns: tuple[str, ...], month: int, rule: str = "") -> None:
        """Raise if a rule has left a value that is no number; without own rules nothing is looked at.

        Parameters
        ----------
        pool, world : ndarray
        columns : tuple of str
            Names of all columns of a block, one per column.
        month : int
        rule : str
            The one that has just acted; empty: any of them.

        Raises
        ------
        InputError
            Names the rule, the agent and the month.
        """
        if not self.rules:
            return
        rule = rule or "after " + ", ".join(self._names())
        if wrong := no_number_in_pool(pool, columns):
            raise InputError(f"{rule}, partner {wrong[0]}, month {month}", "", wrong[1], "a number", wrong[2])
        if in_world := no_number_in_world(world):
            raise InputError(f"{rule}, the vendor, month {month}", "", in_world[0], "a number", in_world[1])

    def _names(self) -> Iterator[str]:
        for phase in EVERY_RULE:
            if phase.rule in self.rules:
                yield phase.rule if self.method_of(phase) is not None else f"{phase.rule} (off)"
