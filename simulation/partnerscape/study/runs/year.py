"""A year of a programme as it stands: what partners sell, by segment, and what the ledger books, at today's partners."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape.metrics.ledger import COSTS, PAY, Ledger, ratio
from partnerscape.rules.shared.records import LINE
from partnerscape.scenario import Policy, Scenario

from .drivers import Engine

YEAR = 12
SALES = {  # per year, by what a component of a pay plan is paid on: lines of the journal
    "new revenue": ("new_revenue",),
    "revenue": ("revenue",),
    "orders": ("orders", "deals"),
    "new customers": ("deals",),
}
BOOKED = (*PAY, "clawback", "marketing_claim", *COSTS)


@dataclass(frozen=True)
class Year:
    """Means over seeds of the first year after the rollout, per year.

    Attributes
    ----------
    sales : DataFrame
        One row per segment: ``partners`` (active ones), and what components are paid on: currency or number per year.
    booked : dict of str to float
        The ledger's lines, currency per year.
    partners : float
        Active partners.
    agents : float
        Persons at the support desk.
    staying : float
        Share of customers who stay from one month to the next.
    seeds : list of int
    """

    sales: pd.DataFrame
    booked: dict[str, float]
    partners: float
    agents: float
    staying: float
    seeds: list[int]

    @property
    def pay(self) -> float:
        """What partners are paid per year, less clawback."""
        return sum(self.booked[line] for line in PAY) - self.booked["clawback"]

    def at(self, partners: float) -> dict[str, float]:
        """The ledger's lines per year for another number of partners who cost as much each."""
        return {line: value * ratio(partners, self.partners) for line, value in self.booked.items()}


def year_of(scenario: Scenario, policy: Policy, seeds: Iterable[int], progress: Callable[[int, int], None] | None = None) -> Year:
    """A year under a policy that takes effect at once, under the assumptions as stated.

    Parameters
    ----------
    scenario : Scenario
    policy : Policy
        Without its notice and the time for which incumbents keep the old pay.
    seeds : iterable of int
        Futures whose mean it is.
    progress : callable, optional
        Called with the number of finished runs and the total.

    Returns
    -------
    Year
    """
    seeds = list(seeds)
    at_once = policy.changed(notice_months=0, grandfather_months=0)
    ledgers = []
    for done, seed in enumerate(seeds, 1):
        ledgers.append(Ledger(Engine().play(scenario, at_once, seed)))
        if progress:
            progress(done, len(seeds))
    return _mean(ledgers, scenario, seeds)


def _mean(ledgers: list[Ledger], scenario: Scenario, seeds: list[int]) -> Year:
    segments = len(scenario.segments)

    def yearly(*lines: str) -> np.ndarray:
        """A sum of lines per year by segment, the vendor's own column last."""
        pages = [_first_year(ledger, line) for ledger in ledgers for line in lines]
        return np.sum(pages, axis=0) / len(ledgers)

    sales = pd.DataFrame({name: yearly(*lines)[:segments] for name, lines in SALES.items()}, index=scenario.segment_names)
    sales["renewals"] = sales["revenue"] - sales["new revenue"]
    sales["margin"] = sales["revenue"] - yearly("goods")[:segments]
    sales["customers"] = yearly("customers")[:segments]  # months of customers: they are paid for each
    sales.insert(0, "partners", yearly("active")[:segments] / YEAR)
    return Year(
        sales,
        {line: float(yearly(line).sum()) for line in BOOKED},
        float(sales["partners"].sum()),
        float(yearly("agents").sum()) / YEAR,
        float(np.mean([ledger.retention() for ledger in ledgers])),
        seeds,
    )


def _first_year(ledger: Ledger, line: str) -> np.ndarray:
    """A line over the first twelve months (of a shorter horizon: as many, scaled up), by segment and for the vendor."""
    page = ledger.journal[:YEAR, LINE[line], :]
    return page.sum(axis=0) * (YEAR / page.shape[0])
