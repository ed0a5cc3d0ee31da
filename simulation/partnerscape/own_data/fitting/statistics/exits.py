"""Who leaves."""

from __future__ import annotations

from .seen import LEAD_IN, SILENCE, Seen, logit_of, middle_of, statistic


def _exits(seen: Seen, low: int, high: int) -> float:
    return logit_of(seen.exits[(seen.tenure >= low) & (seen.tenure <= high)])


@statistic()
def exit_0(seen: Seen) -> float:
    """Exits in the month of the first sale (log odds)."""
    return _exits(seen, 0, 0)


@statistic()
def exit_1(seen: Seen) -> float:
    """Exits a month after the first sale (log odds)."""
    return _exits(seen, 1, 1)


@statistic()
def exit_2_to_4(seen: Seen) -> float:
    """Exits two to four months after it (log odds)."""
    return _exits(seen, 2, 4)


@statistic()
def exit_5_to_11(seen: Seen) -> float:
    """Exits five to eleven months after it (log odds)."""
    return _exits(seen, 5, 11)


@statistic()
def exit_established(seen: Seen) -> float:
    """Exits of the established (log odds)."""
    return logit_of(seen.exits[seen.first < LEAD_IN])


@statistic()
def exit_by_size(seen: Seen) -> float:
    """Exits of a month's smaller half less the larger's (log odds)."""
    middle = middle_of(seen.ln)[None, :]
    return logit_of(seen.exits[seen.ln < middle]) - logit_of(seen.exits[seen.ln >= middle])


@statistic()
def survive_half_year(seen: Seen) -> float:
    """Beginners who still sell half a year on (log odds)."""
    watched = (seen.first >= LEAD_IN) & (seen.first < seen.sold.shape[1] - 6 - SILENCE)
    return logit_of((seen.last - seen.first >= 6)[watched].astype(float))
