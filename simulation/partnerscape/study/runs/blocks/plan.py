"""What is to be played, as small files in a folder: a worker needs nothing else, on whatever machine it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from partnerscape.engine.build import build_key
from partnerscape.engine.month import Rulebook
from partnerscape.scenario import InputError, Scenario
from partnerscape.scenario.errors import Shown
from partnerscape.scenario.formats import check_format
from partnerscape.version import __version__

from ...question.design import Design
from ...question.question import Question
from ..classes import behaviour_in
from ..columns import sql_names
from ..execute import all_columns
from ..keys import keyed_rows
from .cuts import Block, Cuts
from .parts import Rows

FORMAT = 1
PLAN, FILE = "plan", "plan.json"
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
        behaviour_in(held["rules"]),
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
