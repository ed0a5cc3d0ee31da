"""How the analysis ``advice`` is shown."""

from __future__ import annotations

from partnerscape.study.question.analysis import Shown

from .section import advice_in_words, advice_section, as_json

SHOWN = Shown(lambda answer, findings: advice_section(answer), as_json, lambda answer, findings: [advice_in_words(answer)])
