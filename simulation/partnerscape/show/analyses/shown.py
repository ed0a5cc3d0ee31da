"""How each analysis is shown: a built-in one by its room here, a user's own by itself or plainly."""

from __future__ import annotations

from importlib import import_module

from partnerscape.study.question.analysis import ROOMS, Shown, analysis_of

from .plain import shown_plainly


def shown_of(name: str) -> Shown:
    """How an analysis is shown."""
    if name in ROOMS:
        built_in: Shown = import_module(f"{__package__}.{ROOMS[name]}").SHOWN
        return built_in
    own = analysis_of(name)
    return own.shown or shown_plainly(own)
