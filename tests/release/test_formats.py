"""What was written in an older format is read or refused by name; what a newer version wrote is refused and left as it is."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from release.conftest import Ran
from release.examples import EXAMPLES, small_scenario
from typer.testing import CliRunner

import partnerscape as ps
from partnerscape.cli import app
from partnerscape.own_data.panel import read_panel
from partnerscape.scenario import formats

NEWER, OTHER = 99, "99.1.0"
# folder of an example, the file that says its format, and what reads it again
READ: dict[str, tuple[str, str]] = {
    "study": ("studied/study.json", "report studied --json"),
    "run": ("ran/run.json", EXAMPLES["run"].words),
    "compare": ("compared/comparison.json", EXAMPLES["compare"].words),
    "import": ("imported/import.json", EXAMPLES["fit"].words),
    "pilot": ("piloted/pilot.json", "pilot-result piloted trial.csv"),
}


@pytest.fixture(name="typed")
def _typed(ran: Ran) -> Callable[..., Any]:
    """A command typed where an example has left its output, while a file of that says something else."""

    def type_(kind: str, words: str, path: str, change: Callable[[dict[str, Any]], object]) -> tuple[Any, bool]:
        for needed in (kind, "pilot-result") if kind == "pilot" else (kind,):
            folder, _ = ran(needed)
        file = folder / path
        kept = file.read_bytes()
        held = json.loads(kept)
        change(held)
        file.write_text(json.dumps(held), encoding="utf-8")
        before = _content(file.parent)
        with contextlib.chdir(folder):
            done = CliRunner().invoke(app, words.split())
        untouched = _content(file.parent) == before
        file.write_bytes(kept)
        return done, untouched

    return type_


def _content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", READ)
def test_a_newer_format_is_refused_by_name_and_nothing_is_changed(kind: str, typed: Callable[..., Any]) -> None:
    path, words = READ[kind]
    done, untouched = typed(kind, words, path, lambda held: held.update(format=NEWER, version=OTHER))
    assert isinstance(done.exception, ps.InputError), done.output
    assert done.exception.found == f"{NEWER}, written by partnerscape {OTHER}"
    assert path in str(done.exception).replace("\\", "/") and ps.__version__ in done.exception.expected
    assert "partnerscape" in done.exception.advice or "choose another" in done.exception.advice
    assert untouched


@pytest.mark.parametrize("kind", ["import", "pilot", "run", "compare"])
def test_what_says_no_format_is_of_the_first_and_is_read(kind: str, typed: Callable[..., Any]) -> None:
    path, words = READ[kind]
    done, _ = typed(kind, words, path, lambda held: held.pop("format"))
    assert done.exit_code == 0, done.output


def test_an_older_study_is_reported_but_not_added_to(typed: Callable[..., Any]) -> None:
    path, words = READ["study"]
    assert typed("study", words, path, lambda held: held.pop("format"))[0].exit_code == 0
    again, untouched = typed("study", EXAMPLES["study"].words, path, lambda held: held.pop("format"))
    assert isinstance(again.exception, ps.InputError)
    assert "only `report` can read; choose another --out" in str(again.exception) and untouched


def test_a_newer_fit_is_refused_before_its_keys_are_called_misspelt(tmp_path: Path) -> None:
    small_scenario(tmp_path)
    path = tmp_path / "small.toml"
    scenario = path.read_text(encoding="utf-8")
    path.write_text(scenario + '\n[fitted]\nformat = 1\nperiod = "2024"\n', encoding="utf-8")
    assert ps.load_scenario(path).standing == "partly fitted"
    path.write_text(scenario + f'\n[fitted]\nformat = {NEWER}\nversion = "{OTHER}"\nnew_key = 1\n', encoding="utf-8")
    with pytest.raises(ps.InputError) as caught:
        ps.load_scenario(path)
    assert len(caught.value.lines) == 1 and (caught.value.table, caught.value.key) == ("fitted", "format")
    assert OTHER in caught.value.found and "fit again" in caught.value.advice


@pytest.mark.parametrize("found", ["two", True, 0, 1.5, None])
def test_what_is_no_format_is_refused(found: object) -> None:
    with pytest.raises(ps.InputError, match="the number of a format"):
        formats.check_format("study.json", 2, {"format": found})


def test_every_answer_says_its_format(ran: Ran) -> None:
    assert json.loads(ran("scenarios")[1])["format"] == formats.JSON
    assert "format" not in json.loads(ran("schema")[1]), "a schema is another's format"


def test_from_python_a_newer_import_is_refused(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "panel.parquet")
    (tmp_path / "import.json").write_text(json.dumps({"format": NEWER, "version": OTHER}), encoding="utf-8")
    with pytest.raises(ps.InputError, match="upgrade partnerscape"):
        read_panel(tmp_path)
    with pytest.raises(ps.InputError, match="upgrade partnerscape"):
        ps.backtest("marketplace", tmp_path)
