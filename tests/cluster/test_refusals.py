"""What no repetition mends is refused clearly, and harms nothing: another build, an edited rule. A run that raises is data."""

from __future__ import annotations

import json

import pytest
from cluster import rules as written
from cluster.coordinate import coordinate
from cluster.faults import other_build
from cluster.rules import module
from cluster.small import BLOCKS, FUTURES, Sweep, environment
from partnerscape.study.runs.blocks.shard import play_shard

import partnerscape as ps
from partnerscape.scenario import InputError


@pytest.mark.parametrize("file", ["metrics/gains.py", "rules/work/decide_effort.py", "engine/runs.py"])
def test_a_worker_of_dask_with_another_build_is_refused(file, question, sweep, dask, by_dask, undisturbed, on_threads, tmp_path):
    for worker in dask.workers:
        worker.kill()
    other = dask.add_worker(env=environment(other_build(tmp_path / "build" / "simulation", file)))
    with pytest.raises(InputError, match="build") as refused:
        coordinate(question, sweep.folder, by_dask)
    assert "install the same version" in str(refused.value) and "\n" not in str(refused.value)
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


def test_a_run_that_raises_is_data_and_the_rest_goes_on(question, dask, by_dask, slurm, tmp_path) -> None:
    with module(tmp_path / "own", "raising_rules", written.RAISING) as own:
        rules = ps.replace_rule("build_brand", own.build_brand)
        alone, together, array = (Sweep(question, tmp_path / name, rules) for name in ("alone", "together", "array"))
        for one in (alone, together, array):
            one.plan()
        play_shard(alone.folder)
        coordinate(question, together.folder, by_dask, rules=rules)
        slurm.finish(slurm.array(array.folder, 2, tmp_path))
        failed = [failures_of(one) for one in (alone, together, array)]
        assert failed[0] and len(failed[0]) % FUTURES == 0
        assert failed[0] == failed[1] == failed[2]
        assert {failure["error"] for failure in failed[0].values()} == {"ValueError: no desk is that large"}
        assert len({one.digest(lost=len(failed[0])) for one in (alone, together, array)}) == 1
        # a hopeless failure is not tried again
        before = [(path.name, path.stat().st_mtime_ns) for path in together.blocks()]
        coordinate(question, together.folder, by_dask, rules=rules)
        assert [(path.name, path.stat().st_mtime_ns) for path in together.blocks()] == before


def failures_of(sweep: Sweep) -> dict[str, dict]:
    held = [one for path in (sweep.folder / "failed").glob("*.json") for one in json.loads(path.read_text())]
    assert len({one["run"] for one in held}) == len(held)
    return {one["run"]: {name: one[name] for name in ("policy", "future", "seed", "error")} for one in held}


def test_a_rule_that_is_edited_in_the_middle_is_refused_until_it_is_restored(question, dask, by_dask, slurm, moment, tmp_path):
    with module(tmp_path / "own", "calmer_rules", written.CALMER) as own:
        rules = ps.replace_rule("decide_effort", own.decide_effort)
        alone, sweep = Sweep(question, tmp_path / "alone", rules), Sweep(question, tmp_path / "out", rules)
        for one in (alone, sweep):
            one.plan()
        play_shard(alone.folder)
        job = slurm.array(sweep.folder, 2, tmp_path)
        sweep.after(moment.randrange(1, BLOCKS // 2))
        slurm.cancel(job)
        slurm.wait(job)
        there = len(sweep.blocks())
        (tmp_path / "own" / "calmer_rules.py").write_text(written.CALMER.replace("0.9", "0.8"))
        for log in tmp_path.glob("task-*.log"):
            log.unlink()
        if there < BLOCKS:
            assert set(slurm.wait(slurm.array(sweep.folder, 2, tmp_path)).values()) == {"FAILED"}
            assert all("decide_effort" in (said := log.read_text()) and "edited" in said for log in tmp_path.glob("task-*.log"))
            with pytest.raises(InputError, match="edited since"):
                coordinate(question, sweep.folder, by_dask, rules=rules)
        assert len(sweep.blocks()) == there
        (tmp_path / "own" / "calmer_rules.py").write_text(written.CALMER)
        for worker in dask.workers:
            worker.kill()  # they have the edited one
        dask.refill(2)
        coordinate(question, sweep.folder, by_dask, rules=rules)
        assert sweep.digest() == alone.digest()
