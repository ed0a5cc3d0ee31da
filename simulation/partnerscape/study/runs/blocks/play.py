"""Playing one block of a plan: whatever calls it, on whichever machine sees the folder, the rows are the same bits."""

from __future__ import annotations

import sys
import time
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.engine.replace import replace_rule
from partnerscape.scenario import InputError
from partnerscape.scenario.errors import Shown

from ...jobs.failed import Failed, RunFailedError
from ...jobs.files import digest_of
from ...question.counts import whole_number
from ...question.design import Design
from .. import execute
from ..drivers import Driver, driver_of
from ..execute import Batch, Task, policies_at
from ..failing import as_failures
from ..keys import RunKeys
from .cuts import Block
from .kernels import ready_to_compile
from .plan import FILE, PLAN, REPEAT, Plan, read_plan
from .stored import path_of, read_block, write_block
from .workers import beat, provenance

KEPT_PLANS = 8


def play(folder: str | Path, block: int) -> dict[str, Any]:
    """Play a block of the plan in a folder and store its rows there; a block that is there already is not played again.

    Parameters
    ----------
    folder : str or Path
        Of a planned study.
    block : int
        Number of the block, from 0.

    Returns
    -------
    dict
        ``block``, ``rows``, ``seconds`` (0 if it was there), ``failed`` (runs that failed) and ``digest`` (hash of the rows):
        what a scheduler carries, whatever the block's size.

    Raises
    ------
    InputError
        For a folder without a plan, for a block that it does not have, for another build of the package, an edited rule or
        class, a processor that computes other numbers, and for a folder that cannot be written.

    Examples
    --------
    >>> from partnerscape.study.runs.blocks.play import play
    >>> play("results/sweep", 0)  # doctest: +SKIP
    {'block': 0, 'rows': 2064, 'seconds': 3.1, 'failed': 0, 'digest': '54a3ff06…'}
    """
    plan = ready(folder)
    chosen = _block_of(plan, block)
    path = path_of(plan.folder, plan.key(chosen))
    if (stored := read_block(path)) is not None:
        return _report(chosen, len(stored.table), 0.0, stored.played["failed"], stored.played["digest"])
    start = time.perf_counter()
    table, failed = rows_of(plan, chosen)
    seconds = time.perf_counter() - start
    played = {**provenance(plan), "seconds": round(seconds, 3), "failed": failed, "block": chosen.number}
    digest = write_block(path, table, played)
    beat(plan, len(table), failed, time.perf_counter() - start)
    return _report(chosen, len(table), seconds, failed, digest)


def _report(block: Block, rows: int, seconds: float, failed: int, digest: str) -> dict[str, Any]:
    return {"block": block.number, "rows": rows, "seconds": round(seconds, 3), "failed": failed, "digest": digest}


def _block_of(plan: Plan, number: object) -> Block:
    given = whole_number(number)
    if given is None or not 0 <= given < len(plan.cuts):
        raise InputError(plan.folder, (), "block", f"a whole number from 0 to {len(plan.cuts) - 1}", number)
    return plan.cuts.block(given)


def ready(folder: str | Path) -> Plan:
    """The plan in a folder, once this process has shown that it may play it; as long as the plan's file is the same."""
    path = Path(folder) / PLAN / FILE
    try:
        status = path.stat()
    except OSError:
        return read_plan(Path(folder))  # says what is wrong
    return _ready(Path(folder), (status.st_mtime_ns, status.st_size, status.st_ino))


@lru_cache(maxsize=KEPT_PLANS)
def _ready(folder: Path, stamp: tuple[int, int, int]) -> Plan:
    plan = read_plan(folder)
    check_rules(plan)
    with ready_to_compile(plan.home, plan.rules):
        fingerprint = fingerprint_of(plan) if plan.fingerprint else ""
    if fingerprint != plan.fingerprint:
        expected = f"the numbers of the machine that planned it ({plan.fingerprint[:12]}…)"
        advice = f"check this machine's packages, or {REPEAT}"
        raise InputError(plan.home / FILE, "", "fingerprint", expected, Shown("others"), advice)
    beat(plan, 0, 0, 0.0)
    return plan


def fingerprint_of(plan: Plan) -> str:
    """Hash of the rows of the first policy in the first future, as this process computes them."""
    return digest_of(rows_of(plan, Block(0, (0, 1), (0, 1)))[0])


def check_rules(plan: Plan) -> None:
    """Refuse replaced rules and own classes whose source is another than when the study was planned."""
    _find_sources(plan)
    driver_for(plan)
    for new in plan.rules.replaced:
        if not new.module:
            continue
        function = _imported(plan, new.module, new.function)
        digest = replace_rule(new.rule, function).replaced[0].digest
        if digest != new.digest:
            expected = f"rule {new.rule} as it was when the study was planned ({new.digest[:12]}…)"
            found = Shown(f"{new.module}.{new.function}, edited since ({digest[:12]}…)")
            raise InputError(plan.home / FILE, (), "rules", expected, found, f"restore its source, or {REPEAT}")


def _find_sources(plan: Plan) -> None:
    """Make modules importable that are beside a script, say, on the machine that planned the study."""
    sys.path.extend(folder for folder in plan.sources if folder and folder not in sys.path)


def _imported(plan: Plan, module: str, name: str) -> Any:
    """A user's rule."""
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        expected = f"{module}.{name}, importable on this machine"
        raise InputError(plan.home / FILE, (), "rules", expected, Shown(error)) from None


def driver_for(plan: Plan) -> Driver:
    """Who plays a plan's runs."""
    return driver_of(plan.rules)


def rows_of(plan: Plan, block: Block) -> tuple[pd.DataFrame, int]:
    """Play a block: its rows as the file holds them, and how many runs failed, which are kept as data."""
    design, driver = plan.rows_of(block), driver_for(plan)
    prepared = [driver.prepared(policy, plan.scenario) for policy in policies_at(plan.question, plan.scenario, design.policies)]
    numbers = tuple(range(len(design.policies)))
    task = Task(tuple(Batch(future, numbers, block.first) for future in range(len(design.futures))))
    played = execute.run_task(task, plan.scenario, design, prepared, driver)
    _keep_failures(plan, design, played.failed)
    return as_rows(plan, block, played.table), _runs_lost(played.failed, design)


def as_rows(plan: Plan, block: Block, played: pd.DataFrame) -> pd.DataFrame:
    """Rows of a block numbered as in the whole design, with every column that the plan has, under names that SQL takes."""
    columns = played.reindex(columns=plan.columns).to_numpy(dtype=float)
    policy = played["policy"].to_numpy(dtype=np.int64) if len(played) else np.zeros(0, np.int64)
    future = played["future"].to_numpy(dtype=np.int64) if len(played) else np.zeros(0, np.int64)
    numbers = {
        "policy": np.where(policy < 0, policy, policy + block.policies[0]),
        "future": future + block.futures[0],
    }
    return pd.concat([pd.DataFrame(numbers), pd.DataFrame(columns, columns=plan.free_columns)], axis=1)


def _keep_failures(plan: Plan, design: Design, failed: list[RunFailedError]) -> None:
    if failed:
        keys = RunKeys(plan.programme, design.policies, design.futures)
        Failed(plan.folder / plan.failed).add(plan.programme, as_failures(failed, design, keys))


def _runs_lost(failed: list[RunFailedError], design: Design) -> int:
    """Candidate runs that a block lacks: all of a future of which the current policy failed."""
    return sum(len(design.policies) if error.policy < 0 else 1 for error in failed)
