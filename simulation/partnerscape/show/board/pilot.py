"""How to plan the pilot that the first page proposes."""

from __future__ import annotations

from partnerscape.language import phrase
from partnerscape.study.request import ComparisonRequest

from ..style.page import command, paragraph, section


def pilot_section(request: ComparisonRequest | None) -> str:
    """The command that finds the trial worth its cost; empty where no command can say it."""
    typed = None if request is None else request.pilot()
    if typed is None:
        return ""
    said = phrase(
        "With how many partners, for how long, at what cost, what its result would change: this finds the trial worth doing."
    )
    return section(phrase("How to plan the pilot"), paragraph(said), command(typed))
