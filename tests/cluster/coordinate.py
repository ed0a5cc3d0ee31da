"""A coordinator in a process of its own, so that it can be killed: plays a planned study by a route and prints its digest.

``python coordinate.py QUESTION FOLDER ROUTE [ADDRESS]``; what analyses do with the runs is left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from partnerscape.study.jobs.files import digest_of
from partnerscape.study.question.budgets import CHUNK
from partnerscape.study.runs.blocks.crew import Crew, crew_of
from partnerscape.study.study import _opened
from partnerscape.study.win_win.adaptive import whole_design


@contextmanager
def crew_by(route: str, address: str) -> Iterator[Crew | None]:
    """Who plays: ``threads``, ``processes`` or the workers of a Dask scheduler."""
    if route != "dask":
        yield crew_of(None, 2) if route == "processes" else None
        return
    from distributed import Client

    with Client(address, timeout="30s") as client:
        yield crew_of(client.get_executor(), None)


def coordinate(question: Path, folder: Path, crew: Crew | None, **named: object) -> str:
    """Play what is missing of a study; the digest of its runs."""
    player = _opened(question, folder, None, CHUNK, None, note=print_to_log, request=None, **{"rules": _shipped(), **named})
    return digest_of(whole_design(replace(player, crew=crew)).table)


def _shipped() -> object:
    from partnerscape.engine.month import AS_SHIPPED

    return AS_SHIPPED


def print_to_log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    question, folder, route, *rest = sys.argv[1:]
    with crew_by(route, *rest or [""]) as crew:
        print(coordinate(Path(question), Path(folder), crew), flush=True)
