"""How the analysis ``certificate`` is shown."""

from __future__ import annotations

from partnerscape.study.question.analysis import Shown

from .section import certificate_json, certificate_section, single_in_words

SHOWN = Shown(certificate_section, certificate_json, lambda answer, findings: [single_in_words(answer)])
