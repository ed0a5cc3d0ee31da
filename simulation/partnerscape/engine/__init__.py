"""The compiled driver: futures x policies on all cores; the order of a month, stated once (``month``)."""

from .growth import PoolFullError, until_it_fits
from .history import History, history_of
from .runs import Run, State, branch, burn_in, burn_in_with_past, closed, founded, incumbents_of, play_policy
from .walk import walk
from .watch import watch

__all__ = [
    "History",
    "PoolFullError",
    "Run",
    "State",
    "branch",
    "burn_in",
    "burn_in_with_past",
    "closed",
    "founded",
    "history_of",
    "incumbents_of",
    "play_policy",
    "until_it_fits",
    "walk",
    "watch",
]
