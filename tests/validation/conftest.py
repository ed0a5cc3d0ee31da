"""``make validate`` ends with one table: source, case, must give, gives, tolerance, verdict.

The tests fill it. A file names its source once, ``SOURCE = "Bass 1969"``, and its tests take the fixture ``record``:

    assert record("peak, years", must=6.19, gives=found, within=0.15)        # a number, to a tolerance
    assert record("slope", must=0.34, gives=found, relative=1e-9)            # to a relative tolerance
    assert record("top-20 % share", must=(0.62, 0.73), gives=found)          # within a band
    assert record("peak over offers", must="inverted U", gives="at 8", holds=bool(...))   # in words
    assert record("order of output", must="a > b", gives="b > a", holds=False, asserted=False)   # reported, whether it agrees or not

``record`` adds the row, then asserts it, so that the table's verdict is the test's. ``drawn`` gives a test its
second and third parameter set: a seeded generator each. A test that is skipped is a row with its reason, one that is
marked ``xfail`` a known miss. With ``--table FILE`` the rows also go to a CSV file; with ``--full`` rates of coverage are tried 200 times, not 32.
Rows travel in the tests' reports, so that they arrive from the workers of ``-n`` too.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from planned import small_marketplace

from partnerscape.study.analyses.sensitivity.indices import sobol_indices
from partnerscape.study.analyses.sensitivity.saltelli import saltelli_points

COLUMNS = ("source", "case", "must give", "gives", "tolerance", "verdict")
PROPERTY = "validation"
HERE = "tests/validation/"
VERDICTS = {(True, True): "holds", (True, False): "FAILS", (False, True): "agrees", (False, False): "DISAGREES"}


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return " to ".join(_said(v) for v in value)
    return value if isinstance(value, str) else f"{value:.4g}"


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Callable[..., bool]:
    """See this file's docstring."""

    def add(
        case: str,
        *,
        must: float | tuple[float, float] | str,
        gives: float | str,
        within: float | None = None,
        relative: float | None = None,
        holds: bool | None = None,
        asserted: bool = True,
    ) -> bool:
        if isinstance(must, tuple):
            true, tolerance = bool(must[0] <= gives <= must[1]), "band"
        elif isinstance(must, str):
            assert holds is not None, "words need `holds`"
            true, tolerance = bool(holds), ""
        elif relative is not None:
            true, tolerance = bool(abs(gives - must) <= relative * abs(must)), f"{relative:g} relative"
        else:
            assert within is not None, "a number needs a tolerance"
            true, tolerance = bool(abs(gives - must) <= within), f"{within:g}"
        row = [request.module.SOURCE, case, _said(must), _said(gives), tolerance, VERDICTS[asserted, true]]
        request.node.user_properties.append((PROPERTY, row))
        assert true or not asserted, f"{case}: must give {_said(must)} ({tolerance or 'in words'}), gives {gives}"
        return True

    return add


@pytest.fixture(params=("second", "third"))
def drawn(request: pytest.FixtureRequest) -> np.random.Generator:
    """A generator for the test's second and third parameter set, each of its own for every test."""
    return np.random.default_rng(zlib.crc32(request.node.nodeid.rpartition("/")[2].encode()))


@pytest.fixture
def repetitions(request: pytest.FixtureRequest) -> int:
    """How often a rate is tried: 32 times, 200 with ``--full``."""
    return 200 if request.config.getoption("--full", default=False) else 32


Model = Callable[[np.ndarray], np.ndarray]  # points of the unit cube, shape (points, factors), to outputs


@pytest.fixture
def held(repetitions: int) -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    """How often intervals hold the true first-order and total indices, shape (factors,) each, on fresh scrambles."""

    def rates(model: Model, first: np.ndarray, total: np.ndarray, points: int) -> tuple[np.ndarray, np.ndarray]:
        names = [f"x{k}" for k in range(len(first))]
        hits = np.zeros((2, len(names)))
        for seed in range(repetitions):
            unit = saltelli_points(names, points, seed)
            found = sobol_indices(pd.DataFrame({"y": model(unit.to_numpy())}, index=unit.index), names)
            for row, (true, kind) in enumerate(((first, "first"), (total, "total"))):
                hits[row] += (found[f"{kind}_low"] <= true + 1e-12) & (true - 1e-12 <= found[f"{kind}_high"])
        return hits[0] / repetitions, hits[1] / repetitions

    return rates


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="all repetitions: rates of coverage over 200 instead of 32")
    parser.addoption("--table", metavar="FILE", help="write the validation table to this CSV file")


@pytest.fixture(scope="session")
def small(programme: Callable) -> object:
    """The marketplace with fewer partners, for what they do under pay plans."""
    return programme(small_marketplace())


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Whether all repetitions are asked for."""
    return bool(request.config.getoption("--full"))


def _rows(report: pytest.TestReport) -> list[tuple[str, list[str]]]:
    """(file, row) of what a test recorded; one row for a test of this folder that was skipped or failed before it recorded."""
    file, _, test = report.nodeid.partition("::")
    rows = [(file, list(row)) for key, row in report.user_properties if key == PROPERTY] if report.when == "call" else []
    known_miss = hasattr(report, "wasxfail")
    for _, row in rows:
        row[-1] = "known miss" if known_miss and row[-1] == "FAILS" else row[-1]
    if rows or report.passed or HERE not in report.nodeid:
        return rows
    if known_miss:
        why, verdict = report.wasxfail, "known miss"
    elif report.skipped:
        why, verdict = str(report.longrepr[2]).removeprefix("Skipped: "), "skipped"
    else:
        why, verdict = "failed before it said what it gives", "FAILS"
    return [(file, [Path(file).stem, test, "", why, "", verdict])]


@pytest.hookimpl(trylast=True)  # the last thing printed
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    stats = terminalreporter.stats
    reports = [r for name in ("passed", "failed", "error", "skipped", "xfailed") for r in stats.get(name, ())]
    rows = [found for report in reports for found in _rows(report)]
    rows.sort(key=lambda found: found[0])  # stable: within a file in the order of the tests
    if not rows:
        return
    table = [COLUMNS, *(row for _, row in rows)]
    widths = [max(len(row[c]) for row in table) for c in range(len(COLUMNS))]
    terminalreporter.section("the model against its sources")
    for number, row in enumerate(table):
        same = number > 1 and row[0] == table[number - 1][0]
        cells = ["" if same else row[0], *row[1:]]
        line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        terminalreporter.write_line(line, red=row[-1] in ("FAILS", "DISAGREES"), bold=number == 0)
    verdicts = [row[-1] for _, row in rows]
    terminalreporter.write_line(
        f"{verdicts.count('holds')} of {len(rows)} hold, {verdicts.count('FAILS')} fail, {verdicts.count('DISAGREES')} reported disagree"
    )
    if path := config.getoption("--table", default=None):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with Path(path).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(table)
