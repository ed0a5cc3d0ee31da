"""A run's books: its journal and accounts by name, what partners are paid, what the programme costs, what is left."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Protocol

import numpy as np

from partnerscape.rules.shared.records import LINE
from partnerscape.scenario import Scenario

PAY = ("commission", "recurring_pay", "bonus_pay", "retainer_pay", "quality_pay", "override_pay")
COSTS = {  # deducted from profit: a line of the journal, and the lever that it pays for
    "support_cost": "support_agents",
    "training_cost": "training_hours",
    "onboarding_cost": "onboarding_hours",
    "communication_cost": "communication",
    "community_cost": "community",
    "curation_cost": "curation",
    "offer_cost": "offers",
    "transparency_cost": "transparency",
    "alignment_cost": "alignment",
    "priority_cost": "priority_share",
    "protection_cost": "deal_protection",
    "status_cost": "status_share",
    "survey_cost": "survey_every",
    "development_cost": "survey_every",
    "review_cost": "review_every",
}
PAY_LINES, COST_LINES = (np.array([LINE[name] for name in names]) for names in (PAY, COSTS))


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
        """A line per month, over all segments and the vendor's own column."""
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
        """What partners are paid per month, less clawback."""
        return self._totals[PAY_LINES].sum(axis=0) - self.total("clawback")

    @cached_property
    def channel_cost(self) -> np.ndarray:
        """Pay, joint marketing and the cost of every other lever, per month."""
        return self.pay + self.total("marketing_claim") + self._totals[COST_LINES].sum(axis=0)

    @cached_property
    def margin(self) -> np.ndarray:
        """Revenue less goods and the cost of direct sales, per month, before channel costs."""
        revenue = self.total("revenue") + self.total("direct_revenue")
        return revenue - self.total("goods") - self.total("direct_goods") - self.total("direct_cost")

    @cached_property
    def profit(self) -> np.ndarray:
        """The vendor's profit per month."""
        return self.margin - self.channel_cost

    @cached_property
    def incomes(self) -> np.ndarray:
        """Incumbents' mean monthly incomes while in, the lowest first; a single 0 if everybody had left before the rollout."""
        months = self.accounts["months"]
        return np.sort(self.accounts["plain_income"] / np.maximum(months, 1.0)) if months.size else np.zeros(1)

    @cached_property
    def newcomers(self) -> tuple[np.ndarray, np.ndarray]:
        """Newcomers' surplus over the outside option, with what is owed at the end, and their months: discounted, by segment."""
        to_incumbents = np.bincount(self.accounts["segment"].astype(int), self.accounts["owed"], self.journal.shape[2] - 1)
        owed = self.discount[-1] * self.journal[-1, LINE["liability"], :-1] - to_incumbents
        both = self.journal[:, LINE["newcomer"] : LINE["newcomer_surplus"] + 1, :-1]  # they stand side by side
        number, surplus = (self.discount[:, None, None] * both).sum(axis=0)
        return surplus + owed, number

    def retention(self) -> float:
        """Share of customers who stay a month, over the last year."""
        return min(0.999, ratio(self.total("stayed")[-12:].sum(), self.total("asked_to_stay")[-12:].sum()))


@lru_cache(maxsize=64)
def discount_factors(rate: float, months: int) -> np.ndarray:
    """What money of each month is worth at the start, shape (months,), not to be written to.

    Only × and ÷ in one order: powers and products of matrices differ between processors in the last bit.
    """
    factors = np.cumprod(np.concatenate([[1.0], np.full(months - 1, 1.0 / (1.0 + rate))]))
    factors.flags.writeable = False
    return factors


def ratio(above: float, below: float) -> float:
    """A share or mean; 0 where there is nothing to divide by."""
    return float(above / below) if below else 0.0
