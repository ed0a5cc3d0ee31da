"""The page of an import: what was read, what was dropped and why, what to be careful with. It names no partner."""

from __future__ import annotations

from collections.abc import Iterator

from partnerscape.language import phrase, phrase_for
from partnerscape.own_data.panel import Imported
from partnerscape.version import __version__

from ...style.numbers import whole
from ...style.page import big_numbers, escaped, folded, listing, opening, page, paragraph, picture, section, table
from .chart import months_chart
from .words import cents, headline, mapping, notes, unread, waterfall


def import_page(imported: Imported) -> str:
    """The page as HTML."""
    return page(phrase("Import of {file}", file=imported.source["file"]), _parts(imported))


def _parts(imported: Imported) -> Iterator[str]:
    source = imported.source
    yield from opening(phrase("Own sales, imported"), "", phrase("What was read from {file}?", file=source["file"]))
    yield paragraph(f"{headline(imported)}.", "answer")
    yield big_numbers(_numbers(imported))
    if warnings := list(notes(imported, True, False)):
        title = phrase_for(len(warnings), "{number} thing to know before a fit", "{number} things to know before a fit")
        yield section(title, listing(warnings))
    figure, drawn = months_chart(imported.months, imported.currency), phrase("Revenue and selling partners by month")
    yield section(phrase("Totals per month"), picture(figure, drawn), _months(imported))
    yield section(
        phrase("From the file's total to the panel's") if imported.steps else phrase("Nothing was dropped"),
        table(["", phrase("rows"), phrase("sum")], ([escaped(cell) for cell in row] for row in waterfall(imported)), (1, 2)),
        _first_rows(imported),
    )
    yield section(
        phrase("How the file was read"),
        table([phrase("holds"), phrase("column")], ([escaped(cell) for cell in row] for row in mapping(imported))),
    )
    if rest := unread(imported):
        yield paragraph(phrase("Not used: {columns}.", columns=", ".join(rest)))
    yield listing(notes(imported, False, False))
    yield paragraph(phrase("Wrong? Edit map.toml in this folder and import again with --map map.toml."))
    yield paragraph(_who_is_who(imported))
    yield paragraph(f"{source['file']} · SHA-256 {source['sha256']} · partnerscape {__version__}", "stamp")


def _who_is_who(imported: Imported) -> str:
    if imported.ids_kept:
        return phrase("Partners keep the company's own ids: share these files with care.")
    return phrase(
        "Partners are pseudonymised. key.json in the same folder says who is who: keep it to yourself; no other file does."
    )


def _numbers(imported: Imported) -> list[tuple[str, str]]:
    months, people = imported.months, imported.people
    known = months[months["known"]]
    selling = people[people["first_month"].notna()]
    gone = int((selling["last_month"] < len(months) - 3).sum())
    usual = known["partners"].mean()
    return [
        (whole(len(selling)), phrase("partners with sales")),
        (whole(round(usual)), phrase("of them sell in an average month")),
        (whole(gone), phrase("silent in the last three months")),
        (whole(len(imported.sales)), phrase("partner-months with sales, refunds or pay")),
    ]


def _months(imported: Imported) -> str:
    rows = [
        [escaped(row.calendar), whole(row.rows), whole(row.partners), cents(row.revenue)]
        if row.known
        else [escaped(row.calendar), escaped(phrase("no row")), "", ""]
        for row in imported.months.itertuples()
    ]
    heads = [phrase("month"), phrase("rows"), phrase("selling partners"), phrase("revenue")]
    return folded(phrase("Every month"), table(heads, rows, (1, 2, 3)))


def _first_rows(imported: Imported) -> str:
    """Where to look in the file."""
    lines = [
        phrase_for(
            len(step.lines),
            "{reason}: first in row {rows}",
            "{reason}: first in rows {rows}",
            reason=step.reason,
            rows=", ".join(map(str, step.lines)),
        )
        for step in imported.steps
        if step.lines
    ]
    return folded(phrase("Where in the file"), listing(lines)) if lines else ""
