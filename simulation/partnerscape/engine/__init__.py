"""The compiled driver: futures x policies on all cores; the order of a month, stated once (``month``)."""

from .runs import Run, State, branch, burn_in, burn_in_with_past, closed, founded, incumbents_of, play_policy

__all__ = ["Run", "State", "branch", "burn_in", "burn_in_with_past", "closed", "founded", "incumbents_of", "play_policy"]
