"""Work behind a screen: the newest request runs, an older one is cancelled."""

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
    """The latest result that ``work`` reported for a request, and its error; a new request restarts it and cancels the older one.

    Parameters
    ----------
    work : callable
        Takes a function that reports a result, and one that says whether it is cancelled.
    first
        What is shown until the work reports something.
    wish : hashable
        The request; None: there is none.
    code : str
        The language of errors.
    """
    answer, set_answer = solara.use_state(first)
    error, set_error = solara.use_state("")

    def start() -> Callable[[], None]:
        ended = threading.Event()

        def tell(value: Told) -> None:
            if not ended.is_set():
                set_answer(value)

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
    return answer, error
