"""A run's books: its journal and accounts by name, what partners are paid, what the programme costs, what is left."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import numpy as np

from .rules.records import LINE
from .scenario import Scenario

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
    "development_cost",
    "review_cost",
)
YEAR = 12
LEAST_RATE = 0.001  # without discounting a network that goes on has no finite value
LEAST_TICKETS = 1e-9
PAY_LINES, COST_LINES = ([LINE[name] for name in names] for names in (PAY, COSTS))


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
        return ratio(self.sum(line), self.sum("active"))

    @cached_property
    def pay(self) -> np.ndarray:
        """What partners are paid a month, less clawback."""
        return self._totals[PAY_LINES].sum(axis=0) - self.total("clawback")

    @cached_property
    def channel_cost(self) -> np.ndarray:
        """Pay, joint marketing and the cost of every other lever, a month."""
        return self.pay + self.total("marketing_claim") + self._totals[COST_LINES].sum(axis=0)

    @cached_property
    def margin(self) -> np.ndarray:
        """Revenue less goods and the cost of direct sales, a month, before channel costs."""
        revenue = self.total("revenue") + self.total("direct_revenue")
        return revenue - self.total("goods") - self.total("direct_goods") - self.total("direct_cost")

    @cached_property
    def profit(self) -> np.ndarray:
        """The vendor's profit a month."""
        return self.margin - self.channel_cost

    @cached_property
    def net_worth(self) -> np.ndarray:
        """What customers' further orders are worth at each month's end, partners' and direct ones, less what partners are owed.

        Shape (months, segments + 1), the last column the vendor's own.
        """
        lines = (self.journal[:, LINE[name]] for name in ("customer_value", "liability", "direct_value"))
        value, owed, direct = lines
        return value - owed + direct

    @cached_property
    def profit_by_segment(self) -> np.ndarray:
        """Profit by month and segment; the vendor's own lines by the tickets that each segment's leads and customers bring.

        Shape (months, segments).
        """
        gains = [LINE[name] for name in ("revenue", "clawback", "direct_revenue")]
        losses = [LINE[name] for name in ("goods", "direct_goods", "direct_cost", "marketing_claim")]
        lines = self.journal[:, gains].sum(axis=1) - self.journal[:, [*losses, *PAY_LINES, *COST_LINES]].sum(axis=1)
        return lines[:, :-1] + self._weights * lines[:, -1:]

    @cached_property
    def _weights(self) -> np.ndarray:
        """How the vendor's own lines are shared among segments, shape (months, segments): by tickets, else evenly."""
        desk = self.scenario.assumptions.desk
        tickets = desk.tickets_per_lead * self.by_segment("expected_leads")
        tickets = tickets + desk.tickets_per_customer * self.by_segment("customers") + LEAST_TICKETS
        return tickets / tickets.sum(axis=1, keepdims=True)

    def network_value(self) -> float:
        """What the network is worth at the horizon beyond the customers that it has: its going on as it went.

        Economic profit (profit and the change of ``net_worth``, less interest on it) per active partner of a segment, as in the
        last year, times the discounted sum of the segment's partners to come: hazards and starts of the last year lead
        their number from today's to its stationary one. With ``net_worth`` this is the perpetuity of profit
        (residual income: Ohlson 1995), whatever customers were put down for.
        """
        delta = 1.0 / (1.0 + max(self.rate, LEAST_RATE))
        last = min(YEAR, self.months - 1)
        recent = slice(self.months - max(last, 1), None)
        assets = self.net_worth[:, :-1] + self._weights * self.net_worth[:, -1:]
        profit = self.profit_by_segment[recent].sum(axis=0)
        if last:
            before = assets[self.months - last - 1 : -1]
            profit = profit + (assets[recent] - before * (1.0 + self.rate)).sum(axis=0)
        active = self.by_segment("active")[recent].sum(axis=0)
        present = np.maximum(active, 1e-9)
        leaving = self.by_segment("hazard")[recent].sum(axis=0) / present
        starting = self.by_segment("expected_starts")[recent].mean(axis=0)
        staying = delta * (1.0 - leaving)
        those_here = self.by_segment("active")[-1] * staying / (1.0 - staying)
        those_to_come = starting * delta / ((1.0 - delta) * (1.0 - staying))
        return float((profit / present * (those_here + those_to_come))[active > 0.0].sum())

    @cached_property
    def incomes(self) -> np.ndarray:
        """Incumbents' mean monthly incomes while in, the lowest first; a single 0 if everybody had left before the rollout."""
        months = self.accounts["months"]
        return np.sort(self.accounts["plain_income"] / np.maximum(months, 1.0)) if months.size else np.zeros(1)

    def retention(self) -> float:
        """Share of customers who stay a month, over the last year."""
        return min(0.999, ratio(self.total("stayed")[-12:].sum(), self.total("asked_to_stay")[-12:].sum()))


def discount_factors(rate: float, months: int) -> np.ndarray:
    """What money of each month is worth at the start, shape (months,).

    Only × and ÷ in one order: powers and products of matrices differ between processors in the last bit.
    """
    return np.cumprod(np.concatenate([[1.0], np.full(months - 1, 1.0 / (1.0 + rate))]))


def ratio(above: float, below: float) -> float:
    """A share or mean; 0 where there is nothing to divide by."""
    return float(above / below) if below else 0.0
