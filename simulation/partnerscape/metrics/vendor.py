"""The vendor's outcomes: profit, sales, market and cost."""

from __future__ import annotations

from .declare import Metric, declared_in
from .ledger import Ledger, ratio
from .network import network_value

VENDOR: dict[str, Metric] = {}
metric = declared_in(VENDOR)


@metric("currency", +1)
def npv(run: Ledger) -> float:
    """Discounted profit to the horizon, plus the worth of customers there, less liabilities, plus the network's worth."""
    return float((run.profit * run.discount).sum()) + customer_assets(run) - owed(run) + network(run)


@metric("currency", +1)
def customer_assets(run: Ledger) -> float:
    """Discounted margin, before pay, on further orders of the customers at the horizon, partners' and direct ones."""
    return float(run.discount[-1] * (run.total("customer_value")[-1] + run.total("direct_value")[-1]))


@metric("currency", 0)
def owed(run: Ledger) -> float:
    """Discounted liabilities to partners at the horizon: recurring pay and overrides, less clawback."""
    return float(run.discount[-1] * run.total("liability")[-1])


@metric("currency", +1)
def network(run: Ledger) -> float:
    """Discounted worth of the network at the horizon, as a going concern, beyond its existing customers."""
    return float(run.discount[-1] * network_value(run))


@metric("currency per month", +1)
def profit(run: Ledger) -> float:
    """Mean profit per month."""
    return float(run.profit.mean())


@metric("currency per month", +1)
def revenue(run: Ledger) -> float:
    """Mean revenue per month, partners' and direct."""
    return (run.sum("revenue") + run.sum("direct_revenue")) / run.months


@metric("share", +1)
def market_share(run: Ledger) -> float:
    """Customers over potential at the start of the last month; at most 1."""
    return float(run.total("penetration")[-1])


@metric("count", +1)
def customers(run: Ledger) -> float:
    """Customers at the horizon, partners' and direct."""
    return float(run.total("customers")[-1] + run.total("direct_customers")[-1])


@metric("factor", +1)
def brand(run: Ledger) -> float:
    """Brand in the last month; 1 at a lasting mean quality of .75."""
    return float(run.total("brand")[-1])


@metric("share of revenue", -1)
def channel_cost_ratio(run: Ledger) -> float:
    """Pay and all programme costs over revenue."""
    return ratio(run.channel_cost.sum(), run.sum("revenue") + run.sum("direct_revenue"))


@metric("share of revenue", 0)
def payout_ratio(run: Ledger) -> float:
    """Pay over partners' revenue."""
    return ratio(run.pay.sum(), run.sum("revenue"))


@metric("currency per month", -1)
def programme_cost(run: Ledger) -> float:
    """Mean cost per month of everything except pay."""
    return float((run.channel_cost - run.pay).mean())


@metric("share", 0)
def top_fifth_share(run: Ledger) -> float:
    """Share of each month's best 20 % of partners in partners' revenue over all months."""
    return ratio(run.sum("top_revenue"), run.sum("revenue"))


@metric("share", -1)
def best_five_share(run: Ledger) -> float:
    """Share of each month's best five partners in partners' revenue over all months."""
    return ratio(run.sum("top_five_revenue"), run.sum("revenue"))


@metric("share", 0)
def desk_utilisation(run: Ledger) -> float:
    """Mean utilisation of the support desk."""
    return run.sum("utilisation") / run.months


@metric("persons", 0)
def headcount(run: Ledger) -> float:
    """Mean number of agents at the support desk."""
    return run.sum("agents") * run.scenario.assumptions.desk.desk_scale / run.months


@metric("hours", -1)
def wait(run: Ledger) -> float:
    """Mean wait at the support desk."""
    return run.sum("wait") / run.months
