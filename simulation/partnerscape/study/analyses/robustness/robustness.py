"""Which policy is the most robust, by every usual criterion, from stored runs alone.

The best of many by a noisy number looks better than it is (winner's curse): policies are selected on half of the
futures and reported on the other half.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape.metrics.margin import OF_PARTNERS, OF_VENDOR

from ...question.analysis import Analysis
from ...runs.results import Results
from ...win_win.lever_effects import refuse_nan
from .criteria import CRITERIA, Grids, best_by, counts_of, less_is_better

SPLITS = 200


@dataclass(frozen=True)
class Robustness:
    """Policies by every criterion of ``CRITERIA``.

    ``win.*``: share of futures with a gain. Of the values themselves: ``mean``, ``worst``, ``worst_tenth`` (mean of
    the worst tenth of futures); regret in a future is the best policy's value less this one's: ``regret_largest``,
    and ``regret_high``, which it reaches in a tenth of futures; ``regret_today`` is the same against today's policy,
    below 0 where it is better than today. Values: ``vendor`` and ``partners`` are gains relative to today, ``both``
    the smallest of all margins, each in units of its spread over all runs; ``win.both`` is P(win-win).

    Attributes
    ----------
    table : DataFrame
        policy, criterion, value, low, high: over all futures, with 95 % intervals by resampling futures.
    tops : DataFrame
        criterion, policy (best on the choosing half), chosen (its value there), value, low, high (on the other half),
        again: share of random halves on which the same policy is best; flattery: how much better the best policy of a
        half looks on it than on the other one, mean over random halves.
    across : DataFrame
        criterion, under, value, low, high, beats: what the policy that a criterion chose is worth under every
        criterion, and the share of the other policies that it beats (equals count half), on the other half.
    agreement : DataFrame
        Rank correlation of the criteria over the policies (Spearman 1904), the better ranked first in each;
        NaN where all policies are equal.
    choosing, telling : ndarray
        The two halves, numbers of futures.
    """

    results: Results
    table: pd.DataFrame
    tops: pd.DataFrame
    across: pd.DataFrame
    agreement: pd.DataFrame
    choosing: np.ndarray
    telling: np.ndarray

    @property
    def disagree(self) -> bool:
        """Whether criteria choose different policies."""
        return self.tops["policy"].nunique() > 1


def smallest_margin(results: Results) -> np.ndarray:
    """The smallest of all margins, each in units of its spread over all runs, shape (policies, futures)."""
    grids = [results.grid(name) for name in results.margins]
    return np.min([grid / (grid.std() + 1e-12) for grid in grids], axis=0)


def values_of(results: Results) -> dict[str, np.ndarray]:
    """What criteria are taken of, shape (policies, futures) each."""
    return {
        "both": smallest_margin(results),
        "vendor": results.grid(OF_VENDOR),
        "partners": results.grid(OF_PARTNERS),
    }


def halves(futures: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two random halves of the futures, in order each; the second has the odd one."""
    shuffled = rng.permutation(futures)
    return np.sort(shuffled[: futures // 2]), np.sort(shuffled[futures // 2 :])


def find_robust(results: Results) -> Robustness:
    """Every policy by every criterion, the best by each, and how far the criteria agree.

    Raises
    ------
    InputError
        If a margin is not finite.
    """
    refuse_nan(results)
    grids, seed = Grids.of(values_of(results), results.wins), results.question.design.seed
    rng = np.random.default_rng(seed)
    choosing, telling = halves(grids.futures, rng)
    all_futures = np.arange(grids.futures)
    everywhere, chosen = grids.on(all_futures), grids.on(choosing)
    best = best_by(chosen)
    table = _long(grids.on(telling), grids.intervals(telling, seed))
    across = pd.concat([table[table["policy"] == best[name]].assign(criterion=name) for name in CRITERIA], ignore_index=True)
    own = across[across["criterion"] == across["under"]]
    redrawn, looks = _redraw(grids, rng)
    tops = pd.DataFrame(
        {
            "criterion": CRITERIA,
            "policy": best.to_numpy(),
            "chosen": [chosen[name][best[name]] for name in CRITERIA],
            **{name: own[name].to_numpy() for name in ("value", "low", "high")},
            "again": (redrawn == best.to_numpy()).mean(axis=0),
            "flattery": looks.mean(axis=0),
        }
    )
    return Robustness(
        results=results,
        table=_long(everywhere, grids.intervals(all_futures, seed)).drop(columns="beats").rename(columns={"under": "criterion"}),
        tops=tops,
        across=across[["criterion", "under", "value", "low", "high", "beats"]],
        agreement=less_is_better(everywhere).corr(method="spearman"),
        choosing=choosing,
        telling=telling,
    )


def _redraw(grids: Grids, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Random halves: the best policy by each criterion, and how much better it looks there than on the other half.

    Shapes (splits, criteria) both.
    """
    pairs = [halves(grids.futures, rng) for _ in range(SPLITS)]
    chosen, redrawn = (grids.sampled(counts_of(np.stack(side), grids.futures)) for side in zip(*pairs, strict=True))
    best, looks, columns = [], [], np.arange(len(CRITERIA))
    for split in range(SPLITS):
        here, there = (pd.DataFrame({name: half[name][split] for name in CRITERIA}) for half in (chosen, redrawn))
        best.append(best_by(here).to_numpy())
        looks.append(less_is_better(there - here).to_numpy()[best[-1], columns])
    return np.array(best), np.array(looks)


def _long(criteria: pd.DataFrame, bounds: dict[str, np.ndarray]) -> pd.DataFrame:
    """policy, under (the criterion), value, low, high, beats; in the order of ``CRITERIA``."""
    others = max(1, len(criteria) - 1)
    beats = (less_is_better(criteria).rank(ascending=False, method="average") - 1.0) / others
    parts = [
        pd.DataFrame(
            {
                "policy": np.arange(len(criteria)),
                "under": name,
                "value": criteria[name].to_numpy(),
                "low": bounds[name][:, 0],
                "high": bounds[name][:, 1],
                "beats": beats[name].to_numpy(),
            }
        )
        for name in CRITERIA
    ]
    return pd.concat(parts, ignore_index=True)


ANALYSIS = Analysis(
    name="robustness",
    asks="Which policy is the most robust, by every usual criterion?",
    run=lambda findings, player: find_robust(findings.results),
)
