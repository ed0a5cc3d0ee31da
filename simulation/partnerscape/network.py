"""What a programme is worth beyond the horizon: its customers, what it owes, and its network going on as it went.

The books do not close at the horizon: a programme that squeezes its partners has more cash by then and fewer partners.
Customers are put down at what their further orders leave, what partners are owed is taken off, and the network is worth
the economic profit (profit and the change of that net worth, less interest on it) of the partners to come. Whatever customers
are put down for, the sum is the discounted profit of a stationary programme (residual income: Ohlson 1995).
"""

from __future__ import annotations

import numpy as np

from .ledger import COST_LINES, Ledger
from .rules.maths import log
from .rules.records import LINE

YEAR = 12  # months from which the going on is read
AHEAD = 300  # months that are followed one by one; from then on all stays as it is
LEAST_RATE = 0.001  # per month: without discounting a network that goes on has no finite value
LEAST = 1e-9
own_log = getattr(log, "py_func", log)  # the rules' own: NumPy's differs between processors
PAID_ON_SALES = ("commission", "recurring_pay", "bonus_pay", "quality_pay", "override_pay")
WITH_SALES = {"revenue": 1.0, "clawback": 1.0} | dict.fromkeys(("goods", *PAID_ON_SALES), -1.0)


def _lines(run: Ledger, names: tuple[str, ...]) -> np.ndarray:
    return run.journal[:, [LINE[name] for name in names]].sum(axis=1)


def shares(run: Ledger) -> np.ndarray:
    """How the vendor's own lines are shared among segments, by the tickets they bring, shape (months, segments)."""
    desk = run.scenario.assumptions.desk
    tickets = desk.tickets_per_lead * run.by_segment("expected_leads") + desk.tickets_per_customer * run.by_segment("customers")
    tickets = tickets + LEAST
    return tickets / tickets.sum(axis=1, keepdims=True)


def net_worth(run: Ledger) -> np.ndarray:
    """At each month's end what customers' further orders leave before pay, less what is owed, shape (months, segments)."""
    own = run.by_segment("customer_value") - run.by_segment("liability")
    return own + shares(run) * _lines(run, ("direct_value",))[:, -1:]


def profit_of_sales(run: Ledger) -> np.ndarray:
    """Sales less goods and pay on them, shape (months, segments), at the revenue that was expected before each month's draws."""
    realised = sum(sign * run.by_segment(name) for name, sign in WITH_SALES.items())
    expected, revenue = run.by_segment("expected_revenue"), run.by_segment("revenue")
    return np.where(revenue > 0.0, realised / np.maximum(revenue, LEAST) * expected, realised)


def other_profit(run: Ledger) -> np.ndarray:
    """All other profit by month and segment: direct sales, fixed pay, joint marketing, the levers' costs."""
    costs = run.journal[:, [*COST_LINES, LINE["retainer_pay"]]].sum(axis=1)
    lines = _lines(run, ("direct_revenue",)) - _lines(run, ("direct_goods", "direct_cost", "marketing_claim")) - costs
    return lines[:, :-1] + shares(run) * lines[:, -1:]


def partners_to_come(run: Ledger, recent: slice) -> np.ndarray:
    """Active partners by month after the horizon and segment, at the last year's hazards and starts, shape (AHEAD, segments)."""
    active = run.by_segment("active")
    leaving = run.by_segment("hazard")[recent].sum(axis=0) / np.maximum(active[recent].sum(axis=0), LEAST)
    starting = run.by_segment("expected_starts")[recent].mean(axis=0)
    leaving = np.maximum(leaving, LEAST)
    fading = np.cumprod(np.tile(1.0 - leaving, (AHEAD, 1)), axis=0)
    return active[-1] * fading + starting / leaving * (1.0 - fading)


def crowding(run: Ledger, recent: slice, sales: np.ndarray) -> np.ndarray:
    """How much less a partner sells as more of them share the market, shape (AHEAD,), at relative ``sales`` before it.

    New customers come at a rate in what the market has left and old ones go: penetration p = k s/(k s + m), with both
    rates as in the last year. Leads by word of mouth follow p (1 - p) and are shared by all.
    """
    reached = float(run.total("penetration")[recent].mean())
    customers = run.total("customers") + run.total("direct_customers")
    months = len(customers[recent])
    first, last, usual = float(customers[-months]), float(customers[-1]), float(customers[recent].mean())
    if not 0.0 < reached < 1.0 or min(first, last) <= 0.0:
        return np.ones(AHEAD)
    won = float(run.total("deals")[recent].mean()) / usual * reached / (1.0 - reached)
    lost = max(won * (1.0 - reached) / reached - float(np.log(last / first)) / max(months - 1, 1), LEAST)
    left = (won + lost) / (won * sales + lost)  # of the market, relative to before; p/k s is in proportion to it too
    told = run.scenario.assumptions.demand.word_of_mouth * (1.0 - reached) * usual
    told = min(1.0, told / max(float(run.total("expected_leads")[recent].mean()), LEAST))
    return left * (1.0 - told + told * left)


def network_value(run: Ledger) -> float:
    """What the network is worth at the horizon beyond the customers that it has, currency at the horizon."""
    delta = 1.0 / (1.0 + max(run.rate, LEAST_RATE))
    months = max(1, min(YEAR, run.months - 1))
    recent = slice(run.months - months, None)
    worth = net_worth(run)
    growth = np.diff(worth, axis=0, prepend=worth[:1]) - run.rate * np.concatenate([worth[:1], worth[:-1]])
    active = np.maximum(run.by_segment("active")[recent].sum(axis=0), LEAST)
    with_sales = (profit_of_sales(run)[recent] + growth[recent]).sum(axis=0) / active
    without = other_profit(run)[recent].sum(axis=0) / active
    to_come = partners_to_come(run, recent)
    revenue = run.by_segment("expected_revenue")[recent].sum(axis=0) / active
    sold = float(run.total("expected_revenue")[recent].mean())
    crowded = crowding(run, recent, (to_come * revenue).sum(axis=1) / max(sold, LEAST))
    flows = (to_come * without).sum(axis=1) + crowded * (to_come * with_sales).sum(axis=1)
    discount = np.cumprod(np.full(AHEAD, delta))
    return float((flows * discount).sum() + flows[-1] * discount[-1] * delta / (1.0 - delta))
