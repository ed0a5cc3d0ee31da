"""What the examples of every command leave, each typed once per process."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from release.examples import EXAMPLES
from typer.testing import CliRunner

from partnerscape.cli import app

Ran = Callable[[str], tuple[Path, str]]


def served(words: list[str]) -> str:
    """What a command that serves a page answers there, in this folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "partnerscape", *words, str(port)], stderr=subprocess.PIPE)
    try:
        for _ in range(1200):  # five minutes: a busy machine
            assert process.poll() is None, process.stderr.read().decode() if process.stderr else ""
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
                return page.read().decode()
            time.sleep(0.25)
        raise TimeoutError(f"nothing at port {port}")
    finally:
        process.terminate()
        process.wait(30)


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
                if example.serves:
                    answers[name] = served(example.words.split())
                    return folder, answers[name]
                done = CliRunner().invoke(app, [*example.words.split(), *["--json"] * example.json], catch_exceptions=False)
            assert done.exit_code == 0, done.output
            answers[name] = done.stdout
        return folder, answers[name]

    return run
