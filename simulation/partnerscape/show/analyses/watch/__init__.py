"""How the analysis ``watch`` is shown."""

from __future__ import annotations

from partnerscape.study.question.analysis import Shown

from .section import watch_json

SHOWN = Shown(lambda answer, findings: "", watch_json)  # all of it stands in the board paper
