"""What a programme is worth beyond the horizon: its customers, its liabilities, and its network as a going concern.

The books do not close at the horizon: a programme that squeezes its partners has more cash by then and fewer partners.
Customers are put down at what their further orders leave, what partners are owed is taken off, and the network is worth
the economic profit (profit and the change of that net worth, less interest on it) of the partners to come. Whatever customers
are put down for, the sum is the discounted profit of a stationary programme (residual income: Ohlson 1995).

Every run is valued so: the months ahead are followed in compiled code, ``rules/books/value_network.py``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from partnerscape.engine.build import compiled_month

from .ledger import COST_LINES, Ledger

YEAR = 12  # months from which the going on is read
LEAST_RATE = 0.001  # per month: without discounting a network that goes on has no finite value


@lru_cache(maxsize=1)  # asked twice of each run: for itself, and as a part of what all is worth
def network_value(run: Ledger) -> float:
    """What the network is worth at the horizon beyond the customers that it has, currency at the horizon."""
    months = max(1, min(YEAR, run.months - 1))
    last = run.journal[-months - 1 :]
    last = np.ascontiguousarray(last if run.months > 1 else last.repeat(2, axis=0))  # what came before is not known: the same
    desk, demand = run.scenario.assumptions.desk, run.scenario.assumptions.demand
    rates = run.rate, max(run.rate, LEAST_RATE), desk.tickets_per_lead, desk.tickets_per_customer
    return float(compiled_month().value_network(last, COST_LINES, *rates, demand.word_of_mouth))
