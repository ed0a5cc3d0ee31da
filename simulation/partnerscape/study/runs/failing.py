"""A design of which some runs failed: what is left out of what is counted, and when too much would be.

Policies are compared over the same futures, so that a grid must be whole. A future in which the current policy fails, or more
than half of the policies, is left out; then every policy that fails in any future that is left. More than a tenth of either
and nothing is answered: what remains would be another question's answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from ..jobs.failed import BURN_INS, TODAY, FailedRunsError, Failure, RunFailedError
from ..jobs.store import Store
from ..question.design import Design
from .keys import RunKeys

MOST_LEFT_OUT = 0.1  # of policies, and of futures
HALF = 0.5  # of the policies must go well in a future


@dataclass(frozen=True)
class LeftOut:
    """Numbers of policies and futures that are not counted, because runs of theirs failed; ``failed`` runs of ``runs``."""

    policies: tuple[int, ...] = ()
    futures: tuple[int, ...] = ()
    failed: int = 0
    runs: int = 0

    @property
    def there(self) -> bool:
        """Whether anything failed."""
        return self.failed > 0


NOTHING_LEFT_OUT = LeftOut()


@dataclass(frozen=True)
class Failures:
    """What a study says of the runs that failed.

    Attributes
    ----------
    folder : Path
        Where each is, with inputs, seed, error and traceback.
    runs : int
        How many failed, in the design and in all analyses; of a future whose current policy failed, one.
    burn_ins : int
        Programmes that could not be burnt in when futures were looked for.
    left : LeftOut
        Numbers of policies and futures, as in the folder's tables, that are not counted.
    first : Failure or None
    unanswered : dict of str to str
        Analyses that are not answered, and why.
    """

    folder: Path
    runs: int
    burn_ins: int
    left: LeftOut
    first: Failure | None
    unanswered: dict[str, str]


def failures_of(store: Store, left: LeftOut, unanswered: dict[str, str]) -> Failures | None:
    """What failed in a study; None if nothing did."""
    held = store.failed.of(str(store.asked.get("outputs", "")))
    burnt = store.failed.of(f"{store.asked.get('outputs', '')}{BURN_INS}")
    if not held and not left.there and not unanswered:
        return None
    runs = {key: failure for key, failure in held.items() if key not in burnt}
    return Failures(store.failed.folder, len(runs), len(burnt), left, first_of(runs or burnt), unanswered)


def first_of(failures: Mapping[str, Failure]) -> Failure | None:
    """The one of the smallest seed and key: in whatever order they failed, it is the same."""
    return min(failures.values(), key=lambda failure: (failure.seed, failure.run), default=None)


def as_failures(errors: Iterable[RunFailedError], design: Design, keys: RunKeys) -> list[Failure]:
    """What was raised, with the inputs of each run."""
    return [
        Failure(
            keys.of(error.future, error.policy),
            None if error.policy == TODAY else _plain(design.policies.iloc[error.policy]),
            _plain(design.futures.iloc[error.future].drop("seed")),
            int(design.futures["seed"].iloc[error.future]),
            error.error,
            error.trace,
        )
        for error in errors
    ]


def _plain(row: pd.Series) -> dict[str, float]:
    return {str(name): float(value) for name, value in row.items()}


def check_share(errors: Sequence[RunFailedError], design: Design, store: Store) -> None:
    """Stop as soon as more candidate runs have failed than can be left out.

    Raises
    ------
    FailedRunsError
        Names the folder and the first error.
    """
    if not errors:
        return
    met, failed = design.by_future(), {(error.future, error.policy) for error in errors}
    futures = {future for future, policy in failed if policy == TODAY}
    lost = sum(len(met[future]) for future in futures) + sum(future not in futures for future, _ in failed)
    if lost_too_many(lost, design.runs):
        raise too_many(f"{lost:,} of {design.runs:,} runs failed", store, errors[0].error)


def lost_too_many(failed: int, runs: int) -> bool:
    """Whether more candidate runs have failed than can be left out, wherever they are."""
    return failed > (1.0 - (1.0 - MOST_LEFT_OUT) ** 2) * runs + 1


def nothing_left(store: Store) -> FailedRunsError:
    """The error of a design of which no run went well."""
    return too_many("every run failed", store, first_error(store))


def too_many(what: str, store: Store, first: str) -> FailedRunsError:
    """The error that names the folder, the limit and the first error."""
    limit = f"more than {MOST_LEFT_OUT:.0%} of the policies or futures cannot be left out"
    then = "after a correction, repeat the command with --retry-failed"
    return FailedRunsError(f"{what}; {limit}. First: {first}. All are in {store.failed.folder}; {then}")


def refuse_gaps(design: Design, table: pd.DataFrame, store: Store) -> None:
    """Refuse a table that lacks runs of its design.

    Raises
    ------
    FailedRunsError
        Says how many failed, and the first error.
    """
    met = sum(len(policies) > 0 for policies in design.by_future())
    lacking = design.runs + met - len(table)
    if lacking:
        raise FailedRunsError(f"{lacking:,} of its {design.runs + met:,} runs failed ({first_error(store)})")


def first_error(store: Store) -> str:
    """The first error that a store holds, in one line."""
    first = first_of(store.failed.of(""))
    return "of an unknown cause" if first is None else first.error


def without_failed(
    design: Design, table: pd.DataFrame, store: Store, futures_alone: bool = False
) -> tuple[Design, pd.DataFrame, LeftOut]:
    """The largest whole grid of a design's runs, renumbered, and what is left out of it.

    Where ``futures_alone`` may be left out, every policy stays, and a future in which any fails goes.

    Raises
    ------
    FailedRunsError
        If that would be more than a tenth of the policies or of the futures.
    """
    played = _grid(design, table)
    if played.all():
        return design, table, LeftOut(runs=design.runs)
    least = 1.0 if futures_alone else HALF
    futures = played[:, 0] & (played[:, 1:].mean(axis=1) >= least)
    policies = played[np.ix_(futures, np.arange(1, played.shape[1]))].all(axis=0)
    failed = design.runs - int((played[:, 1:] & played[:, :1]).sum())
    left = LeftOut(tuple(np.flatnonzero(~policies).tolist()), tuple(np.flatnonzero(~futures).tolist()), failed, design.runs)
    check_left_out(left, design, store)
    return _reduced(design, policies, futures), _renumbered(table, policies, futures), left


def check_left_out(left: LeftOut, design: Design, store: Store) -> None:
    """Refuse to answer where too much is left out."""
    counted = {"policies": (left.policies, len(design.policies)), "futures": (left.futures, len(design.futures))}
    for name, (numbers, of) in counted.items():
        if len(numbers) > MOST_LEFT_OUT * of:
            raise too_many(f"runs failed in {len(numbers)} of {of} {name}", store, first_error(store))


def _grid(design: Design, table: pd.DataFrame) -> np.ndarray:
    """Which runs went well, shape (futures, 1 + policies), the current policy first."""
    played = np.zeros((len(design.futures), 1 + len(design.policies)), dtype=bool)
    played[table["future"].to_numpy(), table["policy"].to_numpy() + 1] = True
    return played


def _reduced(design: Design, policies: np.ndarray, futures: np.ndarray) -> Design:
    return replace(
        design,
        policies=design.policies[policies].reset_index(drop=True),
        futures=design.futures[futures].reset_index(drop=True),
    )


def _renumbered(table: pd.DataFrame, policies: np.ndarray, futures: np.ndarray) -> pd.DataFrame:
    """Rows of what is left, under its new numbers."""
    of_policy = np.concatenate([[True], policies])
    rows = table[futures[table["future"]] & of_policy[table["policy"] + 1]]
    number, place = np.cumsum(futures) - 1, np.concatenate([[TODAY], np.cumsum(policies) - 1])
    return rows.assign(future=number[rows["future"]], policy=place[rows["policy"] + 1]).reset_index(drop=True)
