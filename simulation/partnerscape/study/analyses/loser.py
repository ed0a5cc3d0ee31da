"""Who loses first, once a sensitivity analysis has said which factors matter."""

from __future__ import annotations

from dataclasses import replace

from ..win_win.findings import Findings
from ..win_win.lever_effects import deciding_levers
from ..win_win.losers import first_to_lose
from .sensitivity.sensitivity import Sensitivity, deciding_factors


def with_loser(findings: Findings) -> Findings:
    """The findings, with who loses first under no condition that a sensitivity analysis calls unimportant."""
    answer = findings.answers.get("sensitivity")
    if not isinstance(answer, Sensitivity):
        return findings
    deciding = set(deciding_factors(answer)["factor"])
    named = {*deciding_levers(findings.effects), *findings.results.uncertainties} & deciding
    return replace(findings, loser=first_to_lose(findings.results, findings.box, named))
