"""Workers that end in the middle of a block: killed, cancelled, cut off."""

from __future__ import annotations

import os
import signal
import time

from cluster.coordinate import coordinate
from cluster.faults import meanwhile
from cluster.patience import until
from cluster.small import BLOCKS

from partnerscape.study.runs.blocks.crew import Crew


def some(moment) -> int:
    """A number of blocks in the middle of the study."""
    return moment.randrange(2, BLOCKS // 2)


def test_kill_9_of_a_local_process(question, sweep, undisturbed, on_threads, moment) -> None:
    running = meanwhile(coordinate, question, sweep.folder, Crew(processes=2))
    sweep.after(some(moment))
    os.kill(moment.choice(sweep.players()), signal.SIGKILL)
    assert running.result(300) == on_threads
    assert sweep.digest() == undisturbed


def test_kill_9_of_a_worker_of_dask(question, sweep, dask, by_dask, undisturbed, on_threads, moment) -> None:
    running = meanwhile(coordinate, question, sweep.folder, by_dask)
    sweep.after(some(moment))
    time.sleep(moment.uniform(0, 0.1))
    moment.choice(dask.workers).kill()
    assert running.result(300) == on_threads
    assert sweep.digest() == undisturbed


def test_a_link_taken_down_for_good(question, sweep, apart, undisturbed, on_threads, moment) -> None:
    from distributed import Client

    dask, hosts = apart
    with Client(dask.address, set_as_default=False) as client:
        running = meanwhile(coordinate, question, sweep.folder, Crew(executor=client.get_executor()))
        sweep.after(some(moment))
        moment.choice(hosts).unplug()
        assert running.result(300) == on_threads
    assert sweep.digest() == undisturbed


def test_scancel_of_an_array_task(sweep, slurm, undisturbed, moment, tmp_path) -> None:
    job, task = slurm.array(sweep.folder, 3, tmp_path), moment.randrange(1, 4)
    sweep.after(some(moment))
    slurm.cancel(f"{job}_{task}")
    states = slurm.wait(job)
    assert states[str(task)] in ("CANCELLED", "COMPLETED"), states
    assert {state for number, state in states.items() if number != str(task)} == {"COMPLETED"}
    slurm.finish(slurm.array(sweep.folder, 3, tmp_path))
    assert sweep.digest() == undisturbed


def test_kill_9_of_an_array_task(sweep, slurm, undisturbed, moment, tmp_path) -> None:
    job = slurm.array(sweep.folder, 2, tmp_path)
    sweep.after(some(moment))
    until(sweep.players, "process of a task")
    os.kill(moment.choice(sweep.players()), signal.SIGKILL)
    slurm.wait(job)
    slurm.finish(slurm.array(sweep.folder, 2, tmp_path))
    assert sweep.digest() == undisturbed
