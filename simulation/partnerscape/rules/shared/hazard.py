"""The probability that a partner leaves, and its outside option. Shared by the rules that draw it and that value it."""

from __future__ import annotations

from .compile import rule
from .maths import log, logistic
from .records import SEGMENTS

LEAST_CERTAINTY = 0.1  # a certainty equivalent counts as at least this share of the outside option


@rule
def index_of(indices, segment):
    """A segment's index of outside options, selected among all: a look-up would prevent vectorisation."""
    index = indices[0]
    for s in range(1, SEGMENTS):
        its_own = indices[s]
        index = its_own if segment == s else index
    return index


@rule
def hazard_of(w, gain, loyalty, tenure):
    """Exit hazard per month: a logit in gain, loyalty and the log of tenure, higher in the first month."""
    return logistic(
        w.exit_base
        - w.exit_gain * gain
        - w.exit_loyalty * (loyalty - 0.5)
        - w.exit_tenure * log(max(tenure, 1.0))
        + (w.exit_first if tenure < 1.5 else 0.0)
    )
