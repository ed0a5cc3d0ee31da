"""Ctrl-C in the middle of any analysis: the same command goes on, plays nothing twice and finds the same bits."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from partnerscape.show.as_json import findings_json
from partnerscape.study.analyses import hangs_on
from partnerscape.study.analyses.advice import advice
from partnerscape.study.jobs.store import digest_of, read_table
from partnerscape.study.question.analysis import ALWAYS, names
from partnerscape.study.study import study

SIZES = """
[certificate]
policies = 8
futures = 8
looks = 2
[sensitivity]
most_points = 64
[frontier]
population = 8
generations = 2
futures = 4
fresh = 12
"""
CHUNK = 8  # runs per task: what an interrupt may find unfinished
QUICK = ("design", "futures", "hangs_on")  # one of each kind; all others in `make test-full`
PLAYS_NOTHING = ("robustness",)


def cases() -> list:
    every = ("design", "adaptive", "futures", *ALWAYS, *names())
    return [pytest.param(name, marks=() if name in QUICK else pytest.mark.full) for name in every]


@pytest.fixture(scope="module")
def designed() -> dict[str, Path]:
    """Folders of the study without any analysis, played once for all."""
    return {}


@pytest.fixture(name="ask")
def _ask(question: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Path], object]:
    small = question.parent / "small.toml"  # of 60 partners, 35 are as likely as 50: no seed shall search in vain
    small.write_text(small.read_text().replace("active_partners = {}", "active_partners = { tolerance = 30 }"))
    usual = advice.Size, hangs_on.Size
    monkeypatch.setattr(advice, "Size", lambda: usual[0](16, 8, 16, 24))
    monkeypatch.setattr(hangs_on, "Size", lambda: usual[1](16, 4, 2))
    text = question.read_text()

    def ask(name: str, out: Path):
        monkeypatch.setattr("partnerscape.study.question.analysis.ALWAYS", (name,) if name in ALWAYS else ())
        asked = f"analyses = ['{name}']\n[levers]" if name in names() else "[levers]"
        kind = '\nkind = "adaptive"\n' if name == "adaptive" else "\n"
        sized = (
            text.replace("futures = 4", "futures = 48").replace("policies = 24", "policies = 8") if name == "futures" else text
        )
        question.write_text(sized.replace("[levers]", asked) + kind + SIZES)
        return study(question, out, workers=2, chunk=CHUNK)

    return ask


def everything(folder: Path) -> dict[str, str]:
    """Every table outside the pool of runs, by its content."""
    tables = (path for path in sorted(folder.rglob("*.parquet")) if path.parent.name != "runs")
    return {str(path.relative_to(folder)): digest_of(read_table(path)) for path in tables}


@pytest.mark.long
@pytest.mark.parametrize("name", cases())
def test_an_interrupt_in_any_analysis_resumes(name, ask, counted, designed, tmp_path) -> None:
    """Twice: early, and later among its runs."""
    begun, of_tries = name in ("design", "adaptive", "futures"), name == "futures"

    def folder(which: str) -> Path:
        if not begun:
            if not designed:
                designed["folder"] = tmp_path / "designed"
                ask("design", designed["folder"])
            shutil.copytree(designed["folder"], tmp_path / which)
        counted.played = counted.tries = 0
        return tmp_path / which

    def done() -> int:
        return counted.tries if of_tries else counted.played

    whole = ask(name, folder("whole"))
    total, tables, told = done(), everything(tmp_path / "whole"), findings_json(whole)
    assert name in PLAYS_NOTHING or total >= 4 * CHUNK, "there is something to interrupt"
    resumed = folder("resumed")
    counted.of_tries = of_tries
    for part in (0.25, 0.6) if total else ():
        counted.until = int(part * total)
        with pytest.raises(KeyboardInterrupt):
            ask(name, resumed)
        assert done() < total, "interrupted in the middle"
    again = ask(name, resumed)
    assert done() == total, "every run that was played to its end was kept"
    assert everything(resumed) == tables
    assert findings_json(again) == told
    counted.until = 0  # what is done is done
    ask(name, resumed)
    assert done() == total
