"""Work behind a screen: the newest wish runs, an older one is told to end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import solara

from partnerscape.language import in_language
from partnerscape.scenario import InputError

from .live import Cancelled, SupersededError

Told = TypeVar("Told")
Work = Callable[[Callable[[Told], None], Cancelled], None]


def use_background(work: Work[Told], first: Told, wish: object, code: str = "en") -> tuple[Told, str]:
    """The newest that ``work`` told for a wish, and its error; a new wish starts it again and ends the older one.

    Parameters
    ----------
    work : callable
        Takes how to tell and whether it is cancelled.
    first
        Before anything is told.
    wish : hashable
        What is wanted; None: nothing is.
    code : str
        The language that errors are said in.
    """
    told, set_told = solara.use_state(first)
    error, set_error = solara.use_state("")

    def start() -> Callable[[], None]:
        ended = threading.Event()

        def tell(value: Told) -> None:
            if not ended.is_set():
                set_told(value)

        def run() -> None:
            try:
                with in_language(code):
                    work(tell, ended.is_set)
            except SupersededError:
                return
            except InputError as wrong:
                if not ended.is_set():
                    set_error("\n".join(wrong.lines))
            except Exception as wrong:  # noqa: BLE001 - a screen says what failed instead of going blank
                if not ended.is_set():
                    set_error(f"{type(wrong).__name__}: {wrong}")

        if wish is not None:
            set_error("")
            threading.Thread(target=run, daemon=True).start()
        return ended.set

    solara.use_effect(start, [wish])
    return told, error
