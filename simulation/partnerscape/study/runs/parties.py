"""Margins by the parties that a verdict counts."""

from __future__ import annotations

from collections.abc import Iterable

from partnerscape.metrics.margin import (
    NEWCOMER_NUMBER,
    OF_CUSTOMERS,
    OF_NEWCOMERS,
    OF_PARTNERS,
    OF_VENDOR,
    SIDES,
    Margin,
)

OPTIONAL = (OF_NEWCOMERS, NEWCOMER_NUMBER, OF_CUSTOMERS)  # absent from a run without such a party
AT_ZERO = (OF_VENDOR, OF_PARTNERS)  # 0 if everything stays as today; all others have a slack


def by_party(margins: Iterable[Margin]) -> dict[str, list[Margin]]:
    """Margins by their party, in the order given."""
    parties: dict[str, list[Margin]] = {}
    for margin in margins:
        parties.setdefault(margin.party, []).append(margin)
    return parties


def by_side(margins: Iterable[Margin]) -> dict[str, list[Margin]]:
    """Margins by side, in the order of ``SIDES``; constraints are left out."""
    listed = list(margins)
    sides = {side: [margin for margin in listed if margin.side == side] for side in SIDES}
    return {side: mine for side, mine in sides.items() if mine}


def columns_of(margins: Iterable[Margin]) -> list[str]:
    """Their columns in tables of runs."""
    return [margin.column for margin in margins]
