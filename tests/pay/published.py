"""The ten published structures of this folder: their contracts, their tables of sales, what was computed by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from partnerscape.scenario import Policy, load_policy, load_scenario

HERE = Path(__file__).parent
LETTERS = "abcdefghij"
SINCE = {"c": "2026-07", "e": "2026-05", "h": "2026-07"}  # where there is a plan before and one after
SUMS = ["earned", "returned", "paid"]
LINE = ["partner", "month", "component"]


def policy(name: str) -> Policy:
    """A contract by the name of its file."""
    return load_policy(HERE / "contracts" / f"{name}.toml", load_scenario(HERE / "programme.toml"))


def terms(letter: str) -> dict[str, Any]:
    """What a statement of the structure is computed from, beside the sales."""
    if letter not in SINCE:
        return {"plan": policy(letter).plan}
    return {"plan": policy(f"{letter}_after").plan, "before": policy(f"{letter}_before").plan, "since": SINCE[letter]}


def sales(letter: str) -> pd.DataFrame:
    return pd.read_csv(HERE / "statements" / f"{letter}.csv")


def by_hand(letter: str) -> dict[tuple[str, str, str], tuple[int, ...]]:
    """Cents by partner, month and component, with totals; lines without any sum are left out."""
    table = pd.read_csv(HERE / "statements" / f"{letter}_expected.csv")
    totals = table.groupby(["partner", "month"], as_index=False)[SUMS].sum().assign(component="total")
    return in_cents(pd.concat([table, totals]))


def in_cents(statement: pd.DataFrame) -> dict[tuple[str, str, str], tuple[int, ...]]:
    """Cents by partner, month and component; lines without any sum are left out."""
    lines = zip(statement[LINE].itertuples(index=False, name=None), statement[SUMS].itertuples(index=False), strict=True)
    cents = {key: tuple(round(100 * float(value)) for value in values) for key, values in lines}
    return {key: values for key, values in cents.items() if any(values)}
