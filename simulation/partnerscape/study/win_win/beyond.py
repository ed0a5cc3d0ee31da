"""Runs of a large design beyond those that are analysed: they test the win-win conditions, read block by block.

What surrogate and conditions are fitted to is the design's first policies, which are spread over all that is asked about
whatever their number; the memory that a study takes does not grow with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..boxes.boxes import Box
from ..boxes.held_out import share_interval_of
from ..boxes.limits import inside
from ..question.design import Design
from ..runs.player import Player


@dataclass(frozen=True)
class Beyond:
    """What the runs say that no surrogate and no box has seen.

    Attributes
    ----------
    policies, futures, runs : int
        Of the whole design; ``analysed`` of its runs were analysed.
    share : float
        Share of win-win among the runs beyond.
    inside : int
        Policies beyond that satisfy the win-win conditions; 0 without conditions.
    density, interval
        Share of win-win among their runs, and its 95 % interval for other policies and futures; None if there are none.
    digest : str
        Hash of all rows of the whole design.
    """

    policies: int
    futures: int
    runs: int
    analysed: int
    share: float
    inside: int
    density: float | None
    interval: tuple[float, float]
    digest: str


def beyond_of(play: Player, whole: Design, analysed: Design, box: Box | None) -> Beyond:
    """Read every block once for who wins; policies that were not analysed, in all futures, test the box."""
    first = len(analysed.policies) if len(analysed.policies) < len(whole.policies) else 0
    futures = len(analysed.futures) if not first else 0  # of which the first were analysed, where all policies were
    keep = np.zeros(len(whole.policies), dtype=bool) if box is None else inside(box.limits, whole.policies)
    keep[:first] = False
    by_policy, by_future, played = np.zeros(len(keep)), np.zeros(len(whole.futures)), np.zeros(len(keep))
    share, count = 0.0, 0
    digest, blocks = play.wins(whole)
    for policy, future, win in blocks:
        new = (policy >= first) & (future >= futures)
        share, count = share + float(win[new].sum()), count + int(new.sum())
        mine = new & keep[policy]
        played += np.bincount(policy[mine], minlength=len(keep))
        by_policy += np.bincount(policy[mine], win[mine], len(keep))
        by_future += np.bincount(future[mine], win[mine], len(whole.futures))
    runs = played.sum()
    density = float(by_policy.sum() / runs) if runs else None
    chances = by_policy[keep] / np.maximum(played[keep], 1.0)
    in_future = by_future[futures:] / max(1, int(keep.sum()))
    interval = share_interval_of(density, chances, in_future) if density is not None else (0.0, 1.0)
    size = len(whole.policies), len(whole.futures), whole.runs, analysed.runs
    return Beyond(*size, share / max(1, count), int(keep.sum()), density, interval, digest())
