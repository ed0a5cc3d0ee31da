"""How the analysis ``robustness`` is shown."""

from __future__ import annotations

from partnerscape.study.question.analysis import Shown

from .section import as_json, both_in_words, disagreement_in_words, robustness_section

SHOWN = Shown(
    lambda answer, findings: robustness_section(answer),
    as_json,
    lambda answer, findings: [both_in_words(answer), disagreement_in_words(answer)],
)
