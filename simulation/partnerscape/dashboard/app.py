"""The application that Solara serves: one page, whose address says what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import solara

from partnerscape.language import in_language, language, phrase, speakable
from partnerscape.scenario import InputError, Scenario

from .jobs.folder import Folder
from .page.surface import Surface, style
from .screens.map import MapScreen
from .screens.people import PeopleScreen
from .screens.saved import SavedScreen
from .screens.start import StartScreen
from .screens.study import StudyScreen
from .screens.tab import Go, Tab
from .screens.try_ import TryScreen
from .state.draft import SCREENS, Draft
from .state.history import History
from .views.header import header
from .views.words import notice

NEEDING = {
    "try": TryScreen,
    "map": MapScreen,
    "people": PeopleScreen,
    "saved": SavedScreen,
    "study": StudyScreen,
}  # screens that need a programme


@solara.component
def Page() -> None:  # noqa: N802 - Solara looks for this name
    """Header and screen."""
    router = solara.use_router()
    draft = Draft.read(router.search)
    past = solara.use_ref(History(draft))
    past.current = past.current.then(draft)
    reads, set_reads = solara.use_state(0)
    code = draft.show("language") if draft.show("language") in speakable() else language()

    def go(other: Draft) -> None:
        router.push(f"/?{other.search}")

    with in_language(code):
        solara.Title("Partnerscape")
        solara.Style(style())
        with solara.Div(classes=["sheet"]):
            Screen(draft, past.current, code, go, lambda: set_reads(lambda n: n + 1), reads)


@solara.component
def Layout(children: list[Any]) -> None:  # noqa: N802 - Solara looks for this name
    """No bar, no drawer: the page is the page."""
    solara.Div(children=children)


@solara.component
def Screen(draft: Draft, history: History, code: str, go: Go, refresh: Any, reads: int) -> None:  # noqa: N802
    """The screen that the address names; the first one where the programme is none.

    How often the folder was read is an argument, because Solara draws nothing anew that has the same ones.
    """
    del reads
    folder = Folder.current()

    def act(event: Mapping[str, Any]) -> None:
        kind, value = str(event["act"]), str(event["value"])
        if kind == "screen" and value in SCREENS:
            go(draft.on(value))
        elif kind == "language":
            go(draft.showing(language=value))
        elif kind == "undo":
            go(history.undone.now)
        elif kind == "redo":
            go(history.redone.now)
        elif kind == "reset":
            go(Draft(draft.screen, draft.programme, shows=draft.shows))
        elif kind == "base":
            go(Draft(draft.screen, draft.programme, value, shows=draft.shows))

    with in_language(code):
        Surface(html=str(header(draft)), event_act=act)
        loaded, wrong = solara.use_memo(lambda: _loaded(folder, draft.programme), [draft.programme])
        if wrong:
            Surface(html=str(notice(wrong)), event_act=act)
        if loaded is None or draft.screen not in NEEDING:
            StartScreen(draft, folder, code, go, act)
        else:
            tab = Tab(draft, history, loaded, folder.candidates(loaded), folder, code, go, act, refresh)
            NEEDING[draft.screen](tab)


def _loaded(folder: Folder, name: str) -> tuple[Scenario | None, str]:
    """A programme, or why there is none."""
    if not name:
        return None, ""
    try:
        return folder.scenario(name), ""
    except InputError as error:
        return None, "\n".join([phrase("This programme cannot be used."), *error.lines])
