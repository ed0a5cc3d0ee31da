"""Criteria of robustness: a policy's values over the futures turned into one number (McPhail et al. 2018).

The share of futures in which all is well (satisficing), the mean, the worst future (maximin, Wald 1950), the mean of
the worst tenth (Rockafellar & Uryasev 2000) and regret (Savage 1951).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...statistics.intervals import LEVEL, mean_interval, share_interval

TENTH = 0.1
RESAMPLES = 400
BLOCK = 4_000_000  # numbers held at once while resampling
OF_VALUES = ("mean", "worst_tenth", "worst", "regret_largest", "regret_high", "regret_today")
VALUES = ("both", "vendor", "partners")
CRITERIA = (*(f"win.{value}" for value in VALUES), *(f"{kind}.{value}" for value in VALUES for kind in OF_VALUES))
LESS_IS_BETTER = frozenset(name for name in CRITERIA if name.startswith("regret"))


def tail(values: np.ndarray, counts: np.ndarray, share: float = TENTH) -> dict[str, np.ndarray]:
    """Mean, worst, mean of the worst ``share`` and the value that this share does not exceed.

    Parameters
    ----------
    values : ndarray, shape (policies, futures)
        More is better.
    counts : ndarray, shape (resamples, futures)
        How often each future counts; every row has the same sum.

    Returns
    -------
    dict of ndarray, shape (resamples, policies)
        ``mean``, ``worst``, ``worst_tenth`` (a future counts in part where the share is no whole number of futures:
        Rockafellar & Uryasev 2002), ``low_tenth``.
    """
    total = float(counts[0].sum())
    wanted = share * total
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    weights = counts[:, order]
    upto = np.cumsum(weights, axis=2)
    taken = np.clip(wanted - (upto - weights), 0.0, weights)

    def first(reached: np.ndarray) -> np.ndarray:
        return ordered[np.arange(len(values)), np.argmax(reached, axis=2)]

    return {
        "mean": np.einsum("rpf,pf->rp", weights, ordered) / total,
        "worst": first(upto > 0.0),
        "worst_tenth": np.einsum("rpf,pf->rp", taken, ordered) / wanted,
        "low_tenth": first(upto >= wanted - 1e-9),
    }


def of_values(values: np.ndarray, regret: np.ndarray, counts: np.ndarray) -> dict[str, np.ndarray]:
    """The criteria ``OF_VALUES``, shape (resamples, policies) each, of values and regrets, shape (policies, futures)."""
    good, sorry = tail(values, counts), tail(-regret, counts)
    return {
        "mean": good["mean"],
        "worst_tenth": good["worst_tenth"],
        "worst": good["worst"],
        "regret_largest": -sorry["worst"],
        "regret_high": -sorry["low_tenth"],
        "regret_today": -good["low_tenth"],
    }


@dataclass(frozen=True)
class Grids:
    """Values and regrets by name, and where each party gains; shape (policies, futures) each."""

    values: dict[str, np.ndarray]
    regrets: dict[str, np.ndarray]
    wins: dict[str, np.ndarray]

    @classmethod
    def of(cls, values: dict[str, np.ndarray], wins: np.ndarray) -> Grids:
        """Grids of ``VALUES``; ``wins``: whether everybody gains, shape (policies, futures)."""
        own = {name: (grid > 0.0).astype(float) for name, grid in values.items()}
        return cls(values, {name: grid.max(axis=0) - grid for name, grid in values.items()}, {**own, "both": wins})

    def criteria(self, counts: np.ndarray, rows: slice = slice(None)) -> dict[str, np.ndarray]:
        """Every criterion, shape (resamples, policies), in the order of ``CRITERIA``."""
        values = {f"win.{name}": counts @ self.wins[name][rows].T / counts[0].sum() for name in VALUES}
        for name in VALUES:
            parts = of_values(self.values[name][rows], self.regrets[name][rows], counts)
            values |= {f"{kind}.{name}": part for kind, part in parts.items()}
        return {name: values[name] for name in CRITERIA}

    def sampled(self, counts: np.ndarray) -> dict[str, np.ndarray]:
        """Every criterion, shape (resamples, policies), block by block of the policies."""
        parts = [self.criteria(counts, rows) for rows in self._blocks(len(counts))]
        return {name: np.concatenate([part[name] for part in parts], axis=1) for name in CRITERIA}

    def on(self, futures: np.ndarray) -> pd.DataFrame:
        """Every criterion (columns) of every policy (rows) on some futures."""
        return pd.DataFrame({name: value[0] for name, value in self.sampled(counts_of(futures[None], self.futures)).items()})

    def intervals(self, futures: np.ndarray, seed: int) -> dict[str, np.ndarray]:
        """95 % intervals over some futures, shape (policies, 2).

        Of means by Student (1908), of shares by Clopper & Pearson (1934), of all else by resampling the futures,
        which cannot reach beyond the worst one that was played.
        """
        drawn = np.random.default_rng(seed).choice(futures, (RESAMPLES, futures.size))
        counts, ends = counts_of(drawn, self.futures), ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
        parts = [
            {name: np.quantile(value, ends, axis=0).T for name, value in self.criteria(counts, rows).items()}
            for rows in self._blocks(RESAMPLES)
        ]
        by_criterion = {name: np.concatenate([part[name] for part in parts]) for name in CRITERIA}
        bounds = np.array([share_interval(hits, futures.size)[1:] for hits in range(futures.size + 1)])
        for name in VALUES:
            by_criterion[f"win.{name}"] = bounds[self.wins[name][:, futures].sum(axis=1).astype(int)]
            by_criterion[f"mean.{name}"] = np.array([mean_interval(row)[1:] for row in self.values[name][:, futures]])
        return by_criterion

    @property
    def futures(self) -> int:
        """How many futures."""
        return self.wins["both"].shape[1]

    def _blocks(self, resamples: int) -> Iterator[slice]:
        size = max(1, BLOCK // (resamples * self.futures))
        for start in range(0, len(self.wins["both"]), size):
            yield slice(start, start + size)


def counts_of(drawn: np.ndarray, futures: int) -> np.ndarray:
    """How often each future was drawn, shape (resamples, futures), from numbers, shape (resamples, draws)."""
    counts = np.zeros((len(drawn), futures))
    np.add.at(counts, (np.arange(len(drawn))[:, None], drawn), 1.0)
    return counts


def best_by(criteria: pd.DataFrame) -> pd.Series:
    """Number of the best policy by each criterion; of equals the one whose smallest margin is the larger on average."""
    tie = -criteria["mean.both"].to_numpy()
    return pd.Series({name: int(np.lexsort((tie, column))[0]) for name, column in less_is_better(criteria).items()})


def less_is_better(criteria: pd.DataFrame) -> pd.DataFrame:
    """The criteria with a sign that makes less the better."""
    return criteria * [1.0 if name in LESS_IS_BETTER else -1.0 for name in criteria.columns]
