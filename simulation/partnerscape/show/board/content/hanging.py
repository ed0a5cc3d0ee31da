"""What the answer hangs on: the assumption that moves it most, and the limits within which it holds."""

from __future__ import annotations

from partnerscape.language import phrase
from partnerscape.study.analyses.assumptions import HARDLY, ZERO
from partnerscape.study.analyses.hangs_on import HangsOn

from ...analyses.hangs_on.section import value_of_row
from ...style.lever_words import assumption_label
from ...style.numbers import bare_percent, percent
from .case import Case


def hangs_on(case: Case, limits: list[str]) -> list[str]:
    """The decisive assumption; ``limits`` on the levers, if there are win-win conditions."""
    said = [] if case.hangs_on is None else _assumption(case.hangs_on)
    if limits:
        said.append(phrase("It holds for any programme within these limits: {limits}.", limits="; ".join(limits)))
    return said


def _assumption(answer: HangsOn) -> list[str]:
    row = answer.most
    if row is None:
        return [
            phrase(
                "No single assumption decides it: moved one by one, none of the {number} that nobody has measured changes the "
                "number by more than {points} points for sure.",
                number=answer.screened,
                points=bare_percent(HARDLY),
            )
        ]
    values = {"assumption": assumption_label(str(row["assumption"])), "then": percent(row["p"]), "now": percent(answer.base[0])}
    if row["end"] == ZERO:
        said = phrase(
            "Most on {assumption}, which nobody has measured: without it, {then} of futures are win-win; as assumed, {now}.",
            **values,
        )
    else:
        said = phrase(
            "Most on {assumption}, which nobody has measured: at {value}, {then} of futures are win-win; as assumed, {now}.",
            value=value_of_row(answer, row),
            **values,
        )
    others = [assumption_label(str(name)) for name in answer.moving["assumption"].iloc[1:3]]
    return [said, *([phrase("Less, but surely, also on: {assumptions}.", assumptions="; ".join(others))] if others else [])]
