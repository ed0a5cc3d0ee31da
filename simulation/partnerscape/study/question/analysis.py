"""What an analysis is, and the register of those that a question may ask for.

A built-in analysis is a value ``ANALYSIS`` in its file or room of ``study/analyses``; how it is shown is a value
``SHOWN`` in the room of the same name of ``show/analyses``. Both are loaded when they are first needed, so that a
question can be checked at once. A user's own is registered whole, with :func:`register_analysis`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from partnerscape.scenario import InputError, Scenario
from partnerscape.system.folders import DEVICES

from .budgets import CHUNK

if TYPE_CHECKING:  # names of types, no call: a question checks which analyses it may ask, and they run on what it leads to
    from ..runs.player import Player
    from ..win_win.findings import Findings
    from .question import Question


FILES_A_PART, FILES_A_STREAM = 3, 2  # policies, futures and table; how futures were found, and that in words


@dataclass(frozen=True)
class Runs:
    """Candidate runs of an analysis: those that are sure, the most; in how many parts and streams of futures.

    ``months`` is how many of the most are kept month by month; ``chunk`` is how many runs share a file.
    """

    sure: int = 0
    most: int = 0
    parts: int = 0
    streams: int = 0
    months: int = 0
    chunk: int = CHUNK

    @property
    def files(self) -> int:
        """Files at most; two that follow one another hold more runs than one may."""
        stored = self.most - self.months
        tasks = 2 * stored // self.chunk + self.parts if stored else 0
        return tasks + FILES_A_PART * self.parts + FILES_A_STREAM * self.streams + (10 if self.months else 0)


def _nothing(answer: Any, findings: Findings) -> list[str]:
    return []


@dataclass(frozen=True)
class Shown:
    """How an analysis is shown: its section of the report (HTML, figures included), its lines in the terminal, plain values."""

    section: Callable[[Any, Findings], str]
    values: Callable[[Any], dict[str, Any]]
    words: Callable[[Any, Findings], list[str]] = _nothing


@dataclass(frozen=True)
class Analysis:
    """One analysis, whole: all that a study, its dry run, its schema, its report and the documentation know of it.

    Parameters
    ----------
    name : str
        As a question names it, and the folder of its runs.
    asks : str
        The question that it answers, in one sentence without jargon.
    run : callable
        ``run(findings, player)`` gives the answer, a frozen value. Further runs are played by the player, into the
        study's folder, so that an interrupted study resumes.
    cost : callable
        ``cost(question, scenario)`` gives the :class:`Runs` that it plays.
    after : tuple of str
        Analyses whose answers it reads, where the question asks for them too.
    shown : Shown, optional
        How it is shown; of a built-in analysis found in ``show``.
    recommends : callable
        ``recommends(answer)`` gives the policy that it recommends in place of the study's, or None; what comes after it is of
        that policy.
    """

    name: str
    asks: str
    run: Callable[[Findings, Player], Any]
    cost: Callable[[Question, Scenario], Runs] = lambda question, scenario: Runs()
    after: tuple[str, ...] = ()
    shown: Shown | None = None
    recommends: Callable[[Any], dict[str, float] | None] = lambda answer: None


ROOMS = {  # built-in analyses and their file or room
    "money": "money",
    "hangs_on": "hangs_on",
    "watch": "watch",
    "certificate": "certificate",
    "advice": "advice",
    "sensitivity": "sensitivity",
    "frontier": "frontier",
    "robustness": "robustness",
    "how_far": "how_far",
    "stress": "stress",
    "without": "assumptions",
}
ALWAYS = ("money", "hangs_on", "watch")  # part of every study
_registered: dict[str, Analysis] = {}


def names() -> list[str]:
    """Analyses that a question may ask for."""
    return [name for name in (*ROOMS, *_registered) if name not in ALWAYS]


def analysis_of(name: str) -> Analysis:
    """An analysis by its name.

    Raises
    ------
    KeyError
        For a name that is neither built in nor registered.
    """
    if name in _registered:
        return _registered[name]
    analysis: Analysis = import_module(f"partnerscape.study.analyses.{ROOMS[name]}").ANALYSIS
    return analysis


def register_analysis(analysis: Analysis) -> Analysis:
    """Make an analysis of your own known, for this process: a question may then name it.

    Raises
    ------
    InputError
        For a name that is taken by another analysis, or is no identifier.

    Examples
    --------
    >>> from partnerscape.study.question.analysis import Analysis, register_analysis
    >>> def share(findings, player):
    ...     return {"share": float((findings.results.wins > 0).mean())}
    >>> mine = register_analysis(Analysis("my_share", "How many of the runs are win-win?", share))
    >>> "my_share" in names()
    True
    """
    taken = {"runs", "failed", *DEVICES, *(other.casefold() for other in (*ROOMS, *_registered) if other != analysis.name)}
    if not analysis.name.isidentifier() or analysis.name in ROOMS or analysis.name.casefold() in taken:  # it is a folder, too
        raise InputError("register_analysis", (), "name", f"a name of your own, not one of {sorted(ROOMS)}", analysis.name)
    _registered[analysis.name] = analysis
    return analysis


def in_order(asked: Iterable[str]) -> list[Analysis]:
    """What belongs to every study, then what is asked for: as asked, but each after those whose answers it reads."""
    left, done = list(dict.fromkeys((*ALWAYS, *asked))), []
    while left:
        ready = next((n for n in left if not set(analysis_of(n).after) & set(left)), left[0])
        left.remove(ready)
        done.append(analysis_of(ready))
    return done
