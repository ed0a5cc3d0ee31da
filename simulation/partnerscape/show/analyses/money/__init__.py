"""How the analysis ``money`` is shown."""

from __future__ import annotations

from partnerscape.study.question.analysis import Shown

from .section import money_json

SHOWN = Shown(lambda answer, findings: "", money_json)  # all of it stands beside the headline
