"""The history of a folder of results, from the user's side."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from partnerscape.scenario import InputError
from partnerscape.study.jobs.answers import ANSWER, answers_in, forget_answer, keep_answer


def typed(*words, where):
    return subprocess.run(
        [sys.executable, "-m", "partnerscape", *map(str, words)],
        cwd=where,
        capture_output=True,
        text=True,
        timeout=300,
        encoding="utf-8",
    )


def test_answers_are_listed_newest_first(tmp_path):
    for name, when in (("old", "2026-01-01T00:00:00+00:00"), ("new", "2026-02-01T00:00:00+00:00")):
        (tmp_path / name).mkdir()
        keep_answer(tmp_path / name, "compare", f"{name}?", "Change nothing yet.", ["compare"])
        held = json.loads((tmp_path / name / ANSWER).read_text())
        (tmp_path / name / ANSWER).write_text(json.dumps({**held, "when": when}))
    assert [kept.folder.name for kept in answers_in(tmp_path)] == ["new", "old"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"kind": 1}', "\x00"])
def test_what_cannot_be_read_is_left_out(tmp_path, content):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ANSWER).write_text(content)
    assert answers_in(tmp_path) == []


def test_no_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="folder of results"):
        answers_in(tmp_path / "none")


def test_only_a_folder_that_keeps_an_answer_is_deleted(tmp_path):
    keep_answer(tmp_path, "compare", "?", "!", [])
    (kept,) = answers_in(tmp_path)
    (tmp_path / ANSWER).unlink()
    forget_answer(kept)
    assert tmp_path.is_dir()


def test_list_open_and_delete_by_number(tmp_path):
    results = tmp_path / "results"
    (results / "one").mkdir(parents=True)
    keep_answer(results / "one", "compare", "Pay more?", "Change nothing yet.", ["compare"])
    (results / "one" / "report.html").write_text("<p>")
    listed = typed("history", "--json", where=tmp_path)
    assert json.loads(listed.stdout)["answers"][0]["asked"] == "Pay more?"
    opened = typed("history", "--open", 1, where=tmp_path)
    assert Path(opened.stdout.strip()) == Path("results/one/report.html")
    for words in (("--open", 2), ("--repeat", 1, "--delete", 1), ("nowhere",)):
        wrong = typed("history", *words, where=tmp_path)
        assert wrong.returncode == 2, wrong.stderr
        assert "error:" in wrong.stderr
    assert (results / "one").is_dir()
    deleted = typed("history", "--delete", 1, "--yes", where=tmp_path)
    assert deleted.returncode == 0
    assert not (results / "one").exists()
    assert "Nothing is kept" in typed("history", where=tmp_path).stdout
