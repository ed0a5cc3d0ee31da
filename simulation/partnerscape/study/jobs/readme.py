"""What a study's folder says of itself to who opens it with other tools, and its tables in other formats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from partnerscape.scenario import InputError

from .files import Column, columns_in, read_table, write_whole
from .formats import save_tables
from .store import Store

README = "README.md"
RUNS, HISTORY = "runs", "history"  # folders that hold no tables for other tools
TABLES = {
    "policies.parquet": "One row per policy: its number and its levers.",
    "futures.parquet": "One row per future: its number, its seed and its uncertain values.",
    "table.parquet": "One row per run, a policy in a future: both keys, seed, levers, uncertain values, metrics, differences "
    "from the current policy, margins, `win_win`. The current policy itself is policy -1, once per future; its differences, "
    "margins and `win_win` are null.",
}
OTHERS = {
    "report.html": "The report, with `figures/`.",
    "answer.json": "What was asked, when, and the answer in a line, for `partnerscape history`.",
    "board.pdf, .pptx, .docx": "The board paper, if it was asked for.",
    "study.json": "What was asked: question, scenario, version, seeds.",
    "history/": "How futures were found that agree with today.",
    "blocks/": "All runs of a design that was played in blocks, as Parquet: `blocks/*/*.parquet` has each once. Of a large "
    "design `table.parquet` holds the part that was analysed.",
    "plan/": "What `partnerscape play` needs to play the blocks; `plan.json` names their columns.",
    "workers/": "Who played blocks: one small file per worker.",
    "failed/": "Runs that failed, if any: inputs, seed, error and traceback of each, as JSON. They are in no table.",
    "runs/": "The pool of all runs, from which a study resumes and grows. Each run of `table.parquet` is in it as well: read one "
    "or the other.",
}
BEYOND = "What this analysis ran beyond the design, in tables of its own."
PARTS = {"undecided": "The second half of an adaptive design by itself; `table.parquet` holds it too."}
EXAMPLES = """\
```python
pandas.read_parquet("table.parquet").query("policy >= 0").groupby("policy")["win_win"].mean()
polars.read_parquet("table.parquet").filter(polars.col("policy") >= 0).group_by("policy").agg(polars.col("win_win").mean())
duckdb.sql("SELECT policy, avg(win_win::INT) AS p FROM 'table.parquet' WHERE policy >= 0 GROUP BY policy ORDER BY p DESC")
```

Units and meanings are in the files too: Parquet metadata `partnerscape_columns`, as JSON. One run again, with its months:
`partnerscape run --from FOLDER --policy 0 --future 0`.
"""


def write_readme(store: Store) -> None:
    """Write the folder's ``README.md``: each file, each column."""
    write_whole(store.folder / README, "\n".join(_lines(store)) + "\n")


def _lines(store: Store) -> Iterator[str]:
    asked = store.asked
    yield "# What is in this folder\n"
    yield f"A study by partnerscape {asked.get('version')}: {_cell(asked['question']['question'])}\n"
    yield "| file | what it holds |\n| --- | --- |"
    yield from (f"| `{name}` | {what} |" for name, what in (TABLES | OTHERS).items())
    yield from (f"| `{name}/` | {PARTS.get(name, BEYOND)} |" for name in _parts(store.folder))
    yield f"\n{EXAMPLES}"
    for name in TABLES:
        yield f"## `{name}`\n\n| column | unit | meaning |\n| --- | --- | --- |"
        yield from map(_row, columns_in(store.folder / name))
        yield ""


def _row(column: Column) -> str:
    return f"| `{column.name}` | {_cell(column.unit)} | {_cell(column.meaning)} |"


def _cell(text: str) -> str:
    """Text of a user's or of a docstring, in one line that no table or page takes for its own signs."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
    return " ".join(escaped.split())


def _parts(folder: Path) -> list[str]:
    """Folders with tables of what analyses ran."""
    inner = (path for path in folder.iterdir() if path.is_dir() and path.name not in (RUNS, HISTORY))
    return sorted(path.name for path in inner if any(path.rglob("*.parquet")))


def save_beside(folder: Path, file_format: str) -> int:
    """Write every table of a study, its analyses' included, in another format; returns how many.

    Beside the Parquet file, or all as sheets of one workbook, ``tables.xlsx``.

    Raises
    ------
    InputError
        If a table is damaged, or the folder cannot be written.
    """
    parts = (path for part in _parts(folder) for path in sorted((folder / part).rglob("*.parquet")))
    paths = [*sorted(folder.glob("*.parquet")), *parts]
    tables = {" ".join(path.relative_to(folder).with_suffix("").parts): _table(path) for path in paths}
    if file_format == "xlsx":
        named = zip(tables, paths, strict=True)
        units = {name: {column.name: column.unit for column in columns_in(path)} for name, path in named}
        save_tables(folder, tables, file_format, units)
    else:
        for path, table in zip(paths, tables.values(), strict=True):
            save_tables(path.parent, {path.stem: table}, file_format)
    return len(paths)


def _table(path: Path) -> pd.DataFrame:
    table = read_table(path)
    if table is None:
        raise InputError(path, "", "", "a whole table", "a damaged one; run the study again")
    return table
