"""A programme's last months before the rollout as its vendor's own books hold them: one row per partner, one column per month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from partnerscape.rules.shared import records
from partnerscape.scenario import InputError, Scenario

from .growth import until_it_fits
from .month import AS_SHIPPED, Rulebook
from .past import in_turn
from .runs import blocks_for, founded
from .state import State
from .watch import ACTIVE, watched

OTHER_PAY = ("bonus_pay", "retainer_pay", "quality_pay", "override_pay")
READ = ("deals", "orders", "revenue", "new_revenue", "clawback", "commission", "recurring_pay", *OTHER_PAY)
STANDING = ("id", "segment", "since_signing", "tenure", "leaving")


@dataclass(frozen=True)
class History:
    """What is known of everybody who was a member in any of the months; month 0 is the first of them.

    Attributes
    ----------
    partner : ndarray of uint64, shape (partners,)
        Their ids, rising.
    segment : ndarray of int, shape (partners,)
        Index of the segment.
    joined, started, left : ndarray, shape (partners,)
        Month in which it signed, first sold as an active partner, and was last there; negative: before the first of the
        months; NaN: it has not started, it is still there.
    active : ndarray of bool, shape (partners, months)
        Had started and not left.
    orders, revenue, new_revenue, commission, pay : ndarray, shape (partners, months)
        Orders of customers old and new (count), their revenue, that of new customers, commission on both less clawback, and
        all pay (currency); 0 where not active.
    """

    partner: np.ndarray
    segment: np.ndarray
    joined: np.ndarray
    started: np.ndarray
    left: np.ndarray
    active: np.ndarray
    orders: np.ndarray
    revenue: np.ndarray
    new_revenue: np.ndarray
    commission: np.ndarray
    pay: np.ndarray


def history_of(
    scenario: Scenario, seed: int, months: int, rules: Rulebook = AS_SHIPPED, blocks: int | None = None
) -> tuple[State, History]:
    """The eve of the rollout, to the bits of :func:`.burn_in` without a ``start``, and the last months before it by partner.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    months : int
        How many, 1 to ``burn_in_months``.
    rules : Rulebook, optional
    blocks : int, optional
        Of the pool, to begin with.

    Returns
    -------
    eve : State
        As :func:`.burn_in` returns it: who is a member has its row in the history by its ``id``.
    history : History

    Raises
    ------
    InputError
        For months that the burn-in does not have.

    Examples
    --------
    >>> import partnerscape as ps
    >>> from partnerscape import engine
    >>> eve, past = engine.history_of(ps.load_scenario("marketplace"), 1, 24)  # doctest: +SKIP
    >>> past.revenue.shape, past.revenue[:, -1].sum()  # doctest: +SKIP
    """
    whole = scenario.time.burn_in_months
    if not 1 <= months <= whole:
        raise InputError("history_of", (), "months", f"1 to the burn-in's {whole} months", months)

    def attempt(blocks: int) -> tuple[State, History]:
        state = founded(scenario, seed, rules=rules, blocks=blocks)
        in_turn(state, scenario, whole - months, state.play)
        parts = in_turn(state, scenario, months, lambda stretch: watched(state, stretch, (*STANDING, *READ))[1:])
        return state, _by_partner(*(np.concatenate(part) for part in zip(*parts, strict=True)))

    return until_it_fits(attempt, blocks or blocks_for(scenario))


def _by_partner(seen: np.ndarray, role: np.ndarray) -> History:
    """Rows by month and place, sorted into rows by partner."""
    month, place = np.nonzero(role)
    bits, roles = seen[month, place], role[month, place]
    whole = {name: bits[:, k] for k, name in enumerate(STANDING[:2])} | {"leaving": bits[:, STANDING.index("leaving")]}
    real = {name: bits[:, k].view(np.float64) for k, name in enumerate((*STANDING, *READ)) if name in records.REAL}
    partner, first, row = np.unique(whole["id"].view(np.uint64), return_index=True, return_inverse=True)
    sells = roles == ACTIVE

    def known(values: np.ndarray, where: np.ndarray) -> np.ndarray:
        reading = np.full(partner.size, np.nan)
        reading[row[where]] = values[where]
        return reading

    def wide(values: np.ndarray) -> np.ndarray:
        table = np.zeros((partner.size, len(role)), values.dtype)
        table[row[sells], month[sells]] = values[sells]
        return table

    commission = real["commission"] + real["recurring_pay"] - real["clawback"]
    return History(
        partner,
        whole["segment"][first],
        known(month - real["since_signing"], np.ones_like(sells)),
        known(month - real["tenure"] + 1.0, sells),
        known(month.astype(float), whole["leaving"] == 1),
        wide(sells),
        wide(real["deals"] + real["orders"]),
        wide(real["revenue"]),
        wide(real["new_revenue"]),
        wide(commission),
        wide(commission + sum(real[name] for name in OTHER_PAY)),
    )
