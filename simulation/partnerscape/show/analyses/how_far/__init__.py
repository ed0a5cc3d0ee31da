"""How the analysis ``how_far`` is shown."""

from __future__ import annotations

from partnerscape.study.question.analysis import Shown

from .section import how_far_in_words, how_far_json, how_far_section

SHOWN = Shown(how_far_section, how_far_json, how_far_in_words)
