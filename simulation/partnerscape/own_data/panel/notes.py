"""What an import says of itself: what was dropped and why, what was decided, what a reader should know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from partnerscape.language import language, phrase, phrase_for
from partnerscape.language.numbers import in_digits


def rows_in_words(lines: Iterable[int], most: int = 3) -> str:
    """Rows by number: ``row 4``, ``rows 4, 7, 9 and 12 more``."""
    known = [int(line) for line in lines]
    shown = ", ".join(map(str, known[:most]))
    if len(known) > most:
        return phrase("rows {rows} and {more} more", rows=shown, more=count(len(known) - most))
    return phrase_for(len(known), "row {rows}", "rows {rows}", rows=shown)


def count(number: int) -> str:
    """A whole number as it is written in the language spoken."""
    return in_digits(f"{number:,}", language())


def cents(amount: float) -> str:
    """A sum to the cent."""
    return in_digits(f"{amount:,.2f}", language())


@dataclass(frozen=True)
class Step:
    """A step from the file's rows to the panel's: how many rows, and how much money they took away.

    Attributes
    ----------
    reason : str
        Why, in words.
    rows : int
        Rows left out; 0 where only sums changed.
    amount : float
        What the step changed, in the panel's currency; negative: less.
    lines : tuple of int
        Numbers of the first rows in the file.
    """

    reason: str
    rows: int
    amount: float
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Note:
    """One thing to know.

    Attributes
    ----------
    text : str
        Without ids.
    warning : bool
        Whether it can change an answer.
    names : str
        Ids that it is about; shown to the importer alone.
    """

    text: str
    warning: bool = False
    names: str = ""


@dataclass
class Log:
    """Steps and notes in their order."""

    steps: list[Step] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def say(self, text: str, names: Sequence[str] = ()) -> None:
        """A decision or a fact."""
        self.notes.append(Note(text, names=", ".join(names)))

    def warn(self, text: str, names: Sequence[str] = ()) -> None:
        """Something that can change an answer."""
        self.notes.append(Note(text, True, ", ".join(names)))

    def drop(self, rows: pd.DataFrame, out: pd.Series, reason: str) -> pd.DataFrame:
        """The rows without those that are ``out``, which are counted with their amounts."""
        lost = rows[out]
        if len(lost):
            amount = -float(np.nansum(lost["amount"]))
            self.steps.append(Step(reason, len(lost), amount, tuple(map(int, lost.index[:5]))))
        return rows[~out]

    def change(self, reason: str, amount: float, lines: Sequence[int] = ()) -> None:
        """A change of sums without any row left out."""
        self.steps.append(Step(reason, 0, amount, tuple(map(int, lines[:5]))))
