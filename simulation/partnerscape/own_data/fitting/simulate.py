"""A programme of the scenario, watched over the months before its rollout as a company sees its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from partnerscape import engine
from partnerscape.engine.past import in_turn
from partnerscape.rules.shared.records import CAPACITY
from partnerscape.scenario import Scenario

from .panel import Form, Panel

COLUMNS = ("id", "segment", "revenue", "deals", "orders", "new_revenue", "commission", "recurring_pay")
Pages = Sequence[dict[str, np.ndarray]]


def simulated(scenario: Scenario, seed: int, months: int) -> Panel:
    """The last ``months`` before the rollout, under the current policy, as a panel with all that can be known.

    Who signed before the panel and never sold in it is in no panel: of these only whoever signed within it is known.
    """
    before = max(scenario.time.burn_in_months - months, 0)
    first = 1 + 2 * scenario.time.initial_partners // CAPACITY

    def attempt(blocks: int) -> Pages:
        state = engine.founded(scenario, seed, blocks=blocks)
        in_turn(state, scenario, before, state.play)
        parts = in_turn(state, scenario, months, lambda stretch: engine.watch(state, stretch, COLUMNS)[1])
        return [page for part in parts for page in part]

    return as_panel(engine.until_it_fits(attempt, first)).under(scenario)


def like(scenario: Scenario, seed: int, form: Form) -> Panel:
    """A simulated panel that knows and lacks what a real one does."""
    return simulated(scenario, seed, form.months).without(form.missing).only(form.knows)


def as_panel(pages: Pages) -> Panel:
    """Arrays by partner and month out of what was watched."""
    sold = [page["revenue"] > 0.0 for page in pages]
    sizes = [int(rows.sum()) for rows in sold]
    ids = np.concatenate([page["id"][rows] for page, rows in zip(pages, sold, strict=True)])
    signed_ids = np.concatenate([page["signed"] for page in pages])
    signed_in = np.repeat(np.arange(len(pages)), [page["signed"].size for page in pages])
    who, place = np.unique(np.concatenate([ids, signed_ids]), return_inverse=True)
    row, month = place[: ids.size], np.repeat(np.arange(len(pages)), sizes)

    def wide(*names: str) -> np.ndarray:
        table = np.zeros((who.size, len(pages)))
        for name in names:
            table[row, month] += np.concatenate([page[name][rows] for page, rows in zip(pages, sold, strict=True)])
        return table

    signed = np.full(who.size, np.nan)
    signed[place[ids.size :]] = signed_in
    segment = np.full(who.size, -1)
    segment[row] = np.concatenate([page["segment"][rows] for page, rows in zip(pages, sold, strict=True)])
    return Panel(
        wide("revenue"), wide("deals", "orders"), wide("new_revenue"), wide("commission", "recurring_pay"), signed, segment
    )
