"""Levers and assumptions as one would say them, from how they are declared."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from partnerscape.language import phrase, term
from partnerscape.scenario import ASSUMPTIONS, declared
from partnerscape.scenario import split_lever as split_lever
from partnerscape.scenario.declare import Lever
from partnerscape.scenario.pay.numbers import MEASURED, is_path, label_of
from partnerscape.scenario.units import Unit

from .numbers import DASH, in_unit, money, plain
from .plan_words import plan_label

if TYPE_CHECKING:  # what a run shows needs no study
    from partnerscape.study.boxes.limits import Limit

LABELS = {  # where a lever's name with spaces is not how one says it
    "commission_rate": "commission",
    "bonus": "target bonus",
    "target": "target for the bonus",
    "cap": "cap on commission",
    "tier_months": "months that tiers count",
    "recurring_months": "months of recurring commission",
    "clawback_months": "months of clawback",
    "priority_share": "share of partners served first",
    "status_share": "share of partners with status",
    "survey_every": "months between surveys",
    "review_every": "months between reviews",
    "notice_months": "months of notice",
    "grandfather_months": "months on the old pay for incumbents",
    "retroactive": "retroactive tiers",
}
IMPLIED = {"commission_rate", "priority_share", "status_share"}  # the label says of what it is a share
CHOICE = Lever("choice", 0, 0, "what its options set", "one of several options", whole=True)
Labels = Mapping[str, Sequence[str]]  # of choices: their options' names
NO_LABELS: Labels = {}


def lever_of(lever: str) -> Lever:
    """A lever's declaration; a choice is declared by its question alone."""
    return declared(lever) or CHOICE


def unit_of(lever: str) -> Unit:
    """What a lever's number counts."""
    return Unit.read(lever_of(lever).unit)


def _label(lever: str) -> str:
    """A lever's name in words, whoever it is of, in English."""
    return label_of(lever) if is_path(lever) else LABELS.get(lever, lever.replace("_", " "))


def _said_label(lever: str) -> str:
    """The same in the language spoken."""
    return plan_label(lever) if is_path(lever) else term(_label(lever))


def lever_label(name: str) -> str:
    """A lever's name in words: ``commission``, ``support agents``, ``commission of small partners``."""
    segment, lever = split_lever(name)
    label = _said_label(lever)
    if not segment:
        return label
    who = segment_name(segment)
    if _is_theirs(lever):
        return phrase("{lever} of {segment} partners", lever=label, segment=who)
    return phrase("{lever} for {segment} partners", lever=label, segment=who)


def segment_name(segment: str) -> str:
    """A segment as one would say it; a user's own name stays as it is."""
    return term(segment.replace("_", " "))


def _is_theirs(lever: str) -> bool:
    """Pay is ``of`` small partners, everything else ``for`` them."""
    return lever_of(lever).pay and not counted(lever)


def capital(text: str) -> str:
    """The first letter large."""
    return text[:1].upper() + text[1:]


def listed(names: list[str]) -> str:
    """``small, middle and large``."""
    words = [term(n.replace("_", " ")) for n in names]
    return words[0] if len(words) == 1 else phrase("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])


def counted(lever: str) -> bool:
    """Whether the label itself is what is counted: ``2.5 support agents``, ``6 offers``, ``3 months of notice``."""
    unit = unit_of(lever)
    if unit.is_share or is_path(lever):
        return False
    label = _label(lever)
    return unit.kind in (label.split()[0], label.split()[-1])


def _unit_after(lever: str) -> str:
    """What follows the number, and the label where the label is counted."""
    unit = unit_of(lever)
    if unit.is_scale or unit.kind in ("choice", MEASURED) or lever in IMPLIED or (unit.is_share and is_path(lever)):
        return ""
    if counted(lever) or unit.is_money:
        return unit.rate
    return unit.whole if unit.is_share else lever_of(lever).unit


def lever_number(name: str, value: float, currency: str = "€", labels: Labels = NO_LABELS) -> str:
    """A lever's bare value: ``21 %``, ``2.5``, ``€40``, ``yes``, an option's name."""
    lever = split_lever(name)[1]
    unit = unit_of(lever)
    if name in labels:
        return phrase("none of these") if math.isnan(value) else term(labels[name][round(value)].replace("_", " "))
    if unit.kind == "yes/no":
        return phrase("yes") if value else phrase("no")
    if unit.is_money:
        return money(value, currency)
    if unit.is_share and not unit.is_scale:
        return f"{plain(100.0 * value)} %"
    return plain(value)


def lever_unit(name: str) -> str:
    """A lever's unit for an axis or a table's head: ``%``, ``per 100 partners``, ``0 to 1``."""
    lever = split_lever(name)[1]
    unit, after = unit_of(lever), term(_unit_after(lever))
    if unit.is_scale or unit.kind == "choice":
        return phrase("0 to 1") if unit.is_scale else ""
    if unit.is_share:
        return f"% {after}".strip()
    return term(lever_of(lever).unit) if unit.is_money else after


def lever_limits(
    name: str, limits: Limit, full_range: tuple[float, float], currency: str = "€", labels: Labels = NO_LABELS
) -> str:
    """Limits on a lever as one would say them; an end of the range that was asked about is not said.

    Parameters
    ----------
    name : str
        A lever, or a segment's as ``small__commission_rate``.
    limits : Limit
        What the rule allows.
    full_range : tuple of float
        What was asked about.
    currency : str
        Sign or code of the scenario's money.

    Returns
    -------
    str
        ``commission 21–29 %``, ``at least 2.5 support agents per 100 partners``, ``at most 14 offers``; of a choice
        ``tiers flat or steep``.
    """
    lever = split_lever(name)[1]
    if not isinstance(limits, tuple):
        options = [lever_number(name, v, currency, labels) for v in limits.values]
        either = reduce(lambda first, last: phrase("{first} or {last}", first=first, last=last), options)
        return phrase("{lever} {amount}", lever=lever_label(name), amount=either)
    low, high = limits
    if lever_of(lever).unit == "yes/no":
        return _switched(name, low, high)
    at_low, at_high = low <= full_range[0], high >= full_range[1]
    if at_low and at_high:
        return phrase("any {lever}", lever=lever_label(name))
    a, b = lever_number(name, low, currency, labels), lever_number(name, high, currency, labels)
    if math.isclose(low, high):
        amount = a
    elif at_low:
        amount = phrase("at most {number}", number=b)
    elif at_high:
        amount = phrase("at least {number}", number=a)
    else:
        amount = f"{a.removesuffix(' %')}{DASH}{b}"
    return _amount_of(name, amount)


def _switched(name: str, low: float, high: float) -> str:
    """A lever that is on or off: ``retroactive tiers``, ``no retroactive tiers for small partners``."""
    segment, lever = split_lever(name)
    label = _said_label(lever)
    said = phrase("{lever} or not", lever=label) if low < high else label if high else phrase("no {lever}", lever=label)
    return phrase("{lever} for {segment} partners", lever=said, segment=segment_name(segment)) if segment else said


def _amount_of(name: str, amount: str) -> str:
    """A lever with its amount: ``6 offers``, ``commission 21–29 %``, ``2.5 support agents per 100 partners``."""
    segment, lever = split_lever(name)
    label, unit, who = _said_label(lever), term(_unit_after(lever)), segment_name(segment)
    if counted(lever):
        if segment and unit:
            return phrase("{amount} {lever} {unit} for {segment} partners", amount=amount, lever=label, unit=unit, segment=who)
        if segment:
            return phrase("{amount} {lever} for {segment} partners", amount=amount, lever=label, segment=who)
        if unit:
            return phrase("{amount} {lever} {unit}", amount=amount, lever=label, unit=unit)
        return phrase("{amount} {lever}", amount=amount, lever=label)
    with_unit = phrase("{amount} {unit}", amount=amount, unit=unit) if unit else amount
    return phrase("{lever} {amount}", lever=lever_label(name), amount=with_unit)


def levers_in_words(levers: Mapping[str, float], currency: str = "€", labels: Labels = NO_LABELS) -> str:
    """A policy by its levers: ``commission 24 %, 18 offers``."""
    anything = (-math.inf, math.inf)
    return ", ".join(lever_limits(key, (value, value), anything, currency, labels) for key, value in levers.items())


def assumption_label(name: str) -> str:
    """An assumption by name and meaning: ``rival response (share of a pay rise that rivals match)``."""
    meaning = term(short_meaning(name))
    words = term(name.replace("_", " "))
    return words if meaning == words else f"{words} ({meaning})"


def short_meaning(name: str) -> str:
    """An assumption's meaning without what stands in brackets, in English."""
    return re.sub(r"\s*\([^)]*\)", "", ASSUMPTIONS[name].meaning)


def input_condition(name: str, above: bool, value: float, currency: str = "€") -> str:
    """A lever or an assumption beyond a value: ``commission is above 24.6 %``."""
    lever = split_lever(name)[1]
    if declared(lever) is None:
        label, number = assumption_label(name), in_unit(value, ASSUMPTIONS[name].unit, currency)
    elif counted(lever):
        return _counted_condition(name, above, lever_number(name, value, currency))
    else:
        label, number = lever_label(name), lever_number(name, value, currency)
    if above:
        return phrase("{lever} is above {number}", lever=label, number=number)
    return phrase("{lever} is below {number}", lever=label, number=number)


def _counted_condition(name: str, above: bool, number: str) -> str:
    """The same of what is counted: ``support agents are below 2.1 per 100 partners``."""
    unit = term(_unit_after(split_lever(name)[1]))
    amount = phrase("{amount} {unit}", amount=number, unit=unit) if unit else number
    if above:
        return phrase("{lever} are above {number}", lever=lever_label(name), number=amount)
    return phrase("{lever} are below {number}", lever=lever_label(name), number=amount)
