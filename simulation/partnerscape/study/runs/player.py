"""What an analysis gets to play further runs with: they are kept in the study's folder and read again from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pandas as pd

from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.scenario import InputError, Scenario

from ..jobs.failed import BURN_INS, FailedRunsError, Failure, RunFailedError
from ..jobs.parallel import default_workers
from ..jobs.store import Store
from ..question.agreement import Agreement, agree
from ..question.budgets import CHUNK
from ..question.design import Design, analysed, make_design, seeds_of
from ..question.question import Question, Range
from .blocks.collect import Wins, wins_of
from .blocks.crew import Crew
from .blocks.design import play_design
from .blocks.plan import is_planned, read_plan
from .classes import Behaviour
from .execute import execute
from .failing import first_error, refuse_gaps, without_failed
from .kept import read_rows, read_runs, write_design, write_runs
from .keys import history_key, outputs_key
from .results import Results

Progress = Callable[[int, int], None]
FINISHED = "the table of a finished study"
MANY = 50_000  # candidate runs from which processes are worth their start
HISTORY = "history"  # folder of how futures were found


@dataclass(frozen=True)
class Player:
    """Plays designs into parts of a study's store; a ``finished`` study's are only read."""

    question: Question
    scenario: Scenario
    store: Store
    workers: int | None = None
    chunk: int = CHUNK
    progress: Progress | None = None
    rules: Rulebook = AS_SHIPPED
    finished: bool = False
    crew: Crew | None = None

    def crew_for(self, store: Store, design: Design) -> Crew | None:
        """Who plays a design in blocks; None: threads, run by run, which suits small ones and those that are no grid."""
        if design.listed is not None:
            return None
        if self.crew is not None:
            return self.crew
        if isinstance(self.rules, Behaviour):  # Python's methods hold the lock
            return Crew(processes=self.workers or default_workers())
        if design.runs >= MANY:
            return Crew(processes=self.workers or default_workers())
        return Crew(threads=self.workers) if is_planned(store.folder) else None

    def design(self) -> Design:
        """The study's own design."""
        return make_design(self.question, self.scenario, self.agreement(self.question.design.futures))

    def futures(self, count: int, stream: int) -> pd.DataFrame:
        """Futures that the study's own design does not contain, one per row; another ``stream`` has others."""
        return self.agreement(count, stream).futures

    def agreement(self, count: int, stream: int = 0) -> Agreement:
        """Futures that agree with today, kept in the store.

        Raises
        ------
        InputError
            If no assumed values agree with today, or a finished study lacks these futures.
        """
        ranges, seeds = self.question.ranges(self.scenario), seeds_of(self.question, count, stream)
        path = self.store.folder / HISTORY / f"{stream}-{count}"
        saved = Agreement.saved(path)
        if self.finished:
            if saved is not None and saved.uncertainties == list(ranges) and saved.seeds == seeds:
                return saved
            raise InputError(path.with_suffix(".parquet"), "", "", "the futures of a finished study", "none; run it again")
        key = history_key(self.question, self.scenario, self.rules)
        known = self._known(key, stream, ranges)

        def keep(agreement: Agreement) -> None:
            replace(agreement, key=key).save(path)

        agreement = agree(self.scenario, ranges, seeds, self.workers, self.rules, known, keep, self._unplayable)
        keep(agreement)
        return agreement

    def _unplayable(self, values: dict[str, float], seed: int, error: RunFailedError) -> None:
        """Keep a programme that could not be burnt in, among the failed runs."""
        failure = Failure(f"{seed}-{error.future}", None, values, seed, error.error, error.trace)
        self.store.failed.add(f"{outputs_key()}{BURN_INS}", [failure])

    def _known(self, key: str, stream: int, ranges: dict[str, Range]) -> Agreement | None:
        """All that earlier calls, also of another number of futures and interrupted ones, found of a stream."""
        paths = sorted((self.store.folder / HISTORY).glob(f"{stream}-*.parquet"))
        matching = [saved for path in paths if (saved := Agreement.saved(path.with_suffix(""))) is not None]
        matching = [saved for saved in matching if saved.key == key and saved.uncertainties == list(ranges)]
        if not matching:
            return None
        tried = pd.concat([saved.tried for saved in matching]).drop_duplicates(["seed", "try"], ignore_index=True)
        return Agreement(tried, matching[0].targets, key)

    def table(
        self, part: str, design: Design, scenario: Scenario | None = None, question: Question | None = None
    ) -> pd.DataFrame:
        """One row per run, as :func:`.execute.execute` leaves it; part "" is the study's own design.

        Raises
        ------
        InputError
            If a finished study lacks the part, or holds it for another design.
        FailedRunsError
            If a run failed.
        """
        table = self.played(part, design, scenario, question)
        refuse_gaps(design, table, self.store)
        return table

    def played(
        self, part: str, design: Design, scenario: Scenario | None = None, question: Question | None = None
    ) -> pd.DataFrame:
        """:meth:`table` of the runs that went well."""
        store = self.store.part(part) if part else self.store
        if self.finished:
            return self._held(store, design)
        asked = question or self.question, scenario or self.scenario, design, store
        if (crew := self.crew_for(store, design)) is not None:
            table = play_design(*asked, crew, self.progress, self.rules)
        else:
            table = execute(*asked, self.workers, self.chunk, self.progress, self.rules)
        self.keep(part, design, table, scenario, question)
        return table

    def analysed(self, design: Design) -> tuple[Design, pd.DataFrame]:
        """Plays the study's own design, and returns what of it is analysed with its table; see :func:`..design.analysed`."""
        if not self.is_large(design):
            return design, self.played("", design)
        part = analysed(design)
        if self.finished:
            return part, self._held(self.store, part, design)
        crew = self.crew_for(self.store, design) or Crew(threads=self.workers)
        size = len(part.policies), len(part.futures)
        table = play_design(self.question, self.scenario, design, self.store, crew, self.progress, self.rules, size)
        write_design(self.store.folder, design, self.question, self.scenario)
        write_runs(self.store.folder, part, table, self.question, self.scenario)
        return part, table

    def is_large(self, design: Design) -> bool:
        """Whether a part of the design is analysed and the rest tests it; an adaptive one is analysed as a whole."""
        return self.question.design.kind != "adaptive" and analysed(design) is not design

    def wins(self, design: Design) -> tuple[Callable[[], str], Iterator[Wins]]:
        """Policy, future and verdict of every run of the study's own design, block by block, and at the end a digest of all."""
        return wins_of(read_plan(self.store.folder), len(design.policies), len(design.futures))

    def keep(
        self, part: str, design: Design, table: pd.DataFrame, scenario: Scenario | None = None, question: Question | None = None
    ) -> None:
        """Write a design and its runs as the tables of a part; a finished study's stay as they are."""
        if not self.finished:
            asked = (question or self.question, scenario or self.scenario)
            folder = self.store.part(part).folder if part else self.store.folder
            write_design(folder, design, *asked)
            write_runs(folder, design, table, *asked)

    def _held(self, store: Store, design: Design, whole: Design | None = None) -> pd.DataFrame:
        table = self._stored(store, design, whole or design)
        if isinstance(table, pd.DataFrame):
            return table
        if store is not self.store and store.failed.of(""):
            raise FailedRunsError(f"runs of it failed ({first_error(store)})")
        raise table

    def _stored(self, store: Store, design: Design, whole: Design) -> pd.DataFrame | InputError:
        """A finished study's runs of a design, which may be part of a ``whole`` one, or what is wrong with them."""
        for name, asked in (("policies", whole.policies), ("futures", whole.futures)):
            held = read_rows(store.folder, name)
            first = None if held is None or name == "futures" else held.iloc[: len(asked)]  # an adaptive design's go on
            if held is None or not (held if first is None else first).equals(asked):
                found = "none" if held is None else "another design's"
                return InputError(
                    store.folder / f"{name}.parquet", "", "", "the table of a finished study", f"{found}; run it again"
                )
        table = read_runs(store.folder, design)
        if table is None:
            return InputError(store.folder / "table.parquet", "", "", FINISHED, "none; run the study again")
        return table

    def results(self, part: str, design: Design, scenario: Scenario | None = None, fewer: bool = False) -> Results:
        """A design's runs, ready for analyses; where they may be in ``fewer`` futures, those with failed runs are left out.

        Raises
        ------
        FailedRunsError
            If a run failed in any other case, or in more than a tenth of the futures.
        """
        if not fewer:
            return Results(self.question, scenario or self.scenario, design, self.table(part, design, scenario))
        table = self.played(part, design, scenario)
        design, table, left = without_failed(design, table, self.store, futures_alone=True)
        return Results(self.question, scenario or self.scenario, design, table, left=left)

    def counted(self, design: Design, table: pd.DataFrame) -> Results:
        """The study's own design without the policies and futures that failed.

        Raises
        ------
        FailedRunsError
            If that is more than a tenth of either.
        """
        whole, runs, left = without_failed(design, table, self.store)
        return Results(self.question, self.scenario, whole, runs, left=left)
