"""How the analysis ``hangs_on`` is shown."""

from __future__ import annotations

from partnerscape.study.question.analysis import Shown

from .section import hangs_on_json, hangs_on_section

SHOWN = Shown(lambda answer, findings: hangs_on_section(answer), hangs_on_json)  # its sentence stands beside the headline
