"""One call of every command that succeeds. A new command gets a line in ``EXAMPLES``, and `make snapshots` keeps its help."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from partnerscape.own_data.fitting.simulate import simulated
from partnerscape.own_data.pilots.result import NEW, OLD
from partnerscape.scenario import load_scenario

SHIPPED = Path(__file__).parents[2] / "scenarios" / "marketplace.toml"
SMALL = {
    "burn_in_months = 60": "burn_in_months = 30",
    "horizon_months = 36": "horizon_months = 6",
    "arrivals = 24.0": "arrivals = 7.0",
}
SMALL |= {"initial_partners = 800": "initial_partners = 80"}


@dataclass(frozen=True)
class Example:
    """What is typed, in a folder that ``prepare`` has filled, after other commands; which files it leaves.

    ``--json`` is appended where ``json`` says that the command has it.
    """

    words: str
    files: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    prepare: Callable[[Path], object] = lambda folder: None
    json: bool = True
    serves: bool = False  # it does not end by itself, but answers at the port that is appended


def small_scenario(folder: Path) -> None:
    """The shipped marketplace over fewer months, which nothing of today rules out."""
    text = SHIPPED.read_text(encoding="utf-8")
    for long, short in SMALL.items():
        text = text.replace(long, short)
    text = re.sub(r"^\[today\].*?(?=^\[)", "", text, flags=re.MULTILINE | re.DOTALL)
    (folder / "small.toml").write_text(text, encoding="utf-8")


def sales(folder: Path) -> None:
    """Sales as a company has them: one row per partner and month."""
    panel = simulated(load_scenario(folder / "small.toml"), 7, 15)
    row, month = np.nonzero(panel.revenue)
    names = [f"P{number:03d}" for number in row]
    months = [f"2024-{1 + m:02d}" if m < 12 else f"2025-{m - 11:02d}" for m in month]
    columns = {
        "partner": names,
        "month": months,
        "revenue": panel.revenue[row, month].round(2),
        "orders": panel.orders[row, month],
    }
    pd.DataFrame(columns).astype({"orders": int}).to_csv(folder / "sales.csv", index=False, lineterminator="\n")


def question_file(folder: Path) -> None:
    """A question in a file, small enough for a test."""
    text = 'question = "Which?"\nscenario = "small.toml"\nuncertainties = []\n[levers]\noffers = [3, 9]\n'
    (folder / "question.toml").write_text(text + "[design]\npolicies = 8\nfutures = 2\n", encoding="utf-8")


def flat_pay(folder: Path) -> None:
    """A plan that any table of sales can be paid by."""
    (folder / "flat.toml").write_text('[pay.commission]\non = "revenue"\nrate = "10 %"\n', encoding="utf-8")


def trial(folder: Path) -> None:
    """The data of a trial that began in month 1."""
    rows = [
        {"partner": f"{p:02d}", "arm": NEW if p % 2 else OLD, "month": month, "sales": 100.0 + 7 * p + 3 * month}
        for p in range(24)
        for month in range(-3, 4)
    ]
    pd.DataFrame(rows).to_csv(folder / "trial.csv", index=False, lineterminator="\n")


CLAIM = """number = 99
title = "A retainer costs profit."
source = "arithmetic"
changes = { time = { burn_in_months = 6, horizon_months = 6, initial_partners = 60 } }
seeds = { first = 3, count = 3 }
[cells.today]
[cells.ten]
levers = { retainer = 10.0 }
[[effects]]
name = "profit"
metric = "profit"
plus = ["ten"]
minus = ["today"]
expect = "negative"
"""

EXAMPLES: dict[str, Example] = {
    "run": Example("run small.toml --seeds 2 --out ran", ("ran/metrics.csv", "ran/months.csv", "ran/run.png"), ("copy",)),
    "compare": Example(
        "compare small.toml --set commission_rate=0.25 --seeds 2 --no-hangs-on --out compared",
        ("compared/report.html", "compared/differences.csv"),
        ("copy",),
    ),
    "study": Example(
        "study --scenario small.toml --lever commission_rate=0.15:0.3 --policies 12 --futures 2 --out studied",
        ("studied/report.html", "studied/table.parquet"),
        ("copy",),
    ),
    "report": Example("report studied", ("studied/report.html",), ("study",)),
    "claim": Example("claim claim.toml --out claimed", prepare=lambda folder: (folder / "claim.toml").write_text(CLAIM)),
    "history": Example("history .", (), ("compare",)),
    "submit": Example(
        "submit question.toml --slurm --out planned", ("planned/plan/plan.json",), ("copy",), question_file, json=False
    ),
    "play": Example("play planned", (), ("submit",), json=False),
    "status": Example("status planned", (), ("play",)),
    "import": Example(
        "import sales.csv --yes --out imported", ("imported/panel.parquet", "imported/import.json"), ("copy",), sales
    ),
    "fit": Example("fit small.toml imported --runs 200 --out mine.toml", ("mine.toml", "mine.posterior.parquet"), ("import",)),
    "backtest": Example("backtest small.toml imported --origins 1 --ahead 3 --runs 200 --out tested", (), ("import",)),
    "pay": Example("pay small.toml sales.csv --policy flat.toml --out paid", ("paid/statement.csv",), ("import",), flat_pay),
    "pilot": Example(
        "pilot small.toml --set curation=0.8 --partners 10 --months 3 --segment small --draws 32 --seeds 2 --out piloted",
        ("piloted/pilot.json", "piloted/draws.parquet"),
        ("copy",),
    ),
    "pilot-result": Example("pilot-result piloted trial.csv", (), ("pilot",), trial),
    "check": Example("check small.toml --no-costs", (), ("copy",)),
    "schema": Example("schema question"),
    "scenarios": Example("scenarios"),
    "dashboard": Example("dashboard small.toml --no-browser --port", (), ("copy",), json=False, serves=True),
    "copy": Example("copy saas_resellers saas.toml", ("saas.toml",), (), small_scenario, json=False),
}
