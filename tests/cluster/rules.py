"""A researcher's own files: a rule, a rule that raises in some runs, a subclass of Mesa's agents."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

CALMER = '''
from partnerscape.rules import decide_effort as usual, rule

SHARE = 0.9


@rule
def decide_effort(pool, i, world):
    """Everybody works a little less."""
    usual(pool, i, world)
    pool[0].effort[i] *= SHARE
'''
RAISING = '''
from partnerscape.rules import build_brand as usual, vendor_rule
from partnerscape.rules.shared.records import SEGMENTS


@vendor_rule
def build_brand(pool, world):
    """The brand, by one who did not think of large desks."""
    usual(pool, world)
    if world[0].support_agents[SEGMENTS] > 4.92:
        raise ValueError("no desk is that large")
'''


@contextmanager
def module(folder: Path, name: str, text: str) -> Iterator[ModuleType]:
    """A file of a researcher's, imported as they would."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(text)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        sys.modules.pop(name, None)
