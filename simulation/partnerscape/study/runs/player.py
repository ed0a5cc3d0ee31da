"""What an analysis gets to play further runs with: they are kept in the study's folder and read again from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.scenario import InputError, Scenario

from ..jobs.store import Store
from ..question.agreement import Agreement, agree
from ..question.budgets import CHUNK
from ..question.design import Design, make_design, seeds_of
from ..question.question import Question, Range
from .execute import execute
from .kept import read_rows, read_runs, write_design, write_runs
from .keys import history_key
from .results import Results

Progress = Callable[[int, int], None]
FINISHED = "the table of a finished study"
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

        agreement = agree(self.scenario, ranges, seeds, self.workers, self.rules, known, keep)
        keep(agreement)
        return agreement

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
        """
        store = self.store.part(part) if part else self.store
        if self.finished:
            return self._held(store, design)
        table = execute(
            question or self.question,
            scenario or self.scenario,
            design,
            store,
            self.workers,
            self.chunk,
            self.progress,
            self.rules,
        )
        self.keep(part, design, table, scenario, question)
        return table

    def keep(
        self, part: str, design: Design, table: pd.DataFrame, scenario: Scenario | None = None, question: Question | None = None
    ) -> None:
        """Write a design and its runs as the tables of a part; a finished study's stay as they are."""
        if not self.finished:
            told = (question or self.question, scenario or self.scenario)
            folder = self.store.part(part).folder if part else self.store.folder
            write_design(folder, design, *told)
            write_runs(folder, design, table, *told)

    def _held(self, store: Store, design: Design) -> pd.DataFrame:
        for name, asked in (("policies", design.policies), ("futures", design.futures)):
            held = read_rows(store.folder, name)
            first = None if held is None or name == "futures" else held.iloc[: len(asked)]  # an adaptive design's go on
            if held is None or not (held if first is None else first).equals(asked):
                found = "none" if held is None else "another design's"
                raise InputError(
                    store.folder / f"{name}.parquet", "", "", "the table of a finished study", f"{found}; run it again"
                )
        table = read_runs(store.folder, design)
        if table is None:
            raise InputError(store.folder / "table.parquet", "", "", FINISHED, "none; run the study again")
        return table

    def results(self, part: str, design: Design, scenario: Scenario | None = None) -> Results:
        """A design's runs, ready for analyses."""
        return Results(self.question, scenario or self.scenario, design, self.table(part, design, scenario))
