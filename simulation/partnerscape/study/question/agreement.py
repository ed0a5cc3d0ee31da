"""Futures that agree with today (history matching; Craig et al. 1997; McCulloch et al. 2022).

A vendor knows its own programme: how many partners, what revenue, how many leave, how busy the desk is. What is assumed
must give that programme at the end of the burn-in, whatever comes after the rollout. The implausibility of assumed values
is the largest distance of what they give from what is seen, in units of a tolerance that allows for luck and for what
is not modelled; above 1 they are ruled out.

A seed is a future. Its uncertain values are drawn anew until the programme burnt in with them, and with the seed's
luck, agrees: a coordinate of a point depends on seed, number of the try and its own name alone, so that a seed has the
same future in every list, on any number of workers. Every seed finds a future, also one whose luck makes that hard.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.scenario import ASSUMPTIONS, InputError, Scenario
from partnerscape.scenario.fitted import Draws
from partnerscape.scenario.today import Target

from ..jobs.failed import RunFailedError, attempt
from ..jobs.parallel import in_parallel, keep_as_played
from ..jobs.store import read_table, write_table, write_whole
from ..statistics.ridge import ridge
from .programme import shown

Range = tuple[float, float]
TRIES = 256
MODELLED = 1024  # tries that are enough for a linear model of them
OWN_SEEDS = range(10**12, 10**12 + 32)  # luck of the programme as stated, which no future has
LUCK = 3.0  # standard deviations of luck that a tolerance allows for
LEAST_SHARE = 0.1  # of a value that a tolerance allows for
LEAST = {"occupancy": 0.06}  # where not a share
MISS = "miss."
UNPLAYABLE = float("inf")  # miss of a programme that cannot be burnt in
KEPT = 16  # seeds after which what was found is kept


@dataclass(frozen=True)
class Agreement:
    """Futures that agree with today, and what was tried to find them.

    Attributes
    ----------
    tried : DataFrame
        One row per try: seed, try, uncertainties and, for every target, ``miss.<target>``: what the programme shows less
        what is seen, in tolerances.
    targets : dict of str to Target
        What is compared with; empty if nothing is.
    key : str
        What decides the tries besides their seeds, as :func:`.keys.history_key` says it; empty if nobody asked.
    """

    tried: pd.DataFrame
    targets: dict[str, Target]
    key: str = ""

    @cached_property
    def agrees(self) -> np.ndarray:
        """Which tries agree in every target, shape (tries,)."""
        return (np.abs(self.misses) <= 1.0).all(axis=1)

    @property
    def misses(self) -> np.ndarray:
        """Distances in tolerances, shape (tries, targets)."""
        return self.tried[[MISS + name for name in self.targets]].to_numpy(dtype=float)

    @property
    def uncertainties(self) -> list[str]:
        """What futures differ in besides luck."""
        return [name for name in self.tried.columns if name not in ("seed", "try") and not name.startswith(MISS)]

    @property
    def futures(self) -> pd.DataFrame:
        """One row per future: seed and uncertainties."""
        return self.tried.loc[self.agrees, ["seed", *self.uncertainties]].reset_index(drop=True)

    @property
    def ruled_out(self) -> float:
        """Share of the assumed combinations that today's programme rules out."""
        return 1.0 - float(self.agrees.mean())

    def likely(self, points: pd.DataFrame, seed: int) -> pd.DataFrame:
        """Those of many points that a linear model of the tries expects to agree, with the luck of one of the tries each.

        What all the points would cost to burn in, this does not; all of them where hardly any try can be told apart.
        """
        played = self.tried[np.isfinite(self.misses).all(axis=1)].iloc[:MODELLED]
        if not self.targets or len(played) < 2:
            return points
        misses = played[[MISS + name for name in self.targets]].to_numpy(dtype=float)
        ranges = {str(k): (float(v.min()), float(v.max())) for k, v in points.items()}
        seen, at = (_coded(table, ranges) for table in (played, points))
        smoother = ridge(seen, seen, 1.0)
        luck = (misses - smoother @ misses) / np.sqrt(np.maximum(1.0 - np.diag(smoother), 1.0 / len(seen)))[:, None]
        drawn = luck[np.random.default_rng(seed).integers(0, len(luck), len(at))]
        expected = ridge(at, seen, 1.0) @ misses + drawn
        agreeing = points[(np.abs(expected) <= 1.0).all(axis=1)]
        return agreeing if len(agreeing) else points

    @property
    def summary(self) -> dict[str, Any]:
        """Plain values: tried, accepted, ruled_out (a share), targets with value and tolerance."""
        targets = {name: target.model_dump() for name, target in self.targets.items()}
        accepted = int(self.agrees.sum())
        return {"tried": len(self.tried), "accepted": accepted, "ruled_out": self.ruled_out, "targets": targets}

    def save(self, path: Path) -> None:
        """Write ``<path>.parquet`` and the summary as ``<path>.json``."""
        write_table(path.with_suffix(".parquet"), self.tried)
        write_whole(path.with_suffix(".json"), json.dumps({**self.summary, "key": self.key}, indent=2) + "\n")

    @staticmethod
    def saved(path: Path) -> Agreement | None:
        """What :meth:`save` wrote; None if it is damaged or not there."""
        tried = read_table(path.with_suffix(".parquet"))
        try:
            summary = json.loads(path.with_suffix(".json").read_bytes())
            targets = {name: Target.model_validate(target) for name, target in summary["targets"].items()}
            key = str(summary.get("key", ""))
        except (OSError, ValueError, KeyError, AttributeError):
            return None
        return None if tried is None else Agreement(tried, targets, key)

    @property
    def seeds(self) -> list[int]:
        """The seeds that have a future, in their order."""
        return list(dict.fromkeys(int(seed) for seed in self.tried["seed"]))

    def by_seed(self) -> dict[int, list[dict[str, float]]]:
        """The tries of every seed as plain rows."""
        return {int(seed): rows.to_dict("records") for seed, rows in self.tried.groupby("seed", sort=False)}


def _coded(table: pd.DataFrame, ranges: dict[str, Range]) -> np.ndarray:
    low, high = np.array(list(ranges.values())).reshape(-1, 2).T
    return 2.0 * (table[list(ranges)].to_numpy(dtype=float) - low) / np.maximum(high - low, 1e-12) - 1.0


def point(ranges: dict[str, Range], seed: int, attempt: int, joint: Draws | None = None) -> dict[str, float]:
    """The uncertain values of a seed's try: those that a fit found together from one of its draws, the others each by itself.

    A range that is not the fit's own (a question's, or one that was edited) is drawn by itself.
    """
    drawn = {} if joint is None else _drawn(joint, ranges, seed, attempt)
    return {
        name: drawn[name] if name in drawn else float(ASSUMPTIONS[name].at(uniform(seed, attempt, name), limits))
        for name, limits in ranges.items()
    }


def _drawn(joint: Draws, ranges: dict[str, Range], seed: int, attempt: int) -> dict[str, float]:
    row = joint.table.iloc[int(uniform(seed, attempt, "draws") * len(joint.table))]
    return {name: float(row[name]) for name in joint.table.columns if ranges.get(name) == joint.ranges[name]}


def joint_of(scenario: Scenario) -> Draws | None:
    """The draws of a fitted scenario."""
    return scenario.fitted.table() if scenario.fitted is not None else None


def uniform(*key: object) -> float:
    """A number in [0, 1) that is a function of its key alone (a counter-based draw; Salmon et al. 2011)."""
    digest = blake2b("|".join(map(str, key)).encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) * 2.0**-53


def targets_of(scenario: Scenario, rules: Rulebook = AS_SHIPPED) -> dict[str, Target]:
    """What futures have to agree with under the current policy.

    What is not stated of it follows from the programme as assumed: the mean of what it shows over ``OWN_SEEDS``, and as
    tolerance three standard deviations of that (Pukelsheim 1994) or a tenth, whichever is more. Nothing is compared with
    where a run starts with a launch, or with a company's own partners: what is burnt in before are strangers then.
    """
    same = scenario.today.policy in (None, scenario.current)
    wanted = (scenario.today if same else scenario.today.unstated()).targets
    if not scenario.time.burn_in_months or scenario.start is not None:
        return {}
    if all(t.value is not None and t.tolerance is not None for t in wanted.values()):
        return wanted
    own = own_programme(scenario.model_dump_json(), rules)
    return {name: _completed(name, target, *own[name]) for name, target in wanted.items()}


def _completed(name: str, target: Target, mean: float, luck: float) -> Target:
    value = mean if target.value is None else target.value
    least = LEAST.get(name, LEAST_SHARE * value)
    return Target(value=value, tolerance=target.tolerance or max(LUCK * luck, least, 1e-9))


@lru_cache(maxsize=64)
def own_programme(scenario: str, rules: Rulebook = AS_SHIPPED) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation over luck of what the programme shows as assumed; ``scenario`` is one as JSON."""
    stated = Scenario.model_validate_json(scenario)
    by_seed = dict(in_parallel(lambda seed: shown(stated, seed, rules), OWN_SEEDS))
    table = pd.DataFrame([by_seed[seed] for seed in OWN_SEEDS])
    return {str(name): (float(table[name].mean()), float(table[name].std())) for name in table.columns}


def agree(
    scenario: Scenario,
    ranges: dict[str, Range],
    seeds: list[int],
    workers: int | None = None,
    rules: Rulebook = AS_SHIPPED,
    known: Agreement | None = None,
    keep: Callable[[Agreement], None] | None = None,
    failed: Callable[[dict[str, float], int, RunFailedError], None] | None = None,
) -> Agreement:
    """A future for every seed: a point of the uncertainties' ranges with which the programme today looks as stated.

    Without uncertainties nothing is compared: futures differ in luck alone. Seeds that are ``known`` are not tried again;
    what is found is handed to ``keep`` now and then and on an interrupt.
    A programme that cannot be burnt in is handed to ``failed`` (values, seed, error) and does not agree; without ``failed`` it is
    raised.

    Raises
    ------
    InputError
        If ``TRIES`` points of a seed all disagree; names the target that is missed most.
    """
    by_seed = {} if known is None else known.by_seed()
    missing = [seed for seed in dict.fromkeys(seeds) if seed not in by_seed]
    targets = known.targets if known is not None else targets_of(scenario, rules) if ranges else {}
    if not targets:
        return unchecked(ranges, seeds, joint_of(scenario))

    def work(seed: int) -> list[dict[str, float]]:
        return _tries(scenario, ranges, seed, targets, rules, failed)

    def whole(of: Iterable[int]) -> Agreement:
        return Agreement(pd.DataFrame([row for seed in of for row in by_seed[seed]]), targets)

    def take(tries: list[tuple[int, list[dict[str, float]]]]) -> None:
        by_seed.update(tries)
        if keep is not None:
            keep(whole(seed for seed in seeds if seed in by_seed))

    deque(keep_as_played(work, missing, take, workers, KEPT), maxlen=0)  # run to its end; ``take`` has everything
    return whole(seeds)


def unchecked(ranges: dict[str, Range], seeds: list[int], joint: Draws | None = None) -> Agreement:
    """The first try of every seed, compared with nothing."""
    return Agreement(pd.DataFrame([{"seed": seed, "try": 0, **point(ranges, seed, 0, joint)} for seed in seeds]), {})


def _tries(
    scenario: Scenario,
    ranges: dict[str, Range],
    seed: int,
    targets: dict[str, Target],
    rules: Rulebook,
    failed: Callable[[dict[str, float], int, RunFailedError], None] | None = None,
) -> list[dict[str, float]]:
    """A seed's tries, the last of which agrees."""
    rows, joint = [], joint_of(scenario)
    for number in range(TRIES):
        at = point(ranges, seed, number, joint)
        try:
            with attempt(number):
                seen = shown(scenario.assuming(**at), seed, rules)
                _check_numbers(seen)
            misses = {name: (seen[name] - (t.value or 0.0)) / (t.tolerance or 1.0) for name, t in targets.items()}
        except RunFailedError as error:
            if failed is None:
                raise error.__cause__ or error from None
            failed(at, seed, error)
            misses = dict.fromkeys(targets, UNPLAYABLE)
        rows.append({"seed": seed, "try": number, **at, **{MISS + name: miss for name, miss in misses.items()}})
        if max(map(abs, misses.values())) <= 1.0:
            return rows
    raise _ruled_out(scenario, Agreement(pd.DataFrame(rows), targets))


def _check_numbers(seen: dict[str, float]) -> None:
    """Raise if what a programme shows is no number: that neither agrees nor disagrees."""
    for name, value in seen.items():
        if not np.isfinite(value):
            raise ArithmeticError(f"{name} of today's programme is {value}, not a number that can be compared")


def _told(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"


def _ruled_out(scenario: Scenario, tries: Agreement) -> InputError:
    """The error that names what is missed in most tries, of equals by the most."""
    off = np.abs(tries.misses)
    worst = max(range(off.shape[1]), key=lambda k: (float((off[:, k] > 1.0).mean()), float(np.median(off[:, k]))))
    name, target = list(tries.targets.items())[worst]
    value, tolerance = target.value or 0.0, target.tolerance or 1.0
    low, high = value + tolerance * np.array([tries.misses[:, worst].min(), tries.misses[:, worst].max()])
    expected = (
        f"what the assumed futures show, {_told(low)} to {_told(high)} in {TRIES} tries of one seed (tolerance "
        f"{_told(tolerance)}); "
        "correct it or an assumption, widen its tolerance, or leave it out"
    )
    return InputError(scenario.name, "today", name, expected, value)
