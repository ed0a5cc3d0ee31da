"""Coordinators that die, and two that share a folder."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from cluster import coordinate as program
from cluster.coordinate import coordinate
from cluster.faults import meanwhile
from cluster.patience import until
from cluster.small import BLOCKS, alive

from partnerscape.study.runs.blocks.crew import Crew


def start(question: Path, folder: Path, *route: str) -> subprocess.Popen[str]:
    words = [sys.executable, program.__file__, str(question), str(folder), *route]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("route", ["processes", "dask"])
def test_kill_9_of_the_coordinator(question, sweep, route, request, undisturbed, on_threads, moment) -> None:
    where = [request.getfixturevalue("dask").address] if route == "dask" else []
    first = start(question, sweep.folder, route, *where)
    sweep.after(moment.randrange(1, BLOCKS // 2))
    time.sleep(moment.uniform(0, 0.1))
    players = [process for process in sweep.players() if route == "processes"]
    first.kill()
    first.wait()
    until(lambda: not any(map(alive, players)), "end of the processes of a killed coordinator", 60)
    assert coordinate(question, sweep.folder, Crew(threads=2)) == on_threads
    assert sweep.digest() == undisturbed


def test_two_coordinators_share_a_folder(question, sweep, dask, undisturbed, on_threads, moment) -> None:
    other = start(question, sweep.folder, "dask", dask.address)
    sweep.after(moment.randrange(0, BLOCKS // 3))
    running = meanwhile(coordinate, question, sweep.folder, Crew(processes=2))
    assert running.result(300) == on_threads
    said, told = other.communicate(timeout=300)
    assert said.strip() == on_threads, told
    assert sweep.digest() == undisturbed
    assert not list(sweep.folder.glob("**/*damaged*"))
