"""The model's forecast: the partners as they were at the origin, played on over draws of the posterior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape import engine
from partnerscape.own_data.fitting.panel import Panel
from partnerscape.own_data.fitting.start import rebuilt
from partnerscape.own_data.fitting.start.rebuild import REAL
from partnerscape.own_data.fitting.statistics.seen import SILENCE
from partnerscape.scenario import Scenario
from partnerscape.study.jobs.parallel import in_parallel

FIRST_SEED = 44_000_000  # no future's


@dataclass(frozen=True)
class Ahead:
    """Months ahead over draws.

    Attributes
    ----------
    partners : ndarray, shape (draws, partners, months)
        Revenue of who had a sale before the origin, currency.
    newcomers : list of ndarray, one per draw, each of shape (newcomers, months)
        Revenue of everybody else who sells.
    """

    partners: np.ndarray
    newcomers: list[np.ndarray]

    @property
    def revenue(self) -> np.ndarray:
        """Everybody's, shape (draws, months)."""
        return self.partners.sum(axis=1) + np.array([others.sum(axis=0) for others in self.newcomers])

    @property
    def active(self) -> np.ndarray:
        """Partners with a sale, shape (draws, months)."""
        return (self.partners > 0.0).sum(axis=1) + np.array([(others > 0.0).sum(axis=0) for others in self.newcomers])

    @property
    def top_fifth(self) -> np.ndarray:
        """Share of the best fifth in the revenue of all months together, shape (draws,)."""
        return np.array([top_fifth(np.concatenate([a, b])) for a, b in zip(self.partners, self.newcomers, strict=True)])


def top_fifth(revenue: np.ndarray) -> float:
    """Share of the best fifth of those who sell, over all months; revenue of shape (partners, months)."""
    sums = np.sort(revenue.sum(axis=1))[::-1]
    sums = sums[sums > 0.0]
    return float(sums[: max(1, round(0.2 * sums.size))].sum() / sums.sum()) if sums.size else float("nan")


def stays(revenue: np.ndarray) -> np.ndarray:
    """Who has a sale in the last three months; months on the last axis."""
    return np.asarray((revenue[..., -SILENCE:] > 0.0).any(axis=-1))


def exits(before: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """How many of who sold in the last three months before do not in the last three ahead; ahead of (…, partners, months)."""
    return np.asarray((stays(before) & ~stays(ahead)).sum(axis=-1))


def played(
    scenario: Scenario, draws: pd.DataFrame, panel: Panel, months: int, seed: int = 0, workers: int | None = None
) -> Ahead:
    """The months after a panel's last one, one run per draw, each with partners rebuilt anew."""
    rows = draws.to_dict("records")
    sellers = np.flatnonzero((panel.revenue > 0.0).any(axis=1))

    def work(number: int) -> tuple[np.ndarray, np.ndarray]:
        luck = FIRST_SEED + 100_000 * seed + number
        eve = rebuilt(scenario.assuming(**rows[number]), panel, luck).eve(luck)
        return _by_partner(_watched(eve, months), sellers)

    by_number = dict(in_parallel(work, range(len(rows)), workers))
    both = [by_number[number] for number in range(len(rows))]
    return Ahead(np.array([known for known, _ in both]), [others for _, others in both])


def _watched(eve: engine.State, months: int) -> list[dict[str, np.ndarray]]:
    return engine.until_it_fits(lambda blocks: engine.watch(eve.branched(blocks), months, ("id", "revenue"))[1], eve.pool.size)


def _by_partner(pages: list[dict[str, np.ndarray]], sellers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Revenue by month of real partners, in the panel's order, and of all others."""
    ids = np.concatenate([page["id"] for page in pages])
    month = np.repeat(np.arange(len(pages)), [page["id"].size for page in pages])
    who, row = np.unique(ids, return_inverse=True)
    wide = np.zeros((who.size, len(pages)))
    wide[row, month] = np.concatenate([page["revenue"] for page in pages])
    real = REAL + sellers.astype(np.uint64)
    values = np.zeros((sellers.size, len(pages)))
    at = np.searchsorted(who, real)
    there = who[np.minimum(at, who.size - 1)] == real
    values[there] = wide[at[there]]
    others = wide[~np.isin(who, real)]
    return values, others[others.any(axis=1)]
