"""Asking a question: its design is run (or what is missing of it), then analysed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from pydantic import ValidationError

from partnerscape.engine.month import AS_SHIPPED, Rulebook, build_key
from partnerscape.scenario import Scenario
from partnerscape.scenario.reading.load import explain
from partnerscape.version import __version__

from .analyses.loser import with_loser
from .jobs.store import Store
from .question.analysis import in_order
from .question.design import seeds_of
from .question.question import Question, load_question
from .runs.execute import CHUNK, study_key
from .runs.player import Player
from .win_win.adaptive import with_undecided
from .win_win.findings import Findings, analyse


def study(
    question: str | Path | tuple[Question, Scenario],
    out: str | Path,
    workers: int | None = None,
    chunk: int = CHUNK,
    progress: Callable[[int, int], None] | None = None,
    rules: Rulebook = AS_SHIPPED,
) -> Findings:
    """Ask a question: run its design (or what is missing of it) and analyse what the store holds.

    Parameters
    ----------
    question : str or Path or (Question, Scenario)
        A TOML file, a shipped question by name, or what :func:`.question.checked` made of plain values.
    out : str or Path
        The study's folder. An interrupted study goes on from it, to the same bits.
    workers : int, optional
        Threads; default: all cores. The answer does not depend on it, nor on ``chunk`` (runs per task).
    rules : Rulebook, optional
        With rules of your own, see :func:`..replace.replace_rule`.

    Raises
    ------
    InputError
        For a question, scenario or folder that cannot be used.
    """
    asked, scenario = question if isinstance(question, tuple) else load_question(question)
    seeds = seeds_of(asked, asked.design.futures)
    store = Store(out)
    store.open(
        {
            "key": study_key(asked, scenario, rules),
            "question": asked.model_dump(mode="json"),
            "scenario": scenario.model_dump(mode="json"),
            "version": __version__,
            "build": build_key(),
            "rules": asdict(rules),
            "seeds": [seeds[0], seeds[-1]],
        }
    )
    return _answered(Player(asked, scenario, store, workers, chunk, progress, rules))


def reopen(folder: str | Path) -> Findings:
    """The findings of a finished study, from its store alone."""
    store = Store(folder)
    asked = store.asked
    try:
        question, scenario = Question.model_validate(asked["question"]), Scenario.model_validate(asked["scenario"])
    except ValidationError as error:
        raise explain(error, store.folder / "study.json", Question) from None
    return _answered(Player(question, scenario, store, finished=True))


def _answered(play: Player) -> Findings:
    """Map and rule, what belongs to every study, then every further analysis that the question names."""
    results = with_undecided(play.results("", play.design()), play)
    findings = analyse(results)
    for analysis in in_order(play.question.analyses):
        findings = replace(findings, answers={**findings.answers, analysis.name: analysis.run(findings, play)})
    return with_loser(findings)
