"""The page of folders: what a study writes, file by file and column by column, from what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping

from partnerscape.study.jobs.readme import EXAMPLES, OTHERS, PARTS, TABLES
from partnerscape.study.runs.columns import DIFFERENCES, KEYS, WIN_WIN

from ..style.markdown import markdown_table

OPENING = """\
# Folders

What commands write. A study's folder is described here; `run` and `compare` write their tables, figures and report; an
[import](../own-data.md#what-it-writes), a [fit](../fitting.md#from-sales) and a [pilot](../pilots.md) are described with them.
Every study's folder has a `README.md` of its own with exactly its columns.

## A study's folder

"""
COLUMNS = """
## Columns of `table.parquet`

One row per run. Besides the columns below it has one per lever that moves (`commission_rate`; `small_offers` for one
segment), per uncertain [assumption](assumptions.md), per [metric](metrics.md) and per margin (`margin_…`: win-win needs each
above 0). A part of a name after `partner_gain`, `not_worse`, `loss` is a segment or a quintile of size.

"""


def _described(columns: Mapping[str, tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [(f"`{name}`", unit, meaning) for name, (unit, meaning) in columns.items()]


def folders_page() -> str:
    """What a study writes."""
    files = [(f"`{name}`", what) for name, what in (TABLES | OTHERS).items()]
    files += [(f"`{name}/`", what) for name, what in PARTS.items()]
    columns = _described({**KEYS, **DIFFERENCES, "win_win": WIN_WIN})
    return (
        f"{OPENING}{markdown_table(('file', 'what it holds'), files)}{COLUMNS}"
        f"{markdown_table(('column', 'unit', 'meaning'), columns)}\n## Read it\n\n{EXAMPLES}"
    )
