"""Rules of one's own on a cluster: swept on Dask and by an array; runs that raise are data; an edited rule is refused."""

from __future__ import annotations

import json

import pytest
from cluster.coordinate import coordinate
from cluster.rules import Own, own_rules
from cluster.small import BLOCKS, FUTURES, POLICIES, Sweep

from partnerscape.scenario import InputError
from partnerscape.study.runs.blocks.shard import play_shard


@pytest.fixture(scope="module", name="own")
def _own(tmp_path_factory: pytest.TempPathFactory) -> Own:
    with own_rules(tmp_path_factory.mktemp("own")) as own:
        yield own


@pytest.fixture(scope="module", name="alone")
def _alone(question, own, tmp_path_factory) -> Sweep:
    """What the rules do where nothing happens."""
    sweep = Sweep(question, tmp_path_factory.mktemp("alone") / "out", own.rules)
    sweep.plan()
    play_shard(sweep.folder)
    return sweep


@pytest.fixture(name="swept")
def _swept(question, own, tmp_path) -> Sweep:
    sweep = Sweep(question, tmp_path / "out", own.rules)
    sweep.plan()
    return sweep


def failures_of(sweep: Sweep) -> dict[str, dict]:
    held = [one for path in (sweep.folder / "failed").glob("*.json") for one in json.loads(path.read_text())]
    assert len({one["run"] for one in held}) == len(held)
    return {one["run"]: {name: one[name] for name in ("policy", "future", "seed", "error")} for one in held}


def check(sweep: Sweep, alone: Sweep) -> None:
    """The same runs, the same failures, each once."""
    failed = failures_of(alone)
    assert 0 < len(failed) < FUTURES * POLICIES // 10 and len(failed) % FUTURES == 0
    assert {failure["error"] for failure in failed.values()} == {"ValueError: no desk is that large"}
    assert failures_of(sweep) == failed
    assert sweep.digest(lost=len(failed)) == alone.digest(lost=len(failed))


def test_runs_that_raise_are_data_and_the_rest_goes_on_with_dask(question, own, alone, swept, by_dask, undisturbed) -> None:
    coordinate(question, swept.folder, by_dask, rules=own.rules)
    check(swept, alone)
    assert swept.digest(lost=len(failures_of(alone))) != undisturbed
    before = [(path.name, path.stat().st_mtime_ns) for path in swept.blocks()]
    coordinate(question, swept.folder, by_dask, rules=own.rules)
    assert [(path.name, path.stat().st_mtime_ns) for path in swept.blocks()] == before, "hopeless ones are not tried again"


def test_a_rule_that_is_edited_in_the_middle_is_refused_until_it_is_restored(
    question, own, alone, swept, dask, by_dask, slurm, moment, tmp_path
) -> None:
    job = slurm.array(swept.folder, 2, tmp_path)
    swept.after(moment.randrange(1, BLOCKS // 2))
    slurm.cancel(job)
    slurm.wait(job)
    there = [path.name for path in swept.blocks()]
    own.edit()
    try:
        assert set(slurm.wait(slurm.array(swept.folder, 2, tmp_path, label="edited")).values()) == {"FAILED"}
        for said in (log.read_text() for log in tmp_path.glob("edited-*.log")):
            assert "rules: expected rule" in said and "edited since" in said and "Traceback" not in said
        for worker in dask.workers:
            worker.kill()  # they may have the rule as it was
        dask.refill(2)
        with pytest.raises(InputError, match="edited since"):
            coordinate(question, swept.folder, by_dask, rules=own.rules)
        assert [path.name for path in swept.blocks()] == there
    finally:
        own.restore()
        for worker in dask.workers:
            worker.kill()  # they have the edited one
    slurm.finish(slurm.array(swept.folder, 2, tmp_path))
    check(swept, alone)
