"""A small question, quickly asked."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest

from partnerscape.study.question import agreement
from partnerscape.study.runs import execute
from partnerscape.study.runs import monthly as watching

QUESTION = """
question = "Which programmes are win-win?"
scenario = "small.toml"
[levers]
commission_rate = [0.15, 0.3]
support_agents = [1.0, 5.0]
offers = [3, 12]
[uncertainties]
margin = [0.5, 0.7]
gamma = [0.25, 0.45]
[design]
policies = 24
futures = 4
seed = 3
"""


@pytest.fixture
def question(tmp_path: Path) -> Path:
    """A question of 24 policies and 4 futures about a marketplace of 60 partners and a year."""
    text = (Path(__file__).parents[2] / "scenarios" / "marketplace.toml").read_text()
    text = text.replace("burn_in_months = 60", "burn_in_months = 12").replace("horizon_months = 36", "horizon_months = 12")
    text = text.replace("initial_partners = 800", "initial_partners = 60").replace("arrivals = 24.0", "arrivals = 7.0")
    text = re.sub(r"^(\w+) = \{ value = .*? \}", r"\1 = {}", text, flags=re.MULTILINE)  # of another programme
    for name, tolerance in (("occupancy", 0.5), ("revenue", 60_000)):  # of 60 partners one may sell as much as all others
        text = text.replace(f"{name} = {{}}", f"{name} = {{ tolerance = {tolerance} }}")
    (tmp_path / "small.toml").write_text(text)
    path = tmp_path / "question.toml"
    path.write_text(QUESTION)
    return path


class Counted:
    """Counts candidate runs that are played, in stores and month by month, and may interrupt after so many.

    ``tries`` are burn-ins that look for futures; they interrupt too where ``of_tries``.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.played, self.tries, self.until, self.of_tries = 0, 0, 10**9, False
        task, month, tries = execute.run_task, watching._play, agreement._tries
        monkeypatch.setattr(execute, "run_task", lambda one, *rest: self.after(task(one, *rest), one.runs))
        monkeypatch.setattr(watching, "_play", lambda s, f, n, rows, r: self.after(month(s, f, n, rows, r), len(rows)))
        monkeypatch.setattr(agreement, "_tries", lambda *told: self.tried(tries(*told)))

    def after(self, answer, runs: int):
        self.played += runs
        if not self.of_tries:
            self._interrupt(self.played)
        return answer

    def tried(self, rows):
        self.tries += len(rows)
        if self.of_tries:
            self._interrupt(self.tries)
        return rows

    def _interrupt(self, done: int) -> None:
        if done >= self.until:
            self.until = 10**9
            os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)
