"""Seven ways to play a study, one digest. The seventh, dask-jobqueue, is a recipe: test_recipes.py."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from cluster import small
from cluster.coordinate import coordinate

from partnerscape.study.runs.blocks.crew import crew_of
from partnerscape.study.runs.blocks.play import play


@pytest.fixture(name="check")
def _check(question, sweep, undisturbed, on_threads) -> Callable[..., None]:
    """Whether a study that a crew plays, or has played, is the undisturbed one."""

    def check(executor: object = None, processes: int | None = None) -> None:
        assert coordinate(question, sweep.folder, crew_of(executor, processes)) == on_threads
        assert sweep.digest() == undisturbed

    return check


def test_local_processes(check) -> None:
    check(processes=2)


def test_dask_submit(check, sweep, dask) -> None:
    from distributed import Client

    with Client(dask.address, set_as_default=False) as client:
        answers = client.gather([client.submit(play, str(sweep.folder), block, pure=False) for block in range(small.BLOCKS)])
    assert {one["block"] for one in answers} == set(range(small.BLOCKS))
    assert len(str(answers[0])) < 300, "results never pass the scheduler"
    assert sweep.is_done()
    check()


def test_dask_executor(check, dask) -> None:
    from distributed import Client

    with Client(dask.address, set_as_default=False) as client:
        check(client.get_executor())


def test_loky(check) -> None:
    loky = pytest.importorskip("loky")
    with loky.ProcessPoolExecutor(2) as pool:
        check(pool)


def test_submitit(question, sweep, on_threads, slurm, monkeypatch, tmp_path) -> None:
    submitit = pytest.importorskip("submitit")
    monkeypatch.setenv(*next(iter(slurm.address.items())))
    sweep.plan_again((24, 8))  # one job per block
    executor = submitit.SlurmExecutor(tmp_path / "submitit", python=sys.executable)
    executor.update_parameters(time=5, mem="1GB", cpus_per_task=1, stderr_to_stdout=True)
    assert coordinate(question, sweep.folder, crew_of(executor, None)) == on_threads


def test_slurm_array(check, sweep, slurm, tmp_path) -> None:
    slurm.finish(slurm.array(sweep.folder, 2, tmp_path))
    assert sweep.is_done()
    check()
