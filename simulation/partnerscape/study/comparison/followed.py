"""One partner of each segment, followed month by month under both policies."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd

from partnerscape.engine import State
from partnerscape.scenario import Policy, Scenario

from ..runs.drivers import Driver, Engine
from ..runs.tables import FIRST_MONTH

Played = TypeVar("Played")


FOLLOWED = ("income", "certainty", "satisfaction", "trust", "effort", "customers")


def follow(scenario: Scenario, seed: int, policies: dict[str, Policy], driver: Driver | None = None) -> pd.DataFrame:
    """One partner of each segment, the one of median size, month by month under each policy.

    After an exit it has its outside option; ``active`` says whether it is still in.
    """
    driver = driver or Engine()
    eve = driver.burn_in(scenario, seed)
    chosen = _typical(eve, scenario)
    rows = []
    for label, policy in policies.items():
        for month, state in enumerate(driver.months(eve, policy, scenario, seed)):
            places = {
                int(i): (b, k)
                for b in range(state.pool.size)
                for k, i in enumerate(state.pool[b]["id"][: state.pool[b]["active"]])
            }
            for segment, (member, outside) in chosen.items():
                at = places.get(member)
                values = {name: float(state.pool[at[0]][name][at[1]]) if at else 0.0 for name in FOLLOWED}
                if not at:
                    values["certainty"] = outside * float(state.world[0]["outside_index"][scenario.segment_names.index(segment)])
                rows.append(
                    {
                        "name": f"{segment} partner {member % 1000:03d}",
                        "partner": member,
                        "segment": segment,
                        "policy": label,
                        "month": month + FIRST_MONTH,
                        "active": bool(at),
                        **values,
                    }
                )
    table = pd.DataFrame(rows)
    return table.astype({"partner": np.uint64}) if rows else table


def _typical(eve: State, scenario: Scenario) -> dict[str, tuple[int, float]]:
    """Id and outside option of the incumbent of median size in each segment."""

    def column(name: str) -> np.ndarray:
        return np.concatenate([block[name][: block["active"]] for block in eve.pool])

    ids, outside, size, segment = column("id"), column("outside"), column("trailing_revenue"), column("segment")
    chosen = {}
    for number, name in enumerate(scenario.segment_names):
        mine = np.flatnonzero(segment == number)
        if mine.size:
            middle = mine[np.argsort(size[mine], kind="stable")[mine.size // 2]]
            chosen[name] = (int(ids[middle]), float(outside[middle]))
    return chosen
