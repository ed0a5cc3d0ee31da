"""Partners' outcomes: income, risk, standing, satisfaction."""

from __future__ import annotations

import numpy as np

from .declare import Metric, declared_in
from .ledger import Ledger, ratio

PARTNERS: dict[str, Metric] = {}
metric = declared_in(PARTNERS)


@metric("count", +1)
def active_partners(run: Ledger) -> float:
    """Mean number of active partners."""
    return run.sum("active") / run.months


@metric("currency per month", +1)
def income(run: Ledger) -> float:
    """Mean income per active partner and month."""
    return run.per_partner("income")


def _quantile(ordered: np.ndarray, share: float) -> float:
    """A quantile of values in order, linear between two of them: NumPy's, without its third of a run's metrics in time."""
    at = share * (ordered.size - 1)
    low = int(at)
    below, above, part = float(ordered[low]), float(ordered[min(low + 1, ordered.size - 1)]), at - low
    return above - (above - below) * (1.0 - part) if part >= 0.5 else below + (above - below) * part


@metric("currency per month", +1)
def income_median(run: Ledger) -> float:
    """Median over incumbents of their mean monthly income while active."""
    return _quantile(run.incomes, 0.5)


@metric("currency per month", +1)
def income_p10(run: Ledger) -> float:
    """10th percentile over incumbents of their mean monthly income while active."""
    return _quantile(run.incomes, 0.1)


@metric("currency", +1)
def certainty_equivalent(run: Ledger) -> float:
    """Mean over incumbents: discounted CE at the true terms, as long as they may stay, and the outside option after an exit."""
    return ratio(run.accounts["earned"].sum(), run.accounts["earned"].size)


@metric("currency", +1)
def account(run: Ledger) -> float:
    """Mean account of incumbents: the certainty equivalent, including what staying is worth beyond money."""
    return ratio(run.accounts["certainty"].sum(), run.accounts["certainty"].size)


@metric("currency per month", -1)
def opacity_premium(run: Ledger) -> float:
    """Mean certainty equivalent per active partner and month lost to opacity of pay; as felt."""
    return run.per_partner("opacity_cost")


@metric("currency per month", -1)
def risk_premium(run: Ledger) -> float:
    """Mean certainty equivalent per active partner and month lost to the risk of sales; as felt."""
    return run.per_partner("risk_cost")


@metric("currency per month", +1)
def newcomer_surplus(run: Ledger) -> float:
    """Worth of a newcomer's month over its outside option, including what it is owed; discounted mean."""
    surplus, months = run.newcomers
    return ratio(surplus.sum(), months.sum())


@metric("currency per month", 0)
def outside_option(run: Ledger) -> float:
    """Mean outside option per active partner and month."""
    return run.per_partner("alternative")


@metric("count", +1)
def newcomers(run: Ledger) -> float:
    """Partners who started after the rollout."""
    return run.sum("started")


@metric("currency", +1)
def surplus(run: Ledger) -> float:
    """Discounted CE at the true terms less outside option of everybody who was ever active, newcomers included."""
    return float(((run.total("worth") - run.total("alternative")) * run.discount).sum())


@metric("currency per hour", +1)
def income_per_hour(run: Ledger) -> float:
    """Incumbents' income over all hours worked."""
    return ratio(run.accounts["plain_income"].sum(), run.accounts["hours"].sum())


@metric("ratio", -1)
def volatility(run: Ledger) -> float:
    """Mean over incumbents active for a year or more of the coefficient of variation of monthly income."""
    months, total = run.accounts["months"], run.accounts["plain_income"]
    long = np.flatnonzero((months >= 12) & (total > 0.0))
    if not long.size:
        return 0.0
    months = months[long]
    mean = total[long] / months
    variance = np.maximum(run.accounts["income_squared"][long] / months - mean * mean, 0.0)
    return float((np.sqrt(variance) / mean).sum()) / long.size


@metric("share", +1)
def better_off(run: Ledger) -> float:
    """Share of partner-months worth more than the outside option."""
    return run.per_partner("better_off")


@metric("share per month", -1)
def churn(run: Ledger) -> float:
    """Exits over active partner-months."""
    return run.per_partner("left")


@metric("share", +1)
def activation(run: Ledger) -> float:
    """Starts over starts and give-ups."""
    started = run.sum("started")
    return ratio(started, started + run.sum("gave_up"))


@metric("days", -1)
def time_to_first_sale(run: Ledger) -> float:
    """Mean days from signing to the first sale, of those who made it in the horizon; a month counts to its middle."""
    return 365.25 / 12.0 * max(0.0, ratio(run.sum("first_sale_wait"), run.sum("first_sale")) - 0.5)


@metric("0-1", +1)
def satisfaction(run: Ledger) -> float:
    """Mean satisfaction of active partners."""
    return run.per_partner("satisfaction")


@metric("0-1", +1)
def trust(run: Ledger) -> float:
    """Mean trust of active partners."""
    return run.per_partner("trust")


@metric("0-1", +1)
def loyalty(run: Ledger) -> float:
    """Mean loyalty of active partners."""
    return run.per_partner("loyalty")


@metric("0-1", +1)
def skill(run: Ledger) -> float:
    """Mean skill of active partners."""
    return run.per_partner("skill")


@metric("0-1", +1)
def reputation(run: Ledger) -> float:
    """Mean reputation of active partners."""
    return run.per_partner("reputation")


@metric("hours per month", -1)
def hours_lost(run: Ledger) -> float:
    """Mean hours per month that are not selling: looking, confusion, serving, training, reading."""
    return run.per_partner("burden")


@metric("hours per month", 0)
def effort(run: Ledger) -> float:
    """Mean hours of selling per month."""
    return run.per_partner("effort")


@metric("0-1", +1)
def support_quality(run: Ledger) -> float:
    """Mean support quality that partners received."""
    return run.per_partner("support")


@metric("hours per month", +1)
def training_received(run: Ledger) -> float:
    """Mean hours of training taken up per active partner and month."""
    return run.per_partner("training")


@metric("share", +1)
def access(run: Ledger) -> float:
    """Mean share of market cells in which a partner has customers."""
    return run.per_partner("cells_reached")


@metric("factor", +1)
def capacity(run: Ledger) -> float:
    """Mean capacity of active partners relative to their start."""
    return run.per_partner("growth")


@metric("0-1", +1)
def influence(run: Ledger) -> float:
    """Mean strength of the partners' voice."""
    return run.sum("voice") / run.months


@metric("surveys per year", +1)
def feedback(run: Ledger) -> float:
    """Surveys per year, weighted by partners' trust."""
    per_year = (run.total("survey_cost") > 0.0).sum() * 12.0 / run.months
    return float(per_year * trust(run))
