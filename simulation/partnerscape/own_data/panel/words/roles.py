"""What a column can hold."""

from __future__ import annotations

from dataclasses import dataclass

from .vocabulary import split, vocabulary

DATE, NUMBER, TEXT = "date", "number", "text"


@dataclass(frozen=True)
class Role:
    """What a column holds.

    Attributes
    ----------
    name : str
        As in the map.
    holds : str
        ``date``, ``number`` or ``text``.
    heads : tuple of tuple of str
        Names that systems give it in tiers, the likeliest first; within a tier none is likelier than another.
    not_with : tuple of str
        Words that a column of another meaning has beside them.
    """

    name: str
    holds: str
    heads: tuple[tuple[str, ...], ...]
    not_with: tuple[str, ...] = ()


OF_SALES = {
    name: Role(name, row["holds"], tuple(tuple(split(tier)) for tier in row["heads"]), tuple(split(row.get("not_with", ""))))
    for name, row in vocabulary()["roles"].items()
}
NEEDED = ("partner", "date", "amount")
OF_PARTNERS = ("partner", "segment", "signed", "left")
