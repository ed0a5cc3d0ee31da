"""The history of the benchmarks: what is appended, and when a driver counts as slower."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("bench_history", ROOT / ".ci" / "bench.py")
bench = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bench)


def readings(engine: float, vectors: str = "AVX2", processor: str = "one") -> dict:
    return {"processor": processor, "vectors": vectors, "readings": {bench.C: [190.0, 200.0], "engine": [0.9 * engine, engine]}}


def test_a_version_stands_once_per_processor(tmp_path: Path) -> None:
    history = tmp_path / "history.csv"
    for version, engine in (("1", 250.0), ("1", 260.0), ("2", 240.0)):
        bench.append(bench.rows_of(readings(engine), version, "2026-01-01"), history)
    bench.append(bench.rows_of(readings(300.0, processor="two"), "2", "2026-01-02"), history)
    rows = [row for row in bench.read(history) if row["driver"] == "engine"]
    assert [(row["version"], row["processor"], row["median_ns"]) for row in rows] == [
        ("1", "one", "260"),
        ("2", "one", "240"),
        ("2", "two", "300"),
    ]


@pytest.mark.parametrize(
    ("engine", "vectors", "slower"), [(310.0, "AVX2", False), (330.0, "AVX2", True), (900.0, "AVX-512", False)]
)
def test_a_driver_is_slower_by_a_quarter_of_its_share_of_c_on_such_a_processor(engine: float, vectors: str, slower: bool) -> None:
    past = [row for version in "123" for row in bench.rows_of(readings(260.0), version, "2026-01-01")]
    lines = bench.slower(bench.rows_of(readings(engine, vectors), "4", "2026-01-02"), past)
    assert bool(lines) is slower
    assert all(line.startswith("engine: 1.65 times C, 1.30 so far") for line in lines)


def test_without_the_month_in_c_nothing_can_be_compared() -> None:
    with pytest.raises(SystemExit, match="C compiler"):
        bench.rows_of({**readings(1.0), "readings": {"engine": [1.0, 1.0]}}, "1", "2026-01-01")


def test_the_history_that_is_kept_is_whole() -> None:
    rows = bench.read()
    assert rows and all(set(row) == set(bench.COLUMNS) and float(row["times_c"]) > 0 for row in rows)
    assert {"engine", bench.C} <= {row["driver"] for row in rows}
