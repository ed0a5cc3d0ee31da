"""What no repetition mends is refused clearly, and harms nothing: a worker with another build of the package."""

from __future__ import annotations

import subprocess

import pytest
from cluster.coordinate import coordinate
from cluster.faults import other_build
from cluster.small import environment, package


@pytest.mark.parametrize("file", ["metrics/gains.py", "rules/work/decide_effort.py"])
def test_a_worker_of_dask_with_another_build_is_refused(file, question, sweep, dask, by_dask, undisturbed, on_threads, tmp_path):
    for worker in dask.workers:
        worker.kill()
    other = dask.add_worker(env=environment(other_build(tmp_path / "build" / "simulation", file)))
    words = package("study", question, "--out", sweep.folder, "--dask", dask.address)
    done = subprocess.run(words, capture_output=True, text=True, env=environment(), timeout=300)
    said = " ".join(done.stderr.split())
    assert done.returncode == 2, said
    assert "build: expected" in said and "install the same version" in said and "Traceback" not in said
    assert not sweep.blocks()
    other.kill()
    dask.refill(2)
    assert coordinate(question, sweep.folder, by_dask) == on_threads
    assert sweep.digest() == undisturbed


def test_an_array_task_with_another_build_is_refused(sweep, slurm, undisturbed, tmp_path) -> None:
    build = other_build(tmp_path / "build" / "simulation", "metrics/gains.py")
    job = slurm.array(sweep.folder, 2, tmp_path, source=build)
    assert set(slurm.wait(job).values()) == {"FAILED"}
    for log in tmp_path.glob("task-*.log"):
        said = log.read_text()
        assert "build" in said and "install the same version" in said and "Traceback" not in said
    assert not sweep.blocks()
    slurm.finish(slurm.array(sweep.folder, 2, tmp_path))
    assert sweep.digest() == undisturbed
