"""What a programme shows at the end of its burn-in, by the names of the targets of ``[today]``."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from partnerscape.engine import Run, founded, until_it_fits, watch
from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.engine.past import in_turn
from partnerscape.engine.runs import columns_of
from partnerscape.metrics import METRICS
from partnerscape.metrics.ledger import Ledger, ratio
from partnerscape.rules.shared.records import CAPACITY
from partnerscape.scenario import Scenario
from partnerscape.scenario.today import OF_SEGMENT, OVER_A_YEAR

MONTHS = 12  # that today is the mean of
BEST = 0.2  # the share that "the best fifth" is
METRIC = {"occupancy": "desk_utilisation"}  # a target is the metric of its name, but for these
OF_BOOKS: dict[str, Callable[[Ledger], float]] = {
    "revenue_per_year": lambda books: MONTHS * METRICS["revenue"].compute(books),
    "exits_per_year": lambda books: books.sum("left") * MONTHS / books.months,
    "headcount": lambda books: float(books.total("agents").mean()),
    "average_order": lambda books: ratio(books.sum("revenue"), books.sum("orders") + books.sum("deals")),
}


def shown(scenario: Scenario, seed: int, rules: Rulebook = AS_SHIPPED) -> dict[str, float]:
    """What a programme shows in the last months of its burn-in, by the names of the targets."""
    names = list(scenario.today.targets)
    yearly = OVER_A_YEAR in names
    first = 1 + 2 * scenario.time.initial_partners // CAPACITY
    journal, revenue = until_it_fits(lambda blocks: _burnt_in(scenario, seed, rules, blocks, yearly), first)
    books = Ledger(Run(scenario, journal[:, :, columns_of(scenario)], {}))
    return {name: best_fifth(revenue) if name == OVER_A_YEAR else _of_books(name, books) for name in names}


def _burnt_in(scenario: Scenario, seed: int, rules: Rulebook, blocks: int, yearly: bool) -> tuple[np.ndarray, np.ndarray]:
    """The journal of the last months, and partners' revenue in them if it is asked for; shape (partners,)."""
    state = founded(scenario, seed, rules=rules, blocks=blocks)
    past = min(MONTHS, scenario.time.burn_in_months)
    if not yearly:
        return np.concatenate(in_turn(state, scenario, scenario.time.burn_in_months, state.play))[-past:], np.zeros(0)
    in_turn(state, scenario, scenario.time.burn_in_months - past, state.play)
    parts = in_turn(state, scenario, past, lambda months: watch(state, months, ("id", "revenue")))
    return np.concatenate([journal for journal, _ in parts]), by_partner([page for _, pages in parts for page in pages])


def by_partner(pages: list[dict[str, np.ndarray]]) -> np.ndarray:
    """What each partner sold in all the months; shape (partners,)."""
    who, place = np.unique(np.concatenate([page["id"] for page in pages]), return_inverse=True)
    return np.bincount(place, np.concatenate([page["revenue"] for page in pages]), who.size)


def best_fifth(revenue: np.ndarray) -> float:
    """Share of the best fifth of those who sold in what all sold; 0 if nobody did."""
    ordered = np.sort(revenue[revenue > 0.0])[::-1]
    return float(ordered[: max(1, round(BEST * ordered.size))].sum() / ordered.sum()) if ordered.size else 0.0


def _of_books(name: str, books: Ledger) -> float:
    if name.startswith(OF_SEGMENT):
        segment = books.scenario.segment_names.index(name.removeprefix(OF_SEGMENT))
        return float(books.by_segment("active")[:, segment].mean())
    return OF_BOOKS[name](books) if name in OF_BOOKS else float(METRICS[METRIC.get(name, name)].compute(books))
