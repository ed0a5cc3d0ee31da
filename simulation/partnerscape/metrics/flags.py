"""Signs that a programme is odd or one-sided."""

from __future__ import annotations

from .declare import Metric, declared_in
from .ledger import Ledger, ratio

FLAGS: dict[str, Metric] = {}
metric = declared_in(FLAGS)


@metric("share", 0)
def bunching(run: Ledger) -> float:
    """Share of partner-months whose planned revenue sits at a threshold, the target or the cap."""
    return run.per_partner("bunched")


@metric("share", -1)
def income_from_recruiting(run: Ledger) -> float:
    """Share of overrides in partners' pay: beyond .3 the programme lives on recruiting."""
    return ratio(run.sum("override_pay"), run.pay.sum())


@metric("share", 0)
def partners_share(run: Ledger) -> float:
    """Partners' pay over pay and vendor's profit; a split below .15 or above .85 is one-sided."""
    pay = run.pay.sum()
    return ratio(pay, pay + max(0.0, run.profit.sum()))
