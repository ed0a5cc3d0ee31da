"""How an analysis is shown that does not say so itself: its name, what it asks, and its answer as values."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from partnerscape.language import term
from partnerscape.study.question.analysis import Analysis, Shown

from ..style.numbers import plain
from ..style.page import escaped, section, table


def as_values(answer: Any) -> dict[str, Any]:
    """An answer as plain values: of a dataclass its fields, of a table its rows."""
    if dataclasses.is_dataclass(answer) and not isinstance(answer, type):
        answer = {field.name: getattr(answer, field.name) for field in dataclasses.fields(answer)}
    values = answer if isinstance(answer, dict) else {"answer": answer}
    return {str(name): _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        return value.to_dict("records")
    return value.tolist() if hasattr(value, "tolist") else value


def shown_plainly(analysis: Analysis) -> Shown:
    """Its section is headed by what it asks."""
    return Shown(lambda answer, findings: _section(analysis, answer), as_values)


def _section(analysis: Analysis, answer: Any) -> str:
    rows = [
        [escaped(name.replace("_", " ")), escaped(plain(value) if isinstance(value, float) else str(value))]
        for name, value in as_values(answer).items()
    ]
    return section(term(analysis.asks), table(("", ""), rows))
