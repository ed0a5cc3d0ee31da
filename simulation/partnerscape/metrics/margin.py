"""What must be positive for win-win: a margin, by its kind and whose it is; written as a column's name in tables alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

VENDOR, PARTNERS, NEWCOMERS, CUSTOMERS = SIDES = ("vendor", "partners", "newcomers", "customers")
NOT_WORSE, LOSS = OF_SEGMENT = ("not_worse", "loss")  # kinds that each segment of today's partners has
CONSTRAINT = "constraint"  # kind of those that a scenario's own goals add, each on a metric
OWNERS = {"newcomer_number": NEWCOMERS, "quality": CUSTOMERS}  # kinds that are not named after their party
PREFIX = "margin."


@dataclass(frozen=True)
class Margin:
    """One margin of the verdict.

    Attributes
    ----------
    kind : str
        One of ``SIDES``, ``newcomer_number``, ``quality``, ``not_worse``, ``loss`` or ``constraint``.
    of : str
        The segment of ``not_worse`` and ``loss``, the metric of a ``constraint``; else empty.

    Examples
    --------
    >>> Margin("not_worse", "small").column
    'margin.not_worse.small'
    >>> Margin.read("margin.quality").party
    'customers'
    """

    kind: str
    of: str = ""

    @staticmethod
    @lru_cache(maxsize=256)
    def read(column: str) -> Margin:
        """The margin that a column holds; raises ValueError if it holds none."""
        if not Margin.is_in(column):
            raise ValueError(f"{column} is not the column of a margin")
        kind, _, of = column.removeprefix(PREFIX).partition(".")
        return Margin(kind, of)

    @staticmethod
    def is_in(column: object) -> bool:
        """Whether a column holds a margin."""
        return isinstance(column, str) and column.startswith(PREFIX)

    @property
    def column(self) -> str:
        """Its column in tables of runs."""
        return PREFIX + self.name

    @property
    def name(self) -> str:
        """``vendor``, ``not_worse.small``, ``constraint.quality``."""
        return f"{self.kind}.{self.of}" if self.of else self.kind

    @property
    def party(self) -> str:
        """Whose it is: one of ``SIDES``, a segment of today's partners, or ``constraint.<metric>``."""
        if self.kind == CONSTRAINT:
            return self.name
        return self.of if self.kind in OF_SEGMENT else OWNERS.get(self.kind, self.kind)

    @property
    def side(self) -> str | None:
        """Of ``SIDES`` the one whose it is, today's partners as one; None for a constraint's."""
        side = PARTNERS if self.kind in OF_SEGMENT else self.party
        return side if side in SIDES else None

    def __str__(self) -> str:
        return self.column


OF_VENDOR, OF_PARTNERS = Margin(VENDOR), Margin(PARTNERS)
OF_NEWCOMERS, NEWCOMER_NUMBER = Margin(NEWCOMERS), Margin("newcomer_number")
OF_CUSTOMERS, QUALITY = Margin(CUSTOMERS), Margin("quality")
OF_ALL = (OF_VENDOR, OF_PARTNERS, OF_NEWCOMERS, NEWCOMER_NUMBER, OF_CUSTOMERS, QUALITY)  # of every scenario
