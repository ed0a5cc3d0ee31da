"""P(win-win) by what rivals do, where futures differ in it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..boxes.boxes import Box
from ..boxes.held_out import density_interval
from ..runs.results import Results
from ..statistics.intervals import share_interval

RIVALS = "rivals"  # the assumption
STANCES = {0: "asleep", 1: "following", 2: "leading"}
COLUMNS = ("rivals", "futures", "share", "low", "high")


def by_rivals(futures: pd.DataFrame, wins: np.ndarray) -> pd.DataFrame:
    """P(win-win) for each stance of rivals that occurs; empty if the futures do not differ in it.

    Parameters
    ----------
    futures : DataFrame
        One row per future.
    wins : ndarray, shape (policies, futures)
        Win-win (1) or not (0).

    Returns
    -------
    DataFrame
        rivals (a stance in words), futures, share, low, high (95 %: over futures for one policy, else for new policies and
        futures).
    """
    stances = futures[RIVALS].to_numpy() if RIVALS in futures.columns else np.full(len(futures), np.nan)
    parts = {word: wins[:, stances == stance] for stance, word in STANCES.items()}
    rows = [(word, part.shape[1], float(part.mean()), *_interval(part)) for word, part in parts.items() if part.size]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _interval(wins: np.ndarray) -> tuple[float, float]:
    return share_interval(int(wins.sum()), wins.size)[1:] if len(wins) == 1 else density_interval(wins)


def answer_by_rivals(results: Results, box: Box | None) -> pd.DataFrame:
    """:func:`by_rivals` of held-out policies in the box, of all in it if none was held out; without a box of the best tried."""
    if box is None:
        chosen = np.arange(len(results.wins)) == int(np.argmax(results.probability))
    else:
        inside = box.holds(results.design.policies)
        chosen = inside & results.held_out if (inside & results.held_out).any() else inside
    return by_rivals(results.design.futures, results.wins[chosen])
