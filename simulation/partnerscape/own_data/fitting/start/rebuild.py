"""The eve of a rollout with a company's own partners: each borrows the state of a simulated one with a like history."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape import engine
from partnerscape.scenario import Scenario
from partnerscape.scenario.start import START
from partnerscape.study.jobs.parallel import in_parallel

from ..panel import Panel
from .donors import Donors, chosen, moved

FIRST_SEED = 43_000_000  # no future's
DONORS = 2500  # simulated partners at least, from as many programmes as that takes
MOST_PROGRAMMES = 6
REAL, OTHERS = np.uint64(5) << np.uint64(32), np.uint64(6) << np.uint64(32)  # ids: no arrival's
RECENT = 3  # months in which a partner that sells has a sale
LEFT_OUT = ("recruiter", "recruiter_seat", "seat", "key", "terms", "programme", "incumbent", "leaving", "starting", "invited")
TABLES = 8  # of the same partners with other hidden states


@dataclass(frozen=True)
class Rebuilt:
    """Partners on the eve, and the run whose vendor and market they have.

    Attributes
    ----------
    members : dict of ndarray, each of shape (members,)
        As :func:`partnerscape.engine.members_of` names them; a real partner's id is ``REAL`` plus its row in the panel.
    vendor : State
    """

    members: dict[str, np.ndarray]
    vendor: engine.State

    def eve(self, seed: int) -> engine.State:
        """Ready for the months ahead."""
        return engine.from_members(self.members, self.vendor, seed)


def rebuilt(scenario: Scenario, panel: Panel, seed: int) -> Rebuilt:
    """The partners of a panel as members of the scenario's programme.

    Whether a partner is still a member is its donor's too. Those who signed and have sold nothing come from the simulated
    programme, as many per partner who sells as there.

    Parameters
    ----------
    scenario : Scenario
        Fitted, at one draw, as large as the company.
    panel : Panel
        Those without a sale in it have no donor.
    seed : int
        Of the simulated programmes and of the choice among like donors.
    """
    rng = np.random.default_rng(seed)
    programmes = [_programme(scenario, panel, seed)]
    while sum(len(donors.row) for _, donors, _ in programmes) < DONORS and len(programmes) < MOST_PROGRAMMES:
        programmes.append(_programme(scenario, panel, seed + 100_000 * len(programmes)))
    members, donors = _pooled([(m, d) for m, d, _ in programmes])
    sellers = np.flatnonzero((panel.revenue > 0.0).any(axis=1))
    real = panel.of(sellers)
    donor = chosen(real, donors, len(scenario.segments), rng)
    here = donors.row[donor] >= 0
    theirs = {name: column[donors.row[donor[here]]] for name, column in members.items()}
    theirs = moved(theirs, real.of(here), donors.panel.of(donor[here]))
    theirs["id"] = REAL + sellers[here].astype(np.uint64)
    silent = _silent(members, donors, _selling(real) / max(_selling(donors.panel), 1), rng)
    others = {name: column[silent] for name, column in members.items()}
    others["id"] = OTHERS + np.arange(silent.size, dtype=np.uint64)
    table = {name: np.concatenate([theirs[name], others[name]]) for name in members if name not in LEFT_OUT}
    return Rebuilt(table, programmes[0][2])


def _programme(scenario: Scenario, panel: Panel, seed: int) -> tuple[dict[str, np.ndarray], Donors, engine.State]:
    """One simulated programme: its members, and all who had a sale in the months of the panel."""
    eve, past = engine.history_of(scenario, seed, panel.form.months)
    seen = Panel(past.revenue, past.orders.astype(float)).without(panel.missing)
    sold = np.flatnonzero((seen.revenue > 0.0).any(axis=1))
    members = engine.members_of(eve)
    order = np.argsort(members["id"])
    at = order[np.minimum(np.searchsorted(members["id"], past.partner[sold], sorter=order), order.size - 1)]
    row = np.where(members["id"][at] == past.partner[sold], at, -1)
    shown = seen.of(sold).only(panel.knows)
    return members, Donors(shown, past.segment[sold], row), eve


def _pooled(programmes: list[tuple[dict[str, np.ndarray], Donors]]) -> tuple[dict[str, np.ndarray], Donors]:
    """Members and donors of several programmes as those of one."""
    sizes = np.cumsum([0, *(m["id"].size for m, _ in programmes)])
    members = {name: np.concatenate([m[name] for m, _ in programmes]) for name in programmes[0][0]}
    row = [np.where(d.row >= 0, d.row + before, -1) for (_, d), before in zip(programmes, sizes, strict=False)]
    first = programmes[0][1].panel
    orders = (
        None if first.orders is None else np.concatenate([d.panel.orders for _, d in programmes if d.panel.orders is not None])
    )
    shown = Panel(np.concatenate([d.panel.revenue for _, d in programmes]), orders, missing=first.missing)
    return members, Donors(shown, np.concatenate([d.segment for _, d in programmes]), np.concatenate(row))


def _selling(panel: Panel) -> int:
    return int((panel.revenue[:, -RECENT:] > 0.0).any(axis=1).sum())


def _silent(members: dict[str, np.ndarray], donors: Donors, share: float, rng: np.random.Generator) -> np.ndarray:
    """Rows of members of whom the months show no sale, so many of them as the company is larger than all programmes."""
    unseen = np.setdiff1d(np.arange(members["id"].size), donors.row)
    count = int(np.floor(share * unseen.size + rng.random()))
    return rng.choice(unseen, count, replace=count > unseen.size) if unseen.size else unseen


def tables_of(
    scenario: Scenario, draws: pd.DataFrame, panel: Panel, seed: int = 0, tables: int = TABLES, workers: int | None = None
) -> pd.DataFrame:
    """Several tables of the panel's partners, one per draw of the posterior, numbered in the column ``start``."""
    rows = draws.head(tables).to_dict("records")

    def work(number: int) -> pd.DataFrame:
        members = rebuilt(scenario.assuming(**rows[number]), panel, FIRST_SEED + 1000 * seed + number)
        return pd.DataFrame(members.members).assign(**{START: number})

    by_number = dict(in_parallel(work, range(len(rows)), workers))
    return pd.concat([by_number[number] for number in range(len(rows))], ignore_index=True)
