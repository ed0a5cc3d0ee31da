"""Whose margin it is: the parties that a verdict counts."""

from __future__ import annotations

from collections.abc import Iterable

VENDOR, PARTNERS, NEWCOMERS, CUSTOMERS = SIDES = ("vendor", "partners", "newcomers", "customers")
OF_SEGMENT = ("not_worse", "loss")  # kinds of margins that each segment of today's partners has
CONSTRAINT = "constraint"  # kind of the margins that a scenario's own goals add: margin.constraint.<metric>
OWNERS = {"newcomer_number": NEWCOMERS, "quality": CUSTOMERS}  # margins that are not named after their party
OPTIONAL = ("margin.newcomers", "margin.newcomer_number", "margin.customers")  # absent from a run without such a party
AT_ZERO = ("margin.vendor", "margin.partners")  # 0 if everything stays as today; all others have a slack


def name_of(margin: str) -> str:
    """The party whose margin it is: one of ``SIDES``, a segment of today's partners, or ``constraint.<metric>``."""
    kind, _, rest = margin.removeprefix("margin.").partition(".")
    return rest if kind in OF_SEGMENT else margin.removeprefix("margin.") if kind == CONSTRAINT else OWNERS.get(kind, kind)


def side_of(margin: str) -> str | None:
    """Of ``SIDES`` the one whose margin it is, today's partners as one; None for a constraint's."""
    kind = margin.removeprefix("margin.").partition(".")[0]
    side = PARTNERS if kind in OF_SEGMENT else name_of(margin)
    return side if side in SIDES else None


def by_party(margins: Iterable[str]) -> dict[str, list[str]]:
    """Margins by their party, in the order given."""
    found: dict[str, list[str]] = {}
    for margin in margins:
        found.setdefault(name_of(margin), []).append(margin)
    return found


def by_side(margins: Iterable[str]) -> dict[str, list[str]]:
    """Margins by side, in the order of ``SIDES``; constraints are left out."""
    listed = list(margins)
    found = {side: [margin for margin in listed if side_of(margin) == side] for side in SIDES}
    return {side: mine for side, mine in found.items() if mine}
