"""The one component that draws: markup in, events out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import solara

Act = Callable[[Mapping[str, Any]], None]


@solara.component_vue("surface.vue")
def Surface(html: str, event_act: Act) -> None:  # noqa: N802 - Solara's components are named like classes
    """Markup made by :mod:`..views`; what is done to elements with ``data-act`` is reported."""


def style() -> str:
    """The style sheet, which comes with the package."""
    return (Path(__file__).parent / "style.css").read_text("utf-8")
