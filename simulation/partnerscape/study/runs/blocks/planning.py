"""Making a plan, and letting the one that a folder has grow: what it holds it keeps."""

from __future__ import annotations

import json
import os
import secrets
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd

from partnerscape.engine.build import build_key
from partnerscape.engine.month import Rulebook
from partnerscape.scenario import Scenario
from partnerscape.version import __version__

from ...jobs.files import write_whole
from ...jobs.parallel import interrupts_at_a_safe_place
from ...question.design import Design
from ...question.question import Question
from ..classes import Behaviour
from ..keys import keyed_rows, programme_key
from .cuts import cuts_for
from .parts import Rows
from .plan import FILE, PLAN, Plan, held_plan
from .stored import BLOCKS

EARLIER = "earlier"  # folder of blocks that no plan names any more


def make_plan(
    folder: Path,
    question: Question,
    scenario: Scenario,
    design: Design,
    rules: Rulebook,
    failed: Path,
    size: tuple[int, int] | None,
) -> Plan:
    """Write the plan of a design, or let the one that a folder has grow by it.

    The plan never shrinks: of a smaller design it already holds every run. Blocks of another design or build are moved to
    ``earlier/``, so that one pattern reads the present ones alone.
    """
    home, programme = folder / PLAN, programme_key(question, scenario, rules)
    before = held_plan(folder)
    nested = before is not None and before.programme == programme and before.build == build_key() and _nested(before, design)
    if not nested:
        _move_aside(folder)
    policies, futures = _longer(before, "policies", design.policies, nested), _longer(before, "futures", design.futures, nested)
    cuts = cuts_for(len(policies), len(futures), size, before.cuts if before is not None and nested else None)
    parts = Rows.write(home, "policies", policies), Rows.write(home, "futures", futures)
    where = os.path.relpath(failed, folder)
    plan = Plan(
        folder, question, scenario, rules, build_key(), __version__, programme, cuts, *parts, "", where, sources_of(rules)
    )
    if nested and before is not None and replace(before, fingerprint="").plain() == plan.plain():
        return before
    return plan


def write_plan(plan: Plan) -> Plan:
    """Write the plan's file, after the parts that it names; an interrupt waits for it."""
    with interrupts_at_a_safe_place():
        write_whole(plan.home / FILE, json.dumps(plan.plain(), indent=1, default=str) + "\n")
    return plan


def _nested(before: Plan, design: Design) -> bool:
    """Whether one of two designs begins with the other, policies and futures each."""
    for rows, table in ((before.policies, design.policies), (before.futures, design.futures)):
        count = min(rows.count, len(table))
        if not _same(rows.between(before.home, 0, count), table.iloc[:count]):
            return False
    return True


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return keyed_rows(one) == keyed_rows(other)


def _longer(before: Plan | None, side: str, table: pd.DataFrame, nested: bool) -> pd.DataFrame:
    rows = getattr(before, side) if before is not None and nested else None
    return table if rows is None or rows.count <= len(table) else rows.whole(before.home if before else Path())


def _move_aside(folder: Path) -> None:
    """Blocks that the new plan does not name, another build's say, go where no pattern for results looks."""
    if (folder / BLOCKS).is_dir():
        target = folder / EARLIER / secrets.token_hex(4)
        target.parent.mkdir(exist_ok=True)
        os.replace(folder / BLOCKS, target)


def sources_of(rules: Rulebook) -> tuple[str, ...]:
    """Folders from which the modules of replaced rules and own classes can be imported."""
    modules = [new.module for new in rules.replaced if new.module]
    modules += [own.module for own in rules.classes] if isinstance(rules, Behaviour) else []
    return tuple(dict.fromkeys(map(_importable, modules)))


def _importable(module: str) -> str:
    """The folder from which a module is imported."""
    file = getattr(sys.modules.get(module), "__file__", None)
    return "" if file is None else str(Path(file).absolute().parents[module.count(".")])
