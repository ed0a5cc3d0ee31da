"""How the analysis ``without`` is shown."""

from __future__ import annotations

from partnerscape.study.question.analysis import Shown

from .section import as_json, without_in_words, without_section

SHOWN = Shown(lambda answer, findings: without_section(answer), as_json, lambda answer, findings: [without_in_words(answer)])
