"""A small study that takes seconds, in blocks so small that there is always one to interrupt."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from cluster.patience import until

from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.study.jobs.files import digest_of
from partnerscape.study.runs.blocks.plan import Plan, read_plan
from partnerscape.study.study import plan_study

ROOT = Path(__file__).parents[2]
POLICIES, FUTURES, SIZE = 48, 8, (8, 1)
BLOCKS = POLICIES * FUTURES // (SIZE[0] * SIZE[1])
QUESTION = f"""
question = "Which programmes are win-win?"
scenario = "small.toml"
[levers]
commission_rate = [0.15, 0.3]
support_agents = [1.0, 5.0]
[uncertainties]
margin = [0.5, 0.7]
gamma = [0.25, 0.45]
[design]
policies = {POLICIES}
futures = {FUTURES}
seed = 3
"""
SMALLER = {
    "burn_in_months = 60": "burn_in_months = 12",
    "horizon_months = 36": "horizon_months = 24",
    "initial_partners = 800": "initial_partners = 60",
    "arrivals = 24.0": "arrivals = 7.0",
}


def write_question(folder: Path) -> Path:
    """A question about a marketplace of 60 partners; nothing of today is compared, so that each future is the first try."""
    text = (ROOT / "scenarios" / "marketplace.toml").read_text()
    for old, new in SMALLER.items():
        assert old in text
        text = text.replace(old, new)
    text = re.sub(r"^(\w+) = \{ value = .*? \}", r"\1 = {}", text, flags=re.MULTILINE)
    for name, tolerance in (("occupancy", 0.9), ("revenue", 10**9), ("active_partners", 10**6)):
        text = text.replace(f"{name} = {{}}", f"{name} = {{ tolerance = {tolerance} }}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "small.toml").write_text(text)
    (folder / "question.toml").write_text(QUESTION)
    return folder / "question.toml"


def smaller(question: Path, folder: Path, policies: int, futures: int) -> Path:
    """The same question with fewer policies and futures."""
    shutil.copytree(question.parent, folder)
    text = question.read_text()
    for name, old, new in (("policies", POLICIES, policies), ("futures", FUTURES, futures)):
        text = text.replace(f"{name} = {old}", f"{name} = {new}")
    (folder / question.name).write_text(text)
    return folder / question.name


@dataclass(frozen=True)
class Sweep:
    """A planned study in a folder."""

    question: Path
    folder: Path
    rules: Rulebook = AS_SHIPPED
    policies: int = POLICIES
    futures: int = FUTURES
    classes: dict[str, type] = field(default_factory=dict)

    def plan(self, size: tuple[int, int] = SIZE) -> Plan:
        plan = plan_study(self.question, self.folder, self.rules, size=size, **self.classes)
        assert len(plan.cuts) == self.policies * self.futures // (size[0] * size[1])
        return plan

    def plan_again(self, size: tuple[int, int]) -> None:
        """In other blocks."""
        shutil.rmtree(self.folder)
        self.plan(size)

    def blocks(self) -> list[Path]:
        """What any reader takes for the study's results."""
        return sorted(self.folder.glob("blocks/*/*.parquet"))

    def players(self) -> list[int]:
        """Processes that have said they play, and are there."""
        told = [json.loads(path.read_bytes())["process"] for path in self.folder.glob("workers/*.json")]
        return [process for process in told if process != os.getpid() and alive(process)]

    def after(self, count: int, seconds: float = 180) -> None:
        """Wait until so many blocks are stored."""
        until(lambda: len(self.blocks()) >= count, f"{count} blocks in {self.folder.name}", seconds, 0.003)

    def is_done(self) -> bool:
        return len(self.blocks()) == BLOCKS

    def digest(self, lost: int = 0) -> str:
        """Hash of all runs, once it is clear that each is there once: nothing lost, nothing twice."""
        assert len(self.blocks()) == len(read_plan(self.folder).cuts)
        table = pd.concat([pd.read_parquet(path) for path in self.blocks()])
        assert not table.duplicated(["future", "policy"]).any()
        assert len(table) == self.futures * (self.policies + 1) - lost
        assert np.isin(table["policy"], range(-1, self.policies)).all()
        return digest_of(table.sort_values(["future", "policy"], ignore_index=True))


def alive(process: int) -> bool:
    """Whether a process of this machine is there, and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def package(*words: object) -> list[str]:
    """The command line, as a worker on any machine calls it."""
    return [sys.executable, "-m", "partnerscape", *map(str, words)]


def environment(source: Path | None = None) -> dict[str, str]:
    """Variables of a worker whose package is the one here, or another build's."""
    paths = [str(source)] if source else []
    return os.environ | {"PYTHONPATH": os.pathsep.join([*paths, os.environ.get("PYTHONPATH", "")]), "OMP_NUM_THREADS": "1"}
