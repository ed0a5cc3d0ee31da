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
    """A decorator ``metric(unit, better)`` that declares a metric: a function of a run's ``Ledger``.

    Name and meaning are the function's name and docstring. Declared in ``partnerscape.metrics.METRICS``, a metric is in every
    result of this process, and goals can constrain it.

    Parameters
    ----------
    table : dict of str to Metric
        Written to.

    Returns
    -------
    callable
        ``metric(unit, better)``; ``better`` is 1 where more is better, -1 where less is, 0 for neither.

    Examples
    --------
    >>> from partnerscape.metrics.declare import declared_in
    >>> table = {}
    >>> @declared_in(table)("currency per month", +1)
    ... def profit_per_partner(run):
    ...     "Mean profit per active partner and month."
    ...     return float(run.profit.sum() / run.sum("active"))
    >>> table["profit_per_partner"].unit
    'currency per month'
    """

    def metric(unit: str, better: int) -> Callable[[Compute], Compute]:
        def declare(compute: Compute) -> Compute:
            name = compute.__name__
            table[name] = Metric(name, unit, better, (compute.__doc__ or "").strip(), compute)
            return compute

        return declare

    return metric
