"""What is to be played, as small files in a folder: a worker needs nothing else, on whatever machine it is."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from partnerscape.engine.build import build_key
from partnerscape.engine.month import Replacement, Rulebook
from partnerscape.scenario import InputError, Scenario
from partnerscape.scenario.errors import Shown
from partnerscape.scenario.formats import check_format
from partnerscape.version import __version__

from ...jobs.files import write_whole
from ...jobs.parallel import interrupts_at_a_safe_place
from ...question.design import Design
from ...question.question import Question
from ..classes import Behaviour, OwnClass
from ..columns import sql_names
from ..execute import all_columns
from ..keys import keyed_rows, programme_key
from .cuts import Block, Cuts, cuts_for
from .parts import Rows
from .stored import BLOCKS

FORMAT = 1
PLAN, FILE = "plan", "plan.json"
EARLIER = "earlier"  # folder of blocks that no plan names any more
REPEAT = "repeat the study's command, which writes the plan again"


@dataclass(frozen=True)
class Plan:
    """A design cut into blocks, with all that decides its runs.

    Attributes
    ----------
    folder : Path
        It holds ``plan/``, ``blocks/`` and ``workers/``.
    failed : str
        The folder of failed runs, from ``folder``.
    programme : str
        Key of all that its runs have in common.
    policies, futures : Rows
        On disk, in parts.
    fingerprint : str
        Hash of the rows of its first policy in its first future: a worker must reproduce it before it counts.
    """

    folder: Path
    question: Question
    scenario: Scenario
    rules: Rulebook
    build: str
    version: str
    programme: str
    cuts: Cuts
    policies: Rows
    futures: Rows
    fingerprint: str = ""
    failed: str = "failed"
    sources: tuple[str, ...] = ()

    @property
    def home(self) -> Path:
        """Where the plan's own files are."""
        return self.folder / PLAN

    @cached_property
    def columns(self) -> list[str]:
        """Columns of a block besides policy and future, as analyses call them; in the files as SQL takes them."""
        return all_columns(self.scenario)

    @cached_property
    def free_columns(self) -> list[str]:
        """Names of :attr:`columns` in the files."""
        return sql_names(["policy", "future", *self.columns])[2:]

    def rows_of(self, block: Block) -> Design:
        """Policies and futures of a block, numbered from 0."""
        policies = self.policies.between(self.home, *block.policies)
        return Design(policies, self.futures.between(self.home, *block.futures))

    def key(self, block: Block) -> str:
        """The name of a block: a hash of all that decides its rows."""
        i, j = self.cuts.at(block.number)
        content = "|".join([self._common, self._key_of("policies", i), self._key_of("futures", j)])
        return hashlib.sha256(content.encode()).hexdigest()[:32]

    @cached_property
    def _common(self) -> str:
        return "|".join([self.programme, *self.columns])

    @cached_property
    def _keys(self) -> dict[tuple[str, int], str]:
        return {}

    def _key_of(self, side: str, part: int) -> str:
        """Hash of the rows of one part of the policies or futures; only the first policies' block has the baseline."""
        if (side, part) not in self._keys:
            cuts, rows = getattr(self.cuts, side), getattr(self, side)
            table = rows.between(self.home, cuts[part], cuts[part + 1])
            start = b"first" if side == "policies" and part == 0 else b"further"
            self._keys[side, part] = hashlib.sha256(start + b"".join(keyed_rows(table))).hexdigest()
        return self._keys[side, part]

    def blocks(self, policies: int | None = None, futures: int | None = None) -> Iterator[Block]:
        """Blocks with runs of the first so many policies and futures; default: all."""
        within = (policies or self.policies.count, futures or self.futures.count)
        return map(self.cuts.block, self.cuts.within(*within))

    def plain(self) -> dict[str, Any]:
        """As plain values, for the file."""
        return {
            "format": FORMAT,
            "question": self.question.model_dump(mode="json"),
            "scenario": self.scenario.model_dump(mode="json"),
            "stated": self.scenario.stated,
            "rules": asdict(self.rules),
            "sources": list(self.sources),
            "build": self.build,
            "version": self.version,
            "programme": self.programme,
            "cuts": asdict(self.cuts),
            "policies": asdict(self.policies),
            "futures": asdict(self.futures),
            "columns": dict(zip(self.free_columns, self.columns, strict=True)),
            "fingerprint": self.fingerprint,
            "failed": self.failed,
        }


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


def is_planned(folder: Path) -> bool:
    """Whether a folder holds a plan."""
    return (folder / PLAN / FILE).is_file()


def held_plan(folder: Path) -> Plan | None:
    """The plan in a folder; None if there is none that can be read."""
    try:
        return read_plan(folder)
    except InputError:
        return None


def read_plan(folder: Path) -> Plan:
    """The plan in a folder.

    Raises
    ------
    InputError
        If there is none, or a damaged one, or one of another version.
    """
    path = folder / PLAN / FILE
    try:
        held = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        found = "none" if isinstance(error, FileNotFoundError | NotADirectoryError) else "a damaged one"
        expected = "the folder of a planned study (partnerscape study … --plan-only, or partnerscape submit)"
        raise InputError(folder, "", "", expected, Shown(found)) from None
    try:
        return _read(folder, held)
    except InputError as error:
        raise error.at(path) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError(path, "", "", "a plan of this version", Shown("a damaged one or another version's"), REPEAT) from None


def _read(folder: Path, held: dict[str, Any]) -> Plan:
    if check_format("", FORMAT, held) != FORMAT:
        raise InputError("", "", "format", str(FORMAT), held["format"])
    if held["build"] != build_key():  # first: another build may not know a lever of this scenario
        raise InputError("", (), "build", *other_build(held))
    return Plan(
        folder,
        Question.model_validate(held["question"]),
        Scenario.model_validate(held["scenario"]).remembering(held["stated"]),
        _rulebook(held["rules"]),
        held["build"],
        held["version"],
        held["programme"],
        Cuts(*(tuple(held["cuts"][side]) for side in ("policies", "futures"))),
        Rows.of(held["policies"]),
        Rows.of(held["futures"]),
        held["fingerprint"],
        held["failed"],
        tuple(held["sources"]),
    )


def other_build(held: dict[str, Any]) -> tuple[str, str, str]:
    """What was expected of a worker's build, what was found, and what to do."""
    expected = f"{held['build']} (partnerscape {held['version']}), with which the study was planned"
    found = Shown(f"{build_key()} (partnerscape {__version__})")
    return expected, found, f"install the same version and rules on every machine, or {REPEAT}"


def _rulebook(held: dict[str, Any]) -> Rulebook:
    replaced = tuple(Replacement(**one) for one in held["replaced"])
    common = replaced, tuple(held["fields"]), int(held["plan_size"])
    classes = tuple(OwnClass(**one) for one in held.get("classes", ()))
    return Behaviour(*common, classes) if classes else Rulebook(*common)


def sources_of(rules: Rulebook) -> tuple[str, ...]:
    """Folders from which the modules of replaced rules and own classes can be imported."""
    modules = [new.module for new in rules.replaced if new.module]
    modules += [own.module for own in rules.classes] if isinstance(rules, Behaviour) else []
    return tuple(dict.fromkeys(map(_importable, modules)))


def _importable(module: str) -> str:
    """The folder from which a module is imported."""
    file = getattr(sys.modules.get(module), "__file__", None)
    return "" if file is None else str(Path(file).absolute().parents[module.count(".")])
