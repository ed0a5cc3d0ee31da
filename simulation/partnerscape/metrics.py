"""From what a run leaves to named numbers. Each metric is declared once: unit, direction, definition.

A metric is a function of a ``Ledger`` (a run's journal by name). ``METRICS`` lists them in order.
Money is discounted to the rollout where the definition says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from .rules.records import LINE
from .scenario import InputError, Scenario, one_of

PAY = ("commission", "recurring_pay", "bonus_pay", "retainer_pay", "quality_pay", "override_pay")
COSTS = (
    "support_cost",
    "training_cost",
    "onboarding_cost",
    "communication_cost",
    "community_cost",
    "curation_cost",
    "offer_cost",
    "transparency_cost",
    "alignment_cost",
    "priority_cost",
    "protection_cost",
    "status_cost",
    "survey_cost",
    "review_cost",
)
PAY_LINES, COST_LINES = ([LINE[name] for name in names] for names in (PAY, COSTS))


@dataclass(frozen=True)
class Metric:
    """A named number: how it is computed, its unit, whether more is better (+1), worse (-1) or neither (0)."""

    name: str
    unit: str
    better: int
    meaning: str
    compute: Callable[[Ledger], float]


class Outcome(Protocol):
    """What a run leaves, from either driver: see ``engine.Run``."""

    @property
    def scenario(self) -> Scenario: ...  # noqa: D102
    @property
    def journal(self) -> np.ndarray: ...  # noqa: D102
    @property
    def accounts(self) -> dict[str, np.ndarray]: ...  # noqa: D102


class Ledger:
    """A run's journal and accounts by name.

    ``total(line)`` has shape (months,), ``by_segment(line)`` (months, segments), ``accounts[name]`` (incumbents,).
    """

    def __init__(self, run: Outcome) -> None:
        self.scenario = run.scenario
        self.journal = run.journal
        self.accounts = run.accounts
        self.months = self.journal.shape[0]
        self.rate = self.scenario.assumptions.costs.discount_monthly
        self.discount = discount_factors(self.rate, self.months)
        self._totals = np.ascontiguousarray(self.journal.sum(axis=2).T)
        self._sums = dict(zip(LINE, self._totals.sum(axis=1).tolist(), strict=True))

    def total(self, line: str) -> np.ndarray:
        """A line a month, over all segments and the vendor's own column."""
        return self._totals[LINE[line]]

    def sum(self, line: str) -> float:
        """A line over all months and segments."""
        return self._sums[line]

    def by_segment(self, line: str) -> np.ndarray:
        """A line by month and segment."""
        return self.journal[:, LINE[line], :-1]

    def per_partner(self, line: str) -> float:
        """A line's mean over all active partner-months."""
        return _ratio(self.sum(line), self.sum("active"))

    def pay(self) -> np.ndarray:
        """What partners are paid a month, less clawback."""
        return self._totals[PAY_LINES].sum(axis=0) - self.total("clawback")

    def channel_cost(self) -> np.ndarray:
        """Pay, joint marketing and the cost of every other lever, a month."""
        return self.pay() + self.total("marketing_claim") + self._totals[COST_LINES].sum(axis=0)

    def margin(self) -> np.ndarray:
        """Revenue less goods and the cost of direct sales, a month, before channel costs."""
        revenue = self.total("revenue") + self.total("direct_revenue")
        return revenue - self.total("goods") - self.total("direct_goods") - self.total("direct_cost")

    def profit(self) -> np.ndarray:
        """The vendor's profit a month."""
        return self.margin() - self.channel_cost()

    def retention(self) -> float:
        """Share of customers who stay a month, over the last year."""
        return min(0.999, _ratio(self.total("stayed")[-12:].sum(), self.total("asked_to_stay")[-12:].sum()))


def discount_factors(rate: float, months: int) -> np.ndarray:
    """What money of each month is worth at the start, shape (months,).

    Only × and ÷ in one order: powers and products of matrices differ between processors in the last bit.
    """
    return np.cumprod(np.concatenate([[1.0], np.full(months - 1, 1.0 / (1.0 + rate))]))


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else 0.0


METRICS: dict[str, Metric] = {}


def metric(unit: str, better: int) -> Callable[[Callable[[Ledger], float]], Callable[[Ledger], float]]:
    """Declare a metric; its name and meaning are the function's."""

    def declare(compute: Callable[[Ledger], float]) -> Callable[[Ledger], float]:
        name = compute.__name__
        METRICS[name] = Metric(name, unit, better, (compute.__doc__ or "").strip(), compute)
        return compute

    return declare


def check_goals(scenario: Scenario) -> None:
    """Refuse constraints on what is no metric: only here is it known what can be measured."""
    for number, constraint in enumerate(scenario.goals.constraints):
        if constraint.metric not in METRICS:
            expected = one_of("the name of a metric", METRICS, constraint.metric)
            raise InputError(scenario.name, f"goals.constraints.{number}", "metric", expected, constraint.metric)


def measure(run: Outcome) -> dict[str, float]:
    """Every metric of a run."""
    ledger = Ledger(run)
    return {name: float(m.compute(ledger)) for name, m in METRICS.items()}


# ---- the vendor


@metric("currency", +1)
def npv(run: Ledger) -> float:
    """Discounted profit, plus the run-off value of customers at the horizon, less recurring pay still owed."""
    stay, rate = run.retention(), run.rate
    last = slice(-6, None)
    recurring = (run.total("revenue") - run.total("new_revenue"))[last].mean()
    unit_margin = _ratio(run.margin()[last].sum(), (run.total("revenue") + run.total("direct_revenue"))[last].sum())
    value = recurring * unit_margin * stay / (1.0 + rate - stay)
    owed = run.total("liability")[-1]
    return float((run.profit() * run.discount).sum() + run.discount[-1] * (value - owed))


@metric("currency a month", +1)
def profit(run: Ledger) -> float:
    """Mean profit a month."""
    return float(run.profit().mean())


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
    return _ratio(run.channel_cost().sum(), run.sum("revenue") + run.sum("direct_revenue"))


@metric("share of revenue", 0)
def payout_ratio(run: Ledger) -> float:
    """Pay over partners' revenue."""
    return _ratio(run.pay().sum(), run.sum("revenue"))


@metric("currency a month", -1)
def programme_cost(run: Ledger) -> float:
    """Mean cost a month of everything but pay."""
    return float((run.channel_cost() - run.pay()).mean())


@metric("share", 0)
def top_fifth_share(run: Ledger) -> float:
    """Share of each month's best 20 % of partners in partners' revenue over all months."""
    return _ratio(run.sum("top_revenue"), run.sum("revenue"))


@metric("share", -1)
def best_five_share(run: Ledger) -> float:
    """Share of each month's best five partners in partners' revenue over all months."""
    return _ratio(run.sum("top_five_revenue"), run.sum("revenue"))


@metric("share", 0)
def desk_utilisation(run: Ledger) -> float:
    """Mean utilisation of the support desk."""
    return run.sum("utilisation") / run.months


@metric("hours", -1)
def wait(run: Ledger) -> float:
    """Mean wait at the support desk."""
    return run.sum("wait") / run.months


# ---- the partners


@metric("count", +1)
def active_partners(run: Ledger) -> float:
    """Mean number of active partners."""
    return run.sum("active") / run.months


@metric("currency a month", +1)
def income(run: Ledger) -> float:
    """Mean income an active partner and month."""
    return run.per_partner("income")


def _monthly_income(run: Ledger) -> np.ndarray:
    if run.accounts["months"].size == 0:  # everybody had left before the rollout
        return np.zeros(1)
    return run.accounts["plain_income"] / np.maximum(run.accounts["months"], 1.0)


@metric("currency a month", +1)
def income_median(run: Ledger) -> float:
    """Median over incumbents of their mean monthly income while in."""
    return float(np.median(_monthly_income(run)))


@metric("currency a month", +1)
def income_p10(run: Ledger) -> float:
    """10th percentile over incumbents of their mean monthly income while in."""
    return float(np.quantile(_monthly_income(run), 0.1))


@metric("currency", +1)
def certainty_equivalent(run: Ledger) -> float:
    """Mean over incumbents of discounted CE while in and the outside option after an exit."""
    return _ratio(run.accounts["certainty"].sum(), run.accounts["certainty"].size)


@metric("currency", +1)
def surplus(run: Ledger) -> float:
    """Discounted CE less outside option of everybody who was ever in, newcomers too."""
    return float(((run.total("certainty") - run.total("alternative")) * run.discount).sum())


@metric("currency an hour", +1)
def income_per_hour(run: Ledger) -> float:
    """Incumbents' income over all hours given."""
    return _ratio(run.accounts["plain_income"].sum(), run.accounts["hours"].sum())


@metric("ratio", -1)
def volatility(run: Ledger) -> float:
    """Mean over incumbents in for a year or more of the coefficient of variation of monthly income."""
    months, total = run.accounts["months"], run.accounts["plain_income"]
    long = (months >= 12) & (total > 0.0)
    if not long.any():
        return 0.0
    mean = total[long] / months[long]
    variance = np.maximum(run.accounts["income_squared"][long] / months[long] - mean**2, 0.0)
    return float((np.sqrt(variance) / mean).mean())


@metric("share", +1)
def better_off(run: Ledger) -> float:
    """Share of partner-months worth more than the outside option."""
    return run.per_partner("better_off")


@metric("share a month", -1)
def churn(run: Ledger) -> float:
    """Exits over active partner-months."""
    return run.per_partner("left")


@metric("share", +1)
def activation(run: Ledger) -> float:
    """Starts over starts and give-ups."""
    started = run.sum("started")
    return _ratio(started, started + run.sum("gave_up"))


@metric("days", -1)
def time_to_first_sale(run: Ledger) -> float:
    """Mean days from signing to the first sale, of those who made it in the horizon; a month counts to its middle."""
    return 365.25 / 12.0 * max(0.0, _ratio(run.sum("first_sale_wait"), run.sum("first_sale")) - 0.5)


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


@metric("hours a month", -1)
def hours_lost(run: Ledger) -> float:
    """Mean hours a month that are not selling: looking, confusion, serving, training, reading."""
    return run.per_partner("burden")


@metric("hours a month", 0)
def effort(run: Ledger) -> float:
    """Mean hours of selling a month."""
    return run.per_partner("effort")


@metric("0-1", +1)
def support_quality(run: Ledger) -> float:
    """Mean support quality that partners received."""
    return run.per_partner("support")


@metric("hours a month", +1)
def training_received(run: Ledger) -> float:
    """Mean training an active partner and month, from what the vendor paid."""
    return _ratio(run.sum("training_cost"), run.scenario.assumptions.costs.training_cost * run.sum("active"))


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


@metric("surveys a year", +1)
def feedback(run: Ledger) -> float:
    """Surveys held a year, weighted with partners' trust."""
    held = (run.total("survey_cost") > 0.0).sum() * 12.0 / run.months
    return float(held * trust(run))


# ---- customers and operations


@metric("0-1", +1)
def quality(run: Ledger) -> float:
    """Mean quality that customers met."""
    return _ratio(run.sum("quality_served"), run.sum("customers"))


@metric("share a month", +1)
def retention(run: Ledger) -> float:
    """Share of partners' customers who stay a month."""
    return _ratio(run.sum("stayed"), run.sum("asked_to_stay"))


@metric("a 100 customer-months", -1)
def complaints(run: Ledger) -> float:
    """Complaints a hundred customer-months."""
    return 100.0 * _ratio(run.sum("complaints"), run.sum("customers"))


@metric("a month", +1)
def leads(run: Ledger) -> float:
    """Mean leads a month."""
    return run.sum("leads") / run.months


@metric("share", +1)
def conversion(run: Ledger) -> float:
    """Deals over leads."""
    return _ratio(run.sum("deals"), run.sum("leads"))


@metric("share", +1)
def lead_quality(run: Ledger) -> float:
    """Mean conversion probability of a lead."""
    return _ratio(run.sum("conversion_led"), run.sum("leads"))


@metric("currency", 0)
def average_order(run: Ledger) -> float:
    """Partners' revenue over all orders."""
    return _ratio(run.sum("revenue"), run.sum("deals") + run.sum("orders"))


# ---- flags


@metric("share", 0)
def bunching(run: Ledger) -> float:
    """Share of partner-months whose planned revenue sits at a threshold, the target or the cap."""
    return run.per_partner("bunched")


@metric("share", -1)
def income_from_recruiting(run: Ledger) -> float:
    """Share of overrides in partners' pay: beyond .3 the programme lives on recruiting."""
    return _ratio(run.sum("override_pay"), run.pay().sum())


@metric("share", 0)
def partners_share(run: Ledger) -> float:
    """Partners' pay over pay and vendor's profit; a split below .15 or above .85 is one-sided."""
    pay = run.pay().sum()
    return _ratio(pay, pay + max(0.0, run.profit().sum()))
