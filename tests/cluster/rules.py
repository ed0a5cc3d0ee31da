"""A researcher's own rules: one that changes what everybody does, one that raises in some runs."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import partnerscape as ps
from partnerscape.engine.month import Rulebook

NAME = "rules_of_my_own"
TEXT = '''
from partnerscape.rules import build_brand as usual_brand
from partnerscape.rules import decide_effort as usual_effort
from partnerscape.rules import rule, vendor_rule
from partnerscape.rules.shared.records import SEGMENTS

SHARE = 0.9


@rule
def decide_effort(pool, i, world):
    """Everybody works a little less."""
    usual_effort(pool, i, world)
    pool[0].effort[i] *= SHARE


@vendor_rule
def build_brand(pool, world):
    """The brand, by one who did not think of large desks."""
    usual_brand(pool, world)
    if world[0].support_agents[SEGMENTS] > 4.92:
        raise ValueError("no desk is that large")
'''
EDITED = TEXT.replace("SHARE = 0.9", "SHARE = 0.8")


@dataclass(frozen=True)
class Own:
    """A researcher's rules and the file that they are in."""

    path: Path
    rules: Rulebook

    def edit(self) -> None:
        self.path.write_text(EDITED)

    def restore(self) -> None:
        self.path.write_text(TEXT)


@contextmanager
def own_rules(folder: Path) -> Iterator[Own]:
    """Two rules of a file of their own, imported as its author would; compiled once, since it is always the same file."""
    path = folder / f"{NAME}.py"
    path.write_text(TEXT)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        own = importlib.import_module(NAME)
        yield Own(path, ps.replace_rule("decide_effort", own.decide_effort) | ps.replace_rule("build_brand", own.build_brand))
    finally:
        sys.path.remove(str(folder))
        sys.modules.pop(NAME, None)
