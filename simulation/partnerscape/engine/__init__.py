"""The compiled driver: futures x policies on all cores; the order of a month, stated once (``month``)."""

from .growth import PoolFullError, until_it_fits
from .history import History, history_of
from .members import from_members, members_of
from .runs import Run, branch, burn_in, burn_in_with_past, closed, founded, incumbents_of, play_policy
from .state import State
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
    "from_members",
    "history_of",
    "incumbents_of",
    "members_of",
    "play_policy",
    "until_it_fits",
    "walk",
    "watch",
]
