"""A study grows, and an interrupted one goes on: what it holds is never played again, whatever else is asked."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from partnerscape.scenario import InputError
from partnerscape.study.jobs.store import Store, digest_of, read_table
from partnerscape.study.question.question import load_question
from partnerscape.study.study import reopen, study

pytestmark = pytest.mark.usefixtures("only_asked")


def with_(question: Path, **changes: str) -> Path:
    text = question.read_text()
    for before, after in changes.values():
        assert before in text
        text = text.replace(before, after)
    question.write_text(text)
    return question


def whole_table(folder: Path) -> str:
    table = read_table(folder / "table.parquet")
    assert table is not None
    return digest_of(table)


@pytest.mark.long
@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        ("futures = 4", "futures = 7", 24 * 3),
        ("policies = 24", "policies = 40", 16 * 4),
        ('question = "Which', 'question = "Really, which', 0),
        ("futures = 4", "futures = 2", 0),
    ],
)
def test_a_study_that_grows_plays_only_what_is_new(question, tmp_path, counted, before, after, new) -> None:
    study(question, tmp_path / "grown")
    assert counted.played == 96
    with_(question, change=(before, after))
    counted.played = 0
    grown = study(question, tmp_path / "grown")
    assert counted.played == new
    fresh = study(question, tmp_path / "fresh")
    assert grown.digest == fresh.digest
    assert whole_table(tmp_path / "grown") == whole_table(tmp_path / "fresh")
    assert reopen(tmp_path / "grown").digest == grown.digest


@pytest.mark.long
def test_another_analysis_plays_only_its_own_runs(question, tmp_path, counted) -> None:
    study(question, tmp_path / "out")
    counted.played = 0
    with_(question, more=("[levers]", 'analyses = ["how_far"]\n[levers]'))
    found = study(question, tmp_path / "out")
    assert counted.played == found.answers["how_far"].runs


@pytest.mark.parametrize(
    ("before", "after"), [("0.15, 0.3", "0.15, 0.31"), ("[0.5, 0.7]", "[0.5, 0.69]"), ("seed = 3", "seed = 4")]
)
def test_another_question_is_another_study(question, tmp_path, before, after) -> None:
    study(question, tmp_path / "out")
    with_(question, change=(before, after))
    with pytest.raises(InputError, match="another study"):
        study(question, tmp_path / "out")


@pytest.mark.long
def test_another_version_says_in_one_line_what_it_plays_again(question, tmp_path, counted, monkeypatch) -> None:
    first = study(question, tmp_path / "out")
    for name in ("runs.keys", "study"):
        monkeypatch.setattr(f"partnerscape.study.{name}.outputs_key", lambda: "0123456789")
    counted.played, said = 0, []
    again = study(question, tmp_path / "out", note=said.append)
    (line,) = said
    assert "100 stored runs" in line
    assert "\n" not in line
    assert (counted.played, again.digest) == (96, first.digest)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        study(question, tmp_path / "out")  # said once


def test_a_folder_of_an_older_format_is_refused_by_name_and_still_read(question, tmp_path) -> None:
    first = study(question, tmp_path / "out")
    held = json.loads((tmp_path / "out" / "study.json").read_text())
    (tmp_path / "out" / "study.json").write_text(json.dumps({k: v for k, v in held.items() if k not in ("format", "request")}))
    with pytest.raises(InputError, match=f"a study of partnerscape {held['version']}"):
        study(question, tmp_path / "out")
    assert reopen(tmp_path / "out").digest == first.digest


def interrupted(play: Callable[[], object], counted, after: int) -> tuple[object, int]:
    """Play until so many runs are played, and go on; the answer, and how many runs that took in all."""
    counted.until = after
    with pytest.raises(KeyboardInterrupt):
        play()
    first, counted.played = counted.played, 0
    answer = play()
    total = first + counted.played
    counted.played = 0
    play()
    assert counted.played == 0, "what is done is done"
    return answer, total


def test_months_that_were_played_are_kept_through_an_interrupt(question, tmp_path, counted) -> None:
    from partnerscape.study.question.design import make_design
    from partnerscape.study.runs.monthly import follow_paths
    from partnerscape.study.runs.player import Player

    asked, scenario = load_question(question)
    design = make_design(asked, scenario)
    design = type(design)(design.policies.iloc[:2], design.futures)

    def follow():
        return follow_paths("paths", design, Player(asked, scenario, Store(tmp_path), workers=1))

    _, total = interrupted(follow, counted, after=4)
    assert total == design.runs
    assert not (tmp_path / "paths" / "futures").exists()


def test_a_run_and_a_comparison_refuse_a_studys_folder(tmp_path) -> None:
    from typer.testing import CliRunner

    from partnerscape.cli import app

    (tmp_path / "study.json").write_text("{}")
    for command in (["run", "marketplace"], ["compare", "marketplace", "pay_more"]):
        done = CliRunner().invoke(app, [*command, "--seeds", "1", "--out", str(tmp_path)])
        assert isinstance(done.exception, InputError)
        assert "a study; choose another --out" in str(done.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["study.json"]
