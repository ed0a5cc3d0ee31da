"""A trial: some partners get the new terms, by lot, the others keep today's, and both are watched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape.language import phrase_for, term

STATISTICS = ("sales", "activity", "staying")
LAST = 3  # months at the end of a trial in which a partner who stays has sales
QUARTER = 0.25  # of the mean sales before, added before logarithms are taken: months without sales then weigh less


@dataclass(frozen=True)
class Trial:
    """Who takes part, and for how long.

    Attributes
    ----------
    segment : str or None
        Whose partners; None: anybody's.
    partners : int
        How many get the new terms; as many others are the control group.
    months : int
        How long.
    """

    segment: str | None
    partners: int
    months: int

    def __str__(self) -> str:
        """In words."""
        months = phrase_for(self.months, "{number} month", "{number} months")
        if self.segment:
            segment = term(self.segment.replace("_", " "))
            return phrase_for(
                self.partners,
                "{number} {segment} partner for {months}",
                "{number} {segment} partners for {months}",
                segment=segment,
                months=months,
            )
        return phrase_for(self.partners, "{number} partner for {months}", "{number} partners for {months}", months=months)


def statistics_of(before: np.ndarray, monthly: np.ndarray, treated: np.ndarray) -> np.ndarray:
    """What a trial shows: the treated less the control group.

    Parameters
    ----------
    before : ndarray, shape (partners,)
        Mean sales per month before the trial, currency.
    monthly : ndarray, shape (partners, months)
        Sales in the trial, currency; 0 where there were none.
    treated : ndarray of bool, shape (partners,)
        Who got the new terms.

    Returns
    -------
    ndarray, shape (3,)
        ``sales``: difference of the mean change in ln(sales + a quarter of all participants' mean before) from before the
        trial to its months (difference in differences); ``activity``: of the share of months with sales; ``staying``: of the
        share of partners with sales in the last three months.
    """
    each = np.stack([change_of(before, monthly), (monthly > 0.0).mean(axis=1), (monthly[:, -LAST:] > 0.0).any(axis=1)])
    return each[:, treated].mean(axis=1) - each[:, ~treated].mean(axis=1)


def change_of(before: np.ndarray, monthly: np.ndarray) -> np.ndarray:
    """Each partner's change in ln(sales + a quarter of the mean before), shape (partners,)."""
    least = max(QUARTER * float(before.mean()), 1e-9)
    return np.log(monthly.mean(axis=1) + least) - np.log(before + least)


def by_lot(sizes: np.ndarray, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw ``count`` pairs of partners of like size; of each pair the lot says who gets the new terms.

    Returns
    -------
    (treated, control) : ndarrays of int, shape (count,)
        Numbers of partners.
    """
    chosen = np.sort(rng.choice(sizes.size, size=2 * count, replace=False))
    ranked = chosen[np.argsort(sizes[chosen], kind="stable")].reshape(count, 2)
    first = rng.random(count) < 0.5
    return np.where(first, ranked[:, 0], ranked[:, 1]), np.where(first, ranked[:, 1], ranked[:, 0])


def lots(partners: pd.DataFrame, count: int, seed: int) -> pd.DataFrame:
    """The lots of a trial: ``partner`` and ``arm`` (new terms or today's) for ``count`` pairs of like ``size``."""
    treated, control = by_lot(partners["size"].to_numpy(dtype=float), count, np.random.default_rng(seed))
    arms = [("new terms", treated), ("today's terms", control)]
    return pd.concat([partners.iloc[numbers][["partner"]].assign(arm=arm) for arm, numbers in arms], ignore_index=True)
