"""The order of a month, stated once. Both drivers read it: the engine compiles it, Mesa's agents walk it.

``each`` rule is a loop of its own over the active partners (so that it becomes vector code),
``signed`` rules loop over those who have signed and not yet started, ``newcomer`` rules over those
who sign this month, ``vendor`` rules see the whole
pool. The loops are written into a small module in a cache folder that is keyed by a hash of the
package's sources: its callees are module-level names, so that Numba keeps the machine code on disk;
an edited or replaced rule has another key, so that nothing stale is ever run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from types import ModuleType

import numba

from .folders import cache_folder
from .rules.records import TIERS


@dataclass(frozen=True)
class Replacement:
    """A function that stands in for a rule: where it is, and a hash of the texts that decide what it does."""

    rule: str
    module: str
    function: str
    digest: str


@dataclass(frozen=True)
class Rulebook:
    """The package's rules but for those that are ``replaced``; ``fields`` are columns that these add to a partner.

    ``one | other`` holds the replacements of both, the other's where both have one.
    """

    replaced: tuple[Replacement, ...] = ()
    fields: tuple[str, ...] = ()

    def __or__(self, other: Rulebook) -> Rulebook:
        by_rule = {new.rule: new for new in (*self.replaced, *other.replaced)}
        return Rulebook(tuple(by_rule[rule] for rule in sorted(by_rule)), tuple(dict.fromkeys((*self.fields, *other.fields))))

    def replaces(self, rule: str) -> bool:
        """Whether a rule has a replacement."""
        return any(new.rule == rule for new in self.replaced)

    def __str__(self) -> str:
        return ", ".join(new.rule for new in self.replaced)


AS_SHIPPED = Rulebook()


@dataclass(frozen=True)
class Phase:
    """One rule's place in the month: who does it, which rule, and the world's number without which it has nothing to do.

    In several ``rounds`` everybody has done one before anybody begins the next; ``world.round`` counts them
    from 0. A loop over rounds within a rule would keep the loop over partners from becoming vector code.
    """

    who: str
    rule: str
    only_if: str = ""
    rounds: int = 1


MONTH = (
    Phase("vendor", "meet_events"),
    Phase("vendor", "roll_out"),
    Phase("vendor", "announce"),
    Phase("vendor", "rank_partners"),
    Phase("each", "take_up"),
    Phase("each", "brief"),
    Phase("each", "choose_offers"),
    Phase("vendor", "spread_word"),
    Phase("each", "decide_effort"),
    Phase("each", "weigh_rates", only_if="kinked", rounds=TIERS + 1),
    Phase("each", "aim_at_thresholds", only_if="kinked", rounds=TIERS + 1),
    Phase("each", "aim_at_cap", only_if="kinked"),
    Phase("each", "find_leads"),
    Phase("vendor", "queue_support"),
    Phase("each", "close_deals"),
    Phase("each", "add_noise", only_if="additive_noise_sd"),
    Phase("each", "serve_customers"),
    Phase("each", "expect_pay", only_if="kinked"),
    Phase("each", "meet_targets", only_if="kinked"),
    Phase("each", "settle"),
    Phase("each", "appraise"),
    Phase("vendor", "pay_overrides"),
    Phase("each", "learn"),
    Phase("each", "feel"),
    Phase("each", "invest"),
    Phase("each", "stay_or_leave"),
    Phase("signed", "activate"),
    Phase("each", "invite"),
    Phase("each", "take_stock"),
    Phase("vendor", "keep_journal"),
    Phase("vendor", "recruit"),
    Phase("newcomer", "introduce"),
    Phase("vendor", "renew_pool"),
    Phase("vendor", "build_brand"),
    Phase("vendor", "hold_survey"),
    Phase("vendor", "review"),
)
OUTSIDE_THE_MONTH = {"found": "recruit", "start_all": "renew_pool", "close_books": "accounts"}  # rule: its file
OF_THE_JOURNAL = "value_network"  # after all months, of their journal

RANGE = {  # which members of a block a rule goes over; unsigned where it starts late, or it would not become vector code
    "each": ("0", "block[0].active"),
    "signed": ("uint64(block[0].active)", "uint64(block[0].members)"),
    "newcomer": ("uint64(block[0].members)", "uint64(block[0].members + block[0].newcomers)"),
}

_HEAD = '''"""The month as compiled loops, written by partnerscape.month: a cache, not a source."""

from numba import njit
from numpy import uint64
from partnerscape.rules.compile import rule as each_rule, vendor_rule

kernel = njit(cache=True, error_model="numpy", nogil=True)
'''
_LOOP = """

@kernel
def each_{rule}(pool, world):
{loop}"""
_ONE = """

@kernel
def one_{rule}(pool, i, world):
{calls}"""
_VENDOR = """

@kernel
def vendor_{rule}(pool, world):
    {rule}(pool, world)
"""
_OF_THE_JOURNAL = f"""

from partnerscape.rules.{OF_THE_JOURNAL} import {OF_THE_JOURNAL} as of_journal


@kernel
def {OF_THE_JOURNAL}(journal, costs, rate, discounting, per_lead, per_customer, word_of_mouth):
    return of_journal(journal, costs, rate, discounting, per_lead, per_customer, word_of_mouth)
"""
_BEGIN = """

@kernel
def begin(pool, world):
    found(pool, world)
    for b in range(pool.size):
        block = pool[b : b + 1]
        for i in range(block[0].newcomers):
            introduce(block, i, world)
    start_all(pool, world)
"""
_PLAY = """

@kernel
def play(pool, world, journal):
    for t in range(journal.shape[0]):
"""
_NEXT = """        world[0].month += 1
        if world[0].full == 1:
            return
        journal[t, :, :] = world[0].today
"""


def _indented(lines: list[str], depth: int) -> list[str]:
    return [4 * depth * " " + line for line in lines]


def _written(lines: list[str], depth: int) -> str:
    return "\n".join(_indented(lines, depth)) + "\n"


def _in_rounds(phase: Phase, lines: list[str]) -> list[str]:
    if phase.rounds == 1:
        return lines
    return [f"for k in range({phase.rounds}):", "    world[0].round = k", *_indented(lines, 1)]


def _loop(phase: Phase) -> list[str]:
    """A rule's loop over the partners of a block, once a round, if it has anything to do."""
    start, end = RANGE[phase.who]
    lines = _in_rounds(phase, [f"for i in range({start}, {end}):", f"    {phase.rule}(block, i, world)"])
    return [f"if world[0].{phase.only_if} > 0.0:", *_indented(lines, 1)] if phase.only_if else lines


def _over_blocks(phases: Iterable[Phase]) -> list[str]:
    """Rules between two of the vendor's, block by block: what one rule leaves in the cache, the next one finds there."""
    loops = [line for phase in phases for line in _loop(phase)]
    return ["for b in range(pool.size):", "    block = pool[b : b + 1]", *_indented(loops, 1)]


def _month() -> list[str]:
    """All phases written out within ``play``: in one function all of it compiles once."""
    lines = []
    for by_vendor, group in groupby(MONTH, lambda phase: phase.who == "vendor"):
        phases = list(group)
        lines += [f"{phase.rule}(pool, world)" for phase in phases] if by_vendor else _over_blocks(phases)
    return lines


def _imports(rules: Rulebook) -> str:
    """Where each rule comes from; a replacement that is plain Python is compiled as its place in the month demands."""
    files = {p.rule: p.rule for p in MONTH} | OUTSIDE_THE_MONTH
    replaced = {new.rule: new for new in rules.replaced}
    vendors = {p.rule for p in MONTH if p.who == "vendor"}
    text = ""
    for rule, file in files.items():
        if (new := replaced.get(rule)) is None:
            text += f"from partnerscape.rules.{file} import {rule}\n"
        else:
            kind = "vendor_rule" if rule in vendors else "each_rule"
            text += f"from {new.module} import {new.function} as {rule}\n"
            text += f"{rule} = {rule} if hasattr({rule}, 'py_func') else {kind}({rule})\n"
    return text


def month_source(rules: Rulebook = AS_SHIPPED) -> str:
    """Text of the compiled month."""
    text = _HEAD + "\n" + _imports(rules)
    for phase in MONTH:
        if phase.who == "vendor":
            text += _VENDOR.format(rule=phase.rule)
        else:
            text += _LOOP.format(rule=phase.rule, loop=_written(_over_blocks([replace(phase, only_if="")]), 1))
            text += _ONE.format(rule=phase.rule, calls=_written(_in_rounds(phase, [f"{phase.rule}(pool, i, world)"]), 1))
    for rule in OUTSIDE_THE_MONTH:
        text += _VENDOR.format(rule=rule)
    return text + _OF_THE_JOURNAL + _BEGIN + _PLAY + _written(_month(), 2) + _NEXT


def _sources() -> list[Path]:
    here = Path(__file__).parent
    return [Path(__file__), here / "encode.py", *sorted((here / "rules").glob("*.py")), *sorted((here / "scenario").glob("*.py"))]


@lru_cache(maxsize=1)
def build_key() -> str:
    """Hash of the sources that decide results: the model's build, part of every result's key."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def is_compiled() -> bool:
    """Whether the months of this build are already on disk."""
    name, folder, _ = _place(AS_SHIPPED)
    return folder is not None and any(folder.glob(f"__pycache__/{name}.play*.nbc"))


def _place(rules: Rulebook) -> tuple[str, Path | None, str]:
    """Name, folder (None: nowhere) and text of the module that holds the compiled month."""
    text = month_source(rules)
    key = hashlib.sha256((build_key() + numba.__version__ + sys.version + text + repr(rules)).encode()).hexdigest()[:16]
    return f"partnerscape_month_{key}", cache_folder(key), text


_one_at_a_time = threading.Lock()  # threads that find no module at once must not make two


def compiled_month(rules: Rulebook = AS_SHIPPED) -> ModuleType:
    """The month's compiled loops; machine code comes from disk from the second process on."""
    with _one_at_a_time:
        return _load(rules)


@lru_cache(maxsize=8)
def _load(rules: Rulebook) -> ModuleType:
    name, folder, text = _place(rules)
    if folder is None:
        return _in_memory(name, text)
    path = folder / f"{name}.py"
    if not path.exists():
        draft = folder / f"{name}.{os.getpid()}.tmp"
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _in_memory(name: str, text: str) -> ModuleType:
    """The module where nothing can be written: compiled anew by every process."""
    module = sys.modules[name] = ModuleType(name)
    exec(compile(text.replace("cache=True, ", ""), name, "exec"), module.__dict__)
    return module
