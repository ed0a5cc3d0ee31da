"""What the vendor has of it: profit, sales, market and cost."""

from __future__ import annotations

from ..ledger import Ledger, ratio
from .declare import Metric, declared_in

VENDOR: dict[str, Metric] = {}
metric = declared_in(VENDOR)


@metric("currency", +1)
def npv(run: Ledger) -> float:
    """Discounted profit, plus the run-off value of customers at the horizon, less recurring pay still owed."""
    stay, rate = run.retention(), run.rate
    last = slice(-6, None)
    recurring = (run.total("revenue") - run.total("new_revenue"))[last].mean()
    unit_margin = ratio(run.margin[last].sum(), (run.total("revenue") + run.total("direct_revenue"))[last].sum())
    value = recurring * unit_margin * stay / (1.0 + rate - stay)
    owed = run.total("liability")[-1]
    return float((run.profit * run.discount).sum() + run.discount[-1] * (value - owed))


@metric("currency a month", +1)
def profit(run: Ledger) -> float:
    """Mean profit a month."""
    return float(run.profit.mean())


@metric("currency a month", +1)
def revenue(run: Ledger) -> float:
    """Mean revenue a month, partners' and direct."""
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


@metric("currency a month", -1)
def programme_cost(run: Ledger) -> float:
    """Mean cost a month of everything but pay."""
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


@metric("hours", -1)
def wait(run: Ledger) -> float:
    """Mean wait at the support desk."""
    return run.sum("wait") / run.months
