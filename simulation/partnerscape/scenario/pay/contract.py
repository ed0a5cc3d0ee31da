"""A pay plan of components in the short form, where the short form says exactly that: the way back from ``expand``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from .component import Component
from .expand import PERIOD_OF_TIERS
from .plan import PayOut

if TYPE_CHECKING:
    from ..levers import Policy

TIER_MONTHS = {period: months for months, period in PERIOD_OF_TIERS.items()}
OF_PAY = ("commission_rate", "tiers", "bonus", "retainer", "referral_rates", "cap", "clawback_months")
BESIDE_ALL = ("quality_bonus",)  # of pay, but no component's
Levers = dict[str, Any]


def contracted(policy: Policy) -> Policy | None:
    """The same pay in the short form; None where the short form does not say it exactly.

    Exactly: every partner is paid the same for every month's sales, but for the rounding to cents. ``recurring_months`` and
    ``clawback_months`` do not: of customers' ages the short form knows the mean alone, see ``expanded``.

    Parameters
    ----------
    policy : Policy
        Pays by components.

    Returns
    -------
    Policy or None

    Examples
    --------
    >>> import partnerscape as ps
    >>> short = contracted(ps.Policy(pay={"sales": {"on": "new revenue", "rate": 0.2}, "fee": {"on": "nothing", "lump": -5}}))
    >>> short.commission_rate, short.retainer, short.recurring_months, short.pay
    (0.2, -5.0, 0, {})
    >>> contracted(ps.Policy(pay={"sales": {"on": "renewals", "rate": 0.2}})) is None
    True
    """
    from ..levers import Policy

    if not policy.pay or _says_more(policy):
        return None
    levers: Levers = {"recurring_months": 0}
    for component in policy.pay.values():
        short = next((reading for read in READERS if (reading := read(component)) is not None), None)
        if short is None or not levers.keys().isdisjoint(short):
            return None
        levers |= short
    without = policy.model_dump(exclude={"pay", "levels", "based_on"})
    try:
        return Policy.model_validate({**without, "commission_rate": 0.0, **levers})
    except InputError:  # beyond what a lever can have
        return None


def _says_more(policy: Policy) -> bool:
    """Whether anything but its components decides its pay: a short lever, how it is paid out, an exception by segment."""
    from ..levers import LEVERS

    plan = policy.plan
    if plan.payout != PayOut() or plan.up_or_out is not None or plan.old_customers_keep:
        return True
    exceptions = {name for own in policy.segments.values() for name in own}
    pay = {name for name, lever in LEVERS.items() if lever.pay} | {"tiers", "referral_rates"}
    return any(getattr(policy, name) for name in OF_PAY) or bool(exceptions & pay - set(BESIDE_ALL))


def _only(component: Component, *keys: str) -> bool:
    """Whether a component states nothing beside ``keys``, what it is paid on, and defaults."""
    plain = Component.model_construct()
    return all(
        getattr(component, name) == getattr(plain, name)
        for name in Component.model_fields
        if name not in keys and name not in ("on", "rate", "amount", "lump")
    )


def _in_millionths(rate: float) -> float:
    """As plans pay: rates count to a millionth."""
    return round(rate, 6)


def _in_cents(sum_of_money: float) -> float:
    return round(sum_of_money, 2)


def _commission(c: Component) -> Levers | None:
    """A rate on new revenue, within a cap."""
    if c.on != "new revenue" or c.how != "rate" or len(c.rates) != 1 or c.rates[0] < 0.0 or not _only(c, "per", "cap_month"):
        return None
    return {"commission_rate": _in_millionths(c.rates[0]), "cap": _in_cents(c.cap_month), "tiers": ()}


def _tiers(c: Component) -> Levers | None:
    """Brackets on new revenue, all counted alike, the first from nothing on."""
    ways = {bracket.counted or c.counted for bracket in c.brackets}
    if c.on != "new revenue" or c.how != "brackets" or len(ways) != 1 or c.per not in TIER_MONTHS:
        return None
    if c.brackets[0].start != 0.0 or not _only(c, "brackets", "counted", "per", "cap_month"):
        return None
    tiers = [{"threshold": _in_cents(b.start), "rate": _in_millionths(b.rate)} for b in c.brackets[1:]]
    return {
        "commission_rate": _in_millionths(c.brackets[0].rate),
        "tiers": tiers,
        "tier_months": TIER_MONTHS[c.per],
        "retroactive": ways == {"retroactive"},
        "cap": _in_cents(c.cap_month),
    }


def _target_bonus(c: Component) -> Levers | None:
    """A sum per month in which new revenue reaches a target."""
    if c.on != "new revenue" or c.how != "lump" or len(c.lump) != 1 or not c.target or not _only(c, "target"):
        return None
    return {"bonus": _in_cents(c.lump[0]), "target": _in_cents(c.target)}


def _retainer(c: Component) -> Levers | None:
    """A sum per month."""
    if c.on != "nothing" or c.how != "lump" or len(c.lump) != 1 or not _only(c):
        return None
    return {"retainer": _in_cents(c.lump[0])}


def _recruits(c: Component) -> Levers | None:
    """Rates on recruits' revenue, level by level."""
    if c.on != "recruits revenue" or c.how != "rate" or not _only(c, "per"):
        return None
    return {"referral_rates": tuple(_in_millionths(rate) for rate in c.rates)}


READERS: tuple[Callable[[Component], Levers | None], ...] = (_commission, _tiers, _target_bonus, _retainer, _recruits)
