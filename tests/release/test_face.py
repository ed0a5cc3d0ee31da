"""The face of the package is what it was, unless a change is meant: public names, every command's help, its success, its JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from release import snapshots
from release.conftest import Ran
from release.examples import EXAMPLES
from typer.testing import CliRunner

from partnerscape.cli import app

ROOT = Path(__file__).parents[2]
COMMANDS = snapshots.commands()


def test_the_public_names_are_those_that_are_kept() -> None:
    snapshots.same_as_kept("api.txt", snapshots.face())


def test_what_the_documentation_shows_is_public() -> None:
    found = snapshots.rooms()
    assert {"import_sales", "read_panel"} <= set(found["partnerscape.own_data.panel"])
    assert "rule" in found["partnerscape.rules"] and "history_of" in found["partnerscape.engine"]
    assert sum(map(len, found.values())) > 40


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_is_what_is_kept(name: str) -> None:
    snapshots.same_as_kept(f"help/{name}.txt", snapshots.help_of(name, COMMANDS[name]))
    shown = CliRunner().invoke(app, [*name.split(), "--help"], env={"COLUMNS": "200", "TERMINAL_WIDTH": "200"})
    assert shown.exit_code == 0
    typed = [word for names, *_ in snapshots.parameters(COMMANDS[name]) for word in names.split(", ") if word.startswith("--")]
    assert [word for word in typed if word not in shown.output] == []


def test_no_help_is_kept_of_a_command_that_is_gone() -> None:
    for path in (snapshots.FOLDER / "help").glob("*.txt"):
        if snapshots.WRITE and path.stem not in COMMANDS:
            path.unlink()
    assert {path.stem for path in (snapshots.FOLDER / "help").glob("*.txt")} == set(COMMANDS)


def test_every_command_has_an_example() -> None:
    assert set(COMMANDS) == set(EXAMPLES), "tests/release/examples.py: one call that succeeds per command"


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_command_succeeds(name: str, ran: Ran) -> None:
    folder, said = ran(name)
    assert said or not (EXAMPLES[name].json or EXAMPLES[name].serves)
    assert [file for file in EXAMPLES[name].files if not (folder / file).stat().st_size] == []
    if EXAMPLES[name].json and name != "schema":  # whose keys are the declarations'
        answer: Any = json.loads(said)
        snapshots.same_as_kept(f"json/{name}.txt", snapshots.keys_of(answer))
