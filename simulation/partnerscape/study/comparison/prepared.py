"""Futures burnt in once, to compare many candidates in: whoever tries one lever after the other waits for no burn-in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from partnerscape.engine import State
from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.metrics.gains import Measured
from partnerscape.scenario import Policy, Scenario, load_scenario

from ..jobs.parallel import in_parallel
from ..question.agreement import Agreement, agree
from ..question.seeds import whole_seeds
from ..runs.drivers import Driver, Engine
from ..runs.execute import in_future
from ..runs.player import Progress


@dataclass(frozen=True)
class Eve:
    """A future on the eve of the rollout, and what today's policy, continued, does in it."""

    scenario: Scenario
    seed: int
    state: State
    today: Measured

    def measured(self, driver: Driver, policies: Iterable[Policy]) -> list[Measured]:
        """Today's policy, then others, from the same eve."""
        others = [Measured.of(driver.branch(self.state, policy, self.scenario, self.seed)) for policy in policies]
        return [self.today, *others]


@dataclass(frozen=True)
class Prepared:
    """A scenario's futures, ready to compare candidates in them: :func:`.compare.compare` takes it as ``prepared``.

    Attributes
    ----------
    scenario : Scenario
    agreement : Agreement
        How futures that agree with today were found.
    eves : tuple of Eve
        One per seed, in their order.
    rules : Rulebook
    """

    scenario: Scenario
    agreement: Agreement
    eves: tuple[Eve, ...]
    rules: Rulebook = AS_SHIPPED

    @property
    def seeds(self) -> list[int]:
        """One per future."""
        return [eve.seed for eve in self.eves]

    def first(self, count: int) -> Prepared:
        """The first futures of these, for a first answer."""
        kept = set(self.seeds[:count])
        tried = self.agreement.tried
        few = replace(self.agreement, tried=tried[tried["seed"].isin(kept)].reset_index(drop=True))
        return replace(self, agreement=few, eves=self.eves[:count])


def prepare(
    scenario: str | Path | Scenario,
    seeds: Iterable[int],
    workers: int | None = None,
    progress: Progress | None = None,
    known: Prepared | None = None,
) -> Prepared:
    """Burn in a scenario's futures and run today's policy in them.

    Parameters
    ----------
    scenario : str, Path or Scenario
    seeds : iterable of int
        One future per seed, the same as :func:`.compare.compare` has.
    workers : int, optional
        Threads; default: all cores. Does not affect results.
    progress : callable, optional
        Called with the number of finished futures and the total.
    known : Prepared, optional
        Futures of the same scenario that need not be prepared again.

    Raises
    ------
    InputError
        For a scenario that is none, and where no future agrees with what is seen today.

    Examples
    --------
    >>> import partnerscape as ps
    >>> from partnerscape.study.comparison.prepared import prepare
    >>> ready = prepare("marketplace", range(64))  # doctest: +SKIP
    >>> ps.compare(ready.scenario, {"offers": 6}, seeds=ready.seeds, prepared=ready, hangs_on=False)  # doctest: +SKIP
    """
    loaded, wanted, driver = load_scenario(scenario), whole_seeds(seeds), Engine()
    agreement = agree(loaded, dict(loaded.uncertain), wanted, workers, known=known.agreement if known else None)
    ready = {eve.seed: eve for eve in known.eves} if known else {}
    table = agreement.futures

    def work(number: int) -> Eve:
        assumed, seed = in_future(loaded, table.iloc[number])
        state = driver.burn_in(assumed, seed)
        return Eve(assumed, seed, state, Measured.of(driver.branch(state, assumed.current_policy, assumed, seed)))

    missing = [number for number, seed in enumerate(wanted) if seed not in ready]
    for done, (_, eve) in enumerate(in_parallel(work, missing, workers), 1):
        ready[eve.seed] = eve
        if progress:
            progress(len(wanted) - len(missing) + done, len(wanted))
    return Prepared(loaded, agreement, tuple(ready[seed] for seed in wanted))


def same_futures(prepared: Prepared, scenario: Scenario, seeds: list[int], **given: Any) -> bool:
    """Whether a comparison that is asked for is one in these futures."""
    return prepared.scenario == scenario and prepared.seeds == seeds and all(given.values())
