"""Levers and assumptions as one would say them, from how they are declared."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from partnerscape.scenario import ASSUMPTIONS, declared
from partnerscape.scenario import split_lever as split_lever
from partnerscape.scenario.declare import Lever
from partnerscape.scenario.pay.numbers import MEASURED, is_path, label_of
from partnerscape.scenario.units import Unit

from .numbers import DASH, in_unit, money, plain

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
    """A lever's name in words, whoever it is of."""
    return label_of(lever) if is_path(lever) else LABELS.get(lever, lever.replace("_", " "))


def lever_label(name: str) -> str:
    """A lever's name in words: ``commission``, ``support agents``, ``commission of small partners``."""
    segment, lever = split_lever(name)
    label = _label(lever)
    if not segment:
        return label
    return f"{label} {_joint(lever)} {segment.replace('_', ' ')} partners"


def _joint(lever: str) -> str:
    """Pay is ``of`` small partners, everything else ``for`` them."""
    return "of" if lever_of(lever).pay and not counted(lever) else "for"


def capital(text: str) -> str:
    """The first letter large."""
    return text[:1].upper() + text[1:]


def listed(names: list[str]) -> str:
    """``small, middle and large``."""
    words = [n.replace("_", " ") for n in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


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
        return "none of these" if math.isnan(value) else labels[name][round(value)].replace("_", " ")
    if unit.kind == "yes/no":
        return "yes" if value else "no"
    if unit.is_money:
        return money(value, currency)
    if unit.is_share and not unit.is_scale:
        return f"{plain(100.0 * value)} %"
    return plain(value)


def lever_unit(name: str) -> str:
    """A lever's unit for an axis or a table's head: ``%``, ``per 100 partners``, ``0 to 1``."""
    lever = split_lever(name)[1]
    unit, after = unit_of(lever), _unit_after(lever)
    if unit.is_scale or unit.kind == "choice":
        return "0 to 1" if unit.is_scale else ""
    if unit.is_share:
        return f"% {after}".strip()
    return lever_of(lever).unit if unit.is_money else after


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
    segment, lever = split_lever(name)
    if not isinstance(limits, tuple):
        return f"{lever_label(name)} {' or '.join(lever_number(name, v, currency, labels) for v in limits.values)}"
    low, high = limits
    label = _label(lever)
    whose = f"{segment.replace('_', ' ')} partners" if segment else ""
    if lever_of(lever).unit == "yes/no":
        said = f"{label} or not" if low < high else label if high else f"no {label}"
        return f"{said} for {whose}" if whose else said
    at_low, at_high = low <= full_range[0], high >= full_range[1]
    if at_low and at_high:
        return f"any {lever_label(name)}"
    a, b = lever_number(name, low, currency, labels), lever_number(name, high, currency, labels)
    if math.isclose(low, high):
        number = a
    elif at_low:
        number = f"at most {b}"
    elif at_high:
        number = f"at least {a}"
    else:
        number = f"{a.removesuffix(' %')}{DASH}{b}"
    after = _unit_after(lever)
    if counted(lever):
        return " ".join(filter(None, (number, label, after, f"for {whose}" if whose else "")))
    return " ".join(filter(None, (label, f"{_joint(lever)} {whose}" if whose else "", number, after)))


def levers_in_words(levers: Mapping[str, float], currency: str = "€", labels: Labels = NO_LABELS) -> str:
    """A policy by its levers: ``commission 24 %, 18 offers``."""
    anything = (-math.inf, math.inf)
    return ", ".join(lever_limits(key, (value, value), anything, currency, labels) for key, value in levers.items())


def assumption_label(name: str) -> str:
    """An assumption by name and meaning: ``rival response (share of a pay rise that rivals match)``."""
    meaning = re.sub(r"\s*\([^)]*\)", "", ASSUMPTIONS[name].meaning)
    words = name.replace("_", " ")
    return words if meaning == words else f"{words} ({meaning})"


def input_condition(name: str, above: bool, value: float, currency: str = "€") -> str:
    """A lever or an assumption beyond a value: ``commission is above 24.6 %``."""
    side = "above" if above else "below"
    lever = split_lever(name)[1]
    if declared(lever) is None:
        return f"{assumption_label(name)} is {side} {in_unit(value, ASSUMPTIONS[name].unit, currency)}"
    number = lever_number(name, value, currency)
    if counted(lever):
        return " ".join(filter(None, (lever_label(name), "are", side, number, _unit_after(lever))))
    return f"{lever_label(name)} is {side} {number}"
