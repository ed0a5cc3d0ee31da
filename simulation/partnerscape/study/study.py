"""Asking a question: its design is run (or what is missing of it), then analysed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from partnerscape.engine.build import build_key
from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.scenario import InputError, Scenario
from partnerscape.version import __version__

from .analyses.loser import with_loser
from .jobs.failed import FailedRunsError
from .jobs.parallel import default_workers
from .jobs.progress import bar_in_notebook
from .jobs.readme import write_readme
from .jobs.store import Store
from .question.analysis import in_order
from .question.budgets import CHUNK, MOST_ANALYSED
from .question.counts import COLUMNS_OF_A_RUN, TWO_POLICIES, check_disk, check_memory, check_options, whole_number
from .question.design import analysed, seeds_of
from .question.question import Question, load_question
from .request import StudyRequest, asked_in, study_request
from .runs.blocks.crew import crew_of
from .runs.blocks.design import forget_failed, planned
from .runs.blocks.plan import Plan, is_planned
from .runs.classes import behaviour_of
from .runs.failing import failures_of
from .runs.kept import write_design
from .runs.keys import outputs_key, study_key
from .runs.player import Player
from .win_win.adaptive import whole_design
from .win_win.beyond import beyond_of
from .win_win.findings import Findings, analyse


@bar_in_notebook("candidate runs")
def study(
    question: str | Path | Mapping[str, Any] | tuple[Question, Scenario],
    out: str | Path,
    workers: int | None = None,
    chunk: int = CHUNK,
    progress: Callable[[int, int], None] | None = None,
    rules: Rulebook = AS_SHIPPED,
    note: Callable[[str], None] | None = None,
    request: StudyRequest | None = None,
    retry_failed: bool = False,
    executor: Executor | None = None,
    processes: int | None = None,
    partner_class: type[Any] | None = None,
    vendor_class: type[Any] | None = None,
) -> Findings:
    """Answer a question: run its design (or what is missing of it) and analyse the stored runs.

    Parameters
    ----------
    question : str, Path, dict or (Question, Scenario)
        A TOML file, a shipped question by name, the tables of such a file (in which ``scenario`` may be a scenario or its
        tables), or what :func:`.question.checked` made of them.
    out : str or Path
        The study's folder. An interrupted study resumes from it, bit for bit; with more futures, more policies, another
        analysis or another title, only the missing runs are simulated.
    workers, chunk : int, optional
        Threads (default: all cores) and runs per task. Neither affects results.
    progress : callable, optional
        Called with the number of finished candidate runs and the total.
    rules : Rulebook, optional
        With rules of your own, see :func:`..replace.replace_rule`.
    note : callable, optional
        Receives one line on how many stored runs are of another version or damaged and are simulated again; default: a warning.
    request : StudyRequest, optional
        The request, if ``question`` alone does not determine it; printed commands are made from it.
    retry_failed : bool
        Whether runs that failed in an earlier call are tried again. They are also after a change of the package or of ``rules``.
    executor : concurrent.futures.Executor, optional
        Plays the runs: ``ProcessPoolExecutor``, loky's, ``dask.distributed.Client.get_executor()``, ``mpi4py.futures``'s. Its
        workers need the package and see the folder; results never pass it. Does not affect results.
    processes : int, optional
        Processes of this machine instead of threads; the default for large designs. Does not affect results.
    partner_class, vendor_class : type, optional
        Subclasses of Partner and Vendor, at the top of a module. Mesa's driver then simulates, in processes; overrides act from
        the rollout on.

    Returns
    -------
    Findings
        The surrogate, the win-win conditions (``box``), who loses first (``loser``), ``effects`` of levers, and ``answers`` by
        analysis.

    Raises
    ------
    InputError
        For invalid input, for a folder of another study, and for what would not fit into memory.
    FailedRunsError
        If more than a tenth of the policies or of the futures had to be left out, because runs raised.

    Examples
    --------
    >>> import partnerscape as ps
    >>> question = {"question": "?", "scenario": "marketplace", "levers": {"offers": [2, 9]}}
    >>> findings = ps.study(question, "results/offers")  # doctest: +SKIP
    """
    crew = crew_of(executor, processes)
    rules = _with_classes(rules, partner_class, vendor_class)
    player = _opened(question, out, workers, chunk, progress, rules, note, request, retry_failed)
    findings = _answered(replace(player, crew=crew))
    write_readme(player.store)
    return findings


def plan_study(
    question: str | Path | Mapping[str, Any] | tuple[Question, Scenario],
    out: str | Path,
    rules: Rulebook = AS_SHIPPED,
    note: Callable[[str], None] | None = None,
    request: StudyRequest | None = None,
    size: tuple[int, int] | None = None,
    partner_class: type[Any] | None = None,
    vendor_class: type[Any] | None = None,
) -> Plan:
    """Write a question's design into a study's folder as numbered blocks, without playing them.

    Parameters
    ----------
    question, out, rules, note, request, partner_class, vendor_class
        As for :func:`study`.
    size : (int, int), optional
        Policies and futures per block; default: 128 × 16, in small designs 64 × 8.

    Returns
    -------
    Plan
        ``len(plan.cuts)`` blocks, which ``partnerscape play FOLDER`` plays; :func:`study` with the same question and folder
        plays what is missing of them and answers.

    Raises
    ------
    InputError
        As :func:`study`.
    """
    rules = _with_classes(rules, partner_class, vendor_class)
    player = _opened(question, out, None, CHUNK, None, rules, note, request)
    design = player.design()
    write_design(player.store.folder, design, player.question, player.scenario)
    return planned(player.question, player.scenario, design, player.store, rules, size)


def _with_classes(rules: Rulebook, partner_class: type[Any] | None, vendor_class: type[Any] | None) -> Rulebook:
    check_options(None, rules)
    return behaviour_of(rules, partner_class=partner_class, vendor_class=vendor_class)


def _opened(
    question: str | Path | Mapping[str, Any] | tuple[Question, Scenario],
    out: str | Path,
    workers: int | None,
    chunk: int,
    progress: Callable[[int, int], None] | None,
    rules: Rulebook,
    note: Callable[[str], None] | None,
    request: StudyRequest | None,
    retry_failed: bool = False,
) -> Player:
    """Checks everything, and opens the study's folder."""
    workers, chunk = check_options(workers, rules), _runs_per_task(chunk)
    _check_folder(out)
    asked, scenario = load_question(question)
    runs = asked.design.policies * asked.design.futures
    kept = runs if asked.design.kind == "adaptive" else min(runs, MOST_ANALYSED)
    check_memory(scenario, TWO_POLICIES, workers or default_workers(), {"runs": (kept, COLUMNS_OF_A_RUN)})
    check_disk(Path(out), runs)
    seeds = seeds_of(asked, asked.design.futures)
    request = request or study_request(question if isinstance(question, str | Path) else (asked, scenario), asked)
    store = Store(out, note=note or warnings.warn)
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
            "stated": scenario.stated,
            "request": request.plain(),
        }
    )
    if outdated:
        (note or warnings.warn)(outdated)
    if retry_failed:
        store.failed.forget()
    if retry_failed and is_planned(store.folder):
        forget_failed(store.folder)
    return Player(asked, scenario, store, workers, chunk, progress, rules)


def reopen(folder: str | Path) -> Findings:
    """The findings of a finished study, from its store alone."""
    _check_folder(folder)
    store = Store(folder)
    question, scenario = asked_in(store)
    return _answered(Player(question, scenario, store, finished=True))


def _check_folder(out: object) -> None:
    """Refuse what no folder can be called."""
    if not isinstance(out, str | Path) or not str(out):
        raise InputError("", (), "out", "a folder", out)


def _runs_per_task(chunk: object) -> int:
    number = whole_number(chunk)
    if number is None or number < 1:
        raise InputError("", (), "chunk", "a whole number of runs from 1", chunk)
    return number


def _answered(play: Player) -> Findings:
    """Map and rule, what belongs to every study, then every further analysis that the question names."""
    results = whole_design(play)
    findings, unanswered = analyse(results), {}
    if play.is_large(whole := play.design()):
        findings = replace(findings, beyond=beyond_of(play, whole, analysed(whole), findings.box))
    for analysis in in_order(play.question.analyses):
        try:
            answer = analysis.run(findings, play)
            findings = replace(findings, answers={**findings.answers, analysis.name: answer})
            if (policy := analysis.recommends(answer)) is not None:
                findings = findings.recommending(policy)
        except FailedRunsError as error:  # the others may be answered
            unanswered[analysis.name] = str(error)
    return replace(with_loser(findings), failures=failures_of(play.store, results.left, unanswered))
