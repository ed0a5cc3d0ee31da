"""What changes from today, in words."""

from __future__ import annotations

from partnerscape.language import phrase

from ...style.lever_words import capital, lever_label, lever_number, lever_unit, listed
from ..paper import Move
from .case import Case, Change

FEW = 2  # changes that a headline names with their numbers


def moves(case: Case) -> tuple[Move, ...]:
    """Every lever that moves, as a row of a table."""
    return tuple(move_of(change, case) for change in case.changes)


def move_of(change: Change, case: Case) -> Move:
    """A lever that moves, with its unit."""
    unit = lever_unit(change.lever)
    label = capital(named(change))
    whole = f"{label} ({unit})" if unit and not unit.startswith("%") else label
    today, then = numbers(change, case)
    return Move(whole, today, then)


def numbers(change: Change, case: Case) -> tuple[str, str]:
    """Today's value and the new one; of what has no number, that it is as today or new."""
    if change.today is None or change.then is None:
        return phrase("as it is"), phrase("new")
    today, then = (lever_number(change.lever, value, case.currency, case.labels) for value in (change.today, change.then))
    return today, then


def moves_in_words(case: Case) -> str:
    """``commission from 20 % to 22 %``; of more than two, only their direction: ``raise offers and commission; lower tiers``."""
    if len(case.changes) <= FEW:
        return ", ".join(_in_words(change, case) for change in case.changes)
    up, down, new = ([named(change) for change in case.changes if change.way == way] for way in (1, -1, 0))
    parts = (
        phrase("raise {levers}", levers=listed(up)) if up else "",
        phrase("lower {levers}", levers=listed(down)) if down else "",
        phrase("change {levers}", levers=listed(new)) if new else "",
    )
    return "; ".join(filter(None, parts))


def _in_words(change: Change, case: Case) -> str:
    today, then = numbers(change, case)
    if change.today is None:
        return phrase("new {lever}", lever=named(change))
    return phrase("{lever} from {today} to {then}", lever=named(change), today=today, then=then)


def named(change: Change) -> str:
    """A lever in words; a whole pay plan is no lever."""
    return phrase("pay plan") if change.lever == "pay" and change.then is None else lever_label(change.lever)
