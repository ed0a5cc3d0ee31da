"""Every random stream of a study, in one register: append, never renumber, for a number decides results.

A stream of futures is a range of seeds that no other stream reaches, see :func:`.design.seeds_of`. Tests of the
design hold the ranges apart.
"""

from __future__ import annotations

from enum import IntEnum


class Stream(IntEnum):
    """Streams of futures; a stream of ``looks`` takes so many numbers from its own on."""

    DESIGN = 0
    CERTIFICATE = 1  # and one more per further look, at most 6
    SENSITIVITY = 11
    HOW_FAR = 21
    STRESS = 31
    ASSUMPTIONS = 32
    ADVICE_CHOOSING = 33
    ADVICE_TRANSITION = 34
    ADVICE_TELLING = 35
    ADVICE_WIDER = 36
    HANGS_ON = 51
    MONEY_CHOOSING = 52
    MONEY_TELLING = 53
    WATCHING = 54
    WATCHING_WIDER = 55
