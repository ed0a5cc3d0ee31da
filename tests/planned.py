"""What partners do under pay plans, month by month: columns of the same people under several plans, with the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

import partnerscape as ps
from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.rules.shared import records

COLUMNS = (
    "id",
    "effort",
    "new_revenue",
    "commission",
    "bonus_pay",
    "income",
    "planned_revenue",
    "tenure",
    "skill",
    "risk",
    "reach",
    "at_threshold",
)
YEAR = 12


def small_marketplace(initial_partners: int = 400) -> ps.Scenario:
    """The marketplace after two years, with fewer partners."""
    time = {"burn_in_months": 24, "horizon_months": 36, "initial_partners": initial_partners}
    return ps.load_scenario("marketplace").changed(time=time)


@dataclass(frozen=True)
class People:
    """Columns by name, shape (months, people), of those who are there in all months that are looked at."""

    columns: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]


def months_under(
    future: Any, seed: int, months: int, levers: dict[str, Any], times: dict[str, float] | None = None
) -> list[dict[str, np.ndarray]]:
    """Everybody's columns at the end of each month after a rollout, and which plan of a menu they chose.

    ``times``: columns that are multiplied before it.
    """
    rows = encode.encode_policy(future.policy(**levers), future.scenario, in_components=True)
    eve = future.eve(seed)
    state = eve.planning(encode.plan_size_of(rows)).copy(blocks=eve.pool.size + 2)
    encode.write_policy(state.world, rows, records.SEGMENTS)
    for name, factor in (times or {}).items():
        for block in state.pool:
            block[name] *= factor
    found = []
    for rule in engine.walk(state, months):
        if rule != "end":
            continue
        there = [(block, int(block["active"])) for block in state.pool]
        columns = {name: np.concatenate([block[name][:n] for block, n in there]) for name in COLUMNS}
        choice = int(rows[0]["choice_row"][1])
        columns["choice"] = np.concatenate([block["plan"][choice, :n] for block, n in there])
        found.append(columns)
    return found


def people(paths: list[list[dict[str, np.ndarray]]], first: int, last: int) -> list[People]:
    """The same people under several plans: those who are there from month ``first`` to before ``last`` under each."""
    ids = set(paths[0][first]["id"].tolist())
    for path in paths:
        for month in path[first:last]:
            ids &= set(month["id"].tolist())
    tables = []
    for path in paths:
        rows = []
        for month in path[first:last]:
            place = {who: at for at, who in enumerate(month["id"].tolist())}
            rows.append([place[who] for who in sorted(ids)])
        names = path[first].keys()
        tables.append(
            People({name: np.array([m[name][at] for m, at in zip(path[first:last], rows, strict=True)]) for name in names})
        )
    return tables


def side_by_side(future: Any, seeds: range, months: tuple[int, int], *plans: dict[str, Any]) -> list[People]:
    """The same people of several futures under each of several plans, in the months from the first to before the last."""
    each = [people([months_under(future, seed, months[1], levers) for levers in plans], *months) for seed in seeds]
    return [
        People({name: np.concatenate([tables[k][name] for tables in each], axis=1) for name in each[0][k].columns})
        for k in range(len(plans))
    ]


def by_month_of_year(values: np.ndarray) -> np.ndarray:
    """Means by month of the year, shape (12,), of values of shape (12 k, people)."""
    return values.reshape(-1, YEAR, values.shape[1]).mean(axis=(0, 2))
