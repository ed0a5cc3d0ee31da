"""What a model collects every month unless it has reporters of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from partnerscape.metrics.ledger import Ledger


class Reporting(Protocol):
    """What reporters ask of a model."""

    def last_month(self) -> Ledger:
        """The last month's page of the journal by name."""


def _attribute(name: str, model: Any) -> float:
    return getattr(model, name)


def _last_months(name: str, model: Reporting) -> float:
    month = model.last_month()
    if name == "profit":
        return float(month.profit.sum())
    if name == "revenue":
        return float(month.total("revenue").sum() + month.total("direct_revenue").sum())
    return float(month.total(name).sum() if name == "active" else month.per_partner(name))


REPORTERS: dict[str, Callable[[Any], float]] = {  # collected every month unless a model has its own
    **{name: partial(_attribute, name) for name in ("month", "seed")},
    **{name: partial(_last_months, name) for name in ("active", "revenue", "profit", "income", "trust", "satisfaction")},
}
