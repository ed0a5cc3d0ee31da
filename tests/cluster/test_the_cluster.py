"""The cluster itself: what the other tests rely on is there, and does what it does elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cluster import schedulers
from cluster.hosts import NET


def test_slurm_runs_an_array_and_cancels_one_task(slurm, tmp_path) -> None:
    script = tmp_path / "job.sh"
    script.write_text(
        '#!/bin/sh\n[ "$SLURM_ARRAY_TASK_ID" = 2 ] && exec sleep 60\necho $SLURM_ARRAY_TASK_ID > ran-$SLURM_ARRAY_TASK_ID\n'
    )
    job = slurm.submit("--array=1-3", "--mem=100", "--output=/dev/null", str(script), cwd=tmp_path)
    from cluster.patience import until

    until(lambda: slurm.states(job).get("2") == "RUNNING" and len(list(tmp_path.glob("ran-*"))) == 2, "two tasks done", 180, 0.1)
    slurm.cancel(f"{job}_2")
    assert slurm.wait(job) == {"1": "COMPLETED", "2": "CANCELLED", "3": "COMPLETED"}
    assert {path.name for path in tmp_path.glob("ran-*")} == {"ran-1", "ran-3"}


def test_dask_plays_in_processes_of_their_own(dask) -> None:
    from distributed import Client

    with Client(dask.address, set_as_default=False) as client:
        played = set(client.run(os.getpid).values())
    assert played == {worker.process.pid for worker in dask.workers}
    assert os.getpid() not in played


def test_hosts_have_addresses_of_their_own_and_lose_them_with_their_link(hosts, tmp_path) -> None:
    pytest.importorskip("distributed", reason="needs the extra cluster")
    from distributed import Client

    with (
        schedulers.running(tmp_path, host=f"{NET}.1", hosts=hosts[:2]) as dask,
        Client(dask.address, set_as_default=False) as client,
    ):
        seen = {worker["host"] for worker in client.scheduler_info(n_workers=-1)["workers"].values()}
        assert seen == {host.address for host in hosts[:2]}


def test_nothing_is_kept_in_the_users_own_folders(slurm) -> None:
    assert Path(slurm.env["SLURM_CONF"]).is_relative_to(slurm.folder)
