"""Totals alone: a scenario that shows what a company knows of its programme, or the reason why none does.

Every total has one assumption that moves it. All are turned at once, by damped least squares under common random
numbers, so that a step's effect is the assumption's and not luck's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from partnerscape.language import language, phrase
from partnerscape.language.numbers import in_digits
from partnerscape.scenario import InputError, Scenario, load_scenario
from partnerscape.scenario.errors import NOTHING
from partnerscape.scenario.fitted import Fitted
from partnerscape.scenario.formats import FIT
from partnerscape.scenario.reading.files import find, read_toml
from partnerscape.scenario.today import OF_SEGMENT, OVER_A_YEAR, Target, Today
from partnerscape.study.jobs.parallel import in_parallel
from partnerscape.study.question.programme import shown
from partnerscape.version import __version__

from .inference.pool import Progress
from .knobs import Knob, knobs_of, turned
from .provenance import NO_BACKTEST
from .write import write_scenario

FEW, MANY = range(40_000_000, 40_000_024), range(40_000_000, 40_000_096)  # no future's
FRESH = range(41_000_000, 41_000_128)
NO_PANEL = "a panel of sales"
TOLERANCE = 0.05  # of a total, where none is stated
STEP = 0.12  # by which a knob is turned to see what it does
GENTLE = 40.0  # knob units that weigh as much as one tolerance: what totals leave open stays near the scenario
ROUNDS, POLISHING = 10, 3  # at most, over few and over many seeds
KEPT_AS_IT_IS = "occupancy"  # where the desk's size is stated and its load is not, the load stays the scenario's


Totals: TypeAlias = str | Path | Mapping[str, Any]


@dataclass(frozen=True)
class TotalsFit:
    """A scenario and how it agrees with the totals.

    Attributes
    ----------
    scenario : Scenario
    totals : DataFrame
        One row per total: ``total``, ``stated``, ``shown`` (mean over fresh futures), ``off`` (relative), ``tolerance``
        (relative), ``agrees``, ``set_by`` (the assumption or lever that was turned; empty: none was left for it), ``at_end``.
    """

    scenario: Scenario
    totals: pd.DataFrame
    source: Path | None = None

    @property
    def agrees(self) -> bool:
        """Whether every total does."""
        return bool(self.totals["agrees"].all())

    @property
    def reasons(self) -> list[str]:
        """Why a total is missed, one line each."""
        return [_reason(row) for row in self.totals[~self.totals["agrees"]].to_dict("records")]

    def save(self, out: str | Path) -> Path:
        """Write the scenario as TOML."""
        return write_scenario(self.scenario, None, Path(out), self.source)


def _reason(row: Mapping[str, Any]) -> str:
    values = {
        "total": row["total"],
        "stated": _digits(row["stated"]),
        "reached": _digits(row["shown"]),
        "assumption": row["set_by"],
    }
    if not row["set_by"]:
        return phrase("{total}: {stated} stated, {reached} reached; another total already sets what would move it", **values)
    if row["at_end"]:
        return phrase("{total}: {stated} stated, {reached} reached, with {assumption} at the end of what it can be", **values)
    return phrase(
        "{total}: {stated} stated, {reached} reached; {assumption} moves it, but what it gains there other totals lose", **values
    )


def _digits(value: float) -> str:
    return in_digits(f"{value:.4g}", language())


def fit_totals(
    scenario: str | Path | Mapping[str, Any] | Scenario,
    today: Totals | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> TotalsFit:
    """A scenario that agrees with a company's totals, or as nearly as one can.

    Parameters
    ----------
    scenario : str, Path, dict or Scenario
        What is known besides.
    today : str, Path or dict, optional
        Totals as in a scenario's table ``[today]``: a TOML file with that table, or its keys; default: the scenario's own.
    workers : int, optional
        Threads; does not affect results.
    progress : callable, optional
        Called with the number of rounds done and at most.

    Raises
    ------
    InputError
        For totals that are none, and where nothing is stated.

    Examples
    --------
    >>> import partnerscape as ps
    >>> totals = {"active_partners": 140, "revenue_per_year": 9.6e6, "exits_per_year": 22}
    >>> ps.fit("marketplace", totals=totals).agrees  # doctest: +SKIP
    True
    """
    source = Path(find(scenario, "scenarios")) if isinstance(scenario, str | Path) else None
    stated = _with_totals(load_scenario(scenario), today)
    targets = {name: target for name, target in stated.today.targets.items() if target.value is not None}
    if not targets:
        expected = "at least one total of the programme, as active_partners = 140"
        raise InputError(source or stated.name, ("today",), "", expected, NOTHING)
    start, aims = _started(stated, targets, workers)
    knobs = knobs_of(start, aims)
    at = _solved(start, knobs, aims, workers, progress)
    solved = _rounded(turned(start, knobs, at))
    fitted = solved.model_copy(update={"today": stated.today, "illustrative": False, "fitted": _provenance(targets)})
    return TotalsFit(fitted, _table(solved, targets, knobs, at, workers), source)


def _with_totals(scenario: Scenario, today: Totals | None) -> Scenario:
    """The scenario that states these totals as its today."""
    if today is None:
        return scenario
    table = read_toml(Path(today)) if isinstance(today, str | Path) else dict(today)
    table = dict(table.get("today", table))
    try:
        checked = Today.model_validate({"policy": scenario.current, **table})
        return scenario.changed(today={}).changed(today=checked.model_dump(exclude_none=True))
    except InputError as error:
        raise error.at(today if isinstance(today, str | Path) else "today") from None


def _means(scenario: Scenario, names: Mapping[str, Any], seeds: range, workers: int | None) -> dict[str, float]:
    with_totals = scenario.model_copy(update={"today": _asking(scenario.current, names)})
    by_seed = dict(in_parallel(lambda seed: shown(with_totals, seed), seeds, workers))
    return {name: float(np.mean([by_seed[seed][name] for seed in seeds])) for name in names}


def _asking(current: str, names: Mapping[str, Any]) -> Today:
    """A today that names targets without their numbers."""
    return Today.model_validate({"policy": current, **_as_tables(names)})


def _as_tables(names: Mapping[str, Any]) -> dict[str, Any]:
    tables: dict[str, Any] = {"partners": {n.removeprefix(OF_SEGMENT): {} for n in names if n.startswith(OF_SEGMENT)}}
    single = [n for n in names if not n.startswith(OF_SEGMENT)]
    return tables | {("top_fifth_share" if n == OVER_A_YEAR else n): {"over": "year"} if n == OVER_A_YEAR else {} for n in single}


def _started(scenario: Scenario, targets: dict[str, Target], workers: int | None) -> tuple[Scenario, dict[str, float]]:
    """The scenario about as large as the company, and what to aim at."""
    aims = {name: float(target.value or 0.0) for name, target in targets.items()}
    names = {**aims, "active_partners": 0.0, "revenue": 0.0}
    if "headcount" in aims and KEPT_AS_IT_IS not in aims:
        names[KEPT_AS_IT_IS] = 0.0
    own = _means(scenario, names, FEW, workers)
    if KEPT_AS_IT_IS in own and KEPT_AS_IT_IS not in aims:
        aims[KEPT_AS_IT_IS] = own[KEPT_AS_IT_IS]
    partners = (
        aims.get("active_partners") or sum(v for n, v in aims.items() if n.startswith(OF_SEGMENT)) or own["active_partners"]
    )
    per_year = aims.get("revenue_per_year", 12.0 * aims.get("revenue", 0.0))
    known = knobs_of(scenario, {"active_partners": 0, "revenue": 0})
    scenario = known["active_partners"].turn(scenario, float(np.log(partners / own["active_partners"])))
    if per_year:
        money = per_year / 12.0 / partners / (own["revenue"] / own["active_partners"])
        scenario = known["revenue"].turn(scenario, float(np.log(money)))
    return scenario, aims


def _solved(
    scenario: Scenario, knobs: dict[str, Knob], aims: dict[str, float], workers: int | None, progress: Progress | None
) -> np.ndarray:
    """Knobs at which the programme shows what is aimed at; shape (knobs,)."""
    most = np.array([knob.most for knob in knobs.values()])
    target = np.array(list(aims.values()))
    tolerance, done = TOLERANCE / 5.0, [0]

    def off(shifted: np.ndarray, seeds: range) -> np.ndarray:
        now = _means(turned(scenario, knobs, shifted - 1.0), aims, seeds, workers)
        done[0] += 1
        if progress:
            progress(done[0], (ROUNDS + POLISHING) * (len(knobs) + 1))
        misses = np.log(np.maximum([now[name] for name in aims], 1e-9) / np.maximum(target, 1e-9))
        return np.concatenate([misses / tolerance, (shifted - 1.0) / GENTLE])

    at = np.ones(len(knobs))  # shifted, as steps are relative
    for seeds, rounds in ((FEW, ROUNDS), (MANY, POLISHING)):
        limits = (1.0 - most, 1.0 + most)
        at = least_squares(
            off, at, bounds=limits, diff_step=STEP, x_scale=0.3, max_nfev=rounds, ftol=1e-2, xtol=2e-3, args=(seeds,)
        ).x
    return at - 1.0


def _rounded(scenario: Scenario) -> Scenario:
    """Values to five digits."""
    values = {name: float(f"{value:.5g}") for name, value in scenario.assumptions.values().items()}
    return scenario.assuming(**values)


def _provenance(targets: dict[str, Target]) -> Fitted:
    content = json.dumps({name: target.model_dump() for name, target in targets.items()}, sort_keys=True)
    return Fitted(
        missing=(NO_PANEL, NO_BACKTEST),
        data=hashlib.sha256(content.encode()).hexdigest(),
        period="totals of a year",
        version=__version__,
        format=FIT,
    )


def _table(
    scenario: Scenario, targets: dict[str, Target], knobs: dict[str, Knob], at: np.ndarray, workers: int | None
) -> pd.DataFrame:
    now = _means(scenario, targets, FRESH, workers)
    ends = {name: abs(x) >= 0.98 * knob.most for (name, knob), x in zip(knobs.items(), at, strict=True)}
    rows = []
    for name, target in targets.items():
        value = float(target.value or 0.0)
        tolerance = target.tolerance / value if target.tolerance and value else TOLERANCE
        off = now[name] / value - 1.0 if value else np.inf
        set_by = knobs[name].name if name in knobs else ""
        rows.append((name, value, now[name], off, tolerance, abs(off) <= tolerance, set_by, ends.get(name, False)))
    return pd.DataFrame(rows, columns=["total", "stated", "shown", "off", "tolerance", "agrees", "set_by", "at_end"])
