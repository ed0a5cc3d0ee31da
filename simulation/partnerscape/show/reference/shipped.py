"""The programmes and questions that come with the package, as data and as two tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from partnerscape.scenario import load_scenario, shipped
from partnerscape.study.question.question import load_question

Listing = dict[str, list[dict[str, Any]]]


def listing() -> Listing:
    """``scenarios`` and ``questions``, each with what a first look needs."""
    return {"scenarios": _scenarios(), "questions": _questions()}


def _scenarios() -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for name, path in shipped("scenarios").items():
        scenario = load_scenario(path)
        out.append(
            {
                "name": name,
                "title": scenario.title,
                "partners": scenario.time.initial_partners,
                "burn_in_months": scenario.time.burn_in_months,
                "months": scenario.time.horizon_months,
                "illustrative": scenario.illustrative,
                "currency": scenario.currency,
                "policies": list(scenario.policies),
            }
        )
    return out


def _questions() -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for name, path in shipped("experiments").items():
        question, _ = load_question(path)
        out.append(
            {
                "name": name,
                "question": question.question,
                "scenario": question.scenario,
                "levers": list(question.levers),
                "policies": question.design.policies,
                "futures": question.design.futures,
            }
        )
    return out


def print_listing(listed: Listing, console: Console) -> None:
    """The tables of scenarios and of questions."""
    programmes = [
        (p["name"], f"{p['partners']:,}", str(p["months"]), "illustrative" if p["illustrative"] else "fitted", p["title"])
        for p in listed["scenarios"]
    ]
    questions = [(q["name"], f"{q['policies']:,}", str(q["futures"]), q["scenario"], q["question"]) for q in listed["questions"]]
    console.print(_table(("scenario", "partners", "months", "", "title"), programmes))
    console.print(_table(("question", "policies", "futures", "scenario", "question"), questions))


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    table = Table(box=box.SIMPLE)
    for number, title in enumerate(head):
        table.add_column(title, justify="right" if number in (1, 2) else "left", no_wrap=number == 0)
    for row in rows:
        table.add_row(*row)
    return table
