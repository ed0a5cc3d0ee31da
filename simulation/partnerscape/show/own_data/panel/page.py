"""The page of an import: what was read, what was dropped and why, what to be careful with. It names no partner."""

from __future__ import annotations

from collections.abc import Iterator

from partnerscape.own_data.panel import Imported
from partnerscape.version import __version__

from ...style.numbers import count_of
from ...style.page import big_numbers, folded, listing, opening, page, paragraph, picture, section, table, told
from .chart import months_chart
from .words import cents, headline, mapping, notes, unread, waterfall

TITLE = "Own sales, imported"
PSEUDONYMS = "Partners are pseudonymised. key.json in the same folder says who is who: keep it to yourself; no other file does."
OWN_IDS = "Partners keep the company's own ids: share these files with care."


def import_page(imported: Imported) -> str:
    """The page as HTML."""
    return page(f"Import of {imported.source['file']}", _parts(imported))


def _parts(imported: Imported) -> Iterator[str]:
    source = imported.source
    yield from opening(TITLE, "", f"What was read from {source['file']}?")
    yield paragraph(f"{headline(imported)}.", "answer")
    yield big_numbers(_numbers(imported))
    if warnings := list(notes(imported, True, False)):
        yield section(f"{count_of(len(warnings), 'thing')} to know before a fit", listing(warnings))
    figure = months_chart(imported.months, imported.currency)
    yield section("Totals per month", picture(figure, "Revenue and selling partners by month"), _months(imported))
    yield section(
        "From the file's total to the panel's" if imported.steps else "Nothing was dropped",
        table(["", "rows", "sum"], ([told(cell) for cell in row] for row in waterfall(imported)), (1, 2)),
        _first_rows(imported),
    )
    yield section(
        "How the file was read", table(["holds", "column"], ([told(cell) for cell in row] for row in mapping(imported)))
    )
    if rest := unread(imported):
        yield paragraph(f"Not used: {', '.join(rest)}.")
    yield listing(notes(imported, False, False))
    yield paragraph("Wrong? Edit map.toml in this folder and import again with --map map.toml.")
    yield paragraph(OWN_IDS if imported.ids_kept else PSEUDONYMS)
    yield paragraph(f"{source['file']} · SHA-256 {source['sha256']} · partnerscape {__version__}", "stamp")


def _numbers(imported: Imported) -> list[tuple[str, str]]:
    months, people = imported.months, imported.people
    known = months[months["known"]]
    selling = people[people["first_month"].notna()]
    gone = int((selling["last_month"] < len(months) - 3).sum())
    usual = known["partners"].mean()
    return [
        (f"{len(selling):,}", "partners with sales"),
        (f"{usual:,.0f}", "of them sell in an average month"),
        (f"{gone:,}", "silent in the last three months"),
        (f"{len(imported.sales):,}", "partner-months with sales, refunds or pay"),
    ]


def _months(imported: Imported) -> str:
    rows = [
        [told(row.calendar), f"{row.rows:,}", f"{row.partners:,}", cents(row.revenue)]
        if row.known
        else [told(row.calendar), "missing", "", ""]
        for row in imported.months.itertuples()
    ]
    return folded("Every month", table(["month", "rows", "selling partners", "revenue"], rows, (1, 2, 3)))


def _first_rows(imported: Imported) -> str:
    """Where to look in the file."""
    lines = [
        f"{step.reason}: first in row{'s' if len(step.lines) > 1 else ''} {', '.join(map(str, step.lines))}"
        for step in imported.steps
        if step.lines
    ]
    return folded("Where in the file", listing(lines)) if lines else ""
