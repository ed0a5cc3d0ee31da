"""A draft: which programme, which candidate, which screen. One frozen value, written into the address and read from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from partnerscape.scenario import LEVERS, Policy, Scenario, check_levers, declared, value_of
from partnerscape.scenario.pay.numbers import is_path

SCREENS = ("start", "try", "map", "people", "saved", "study")
SET, SHOW = "set.", "show."  # prefixes in the address: a lever's value, what a screen shows
LONGEST = 4000  # of an address; more is no draft of ours
MOST = 60  # levers set at once


@dataclass(frozen=True)
class Draft:
    """What a tab is about.

    Attributes
    ----------
    screen : str
        One of ``SCREENS``.
    programme : str
        A shipped scenario, or the name of a file in the folder; empty: none chosen yet.
    base : str
        The policy, or saved candidate, that the candidate starts from; empty: the current policy.
    levers : tuple of (str, float)
        What is set on top, in the order in which it was.
    shows : tuple of (str, str)
        What screens show: a segment, the map's axes, the partner followed.
    """

    screen: str = "start"
    programme: str = ""
    base: str = ""
    levers: tuple[tuple[str, float], ...] = ()
    shows: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def read(search: str | None) -> Draft:
        """From the address' query; what it does not understand it leaves out.

        Examples
        --------
        >>> Draft.read("screen=try&programme=marketplace&set.offers=6").levers
        (('offers', 6.0),)
        """
        pairs = dict(parse_qsl((search or "")[:LONGEST]))
        levers = [(key.removeprefix(SET), number(value)) for key, value in pairs.items() if key.startswith(SET)]
        screen = pairs.get("screen", "start")
        return Draft(
            screen if screen in SCREENS else "start",
            pairs.get("programme", ""),
            pairs.get("base", ""),
            tuple((name, value) for name, value in levers if value is not None and declared(name) is not None)[:MOST],
            tuple((key.removeprefix(SHOW), value) for key, value in pairs.items() if key.startswith(SHOW)),
        )

    @property
    def search(self) -> str:
        """The reverse of :meth:`read`."""
        pairs = [("screen", self.screen), ("programme", self.programme), ("base", self.base)]
        pairs += [(SET + name, f"{value:.12g}") for name, value in self.levers]
        pairs += [(SHOW + name, value) for name, value in self.shows]
        return urlencode([(key, value) for key, value in pairs if value])

    def show(self, name: str, default: str = "") -> str:
        """What a screen shows."""
        return dict(self.shows).get(name, default)

    def showing(self, **values: str) -> Draft:
        """A copy that shows something else; an empty value shows the default."""
        kept = {**dict(self.shows), **values}
        return replace(self, shows=tuple((key, value) for key, value in kept.items() if value))

    def on(self, screen: str) -> Draft:
        """A copy on another screen."""
        return replace(self, screen=screen)

    def candidate(self, scenario: Scenario, saved: Mapping[str, Policy] | None = None) -> Policy:
        """The policy that is tried.

        Raises
        ------
        InputError
            For a value that a lever cannot have.
        """
        return check_levers(self.started_from(scenario, saved), typed(dict(self.levers)), scenario, "candidate")

    def started_from(self, scenario: Scenario, saved: Mapping[str, Policy] | None = None) -> Policy:
        """The policy that the candidate starts from; today's where there is none of that name."""
        return scenario.policies.get(self.base) or (saved or {}).get(self.base) or scenario.current_policy

    def setting(self, name: str, value: float, scenario: Scenario, saved: Mapping[str, Policy] | None = None) -> Draft:
        """A copy with a lever set; one that is back where the candidate started is set no more."""
        before = value_of(self.started_from(scenario, saved), name)
        others = tuple(pair for pair in self.levers if pair[0] != name)
        return replace(self, levers=others if math.isclose(before, value, abs_tol=1e-12) else (*others, (name, value)))

    @property
    def said(self) -> str:
        """The levers that are set, as the address says them."""
        return "&".join(f"{name}={value:.12g}" for name, value in self.levers) or self.base or "today"

    @property
    def tries_something(self) -> bool:
        """Whether there is a candidate besides today's policy."""
        return bool(self.levers or self.base)


def typed(levers: Mapping[str, float]) -> dict[str, float | int | bool]:
    """Values as their levers hold them: whole numbers, yes and no."""
    return {name: _typed(name, value) for name, value in levers.items()}


def _typed(name: str, value: float) -> float | int | bool:
    lever = declared(name)
    if lever is None or not lever.whole or not float(value).is_integer():
        return value
    return bool(value) if lever.unit == "yes/no" and not is_path(name) and name.rpartition("__")[2] in LEVERS else int(value)


def number(text: object) -> float | None:
    """A finite number as typed, with a decimal point or comma; None for what is none."""
    try:
        value = float(str(text).strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
