"""Partners as people: everybody's months in one future, under today's policy and under the candidate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from partnerscape.engine import encode, watch
from partnerscape.metrics.gains import Measured
from partnerscape.rules.shared import records
from partnerscape.scenario import Policy, Scenario
from partnerscape.study.comparison.prepared import Eve
from partnerscape.study.runs.drivers import Engine

from .live import FIRST, FUTURES, Cancelled

COLUMNS = (
    "id", "segment", "trailing_revenue", "skill", "trust", "satisfaction", "loyalty", "income", "certainty", "outside", "tenure",
    "hazard", "gain", "leaving", "customers", "effort", "support", "incumbent",
)  # fmt: skip
ROOM = 4  # times the pool of the eve


@dataclass(frozen=True)
class Months:
    """A policy's months, partner by partner.

    Attributes
    ----------
    pages : tuple of dict of ndarray
        One per month: each of ``COLUMNS`` over the active partners.
    """

    pages: tuple[dict[str, np.ndarray], ...]

    def of(self, partner: int, column: str) -> np.ndarray:
        """A partner's values, shape (months,); NaN where it is not active."""
        values = np.full(len(self.pages), np.nan)
        for month, page in enumerate(self.pages):
            at = np.flatnonzero(page["id"] == np.uint64(partner))
            if at.size:
                values[month] = float(page[column][at[0]])
        return values

    def left(self, partner: int) -> int | None:
        """The month at whose end it left; None if it stayed."""
        leaving = self.of(partner, "leaving")
        gone = np.flatnonzero(leaving == 1)
        return int(gone[0]) if gone.size else None


@dataclass(frozen=True)
class People:
    """Everybody in one future.

    ``partners``: ids of the incumbents, the largest first; ``gains``: by id, of the candidate against today, currency over the
    horizon and beyond.
    """

    scenario: Scenario
    seed: int
    today: Months
    candidate: Months
    partners: tuple[int, ...]
    names: dict[int, str]
    gains: dict[int, float]


def people(scenario: Scenario, policy: Policy, tell: Callable[[People | None], None], cancelled: Cancelled) -> None:
    """Tell everybody's months in the programme's first future."""
    eve = FUTURES.of(scenario, FIRST, cancelled, lambda _: None).eves[0]
    tell(_people(scenario, policy, eve))


def _people(scenario: Scenario, policy: Policy, eve: Eve) -> People:
    first = months_today(scenario, eve)
    # nothing changed: one story, not two
    then = first if policy == scenario.current_policy else months(eve, policy)
    today, candidate = eve.measured(Engine(), [policy])
    page = first.pages[0]
    order = np.argsort(-page["trailing_revenue"], kind="stable")
    partners = tuple(int(page["id"][k]) for k in order)
    return People(scenario, eve.seed, first, then, partners, _names(page, order, scenario), _gains(today, candidate, page))


_TODAY: dict[tuple[Scenario, int], Months] = {}


def months_today(scenario: Scenario, eve: Eve) -> Months:
    """Today's policy, continued; kept for the programme at hand."""
    key = (scenario, eve.seed)
    if key not in _TODAY:
        _TODAY.clear()
        _TODAY[key] = months(eve, scenario.current_policy)
    return _TODAY[key]


def months(eve: Eve, policy: Policy) -> Months:
    """A policy from the eve to the horizon, read month by month by the compiled month itself."""
    rows = encode.encode_policy(policy, eve.scenario)
    state = eve.state.planning(encode.plan_size_of(rows)).copy(ROOM * eve.state.pool.size)
    encode.write_policy(state.world, rows, records.SEGMENTS)
    _, pages = watch(state, eve.scenario.time.horizon_months, COLUMNS)
    return Months(tuple(pages))


def _names(page: dict[str, np.ndarray], order: np.ndarray, scenario: Scenario) -> dict[int, str]:
    """A partner's segment and its rank in it by size, as people call each other in a table."""
    counts = dict.fromkeys(range(len(scenario.segments)), 0)
    names = {}
    for k in order:
        segment = int(page["segment"][k])
        counts[segment] += 1
        names[int(page["id"][k])] = f"{scenario.segment_names[segment]} {counts[segment]}"
    return names


def _gains(today: Measured, candidate: Measured, page: dict[str, np.ndarray]) -> dict[int, float]:
    """What the change is worth to each incumbent, currency."""
    gain = candidate.run.accounts["certainty"] - today.run.accounts["certainty"]
    return {int(who): float(gain[int(k)]) for who, k in zip(page["id"], page["incumbent"], strict=True) if 0 <= k < gain.size}
