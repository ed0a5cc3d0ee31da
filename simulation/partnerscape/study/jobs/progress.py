"""How far a call is: in a notebook a bar by default, elsewhere nothing unless somebody asks for it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from partnerscape.engine.build import is_compiled

Call = ParamSpec("Call")
Answer = TypeVar("Answer")
COMPILING = "compiling the month for this machine, once: about half a minute …"
PAUSE = 0.2  # seconds between two pictures of a bar: every one is sent to the browser


def in_notebook() -> bool:
    """Whether this process is the kernel of a notebook; a terminal's IPython is none."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")


def bar_in_notebook(what: str) -> Callable[[Callable[Call, Answer]], Callable[Call, Answer]]:
    """A decorator: a call without ``progress`` shows a bar in a notebook, and nothing elsewhere."""

    def decorate(function: Callable[Call, Answer]) -> Callable[Call, Answer]:
        @wraps(function)
        def called(*given: Call.args, **named: Call.kwargs) -> Answer:
            if not in_notebook():
                return function(*given, **named)
            bound = signature(function).bind(*given, **named)
            if bound.arguments.get("progress") is not None:
                return function(*given, **named)
            with _bar(what) as tell:
                bound.arguments["progress"] = tell
                return function(*bound.args, **bound.kwargs)

        return called

    return decorate


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar where the cell's output is; it goes when the call ends."""
    from IPython.display import display

    shown = display(_Shown("" if is_compiled() else COMPILING), display_id=True)
    start, last = time.monotonic(), 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done >= total or now - last >= PAUSE:
            last = now
            shown.update(_Shown(f"{done:,} of {total:,} {what}, {now - start:.0f} s", done, total))

    try:
        yield tell
    finally:
        shown.update(_Shown(""))


class _Shown:
    """One picture of a bar, with words; plain text where a front end shows no HTML."""

    def __init__(self, words: str, done: int = 0, total: int = 0) -> None:
        self.words, self.done, self.total = words, done, total

    def __repr__(self) -> str:
        return self.words

    def _repr_html_(self) -> str:
        bar = f'<progress value="{self.done}" max="{self.total}"></progress> ' if self.total else ""
        return f"{bar}{self.words}"
