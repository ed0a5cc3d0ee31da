"""How the analysis ``sensitivity`` is shown: indices, or the ranks of a screening."""

from __future__ import annotations

from typing import Any

from partnerscape.study.analyses.sensitivity.sensitivity import Screening, Sensitivity
from partnerscape.study.question.analysis import Shown
from partnerscape.study.win_win.findings import Findings

from .section import screening_json, screening_section, sensitivity_json, sensitivity_section
from .words import convergence_in_words, decided_in_one


def _section(answer: Sensitivity | Screening, findings: Findings) -> str:
    return screening_section(answer, findings) if isinstance(answer, Screening) else sensitivity_section(answer, findings)


def _values(answer: Sensitivity | Screening) -> dict[str, Any]:
    return screening_json(answer) if isinstance(answer, Screening) else sensitivity_json(answer)


def _words(answer: Sensitivity | Screening, findings: Findings) -> list[str]:
    if isinstance(answer, Screening):
        return []
    return [decided_in_one(answer), convergence_in_words(answer)]


SHOWN = Shown(_section, _values, _words)
