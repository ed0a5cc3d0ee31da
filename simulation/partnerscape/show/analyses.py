"""How further analyses are shown: a name, its section of the report, its words, its plain values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..study.win_win import Findings
from .report_certificate import certificate_in_words, certificate_json, certificate_section
from .report_how_far import how_far_in_words, how_far_json, how_far_section

SECTIONS: dict[str, Callable[[Any, Findings], str]] = {
    "how_far": how_far_section,
    "certificate": certificate_section,
}
WORDS: dict[str, Callable[[Any, Findings], list[str]]] = {  # what the terminal says
    "how_far": how_far_in_words,
    "certificate": lambda answer, findings: [certificate_in_words(answer, findings.results.scenario.goals.required_probability)],
}
VALUES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "how_far": how_far_json,
    "certificate": certificate_json,
}
