"""Seven ways to play a study, one digest: local processes, Dask twice, loky, submitit and an array on Slurm, dask-jobqueue."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cluster import small
from cluster.small import Sweep
from partnerscape.study.runs.blocks.play import play

import partnerscape as ps


@pytest.fixture(autouse=True)
def _only_design(monkeypatch: pytest.MonkeyPatch) -> None:
    """What belongs to every study, and is not played in blocks, takes longer than all of this."""
    monkeypatch.setattr("partnerscape.study.question.analysis.ALWAYS", ())


@pytest.fixture
def check(question: Path, sweep: Sweep, undisturbed: str, on_threads: str) -> Callable[..., None]:
    """Whether a study that a crew plays, or has played, is the undisturbed one."""

    def check(**crew: object) -> None:
        if crew:
            findings = ps.study(question, sweep.folder, **crew)
        else:
            assert sweep.is_done()
            findings = ps.study(question, sweep.folder)
        assert findings.digest == on_threads
        if not crew:
            assert sweep.digest() == undisturbed

    return check


def test_local_processes(check, sweep) -> None:
    check(processes=2)


def test_dask_submit(check, sweep, dask) -> None:
    from distributed import Client

    with Client(dask.address, set_as_default=False) as client:
        told = client.gather([client.submit(play, str(sweep.folder), block, pure=False) for block in range(small.BLOCKS)])
    assert {one["block"] for one in told} == set(range(small.BLOCKS))
    assert len(str(told[0])) < 300, "results never pass the scheduler"
    check()


def test_dask_executor(check, dask) -> None:
    from distributed import Client

    with Client(dask.address, set_as_default=False) as client:
        check(executor=client.get_executor())


def test_loky(check) -> None:
    loky = pytest.importorskip("loky")
    with loky.ProcessPoolExecutor(2) as pool:
        check(executor=pool)


def test_submitit(check, sweep, slurm, monkeypatch, tmp_path) -> None:
    submitit = pytest.importorskip("submitit")
    monkeypatch.setenv("SLURM_CONF", slurm.env["SLURM_CONF"])
    sweep.plan_again((24, 4))
    executor = submitit.SlurmExecutor(tmp_path / "submitit", python=sys.executable)
    executor.update_parameters(time=5, mem="1GB", cpus_per_task=1, stderr_to_stdout=True)
    check(executor=executor)


def test_slurm_array(check, sweep, slurm, tmp_path) -> None:
    slurm.finish(slurm.array(sweep.folder, 3, tmp_path))
    check()


def test_dask_jobqueue(check, slurm, monkeypatch, tmp_path) -> None:
    jobqueue = pytest.importorskip("dask_jobqueue")
    from distributed import Client

    monkeypatch.setenv("SLURM_CONF", slurm.env["SLURM_CONF"])
    options = {"cores": 1, "processes": 1, "memory": "1GB", "python": sys.executable, "interface": "lo", "death_timeout": 60}
    options |= {"scheduler_options": {"host": "127.0.0.1", "dashboard": False}, "log_directory": str(tmp_path)}
    options |= {"local_directory": str(tmp_path), "worker_extra_args": ["--no-dashboard"]}
    with jobqueue.SLURMCluster(**options) as cluster, Client(cluster, set_as_default=False) as client:
        cluster.scale(2)
        client.wait_for_workers(1, timeout=60)
        check(executor=client.get_executor())
