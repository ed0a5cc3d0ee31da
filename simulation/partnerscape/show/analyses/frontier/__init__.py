"""How the analysis ``frontier`` is shown."""

from __future__ import annotations

from partnerscape.study.question.analysis import Shown

from .section import as_json, front_in_words, frontier_section, nash_in_words, spread_in_words

SHOWN = Shown(
    lambda answer, findings: frontier_section(answer),
    as_json,
    lambda answer, findings: [front_in_words(answer), nash_in_words(answer), spread_in_words(answer)],
)
