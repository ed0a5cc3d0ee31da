"""Numbers of a pay plan as one would say them, in the language spoken."""

from __future__ import annotations

import re

from partnerscape.language import phrase, term
from partnerscape.scenario.pay.numbers import label_of

PLACE = re.compile(r"(?P<what>.*?)(?: \((?P<which>[a-z .]+) (?P<number>\d+)\))?")
LEVEL = re.compile(r"(?P<whose>.*), level (?P<level>\d+)")


def plan_label(path: str) -> str:
    """A plan's number in words: ``renewals: rate``, ``split: start (bracket 2)``, ``partner, level 2: threshold``.

    Examples
    --------
    >>> plan_label("pay.split.brackets.1.from"), plan_label("levels.partner.needs.0.at_least.1")
    ('split: start (bracket 2)', 'partner, level 2: threshold (condition 1)')
    """
    whose, _, said = label_of(path).partition(": ")
    place = PLACE.fullmatch(said)
    if place is None:
        return label_of(path)
    what = term(place["what"])
    if place["which"]:
        what = phrase("{what} ({which} {number})", what=what, which=term(place["which"]), number=place["number"])
    if level := LEVEL.fullmatch(whose):
        whose = phrase("{levels}, level {number}", levels=level["whose"], number=level["level"])
    return phrase("{component}: {number}", component=term(whose), number=what)
