"""The answer depends on scenario, seed and version, and on nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from partnerscape.scenario import InputError
from partnerscape.study.jobs.store import Store, digest_of
from partnerscape.study.question.design import make_design
from partnerscape.study.question.question import load_question
from partnerscape.study.runs.execute import execute, make_tasks
from partnerscape.study.runs.keys import study_key


def digest(question: Path, out: Path, workers: int = 2, chunk: int = 512) -> str:
    asked, scenario = load_question(question)
    store = Store(out)
    store.open({"key": study_key(asked, scenario)})
    return digest_of(execute(asked, scenario, make_design(asked, scenario), store, workers, chunk))


def test_workers_and_chunks_change_nothing(question: Path, tmp_path: Path) -> None:
    cases = [(1, 512), (2, 512), (3, 512), (2, 7), (3, 5)]
    digests = {digest(question, tmp_path / f"{workers}-{chunk}", workers, chunk) for workers, chunk in cases}
    assert len(digests) == 1


def test_an_interrupted_study_goes_on_to_the_same_bits(question: Path, tmp_path: Path) -> None:
    whole = digest(question, tmp_path / "whole", chunk=6)
    asked, scenario = load_question(question)
    design = make_design(asked, scenario)
    store = Store(tmp_path / "cut")
    store.open({"key": study_key(asked, scenario)})

    def stop(done: int, total: int) -> None:
        if done >= total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute(asked, scenario, design, store, 2, 6, stop)
    kept = sorted(p.name for p in store.runs_folder.glob("*.parquet"))
    tasks = make_tasks(design, 6)
    assert 0 < len(kept) < len(tasks)
    damaged = store.runs_folder / kept[0]
    damaged.write_bytes(damaged.read_bytes()[:-40])  # a file cut in mid-write is played again
    played = []
    table = execute(asked, scenario, design, store, 2, 6, lambda done, _: played.append(done))
    assert digest_of(table) == whole
    assert played[0] > 0, "what was done is not done again"


def test_hash_seed_changes_nothing(question: Path, tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from partnerscape.study.question.question import load_question
from partnerscape.study.question.design import make_design
from partnerscape.study.runs.execute import execute
from partnerscape.study.runs.keys import study_key
from partnerscape.study.jobs.store import Store, digest_of
import sys
asked, scenario = load_question(Path({str(question)!r}))
store = Store(Path(sys.argv[1])); store.open({{"key": study_key(asked, scenario)}})
print(digest_of(execute(asked, scenario, make_design(asked, scenario), store)))
"""
    found = set()
    for seed in ("0", "1234"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        call = [sys.executable, "-c", code, str(tmp_path / seed)]
        found.add(subprocess.run(call, env=environment, capture_output=True, text=True, check=True).stdout.strip())
    assert found == {digest(question, tmp_path / "here")}


def test_a_folder_of_another_study_is_refused(question: Path, tmp_path: Path) -> None:
    digest(question, tmp_path / "out")
    question.write_text(question.read_text().replace("seed = 3", "seed = 4"))
    with pytest.raises(InputError, match="another study"):
        digest(question, tmp_path / "out")


def test_seed_zero_is_a_seed(question: Path, tmp_path: Path) -> None:
    question.write_text(question.read_text().replace("seed = 3", "seed = 0"))
    assert digest(question, tmp_path / "a") == digest(question, tmp_path / "b")
