"""A run watched partner by partner where tiers have a threshold: what was planned, and what came of it.

The journal holds sums alone; whether revenue gathers above a threshold is a matter of its distribution.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from partnerscape.engine import Run, State, branch, encode, until_it_fits
from partnerscape.metrics.declare import Metric
from partnerscape.metrics.ledger import Ledger
from partnerscape.rules.shared import records
from partnerscape.scenario import Scenario

PLANNED, REALISED = "planned_to_threshold", "realised_to_threshold"
STEP = 0.1  # how far "just above" and "just below" a threshold reach


def watched(eve: State, rows: np.ndarray, scenario: Scenario) -> Run:
    """The run of :func:`engine.branch`, with two more accounts: revenue of a period relative to the first tier's threshold.

    ``planned_to_threshold``: as planned in the period's last month; ``realised_to_threshold``: as it came out.
    Both have a number for every partner and period; who left in the period's last month is not among them.
    """

    def attempt(blocks: int) -> list[tuple[np.ndarray, np.ndarray]]:
        state = eve.planning(encode.plan_size_of(rows)).copy(blocks)
        encode.write_policy(state.world, rows, records.SEGMENTS)
        return [_page(state) for _ in range(scenario.time.horizon_months)]

    pages = until_it_fits(attempt, eve.pool.size)
    planned, realised = (np.concatenate(parts) for parts in zip(*pages, strict=True))
    run = branch(eve, rows, scenario)
    return replace(run, accounts={**run.accounts, PLANNED: planned, REALISED: realised})


def _page(state: State) -> tuple[np.ndarray, np.ndarray]:
    """One month: planned and realised revenue over the threshold, of those whose period ends."""
    month = int(state.world[0]["month"])
    state.play(1)
    planned, realised = [], []
    for block in state.pool:
        sellers = slice(0, int(block["active"]))
        months = np.maximum(block["tier_months"][sellers], 1.0)
        threshold = block["tier_threshold"][0][sellers]
        counted, plan, sold = (block[name][sellers] for name in ("quarter_revenue", "planned_revenue", "new_revenue"))
        ends = (month % months == months - 1.0) & (plan > 0.0)  # a newcomer has no plan yet
        planned.append(((counted - sold + plan) / threshold)[ends])
        realised.append((counted / threshold)[ends])
    return np.concatenate(planned), np.concatenate(realised)


def _share(run: Ledger, account: str, low: float, high: float) -> float:
    revenue = run.accounts[account]
    return float(((revenue >= low) & (revenue < high)).sum() / max(revenue.size, 1))


def _step(run: Ledger, account: str) -> float:
    return _share(run, account, 1.0, 1.0 + STEP) - _share(run, account, 1.0 - STEP, 1.0)


def _hole(run: Ledger, account: str) -> float:
    """What lacks around the threshold against its two neighbourhoods, each as wide as it in ln revenue."""
    near, far = 1.0 + STEP, (1.0 + STEP) ** 3
    beside = _share(run, account, 1.0 / far, 1.0 / near) + _share(run, account, near, far)
    return 0.5 * beside - _share(run, account, 1.0 / near, near)


def planned_step(run: Ledger) -> float:
    """Share of periods planned to end within a tenth above the threshold, less that within a tenth below."""
    return _step(run, PLANNED)


def planned_hole(run: Ledger) -> float:
    """Share of periods planned to end further from the threshold, on the mean of both sides, less that within a tenth."""
    return _hole(run, PLANNED)


def realised_step(run: Ledger) -> float:
    """Share of periods that end within a tenth above the threshold, less that within a tenth below."""
    return _step(run, REALISED)


def realised_hole(run: Ledger) -> float:
    """Share of periods that end further from the threshold, on the mean of both sides, less that within a tenth."""
    return _hole(run, REALISED)


WATCHED = {
    f.__name__: Metric(f.__name__, "share", 0, (f.__doc__ or "").strip(), f)
    for f in (planned_step, planned_hole, realised_step, realised_hole)
}
