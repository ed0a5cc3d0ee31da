"""What the examples of every command leave, each typed once per process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from release.examples import EXAMPLES
from typer.testing import CliRunner

from partnerscape.cli import app

Ran = Callable[[str], tuple[Path, str]]


@pytest.fixture(scope="session", name="ran")
def _ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """What an example's command says, once per process, after those that it needs."""
    folder = tmp_path_factory.mktemp("commands")
    answers: dict[str, str] = {}

    def run(name: str) -> tuple[Path, str]:
        if name not in answers:
            example = EXAMPLES[name]
            for other in example.after:
                run(other)
            with contextlib.chdir(folder):
                example.prepare(folder)
                done = CliRunner().invoke(app, [*example.words.split(), *["--json"] * example.json], catch_exceptions=False)
            assert done.exit_code == 0, done.output
            answers[name] = done.stdout
        return folder, answers[name]

    return run
