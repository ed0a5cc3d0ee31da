"""Lazear & Rosen 1981: effort rises with the spread between the prize for the best and what all others get, at the same cost."""

from collections.abc import Callable

import numpy as np
from planned import months_under

SOURCE = "Lazear & Rosen 1981"
WINNERS = 10
SPREADS = (0.0, 500.0, 1000.0, 2000.0)  # currency per quarter


def effort_at(small: object, spread: float) -> float:
    pay = {"sales": {"on": "new revenue", "rate": 0.1}}
    if spread > 0.0:
        pay["prizes"] = {"on": "new revenue", "prizes": [spread] * WINNERS, "per": "quarter"}
    fixed = (max(SPREADS) - spread) * WINNERS / 3.0 / 200.0  # what is not spent on prizes goes to all alike
    pay["all alike"] = {"on": "nothing", "lump": fixed + 1.0, "per": "month"}
    months = [months_under(small, seed, 18, {"pay": pay})[9:] for seed in (1, 2)]
    return float(np.mean([month["effort"].mean() for run in months for month in run]))


def test_effort_rises_with_the_spread_of_prizes(small: object, record: Callable) -> None:
    found = [effort_at(small, spread) for spread in SPREADS]
    said = " < ".join(f"{effort:.2f}" for effort in found)
    assert record(
        "mean hours at spreads of 0, 500, 1,000, 2,000", must="rises", gives=said, holds=bool(np.all(np.diff(found) > 0.0))
    )
    assert record("hours at the largest spread over none", must=(1.05, 5.0), gives=found[-1] / found[0])
