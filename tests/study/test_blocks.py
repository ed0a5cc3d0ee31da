"""A design in blocks: whoever plays them, one digest; what is stored is never played again, and what is damaged is."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from typer.testing import CliRunner

import partnerscape as ps
from partnerscape.cli import app
from partnerscape.engine.month import AS_SHIPPED
from partnerscape.scenario import InputError
from partnerscape.study.jobs.failed import FailedRunsError
from partnerscape.study.jobs.store import Store
from partnerscape.study.question.question import load_question
from partnerscape.study.runs.blocks import kernels
from partnerscape.study.runs.blocks import play as playing
from partnerscape.study.runs.blocks.cuts import Cuts, cuts_for, size_in
from partnerscape.study.runs.blocks.plan import read_plan
from partnerscape.study.runs.blocks.play import play
from partnerscape.study.runs.blocks.shard import Shard, play_shard
from partnerscape.study.runs.blocks.stored import DAMAGED, read_block
from partnerscape.study.runs.blocks.submit import SYSTEMS, Job, seconds_in, tasks_for, write_script
from partnerscape.study.runs.player import Player
from partnerscape.study.study import plan_study, reopen, study
from partnerscape.study.win_win.beyond import beyond_of

SIZE = (10, 2)  # of a block: 24 policies in 4 futures are 6


pytestmark = pytest.mark.usefixtures("only_asked")


def blocks(folder: Path) -> list[Path]:
    return sorted((folder / "blocks").glob("*/*.parquet"))


def grown(question: Path, before: str, after: str) -> Path:
    text = question.read_text()
    assert before in text
    question.write_text(text.replace(before, after))
    return question


class Jobs:
    """An executor like submitit's: what it returns is no future."""

    map_array = None

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(2)

    def submit(self, function, *given):
        class Job:
            result = staticmethod(self.pool.submit(function, *given).result)

        return Job()


def test_every_route_has_one_digest(question, tmp_path) -> None:
    by_threads = study(question, tmp_path / "threads").digest
    for number in range(2):
        plan_study(question, tmp_path / "shards", size=SIZE)
        assert play_shard(tmp_path / "shards", Shard(2 - number, 2)).left == 0
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        by_executor = study(question, tmp_path / "executor", executor=executor).digest
    by_jobs = study(question, tmp_path / "jobs", executor=Jobs()).digest
    by_shards = study(question, tmp_path / "shards").digest
    assert {by_executor, by_jobs, by_shards} == {by_threads}
    assert not list((tmp_path / "executor" / "runs").iterdir())


def test_one_pattern_reads_every_run_once(question, tmp_path) -> None:
    plan = plan_study(question, tmp_path, size=SIZE)
    for number in [*range(len(plan.cuts)), 0, 3]:
        told = play(tmp_path, number)
    assert set(told) == {"block", "rows", "seconds", "failed", "digest"}
    assert len(json.dumps(told)) < 300
    whole = pd.concat(map(pd.read_parquet, blocks(tmp_path)))
    assert len(whole) == len(whole[["policy", "future"]].drop_duplicates()) == 24 * 4 + 4
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in whole.columns)


def test_blocks_are_kept_whichever_side_grows() -> None:
    def cells(cuts: Cuts) -> set[tuple[tuple[int, int], tuple[int, int]]]:
        return {(b.policies, b.futures) for b in map(cuts.block, range(len(cuts)))}

    rng = random.Random(5)
    for _ in range(200):
        policies, futures = rng.randint(1, 700), rng.randint(1, 90)
        cuts = cuts_for(policies, futures)
        for _ in range(3):
            policies, futures = policies + rng.randint(0, 700), futures + rng.randint(0, 90)
            wider = cuts_for(policies, futures, before=cuts)
            assert cells(cuts) <= cells(wider)
            assert sum(b.runs for b in map(wider.block, range(len(wider)))) == policies * futures
            cuts = wider


@pytest.mark.long
@pytest.mark.parametrize(("before", "after"), [("policies = 24", "policies = 40"), ("futures = 4", "futures = 7")])
def test_a_study_that_grows_or_shrinks_plays_only_what_is_new(question, tmp_path, counted, before, after) -> None:
    first = study(question, tmp_path / "out").digest
    assert (counted.played, len(blocks(tmp_path / "out"))) == (96, 0)
    plan_study(question, tmp_path / "out", size=SIZE)  # what threads played becomes blocks
    counted.played = 0
    assert study(question, tmp_path / "out").digest == first
    assert counted.played <= 1, "at most a fingerprint"
    grown(question, before, after)
    plan = plan_study(question, tmp_path / "out", size=SIZE)
    counted.played = 0
    wider = study(question, tmp_path / "out").digest
    new = plan.policies.count * plan.futures.count - 96
    assert new <= counted.played <= new + 2, "and a fingerprint each time that the plan was written"
    grown(question, after, before)
    counted.played = 0
    assert study(question, tmp_path / "out").digest == first
    assert counted.played <= 1, "at most a fingerprint"
    grown(question, before, after)
    assert study(question, tmp_path / "fresh").digest == wider


def test_a_changed_bit_anywhere_is_found_and_its_block_played_again(question, tmp_path) -> None:
    plan_study(question, tmp_path, size=SIZE)
    play_shard(tmp_path)
    first, rng, said = study(question, tmp_path).digest, random.Random(2), []
    whole = blocks(tmp_path)[0].read_bytes()
    for _ in range(100):
        place = rng.randrange(len(whole))
        other = tmp_path / "other.parquet"
        other.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << rng.randrange(8))]) + whole[place + 1 :])
        assert read_block(other) is None
        assert other.with_name(other.name + DAMAGED).exists()
    damaged = blocks(tmp_path)[1:4]
    damaged[0].write_bytes(damaged[0].read_bytes()[:-100])
    damaged[1].write_bytes(b"")
    damaged[2].unlink()
    assert study(question, tmp_path, note=said.append).digest == first
    assert len(blocks(tmp_path)) == 6
    assert ["2 damaged" in line for line in said] == [True]


RULE = """
from partnerscape.rules.compile import rule

@rule
def decide_effort(pool, i, world):
    pool[0].effort[i] = {hours} * pool[0].hours[i]
"""


def test_an_edited_rule_is_refused_and_another_build_too(question, tmp_path, monkeypatch) -> None:
    (tmp_path / "rules_of_ours.py").write_text(RULE.format(hours=0.5))
    monkeypatch.syspath_prepend(tmp_path)
    grown(question, "margin = [0.5, 0.7]\ngamma = [0.25, 0.45]\n", "")  # nothing is burnt in, so that nothing is compiled
    import rules_of_ours

    rules = ps.replace_rule("decide_effort", rules_of_ours.decide_effort)
    monkeypatch.setattr(playing, "fingerprint_of", lambda plan: "")
    monkeypatch.setattr("partnerscape.study.runs.blocks.design.fingerprint_of", lambda plan: "")
    plan_study(question, tmp_path / "out", rules=rules, size=SIZE)
    playing.check_rules(read_plan(tmp_path / "out"))
    (tmp_path / "rules_of_ours.py").write_text(RULE.format(hours=0.25))
    del sys.modules["rules_of_ours"]
    with pytest.raises(InputError, match="edited since"):
        play(tmp_path / "out", 0)
    playing._ready.cache_clear()
    monkeypatch.setattr("partnerscape.study.runs.blocks.plan.build_key", lambda: "another")
    with pytest.raises(InputError, match=r"build: expected .* with which the study was planned, found another "):
        play(tmp_path / "out", 0)
    assert not blocks(tmp_path / "out")


def test_a_machine_that_computes_other_numbers_is_refused(question, tmp_path) -> None:
    plan = plan_study(question, tmp_path, size=SIZE)
    path = tmp_path / "plan" / "plan.json"
    path.write_text(path.read_text().replace(plan.fingerprint, "0" * 32))
    with pytest.raises(InputError, match="fingerprint: expected the numbers of the machine that planned it"):
        play(tmp_path, 0)


@pytest.mark.parametrize("shard", ["0/3", "4/3", "3", "a/b", "1/0", "-1/3", ""])
def test_a_part_that_is_none_is_refused(shard, tmp_path) -> None:
    with pytest.raises(InputError, match="--shard: expected k/N"):
        Shard.read(shard)


def test_a_folder_without_a_plan_and_a_block_that_it_has_not_are_refused(question, tmp_path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        done = CliRunner().invoke(app, ["play", str(folder)])
        assert isinstance(done.exception, InputError)
        assert "expected the folder of a planned study" in str(done.exception)
    plan_study(question, tmp_path / "out", size=SIZE)
    for block in (-1, 6, 1.5, "1", None):
        with pytest.raises(InputError, match="block: expected a whole number from 0 to 5"):
            play(tmp_path / "out", block)
    for options, key in (({"executor": 3}, "executor"), ({"processes": 0}, "processes"), ({"processes": True}, "processes")):
        with pytest.raises(InputError, match=key):
            study(question, tmp_path / "out", **options)


class Losing(ThreadPoolExecutor):
    """An executor that loses the worker of every first attempt, or of all."""

    def __init__(self, always: bool) -> None:
        super().__init__(2)
        self.always, self.seen = always, set()

    def submit(self, function, folder, block):
        if self.always or block not in self.seen:
            self.seen.add(block)
            lost: Future = Future()
            lost.set_exception(OSError("the worker is gone"))
            return lost
        return super().submit(function, folder, block)


def test_a_lost_worker_costs_its_block_alone(question, tmp_path) -> None:
    first = study(question, tmp_path / "out", executor=Losing(always=False)).digest
    assert study(question, tmp_path / "threads").digest == first
    with pytest.raises(FailedRunsError, match=r"lost their worker 3 times .*the worker is gone"):
        study(question, tmp_path / "lost", executor=Losing(always=True))


def test_a_worker_stops_before_its_time_is_up(question, tmp_path) -> None:
    plan_study(question, tmp_path, size=SIZE)
    assert play_shard(tmp_path, seconds=0.0).blocks == 0
    assert play_shard(tmp_path, seconds=600.0).left == 0


PARTNER = """
import partnerscape as ps

class Diligent(ps.Partner):
    def decide_effort(self):
        super().decide_effort()
        self.effort = self.effort * {times}
"""


def test_a_class_of_ones_own_is_swept_and_refused_once_it_is_edited(question, tmp_path, monkeypatch) -> None:
    (tmp_path / "agents_of_ours.py").write_text(PARTNER.format(times=1.5))
    monkeypatch.syspath_prepend(tmp_path)
    import agents_of_ours

    grown(question, "policies = 24\nfutures = 4", "policies = 8\nfutures = 2")
    ours = {"partner_class": agents_of_ours.Diligent}
    plan_study(question, tmp_path / "out", size=(4, 2), **ours)
    assert play_shard(tmp_path / "out").blocks == 2
    swept = study(question, tmp_path / "out", executor=ThreadPoolExecutor(1), **ours)
    assert swept.digest != study(question, tmp_path / "shipped").digest
    (tmp_path / "agents_of_ours.py").write_text(PARTNER.format(times=2.5))
    playing._ready.cache_clear()
    with pytest.raises(InputError, match="edited since"):  # this process has the former one
        play(tmp_path / "out", 0)
    del sys.modules["agents_of_ours"]
    with pytest.raises(InputError, match="as it was when the study was planned"):
        play(tmp_path / "out", 0)
    import agents_of_ours as edited

    with pytest.raises(InputError, match="another study"):
        study(question, tmp_path / "out", partner_class=edited.Diligent)


@pytest.mark.long
@pytest.mark.parametrize(("fewest", "policies", "futures"), [(4, 12, 4), (2, 24, 2)])
def test_of_a_large_design_a_part_is_analysed_and_the_rest_tests_it(question, tmp_path, monkeypatch, fewest, policies, futures):
    monkeypatch.setattr("partnerscape.study.question.design.MOST_ANALYSED", 48)
    monkeypatch.setattr("partnerscape.study.question.design.FEWEST_FUTURES", fewest)
    monkeypatch.setattr("partnerscape.study.runs.blocks.cuts.SMALL_POLICIES", 5)
    found = study(question, tmp_path / "out")
    assert found.beyond is not None
    assert (len(found.results.design.policies), len(found.results.design.futures)) == (policies, futures)
    whole = pd.concat(map(pd.read_parquet, blocks(tmp_path / "out")))
    rest = whole[
        (whole["policy"] >= (policies if policies < 24 else 0)) & (whole["future"] >= (futures if policies == 24 else 0))
    ]
    assert found.beyond.share == pytest.approx(rest["win_win"].mean())
    offers = pd.read_parquet(tmp_path / "out" / "policies.parquet")["offers"]
    player = Player(*load_question(question), Store(tmp_path / "out"))
    tested = beyond_of(player, player.design(), found.results.design, SimpleNamespace(limits={"offers": (3.0, 8.0)}))
    inside = rest[(offers <= 8.0).to_numpy()[rest["policy"]]]
    assert (tested.density, tested.inside) == (pytest.approx(inside["win_win"].mean()), inside["policy"].nunique())
    assert tested.interval[0] <= tested.density <= tested.interval[1]
    assert len(pd.read_parquet(tmp_path / "out" / "table.parquet")) == policies * futures + futures
    assert reopen(tmp_path / "out").beyond == found.beyond
    assert ps.replay(tmp_path / "out", policy=23, future=3).row["win_win"] in (0.0, 1.0)  # beyond the table in either case
    from partnerscape.show.findings.report import study_report

    assert "others test them" in study_report(found, tmp_path / "out").read_text()


CLOCKS = {"0:10": 600.0, "01:02:03": 3723.0, "1-12:00": 129600.0, "": None, "10": None, "0:00": None, "1:99h": None}


@pytest.mark.parametrize(("typed", "seconds"), CLOCKS.items())
def test_a_time_limit_is_read_or_refused(typed, seconds) -> None:
    if seconds is not None:
        assert seconds_in(typed) == seconds
        return
    with pytest.raises(InputError, match="--time"):
        seconds_in(typed)


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_batch_system_gets_an_array_that_plays_every_part(name, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/a folder/of ours")
    system, folder = SYSTEMS[name], tmp_path / "a study"
    job = Job(3, 2, 600.0, "2G", ("--partition=long",), ("echo ready",))
    script = write_script(system, job, folder, "a question").read_text()
    assert all(line.startswith(("#", "export", "echo", "exec")) for line in script.splitlines())
    fake = tmp_path / "python"
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    fake.chmod(0o755)
    runs = script.replace(sys.executable, f"'{fake}'")
    for task in (1, 3):
        done = subprocess.run(["bash", "-c", runs], env={**os.environ, system.task: str(task)}, capture_output=True, text=True)
        told = ["-m", "partnerscape", "play", str(folder), "--processes", "2", "--until-seconds", "540", "--shard", f"{task}/3"]
        assert done.stdout.splitlines() == ["ready", *told]
    assert tasks_for(system, None, 10**6, 1) == system.limit()
    assert tasks_for(system, 7, 3, 1) == 3
    with pytest.raises(InputError, match="the largest job array"):
        tasks_for(system, system.limit() + 1, 10**6, 1)


def test_the_status_says_what_is_done_and_by_whom(question, tmp_path) -> None:
    plan_study(question, tmp_path, size=SIZE)
    play(tmp_path, 1)
    told = json.loads(CliRunner().invoke(app, ["status", str(tmp_path), "--json"]).stdout)
    assert (told["blocks"], told["blocks_left"], told["runs"], told["runs_left"], told["failed"]) == (6, 5, 96, 76, 0)
    (worker,) = told["workers"]
    assert worker["memory"] > 10**7
    play_shard(tmp_path)
    said = " ".join(CliRunner().invoke(app, ["status", str(tmp_path)]).stdout.split())
    assert "96 of 96 candidate runs are finished; 0 failed." in said


@pytest.mark.parametrize("typed", ["8", "0x4", "4x", "axb", "-1x4"])
def test_a_block_that_is_none_is_refused(typed) -> None:
    with pytest.raises(InputError, match="--block"):
        size_in(typed)
    assert size_in("256x32") == (256, 32)


def test_machine_code_is_copied_and_only_one_worker_compiles(tmp_path, monkeypatch) -> None:
    code, own = tmp_path / "cache" / "abc", tmp_path / "own"
    (code / "__pycache__").mkdir(parents=True)
    for name in ("month.py", "__pycache__/month.nbc", "__pycache__/month.nbi"):
        (code / name).write_text(name)
    monkeypatch.setattr(kernels, "folders_in_use", lambda: [code])
    monkeypatch.setattr(kernels, "cache_folder", lambda key: own / key)
    monkeypatch.setattr(kernels, "is_compiled", lambda rules: (own / "abc" / "__pycache__" / "month.nbi").exists())
    monkeypatch.setattr(kernels, "LOOK", 0.01)
    home, order = tmp_path / "plan", []

    def first() -> None:
        with kernels.ready_to_compile(home, AS_SHIPPED):
            waiting.wait(5.0)
            order.append("compiled")

    def second() -> None:
        waiting.set()
        with kernels.ready_to_compile(home, AS_SHIPPED):
            order.append("copied")

    waiting = threading.Event()
    compiling = threading.Thread(target=first)
    compiling.start()
    while not list(home.glob("kernels/*.compiling")):
        time.sleep(0.01)
    second()
    compiling.join()
    assert order == ["compiled", "copied"]
    assert (own / "abc" / "month.py").stat().st_mtime_ns == (code / "month.py").stat().st_mtime_ns
    assert not list(home.glob("kernels/*.compiling"))
