"""Who leaves."""

from __future__ import annotations

from .seen import LEAD_IN, SHARE, SILENCE, TIMES, Seen, logit_of, middle_of, statistic


def _exits(seen: Seen, low: int, high: int) -> float:
    return logit_of(seen.exits[(seen.tenure >= low) & (seen.tenure <= high)])


@statistic(scale=SHARE)
def exit_0(seen: Seen) -> float:
    """Exits in the month of the first sale."""
    return _exits(seen, 0, 0)


@statistic(scale=SHARE)
def exit_1(seen: Seen) -> float:
    """Exits a month after the first sale."""
    return _exits(seen, 1, 1)


@statistic(scale=SHARE)
def exit_2_to_4(seen: Seen) -> float:
    """Exits per month, two to four months after it."""
    return _exits(seen, 2, 4)


@statistic(scale=SHARE)
def exit_5_to_11(seen: Seen) -> float:
    """Exits per month, five to eleven months after it."""
    return _exits(seen, 5, 11)


@statistic(scale=SHARE)
def exit_established(seen: Seen) -> float:
    """Exits per month of the established."""
    return logit_of(seen.exits[seen.first < LEAD_IN])


@statistic(scale=TIMES)
def exit_by_size(seen: Seen) -> float:
    """Odds of an exit in the smaller half of a month's partners, relative to the larger half."""
    middle = middle_of(seen.ln)[None, :]
    return logit_of(seen.exits[seen.ln < middle]) - logit_of(seen.exits[seen.ln >= middle])


@statistic(scale=SHARE)
def survive_half_year(seen: Seen) -> float:
    """Beginners who still sell half a year on."""
    watched = (seen.first >= LEAD_IN) & (seen.first < seen.sold.shape[1] - 6 - SILENCE)
    return logit_of((seen.last - seen.first >= 6)[watched].astype(float))
