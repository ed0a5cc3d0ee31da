"""The recipes of experiments/cluster, as their reader runs them."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from cluster.small import ROOT, environment

RECIPES = ROOT / "experiments" / "cluster"


@pytest.fixture(name="run")
def _run(question, sweep, undisturbed, tmp_path):
    """Run a recipe on the small study; its runs are those of the undisturbed one, and a report says what they mean."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "partnerscape"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m partnerscape "$@"\n')
    command.chmod(0o755)

    def run(recipe: str, *words: str, **variables: str) -> str:
        call = [sys.executable] if recipe.endswith(".py") else ["sh"]
        env = environment() | {"PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"} | variables
        given = [*call, str(RECIPES / recipe), str(question), str(sweep.folder), *words]
        done = subprocess.run(given, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=400)
        assert done.returncode == 0, done.stderr[-3000:]
        assert sweep.digest() == undisturbed
        return done.stdout + done.stderr

    return run


def test_workstation(run, sweep) -> None:
    run("workstation.sh")
    assert (sweep.folder / "report.html").exists()


def test_slurm_array(run, sweep, slurm) -> None:
    said = run("slurm_array.sh", "2", **slurm.address)
    assert "some tasks ended early" not in said, said
    assert len(list((sweep.folder / "logs").glob("*.log"))) == 2
    assert (sweep.folder / "report.html").exists()


def test_dask_one_address(run, sweep, dask) -> None:
    run("dask_one_address.sh", dask.address)
    assert (sweep.folder / "report.html").exists()


def test_jobqueue(run, slurm) -> None:
    pytest.importorskip("dask_jobqueue")
    said = run("jobqueue.py", ONE_MACHINE="yes", **slurm.address)
    assert len(said.split()) > 0


def test_every_recipe_is_in_the_table() -> None:
    table = (RECIPES / "README.md").read_text()
    assert not [path.name for path in Path(RECIPES).iterdir() if path.name not in table and path.name != "README.md"]
