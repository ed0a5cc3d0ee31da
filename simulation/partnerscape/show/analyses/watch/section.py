"""What to watch, for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from partnerscape.study.analyses.watch import ToWatch, Wider


def watch_json(watch: ToWatch) -> dict[str, Any]:
    """Ranges of the first months, cash by month, and what warns of a bad end."""
    return {
        "expected": watch.expected,
        "cash": watch.cash,
        "pays_back": watch.pays_back,
        "paid_back": watch.paid_back,
        "futures": watch.futures,
        "wider": None if watch.wider is None else _wider(watch.wider),
    }


def _wider(wider: Wider) -> dict[str, Any]:
    """If unsourced assumptions vary as well."""
    return {
        "p_win_win": wider.p_win_win,
        "futures": wider.losing.futures,
        "parties": wider.losing.parties,
        "signs": None if wider.signs is None else asdict(wider.signs),
    }
