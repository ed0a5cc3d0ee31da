"""Start: a shipped programme, a file of the folder, or one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import solara

from ..jobs.folder import Folder
from ..page.surface import Surface
from ..state.draft import Draft
from ..views.start import start
from .tab import Go


@solara.component
def StartScreen(draft: Draft, folder: Folder, code: str, go: Go, act: Callable[[Mapping[str, Any]], None]) -> None:  # noqa: N802
    """Choose a programme."""

    def chosen(event: Mapping[str, Any]) -> None:
        if event["act"] == "programme":
            go(Draft("try", str(event["value"]), shows=draft.shows))
        else:
            act(event)

    Surface(html=str(start(folder.programmes())), event_act=chosen)
