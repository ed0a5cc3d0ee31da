"""What a metric is, and how one is declared: unit, direction, definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .ledger import Ledger

Compute = Callable[[Ledger], float]


@dataclass(frozen=True)
class Metric:
    """A named number: how it is computed, its unit, whether more is better (+1), worse (-1) or neither (0)."""

    name: str
    unit: str
    better: int
    meaning: str
    compute: Compute


def declared_in(table: dict[str, Metric]) -> Callable[[str, int], Callable[[Compute], Compute]]:
    """A decorator ``metric(unit, better)`` that writes into ``table``; name and meaning are the function's."""

    def metric(unit: str, better: int) -> Callable[[Compute], Compute]:
        def declare(compute: Compute) -> Compute:
            name = compute.__name__
            table[name] = Metric(name, unit, better, (compute.__doc__ or "").strip(), compute)
            return compute

        return declare

    return metric
