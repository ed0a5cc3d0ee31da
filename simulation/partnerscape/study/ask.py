"""Asking a question: its design is run (or what is missing of it), then analysed."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from pydantic import ValidationError

from ..month import AS_SHIPPED, Rulebook, build_key
from ..scenario import Scenario
from ..scenario.load import explain
from ..version import __version__
from .adaptive import with_undecided
from .analyses import ALWAYS, ANALYSES, with_loser
from .design import seeds_of
from .execute import CHUNK
from .keys import outputs_key, study_key
from .play import Player
from .question import Question, load_question
from .request import StudyRequest, study_request
from .store import Store
from .win_win import Findings, analyse


def study(
    question: str | Path | tuple[Question, Scenario],
    out: str | Path,
    workers: int | None = None,
    chunk: int = CHUNK,
    progress: Callable[[int, int], None] | None = None,
    rules: Rulebook = AS_SHIPPED,
    note: Callable[[str], None] | None = None,
    request: StudyRequest | None = None,
) -> Findings:
    """Ask a question: run its design (or what is missing of it) and analyse what the store holds.

    Parameters
    ----------
    question : str or Path or (Question, Scenario)
        A TOML file, a shipped question by name, or what :func:`.question.checked` made of plain values.
    out : str or Path
        The study's folder. An interrupted study goes on from it, to the same bits; more futures, more policies, another
        analysis or another title play only the runs that it does not hold yet.
    workers : int, optional
        Threads; default: all cores. The answer does not depend on it, nor on ``chunk`` (runs a task).
    rules : Rulebook, optional
        With rules of your own, see :func:`..replace.replace_rule`.
    note : callable, optional
        Is told, in one line, how many stored runs are of another version and are simulated again; default: a warning.
    request : StudyRequest, optional
        What was asked, if ``question`` alone does not say it; printed commands are made from it.

    Raises
    ------
    InputError
        For a question, scenario or folder that cannot be used.
    """
    asked, scenario = question if isinstance(question, tuple) else load_question(question)
    seeds = seeds_of(asked, asked.design.futures)
    store = Store(out)
    outdated = store.open(
        {
            "key": study_key(asked, scenario, rules),
            "question": asked.model_dump(mode="json"),
            "scenario": scenario.model_dump(mode="json"),
            "version": __version__,
            "build": build_key(),
            "outputs": outputs_key(),
            "rules": asdict(rules),
            "seeds": [seeds[0], seeds[-1]],
            "request": (request or study_request(question, asked)).plain(),
        }
    )
    if outdated:
        (note or warnings.warn)(outdated)
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
    wanted = {**ALWAYS, **{str(name): ANALYSES[name] for name in play.question.analyses}}
    for name, analysis in wanted.items():
        findings = replace(findings, answers={**findings.answers, name: analysis(findings, play)})
    return with_loser(findings)
