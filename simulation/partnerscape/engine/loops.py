"""The month written out as loops: the source of the module that the engine compiles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from partnerscape.rules import file_of

from .month import AS_SHIPPED, OF_THE_JOURNAL, OUTSIDE_THE_MONTH, Phase, Rulebook, month_of

RANGE = {  # which members of a block a rule goes over; unsigned where it starts late, or it would not vectorise
    "each": ("0", "block[0].active"),
    "signed": ("uint64(block[0].active)", "uint64(block[0].members)"),
    "newcomer": ("uint64(block[0].members)", "uint64(block[0].members + block[0].newcomers)"),
}

_HEAD = '''"""The month as compiled loops, written by partnerscape.engine.loops: a cache, not a source."""

from numba import njit
from numpy import uint64
from partnerscape.rules.shared.compile import rule as each_rule, vendor_rule

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

from {file_of(OF_THE_JOURNAL)} import {OF_THE_JOURNAL} as of_journal


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
def see(pool, columns, seen, role):
    row = 0
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.members + p.newcomers):
            role[row] = 3 if i < p.active else 2 if i < p.members else 1
            for k in range(columns.size):
                seen[row, k] = p.columns[columns[k], i]
            row += 1


@kernel
def play(pool, world, journal, columns, seen, role):
    for t in range(journal.shape[0]):
"""
_SEE = ["if columns.size > 0:", "    see(pool, columns, seen[t], role[t])"]  # newcomers have signed, leavers have not gone yet
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
    """A rule's loop over the partners of a block, once per round."""
    start, end = RANGE[phase.who]
    lines = _in_rounds(phase, [f"for i in range({start}, {end}):", f"    {phase.rule}(block, i, world)"])
    return _if_due(phase, lines)


def _if_due(phase: Phase, lines: list[str]) -> list[str]:
    """Lines of a phase, which has nothing to do at times."""
    return [f"if world[0].{phase.only_if} > 0.0:", *_indented(lines, 1)] if phase.only_if else lines


def _over_blocks(phases: Iterable[Phase]) -> list[str]:
    """Rules between two of the vendor's, block by block: what one rule leaves in the cache, the next one finds there."""
    loops = [line for phase in phases for line in _loop(phase)]
    return ["for b in range(pool.size):", "    block = pool[b : b + 1]", *_indented(loops, 1)]


def _month(rules: Rulebook) -> list[str]:
    """All phases written out within ``play``: in one function all of it compiles once."""
    lines = []
    for by_vendor, group in groupby(month_of(rules), lambda phase: phase.who == "vendor"):
        phases = list(group)
        of_vendor = (_if_due(phase, [f"{phase.rule}(pool, world)"]) for phase in phases)
        lines += [line for due in of_vendor for line in due] if by_vendor else _over_blocks(phases)
        lines += _SEE if phases[-1].who == "newcomer" else []
    return lines


def _imports(rules: Rulebook) -> str:
    """Where each rule comes from; a replacement that is plain Python is compiled as its place in the month demands."""
    files = {rule: file_of(file) for rule, file in ({p.rule: p.rule for p in month_of(rules)} | OUTSIDE_THE_MONTH).items()}
    replaced = {new.rule: new for new in rules.replaced}
    vendors = {p.rule for p in month_of(rules) if p.who == "vendor"}
    text = ""
    for rule, file in files.items():
        kind, parameters = ("vendor_rule", "pool, world") if rule in vendors else ("each_rule", "pool, i, world")
        if (new := replaced.get(rule)) is None:
            text += f"from {file} import {rule}\n"
        elif not new.module:
            text += f"\n\n@{kind}\ndef {rule}({parameters}):\n    pass\n\n\n"
        else:
            text += f"from {new.module} import {new.function} as {rule}\n"
            text += f"{rule} = {rule} if hasattr({rule}, 'py_func') else {kind}({rule})\n"
    return text


def month_source(rules: Rulebook = AS_SHIPPED) -> str:
    """Text of the compiled month."""
    text = _HEAD + "\n" + _imports(rules)
    for phase in month_of(rules):
        if phase.who == "vendor":
            text += _VENDOR.format(rule=phase.rule)
        else:
            text += _LOOP.format(rule=phase.rule, loop=_written(_over_blocks([replace(phase, only_if="")]), 1))
            text += _ONE.format(rule=phase.rule, calls=_written(_in_rounds(phase, [f"{phase.rule}(pool, i, world)"]), 1))
    for rule in OUTSIDE_THE_MONTH:
        text += _VENDOR.format(rule=rule)
    return text + _OF_THE_JOURNAL + _BEGIN + _PLAY + _written(_month(rules), 2) + _NEXT
