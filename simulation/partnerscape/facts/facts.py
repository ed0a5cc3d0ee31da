"""Stylised facts of a panel of sellers, each with the band that the model must meet.

Bands come from two real data sets of one Brazilian marketplace (Olist 2018): its sellers' months and its leads.
The panels are those of ``panel``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape import engine
from partnerscape.rules.shared.records import LINE
from partnerscape.scenario import Scenario

from .panel import PANEL_MONTHS, WATCHED_MONTHS, at_launch, simulated_panel

SILENCE = 3  # months without a sale that make the last one an exit
BEST = 0.2  # the share that "the best fifth" is
YOUNG = 3  # months since the first sale: less is young
STOCK_MONTHS = 36  # over which stock and flow are compared, after the burn-in


@dataclass(frozen=True)
class Fact:
    """A number of a panel and the band in which it must lie."""

    meaning: str
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies in the band."""
        return self.low <= value <= self.high


FACTS = {
    "monthly_best_fifth": Fact("share of the best fifth in a month's revenue", 0.62, 0.73),
    "cumulative_best_fifth": Fact("share of the best fifth in all revenue", 0.74, 0.83),
    "ln_revenue_sd": Fact("spread of ln monthly revenue", 0.95, 1.45),
    "ln_revenue_skew": Fact("skew of ln monthly revenue", -0.3, 0.3),
    "persistence": Fact("AR(1) of ln revenue over consecutive months", 0.62, 0.76),
    "young_share": Fact("partner-months within three months of the first sale: about half", 0.4, 0.6),
    "exit_0": Fact("exits in the month of the first sale", 0.14, 0.20),
    "exit_1": Fact("exits a month later", 0.07, 0.11),
    "exit_2_to_4": Fact("exits two to four months later, mean", 0.06, 0.10),
    "exit_6": Fact("exits six months later", 0.04, 0.07),
    "exit_12": Fact("exits twelve months later", 0.04, 0.07),
    "exit_rise_with_revenue": Fact("largest step of exits from a fifth by revenue to the next: they fall in order", -1.0, 0.0),
    "exit_poorest_to_richest": Fact("exits of the poorest fifth by revenue, relative to the richest", 4.0, np.inf),
    "ever_sell": Fact("share of the signed who ever sell", 0.40, 0.60),
    "days_to_first_sale": Fact("median days from signing to the first sale", 35.0, 65.0),
    "size_and_quality": Fact("correlation of ln revenue per month and mean quality", -0.1, 0.1),
    "quality_spread_rise": Fact("largest step of quality's spread from a fifth by size to the next: it falls", -np.inf, 0.0),
    "stock_to_flow": Fact("active partners relative to activations over hazard", 0.9, 1.1),
}


def best_fifth(revenue: pd.Series) -> float:
    """Share of the best fifth of the sellers in what all sold."""
    ordered = np.sort(revenue.to_numpy())[::-1]
    return float(ordered[: max(1, round(BEST * ordered.size))].sum() / ordered.sum())


def best_fifth_by_month(panel: pd.DataFrame) -> pd.Series:
    """The same, month by month."""
    return panel.groupby("month")["revenue"].apply(best_fifth)


def tenure_of(panel: pd.DataFrame) -> pd.Series:
    """Months since the partner's first sale, row by row."""
    return panel["month"] - panel.groupby("partner")["month"].transform("min")


def exits(panel: pd.DataFrame, silence: int = SILENCE) -> pd.DataFrame:
    """Rows in which an exit can be seen, with ``tenure`` and ``exit``: whether the partner never sold again.

    An exit is the last month with a sale, if at least ``silence`` months of the panel follow.
    """
    last = panel["month"] == panel.groupby("partner")["month"].transform("max")
    return panel.assign(tenure=tenure_of(panel), exit=last).loc[panel["month"] <= panel["month"].max() - silence]


def hazard_by_tenure(panel: pd.DataFrame, silence: int = SILENCE) -> pd.Series:
    """Share of a month's sellers for whom it was the last month, by months since their first sale."""
    return exits(panel, silence).groupby("tenure")["exit"].mean()


def hazard_by_revenue(panel: pd.DataFrame, silence: int = SILENCE) -> np.ndarray:
    """The same share by fifth of the month's revenue, poorest first; shape (5,)."""
    seen = exits(panel, silence)
    return seen["exit"].groupby(pd.qcut(seen["revenue"].rank(method="first"), 5, labels=False)).mean().to_numpy()


def persistence(panel: pd.DataFrame) -> float:
    """AR(1) of ln revenue: its slope on the month before, pooled over consecutive months with sales."""
    rows = panel.assign(ln=np.log(panel["revenue"]))[["partner", "month", "ln"]]
    pairs = rows.merge(rows.assign(month=rows["month"] + 1), on=["partner", "month"], suffixes=("", "_before"))
    return float(np.polyfit(pairs["ln_before"], pairs["ln"], 1)[0])


def partners_of(panel: pd.DataFrame) -> pd.DataFrame:
    """Each partner's ``revenue`` a month with sales, ``total`` revenue and mean ``quality``."""
    seen = panel.dropna(subset=["quality"]).groupby("partner")
    return pd.DataFrame({"revenue": seen["revenue"].mean(), "total": seen["revenue"].sum(), "quality": seen["quality"].mean()})


def quality_spread(panel: pd.DataFrame) -> np.ndarray:
    """Standard deviation of mean quality among partners, by fifth of revenue, smallest first; shape (5,)."""
    partners = partners_of(panel)
    return partners["quality"].groupby(pd.qcut(partners["revenue"], 5, labels=False)).std().to_numpy()


def size_and_quality(panel: pd.DataFrame, size: str = "revenue") -> float:
    """Correlation of ln size and mean quality over partners; ``size`` is ``revenue`` (a month) or ``total``."""
    partners = partners_of(panel)
    return float(np.corrcoef(np.log(partners[size]), partners["quality"])[0, 1])


def exit_facts(panel: pd.DataFrame, silence: int = SILENCE) -> dict[str, float]:
    """The facts about exits; NaN where the panel is too short."""
    hazard, by_revenue = hazard_by_tenure(panel, silence), hazard_by_revenue(panel, silence)
    return {
        "exit_0": hazard.get(0, np.nan),
        "exit_1": hazard.get(1, np.nan),
        "exit_2_to_4": hazard.reindex([2, 3, 4]).mean(),
        "exit_6": hazard.get(6, np.nan),
        "exit_12": hazard.get(12, np.nan),
        "exit_rise_with_revenue": np.diff(by_revenue).max(),
        "exit_poorest_to_richest": by_revenue[0] / by_revenue[-1],
    }


def panel_facts(panel: pd.DataFrame, signings: pd.DataFrame, silence: int = SILENCE) -> dict[str, float]:
    """Every fact of a panel by name; NaN where it is too short."""
    ln = np.log(panel["revenue"])
    facts = {
        "monthly_best_fifth": best_fifth_by_month(panel).mean(),
        "cumulative_best_fifth": best_fifth(panel.groupby("partner")["revenue"].sum()),
        "ln_revenue_sd": ln.std(),
        "ln_revenue_skew": ln.skew(),
        "persistence": persistence(panel),
        "young_share": (tenure_of(panel) < YOUNG).mean(),
        **exit_facts(panel, silence),
        "ever_sell": signings["days"].notna().mean(),
        "days_to_first_sale": signings["days"].median(),
        "size_and_quality": size_and_quality(panel),
        "quality_spread_rise": np.diff(quality_spread(panel)).max(),
    }
    return {name: float(value) for name, value in facts.items()}


def stock_to_flow(scenario: Scenario, seed: int) -> float:
    """Active partners over activations a month divided by the hazard of leaving: 1 in a stationary programme."""
    months = engine.burn_in(scenario, seed).play(STOCK_MONTHS).sum(axis=(0, 2))
    return float(months[LINE["left"]] / months[LINE["started"]])


def simulated_facts(scenario: Scenario, seeds: Iterable[int], silence: int = SILENCE) -> pd.DataFrame:
    """Every fact (columns) of every simulated future (rows, by seed).

    The launch is cut to the months of the real panel but for what these are too short to show.
    """
    launch, rows = at_launch(scenario), {}
    for seed in seeds:
        watched, signings = simulated_panel(launch, seed, WATCHED_MONTHS)
        rows[seed] = panel_facts(watched[watched["month"] < PANEL_MONTHS], signings, silence)
        rows[seed]["exit_12"] = exit_facts(watched, silence)["exit_12"]
        rows[seed]["stock_to_flow"] = stock_to_flow(scenario, seed)
    return pd.DataFrame.from_dict(rows, orient="index")[list(FACTS)]
