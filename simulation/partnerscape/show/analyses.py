"""How further analyses are shown: a name, its section of the report, its plain values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..study.win_win import Findings
from .report_certificate import certificate_json, certificate_section

SECTIONS: dict[str, Callable[[Any, Findings], str]] = {
    "certificate": certificate_section,
}
VALUES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "certificate": certificate_json,
}
