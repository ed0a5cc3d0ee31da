"""How the analysis ``stress`` is shown."""

from __future__ import annotations

from partnerscape.study.question.analysis import Shown

from .section import as_json, stress_in_words, stress_section

SHOWN = Shown(lambda answer, findings: stress_section(answer), as_json, lambda answer, findings: [stress_in_words(answer)])
