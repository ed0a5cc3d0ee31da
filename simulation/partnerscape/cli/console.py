"""What commands print: messages on standard error, results on standard output."""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

BETWEEN_LINES = 30.0  # seconds, in a log
_python_warns = warnings.showwarning


def warn(message: Warning | str, category: type[Warning], *place: Any, **options: Any) -> None:
    """One line for an unusual value; other warnings as Python shows them."""
    from partnerscape.scenario import UnusualValue

    if issubclass(category, UnusualValue):
        say(f"warning: {message}")
    else:
        _python_warns(message, category, *place, **options)


def say(text: str) -> None:
    """A line on standard error."""
    print(text, file=sys.stderr)


def console() -> Console:
    """Standard output, in characters that it can encode."""
    from partnerscape.show.style.console import FittingConsole

    return FittingConsole(highlight=False)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error; the first compilation, about half a minute, is announced."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from partnerscape.engine.build import is_compiled
    from partnerscape.study.jobs.progress import COMPILING

    console = Console(stderr=True, highlight=False)
    if not is_compiled():
        console.print(COMPILING)
    if not console.is_terminal:  # a log: a line now and then, no bar
        yield _lines(what)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines(what: str) -> Callable[[int, int], None]:
    """A line on standard error every half minute, with rate and time left."""
    from partnerscape.study.jobs.pace import Pace

    pace, last = Pace(), time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        pace.seen(done, total)
        if time.monotonic() - last < BETWEEN_LINES:
            return
        last = time.monotonic()
        left = f", {pace.left:,.0f} s left" if pace.left is not None else ""
        say(f"{done:,} of {total:,} {what}, {pace.rate:,.1f} per second{left}")

    return tell


def json_text(answer: dict[str, Any]) -> str:
    """A machine-readable result with the number of its format; what is not finite is null."""
    from partnerscape.scenario.formats import JSON
    from partnerscape.system.values import tame

    stamped = answer if "$schema" in answer else {**answer, "format": JSON}
    return json.dumps(tame(stamped), indent=2, allow_nan=False, default=str)


def print_json(answer: dict[str, Any]) -> None:
    """A machine-readable result on standard output."""
    print(json_text(answer))
