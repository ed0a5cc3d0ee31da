"""The floor of the speed benchmarks: the marketplace's month in C (``month.c``), compiled and played from an engine's state."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.rules.shared import records, sums
from partnerscape.scenario import LEVERS

HERE = Path(__file__).parent
FLAGS = (  # as fast as may be with the same bits: no fused multiply-add, no reordering
    "-std=c11", "-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-ffinite-math-only",
    "-fno-signed-zeros", "-fno-strict-aliasing",
)  # fmt: skip
C_TYPES = {"i": "int64_t", "u": "uint64_t", "f": "double"}
ALIASES = ("columns", "numbers", "policy", "today")  # second names for what has one
SCRATCH = ("fit", "weight", "cover")  # of world: the offers at hand, which C keeps on its stack


@dataclass(frozen=True)
class Played:
    """What the C program leaves: the state after its months, their journal, nanoseconds of the processor by round."""

    state: engine.State
    journal: np.ndarray
    nanoseconds: np.ndarray


def compiler() -> str | None:
    """The C compiler: ``CC``, else gcc."""
    return shutil.which(os.environ.get("CC", "gcc"))


def version() -> str:
    """What the compiler calls itself."""
    return subprocess.run([compiler(), "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]


def held(kind: np.dtype) -> list[str]:
    """A record's fields but for second names and what rules only scribble on."""
    return [name for name in kind.names if name not in (*ALIASES, *SCRATCH)]


def _struct(name: str, kind: np.dtype) -> str:
    lines, at = [], 0
    for field in sorted((f for f in kind.names if f not in ALIASES), key=lambda f: kind.fields[f][1]):
        inner, start = kind.fields[field][:2]
        if start > at:
            lines.append(f"    char before_{field}[{start - at}];")
        size = "".join(f"[{n}]" for n in inner.shape)
        lines.append(f"    {C_TYPES[inner.base.kind]} {field}{size};")
        at = start + inner.itemsize
    check = f'_Static_assert(sizeof({name}) == {kind.itemsize}, "{name}");'
    return "typedef struct {\n" + "\n".join(lines) + f"\n}} {name};\n{check}\n"


def layout() -> str:
    """The records of the rules as C declares them."""
    block, world, terms = encode.pool_type(), encode.world_type(), len(records.terms(tuple(LEVERS)))
    numbers = {name: getattr(records, name) for name in (
        "CAPACITY", "STRIDE", "SEGMENTS", "ROWS", "CATEGORIES", "CATALOGUE", "TIERS", "EVENTS", "AROUND", "REFERRAL_LEVELS", "SIGNATURE", "FIRST_TERM",
    )}  # fmt: skip
    numbers |= {
        "CELLS": records.REGIONS * records.CATEGORIES, "LINES": len(records.JOURNAL), "SUMS": sums.SUMMED.size,
        "COLUMNS": block["columns"].shape[0], "TERMS": terms, "DECIDED": terms - len(records.DERIVED),
    }  # fmt: skip
    return "\n".join([
        "#include <stdint.h>",
        *(f"#define {name} {value}" for name, value in numbers.items()),
        f"static const int SUMMED[SUMS] = {{{', '.join(map(str, sums.SUMMED))}}};",
        _struct("Block", block), _struct("World", world), "typedef double Page[LINES][SEGMENTS + 1];",
        f"#define NUMBERS(p) ((double (*)[STRIDE])((char *)(p) + {block.fields['numbers'][1]}))",
        f"#define POLICY(w) ((double (*)[ROWS])((char *)(w) + {world.fields['policy'][1]}))",
        f"#define TODAY(w) ((Page *)((char *)(w) + {world.fields['today'][1]}))",
    ])  # fmt: skip


def build(folder: Path, *flags: str) -> Path:
    """The program, compiled into ``folder``."""
    (folder / "layout.h").write_text(layout() + "\n")
    program = folder / "month"
    command = [compiler(), *FLAGS, *flags, "-I", str(folder), "-I", str(HERE), "-o", str(program), str(HERE / "month.c"), "-lm"]
    subprocess.run(command, check=True)
    return program


def play(program: Path, eve: engine.State, months: int, rounds: int) -> Played:
    """Play months from a state, ``rounds`` times from the start; the state stays as it was."""
    state, result = program.with_suffix(".state"), program.with_suffix(".result")
    state.write_bytes(eve.pool.tobytes() + eve.world.tobytes())
    command = [str(program), str(state), str(result), str(eve.pool.size), str(months), str(rounds)]
    printed = subprocess.run(command, capture_output=True, text=True)
    if printed.returncode:
        raise RuntimeError(printed.stderr)
    left, raw = eve.copy(), np.fromfile(result, np.uint8)
    state.unlink()  # a large programme's files are larger than what pytest should keep
    result.unlink()
    people, vendor = left.pool.nbytes, left.world.nbytes
    left.pool.view(np.uint8)[:] = raw[:people]
    left.world.view(np.uint8)[:] = raw[people : people + vendor]
    journal = raw[people + vendor :].view(np.float64).reshape(months, len(records.JOURNAL), records.SEGMENTS + 1)
    return Played(left, journal, np.array(printed.stdout.split(), np.float64))
