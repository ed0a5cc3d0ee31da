"""The paper's draft: the journal's form, every citation listed, every measured number that of docs/performance.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAPER = Path(__file__).parents[2] / "docs" / "paper"
TEXT = (PAPER / "paper.md").read_text(encoding="utf-8")
BODY = TEXT.split("---\n", 2)[2]
SECTIONS = ("Summary", "Statement of need", "State of the field", "Acknowledgements", "References")


def rows(text: str, first: str) -> dict[str, tuple[str, ...]]:
    """Cells of the table whose first head is given, by their first."""
    table = re.search(rf"^\| {first} \|.*\n\|[ \-:|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()]
    return {row[0]: tuple(row[1:]) for row in cells}


def test_what_is_cited_is_listed_and_the_reverse() -> None:
    entries = re.findall(r"^@\w+\{(\w+),", (PAPER / "paper.bib").read_text(encoding="utf-8"), re.MULTILINE)
    cited = set(re.findall(r"@(\w+)", BODY))
    assert len(entries) == len(set(entries)) > 10
    assert cited == set(entries)


def test_every_entry_has_a_doi_of_its_own() -> None:
    dois = re.findall(r"doi = \{(10\.\d{4,}/\S+)\}", (PAPER / "paper.bib").read_text(encoding="utf-8"))
    assert len(dois) == len(set(dois)) == len(re.findall(r"^@", (PAPER / "paper.bib").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("section", SECTIONS)
def test_the_journals_sections_are_there(section: str) -> None:
    assert f"\n# {section}\n" in BODY


def test_it_is_as_long_as_the_journal_takes() -> None:
    assert 750 <= len(BODY.split()) <= 1750


def test_measured_numbers_are_those_of_the_page_on_performance() -> None:
    page = (PAPER.parent / "performance.md").read_text(encoding="utf-8")
    measured, here = rows(page, "the same month"), rows(TEXT, "the same month")
    assert len(here) >= 6
    assert {name: cells[:2] for name, cells in measured.items() if name in here} == here
