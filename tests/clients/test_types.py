"""A typed client of the installed package passes strict type checkers, and its mistakes do not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

CLIENT = Path(__file__).parent / "typed_client.py"
PACKAGE = Path(__file__).parents[2] / "simulation"
BIN = Path(sys.executable).parent
PYRIGHT = shutil.which("pyright", path=str(BIN)) or shutil.which("pyright")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the client's own, with an environment in which the package is installed: checkers read its types alone."""
    folder = tmp_path_factory.mktemp("client")
    shutil.copy(CLIENT, folder)
    venv.create(folder / "venv", with_pip=False)
    site = next((folder / "venv").glob("[Ll]ib/**/site-packages"))
    (site / "partnerscape.pth").write_text(f"{PACKAGE}\n{sysconfig.get_path('purelib')}\n")
    options = {"include": [CLIENT.name], "pythonVersion": "3.11", "reportUnnecessaryTypeIgnoreComment": "error"}
    (folder / "pyrightconfig.json").write_text(json.dumps(options))
    return folder


def python_of(project: Path) -> Path:
    return next(project.glob("venv/[bS]*/python*"))


def test_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "partnerscape" / "py.typed").is_file()


@pytest.mark.slow
def test_mypy_strict_passes_the_client(project: Path) -> None:
    """``--strict`` warns of every comment that excuses what is no error."""
    options = (
        "--strict",
        "--config-file=",
        "--cache-dir",
        str(project / "cache"),
        "--python-executable",
        str(python_of(project)),
    )
    done = subprocess.run([sys.executable, "-m", "mypy", *options, CLIENT.name], cwd=project, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.slow
@pytest.mark.skipif(PYRIGHT is None, reason="pyright is not installed (pip install pyright)")
def test_pyright_passes_the_client(project: Path) -> None:
    done = subprocess.run([str(PYRIGHT), "--pythonpath", str(python_of(project))], cwd=project, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
