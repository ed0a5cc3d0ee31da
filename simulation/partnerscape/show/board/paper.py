"""What a board paper says, as frozen values; how it looks is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What is recommended."""

    ADOPT = "adopt"  # win-win in the required share of futures, for certain
    TRY = "try"  # often enough, but not for certain, or only as far as an assumption without a source is right
    NOTHING = "nothing"  # nothing is recommended


@dataclass(frozen=True)
class Move:
    """A lever that moves, in words: ``Commission``, ``20 %``, ``22 %``."""

    lever: str
    today: str
    then: str


@dataclass(frozen=True)
class Amount:
    """What one party gains per year: ``sure`` is 1 if it surely gains, -1 if it surely loses, else 0."""

    party: str
    value: str
    between: str
    sure: int


@dataclass(frozen=True)
class Money:
    """What it brings per year, party by party, and what these amounts are."""

    amounts: tuple[Amount, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Certainty:
    """How sure: one number, what it is, and what would make it surer."""

    number: str
    meaning: tuple[str, ...]
    surer: tuple[str, ...]


@dataclass(frozen=True)
class Department:
    """What changes for a department, what it does, and what it should see in the first months."""

    name: str
    changes: tuple[str, ...]
    tasks: tuple[str, ...]
    sees: tuple[str, ...]


@dataclass(frozen=True)
class Next:
    """Where nothing is recommended: what comes nearest, what stands in the way, what to ask next."""

    nearest: tuple[str, ...]
    obstacles: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """Candidates side by side: ``rows`` under ``heads``, the best one's number."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    best: int


@dataclass(frozen=True)
class Paper:
    """The board paper.

    Attributes
    ----------
    about, question : str
        The programme, and what was asked.
    caution : str
        How far its numbers are the user's own; empty if they are.
    answered : tuple of str
        What the analyses say that were asked for, before everything else.
    compared : Compared or None
        Where several candidates were compared.
    verdict, headline, reasons
        What we should do, in one sentence and a few more.
    moves : tuple of Move
        What changes from today, the most influential lever first.
    terms : tuple of str
        What a pay plan pays, component by component.
    money, losers, certainty, hangs_on, watch, departments
        As their names say; ``certainty`` and ``money`` are None where they were not found.
    next : Next or None
        Only where nothing is recommended.
    stamp : str
        Scenario, version and seeds.
    """

    about: str
    caution: str
    question: str
    answered: tuple[str, ...]
    compared: Compared | None
    verdict: Verdict
    headline: str
    reasons: tuple[str, ...]
    moves: tuple[Move, ...]
    terms: tuple[str, ...]
    money: Money | None
    losers: tuple[str, ...]
    certainty: Certainty | None
    hangs_on: tuple[str, ...]
    watch: tuple[str, ...]
    departments: tuple[Department, ...]
    next: Next | None
    stamp: str
