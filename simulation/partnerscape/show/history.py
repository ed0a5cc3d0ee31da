"""The history of a folder of results: what is kept of an answer, and the list of all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from partnerscape.language import phrase
from partnerscape.study.comparison.comparison import Comparison
from partnerscape.study.jobs.answers import Kept, keep_answer
from partnerscape.study.many import Many
from partnerscape.system.typed import typed

from .board.content.whole import paper_of_comparison, paper_of_study
from .board.paper import Paper
from .comparison.many import paper_of_many
from .terminal import say_plainly, table_of

if TYPE_CHECKING:
    from partnerscape.study.win_win.findings import Findings


def keep_comparison(folder: Path, comparison: Comparison, many: Many | None = None) -> None:
    """Keep a comparison's answer beside its results."""
    paper = paper_of_comparison(comparison) if many is None else paper_of_many(many, comparison)
    keep_answer(folder, "compare", paper.question, line_of(paper), typed())


def keep_study(folder: Path, findings: Findings) -> None:
    """Keep a study's answer beside its results."""
    paper = paper_of_study(findings)
    keep_answer(folder, "study", paper.question, line_of(paper), typed())


def line_of(paper: Paper) -> str:
    """The answer in a line: what to do, and how sure."""
    if paper.certainty is None:
        return paper.headline
    return phrase("{answer} Win-win in {share} of futures.", answer=paper.headline, share=paper.certainty.number)


def print_history(kept: list[Kept], folder: Path, console: Console) -> None:
    """All answers with their numbers, the newest first."""
    if not kept:
        say_plainly(console, phrase("Nothing is kept in {folder}: study and compare --out keep their answers.", folder=folder))
        return
    table = table_of("", phrase("When"), phrase("Folder"), phrase("Asked"), phrase("Answer"))
    for column in table.columns[1:]:
        column.justify = "left"
    for number, each in enumerate(kept, 1):
        table.add_row(str(number), _when(each.when), each.folder.name or str(each.folder), each.asked, each.answer)
    console.print(table)


def _when(when: str) -> str:
    """The minute, in the time of this machine."""
    try:
        return f"{datetime.fromisoformat(when).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return when


def history_json(kept: list[Kept]) -> list[dict[str, Any]]:
    """All answers, for machines."""
    return [{"number": number, **vars(each), "folder": str(each.folder)} for number, each in enumerate(kept, 1)]
