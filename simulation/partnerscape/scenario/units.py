"""Units as values: what a number counts and per what, read off the text that a declaration states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

SCALES = ("1", "0-1", "0, 1, 2", "factor", "ratio", "ln", "logit", "share, 0-1")  # numbers that need no unit beside them
MONEY = ("currency", "revenue")


@dataclass(frozen=True)
class Unit:
    """What a number counts, and per what.

    Attributes
    ----------
    kind : str
        ``currency``, ``share``, ``hours`` …; empty where only a rate is stated.
    per : str
        ``month``, ``partner-month`` …; empty for a number by itself.

    Examples
    --------
    >>> Unit.read("currency per partner-month")
    Unit(kind='currency', per='partner-month')
    >>> Unit.read("currency per partner-month").rate
    'per partner-month'
    """

    kind: str
    per: str = ""

    @staticmethod
    @lru_cache(maxsize=256)
    def read(text: str) -> Unit:
        """From a declaration's text, such as ``currency per month`` or ``share of revenue``."""
        kind, _, per = f" {text}".partition(" per ")
        return Unit(kind.strip(), per)

    @property
    def rate(self) -> str:
        """``per month``; empty for a number by itself."""
        return f"per {self.per}" if self.per else ""

    @property
    def is_money(self) -> bool:
        """An amount in the scenario's currency."""
        return self.kind.split(" ")[0] in MONEY

    @property
    def is_scale(self) -> bool:
        """A bare number: a factor, a degree from 0 to 1."""
        return self.kind in SCALES and not self.per

    @property
    def is_share(self) -> bool:
        """A part of a whole, said in per cent."""
        return self.kind.split(" ")[0] == "share"

    @property
    def whole(self) -> str:
        """Of what a share is one, and per what: ``of revenue``, ``per month``."""
        return " ".join(filter(None, (self.kind.removeprefix("share").strip(), self.rate)))
