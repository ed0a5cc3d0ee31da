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

    Whether a partner is still a member is its donor's too. Those who signed and have sold nothing borrow from simulated ones
    who signed in the same month and have sold nothing; where the data do not have them, they come from the simulated
    programme, as many per partner who sells as there.

    Parameters
    ----------
    scenario : Scenario
        Fitted, at one draw, as large as the company.
    panel : Panel
        With those who have a contract and no sale, if it knows them.
    seed : int
        Of the simulated programmes and of the choice among like donors.
    """
    rng = np.random.default_rng(seed)
    programmes = [_programme(scenario, panel, seed)]
    while sum(len(p.donors.row) for p in programmes) < DONORS and len(programmes) < MOST_PROGRAMMES:
        programmes.append(_programme(scenario, panel, seed + 100_000 * len(programmes)))
    whole = _pooled(programmes)
    sellers = np.flatnonzero((panel.revenue > 0.0).any(axis=1))
    real = panel.of(sellers)
    donor = chosen(real, whole.donors, len(scenario.segments), rng)
    here = whole.donors.row[donor] >= 0
    theirs = whole.rows(whole.donors.row[donor[here]])
    theirs = moved(theirs, real.of(here), whole.donors.panel.of(donor[here]))
    theirs["id"] = REAL + sellers[here].astype(np.uint64)
    others = _others(whole, panel, real, rng)
    table = {name: np.concatenate([theirs[name], others[name]]) for name in whole.members if name not in LEFT_OUT}
    return Rebuilt(table, programmes[0].eve)


@dataclass(frozen=True)
class Programme:
    """A simulated programme, or several as one.

    Attributes
    ----------
    members : dict of ndarray
    donors : Donors
        Who had a sale in the months of the panel.
    joined, row : ndarray, shape (silent,)
        Who had none: month of the contract, and row among the members; -1: no longer one.
    eve : State
    """

    members: dict[str, np.ndarray]
    donors: Donors
    joined: np.ndarray
    row: np.ndarray
    eve: engine.State

    def rows(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        """Some of the members."""
        return {name: column[rows] for name, column in self.members.items()}


def _programme(scenario: Scenario, panel: Panel, seed: int) -> Programme:
    """One simulated programme, watched over the months of the panel."""
    eve, past = engine.history_of(scenario, seed, panel.form.months)
    seen = Panel(past.revenue, past.orders.astype(float)).without(panel.missing)
    sold = np.asarray((seen.revenue > 0.0).any(axis=1))
    members = engine.members_of(eve)
    order = np.argsort(members["id"])
    at = order[np.minimum(np.searchsorted(members["id"], past.partner, sorter=order), order.size - 1)]
    row = np.where(members["id"][at] == past.partner, at, -1)
    donors = Donors(seen.of(sold).only(panel.knows), past.segment[sold], row[sold])
    return Programme(members, donors, past.joined[~sold], row[~sold], eve)


def _pooled(programmes: list[Programme]) -> Programme:
    """Members and donors of several programmes as those of one, with the first one's eve."""
    sizes = np.cumsum([0, *(p.members["id"].size for p in programmes)])
    members = {name: np.concatenate([p.members[name] for p in programmes]) for name in programmes[0].members}

    def joined(rows: list[np.ndarray]) -> np.ndarray:
        return np.concatenate([np.where(r >= 0, r + before, -1) for r, before in zip(rows, sizes, strict=False)])

    first = programmes[0].donors.panel
    orders = None if first.orders is None else np.concatenate([np.asarray(p.donors.panel.orders) for p in programmes])
    shown = Panel(np.concatenate([p.donors.panel.revenue for p in programmes]), orders, missing=first.missing)
    segment = np.concatenate([p.donors.segment for p in programmes])
    donors = Donors(shown, segment, joined([p.donors.row for p in programmes]))
    signed = np.concatenate([p.joined for p in programmes])
    return Programme(members, donors, signed, joined([p.row for p in programmes]), programmes[0].eve)


def _selling(panel: Panel) -> int:
    return int((panel.revenue[:, -RECENT:] > 0.0).any(axis=1).sum())


def _others(whole: Programme, panel: Panel, real: Panel, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Members of whom the months show no sale."""
    waiting = _waiting(panel)
    if waiting.size and whole.row.size:
        month = np.asarray(panel.signed)[waiting]
        like = np.argsort(np.abs(whole.joined[None, :] - month[:, None]) + rng.random((month.size, whole.row.size)), axis=1)[:, 0]
        row = whole.row[like]
        return {**whole.rows(row[row >= 0]), "id": REAL + waiting[row >= 0].astype(np.uint64)}
    row = _silent(whole, _selling(real) / max(_selling(whole.donors.panel), 1), rng)
    return {**whole.rows(row), "id": OTHERS + np.arange(row.size, dtype=np.uint64)}


def _waiting(panel: Panel) -> np.ndarray:
    """Rows of those with a contract and no sale; empty where the data do not have them."""
    if panel.signed is None:
        return np.zeros(0, int)
    return np.flatnonzero(~(panel.revenue > 0.0).any(axis=1) & np.isfinite(panel.signed))


def _silent(whole: Programme, share: float, rng: np.random.Generator) -> np.ndarray:
    """Rows of members of whom the months show no sale, so many of them as the company is larger than all programmes."""
    unseen = whole.row[whole.row >= 0]
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
