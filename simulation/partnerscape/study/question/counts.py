"""Sizes: what would not fit into memory or on the disk is refused before it is begun."""

from __future__ import annotations

import operator
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from partnerscape.engine import encode
from partnerscape.engine.month import Rulebook
from partnerscape.rules.shared import records
from partnerscape.scenario import InputError, Scenario
from partnerscape.scenario.errors import Shown

MOST_WORKERS = 1024
ONE_POLICY, TWO_POLICIES = 2.0, 3.5  # states of a programme that a worker holds at its peak, as measured
BYTES_A_RUN = 1_700  # of a row as measured: once among the runs, once in its part's table
COLUMNS_OF_A_RUN = 150  # numbers that a study keeps of a run, at most


def whole_number(given: Any) -> int | None:
    """Python's whole number: 1 for 1.0 and NumPy's 1; None for fractions, words, true and false."""
    if type(given).__name__ in ("bool", "bool_"):
        return None
    if hasattr(given, "is_integer") and given.is_integer():
        given = int(given)
    try:
        return operator.index(given)
    except TypeError:
        return None


def check_options(workers: object, rules: object) -> int | None:
    """The number of workers, as Python has it; an invalid one is refused, and so are rules that are not a rulebook."""
    number = whole_number(workers)
    if workers is not None and not (number is not None and 1 <= number <= MOST_WORKERS):
        raise InputError("", (), "workers", f"a whole number from 1 to {MOST_WORKERS}, or None for all cores", workers)
    if not isinstance(rules, Rulebook):
        raise InputError("", (), "rules", "what replace_rule returns", rules)
    return number


def true_or_false(name: str, given: object) -> bool:
    """An option that is on or off, NumPy's too; "no" would count as on."""
    if type(given).__name__ not in ("bool", "bool_"):
        raise InputError("", (), name, "True or False", given)
    return bool(given)


def check_memory(scenario: Scenario, states: float, workers: int, rows: dict[str, tuple[int, int]]) -> None:
    """Refuse what would not fit into memory, with the estimate.

    Parameters
    ----------
    scenario : Scenario
    states : float
        States of a programme that a worker holds.
    workers : int
    rows : dict of (int, int)
        Rows and columns of every table that is kept, by what its rows are.
    """
    room = available()
    partner = encode.pool_type().itemsize / records.CAPACITY
    parts = {
        f"{scenario.time.initial_partners:,} partners x {workers} workers": states
        * partner
        * workers
        * scenario.time.initial_partners
    }
    parts |= {f"{count:,} {name}": 8.0 * count * columns for name, (count, columns) in rows.items()}
    total = sum(parts.values())
    if room is None or total <= room:
        return
    largest = max(parts, key=lambda name: parts[name])
    expected = f"at most the {_size(room)} of free memory"
    found = Shown(f"about {_size(total)}, most of it for {largest}")
    raise InputError(scenario.name, (), "memory", expected, found, "reduce these numbers, or use fewer workers")


def check_disk(folder: Path, runs: int) -> None:
    """Refuse a study whose runs would not fit on the disk of its folder.

    Raises
    ------
    InputError
        Says how much there is, and how much it would take.
    """
    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    disk, needed = shutil.disk_usage(there), BYTES_A_RUN * runs
    if needed > disk.free and disk.total:  # a system's own folders, as /proc, are on no disk: writing there is refused as such
        expected = f"at most the {_size(disk.free)} of free disk"
        raise InputError(folder, (), "disk", expected, Shown(f"about {_size(needed)} for {runs:,} runs"), "reduce the design")


def available() -> float | None:
    """Free memory in bytes, within the limit of a container; None where the system does not say."""
    free = [_limit() - _number("/sys/fs/cgroup/memory.current", 0.0), _free()]
    return min(free) if min(free) < float("inf") else None


def _free() -> float:
    with suppress(OSError, StopIteration, ValueError):  # only Linux says it so
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return 1024.0 * next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, OSError, ValueError):
        return float("inf")


def _limit() -> float:
    return _number("/sys/fs/cgroup/memory.max", float("inf"))


def _number(path: str, otherwise: float) -> float:
    try:
        return float(Path(path).read_text(encoding="ascii"))
    except (OSError, ValueError):  # "max": there is no limit
        return otherwise


def _size(size: float) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e8 else f"{size / 1e6:,.1f} MB"
