"""The history of a folder of results, from the user's side."""

import json
from pathlib import Path

import pytest

from partnerscape.cli import main
from partnerscape.scenario import InputError
from partnerscape.study.jobs.answers import ANSWER, answers_in, forget_answer, keep_answer


@pytest.fixture
def typed(monkeypatch, capsys):
    """What the command line answers: exit code, output, errors."""

    def answer(*words):
        monkeypatch.setattr("sys.argv", ["partnerscape", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    return answer


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


def test_list_open_and_delete_by_number(tmp_path, monkeypatch, typed):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("typer.launch", lambda url: 0)
    one = Path("results/one")
    one.mkdir(parents=True)
    keep_answer(one, "compare", "Pay more?", "Change nothing yet.", ["compare"])
    (one / "report.html").write_text("<p>")
    _, listed, _ = typed("history", "--json")
    assert json.loads(listed)["answers"][0]["asked"] == "Pay more?"
    assert "Pay more?" in typed("history")[1]
    assert Path(typed("history", "--open", 1)[1].strip()) == one / "report.html"
    for words in (("--open", 2), ("--repeat", 1, "--delete", 1), ("nowhere",)):
        code, _, error = typed("history", *words)
        assert code == 2
        assert "error:" in error
    assert one.is_dir()
    assert typed("history", "--delete", 1, "--yes")[0] == 0
    assert not one.exists()
    assert "Nothing is kept" in typed("history")[1]


def test_a_command_is_repeated_where_it_was_typed(tmp_path, monkeypatch, typed):
    (tmp_path / "there" / "results" / "one").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "there")
    keep_answer(Path("results/one"), "compare", "?", "!", ["run", "no_such_scenario"])
    monkeypatch.chdir(tmp_path)
    code, _, error = typed("history", "there/results", "--repeat", 1)
    assert code == 2
    assert "partnerscape run no_such_scenario" in error
    assert Path.cwd() == tmp_path / "there"


def test_what_was_asked_from_python_cannot_be_repeated(tmp_path, typed):
    keep_answer(tmp_path, "study", "?", "!", [])
    code, _, error = typed("history", tmp_path, "--repeat", 1)
    assert code == 2
    assert "asked from Python" in error
