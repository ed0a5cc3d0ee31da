"""The history of `make bench`, and whether today's engine is slower than it.

    python .ci/bench.py append READINGS     # medians of today under the package's version, in tests/benchmarks/history.csv
    python .ci/bench.py check READINGS      # exit code 1 if a driver needs more than 1.25 times its share of the past

Nanoseconds depend on the machine and on who else uses it, so what is compared is each driver's time over that of the same month
in C, taken in the same run, with the versions measured on a processor of the same vector width.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HISTORY = ROOT / "tests" / "benchmarks" / "history.csv"
COLUMNS = ("version", "date", "processor", "vectors", "driver", "best_ns", "median_ns", "times_c")
C, SLOWER = "the month in C", 1.25


def rows_of(readings: dict, version: str, date: str) -> list[dict[str, str]]:
    """One row per driver; ``times_c`` are the medians' ratio."""
    found = readings["readings"]
    if C not in found:
        raise SystemExit("no reading of the month in C: a C compiler is needed (gcc, or CC)")
    return [
        {
            "version": version,
            "date": date,
            "processor": readings["processor"],
            "vectors": readings["vectors"],
            "driver": driver,
            "best_ns": f"{best:.0f}",
            "median_ns": f"{median:.0f}",
            "times_c": f"{median / found[C][1]:.3f}",
        }
        for driver, (best, median) in found.items()
    ]


def append(rows: list[dict[str, str]], history: Path = HISTORY) -> None:
    """Add today's rows; those of the same version and processor are replaced."""
    old = [row for row in read(history) if (row["version"], row["processor"]) != (rows[0]["version"], rows[0]["processor"])]
    with history.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*old, *rows])


def read(history: Path = HISTORY) -> list[dict[str, str]]:
    """The history; empty where there is none yet."""
    if not history.is_file():
        return []
    with history.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def slower(rows: list[dict[str, str]], past: list[dict[str, str]]) -> list[str]:
    """A line per driver that needs more of C's time than it did, at the median of the versions measured on such a processor."""
    lines = []
    for row in rows:
        before = [float(p["times_c"]) for p in past if (p["driver"], p["vectors"]) == (row["driver"], row["vectors"])]
        if before and float(row["times_c"]) > SLOWER * statistics.median(before):
            now, usual = float(row["times_c"]), statistics.median(before)
            lines.append(f"{row['driver']}: {now:.2f} times C, {usual:.2f} so far ({row['vectors']}; limit {SLOWER} times that)")
    return lines


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=("append", "check"))
    options.add_argument("readings", type=Path, help="what `pytest tests/benchmarks/test_speed.py --readings FILE` wrote")
    asked = options.parse_args()
    from partnerscape import __version__

    rows = rows_of(
        json.loads(asked.readings.read_text(encoding="utf-8")),
        __version__,
        datetime.datetime.now(datetime.UTC).date().isoformat(),
    )
    if asked.what == "append":
        append(rows)
        print(f"{len(rows)} rows of {__version__} in {HISTORY.relative_to(ROOT)}")
    elif lines := slower(rows, read()):
        sys.exit("\n".join(lines))
    else:
        known = {row["vectors"] for row in read()}
        print("no driver is slower than before" if rows[0]["vectors"] in known else f"no history with {rows[0]['vectors']} yet")


if __name__ == "__main__":
    main()
