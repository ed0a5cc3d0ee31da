"""Every source that code, docs or tests name by author and year is in docs/bibliography.md, which is in alphabetical order."""

import re
import unicodedata
from calendar import month_name
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAME = r"(?:[Vv]an den |[Vv]an |[Dd]e )?[A-Z][\w'\-]*[a-z']"
CITATION = re.compile(rf"({NAME}(?:(?:,| &|, &) {NAME})*)( et al\.)?(?:'s)?,? \(?((?:18|19|20)\d\d)\b")
ACRONYMS = {"PAWN", "PRIM"}  # may stand before an author, with a comma
READ = (
    *sorted((ROOT / "simulation").rglob("*.py")),
    *sorted((ROOT / "tests").rglob("*.py")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "experiments" / "claims").glob("*.toml")),
    *sorted((ROOT / "scenarios").rglob("*.toml")),
)


def plain(text: str) -> str:
    """Without accents, and one spelling of an umlaut: Holmstrom, Boeckenholt -> Bockenholt."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("oe", "o")


def citations(text: str) -> set[tuple[tuple[str, ...], str]]:
    """Authors' surnames and the year of every citation in a text."""
    found = set()
    for match in CITATION.finditer(" ".join(plain(text).split())):
        names = tuple(n for n in re.split(r",? & |, ", match[1].removesuffix("'s")) if n not in ACRONYMS)
        if names[:1] and names[0] not in month_name:  # a date
            found.add((names, match[3]))
    return found


def entries() -> list[str]:
    """The lines of the bibliography."""
    return [line[2:] for line in (ROOT / "docs" / "bibliography.md").read_text("utf-8").splitlines() if line.startswith("- ")]


ENTRIES = [plain(entry).partition("). ")[0] for entry in entries()]  # authors and year


def listed(names: tuple[str, ...], year: str) -> bool:
    """Whether an entry of that year has all these authors."""
    return any(entry.rpartition("(")[2].startswith(year) and all(name in entry for name in names) for entry in ENTRIES)


def test_every_citation_is_in_the_bibliography() -> None:
    named = {(cited, str(path.relative_to(ROOT))) for path in READ for cited in citations(path.read_text("utf-8"))}
    assert len({cited for cited, _ in named}) > 80  # the pattern finds citations at all
    missing = sorted(f"{' & '.join(names)} {year} ({path})" for (names, year), path in named if not listed(names, year))
    assert not missing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a draw (Salmon et al. 2011)", (("Salmon",), "2011")),
        ("of Clopper & Pearson (1934) for", (("Clopper", "Pearson"), "1934")),
        ("gives Wright's (1936) slope", (("Wright",), "1936")),
        ("Schmitt, Skiera & Van den Bulte 2011.", (("Schmitt", "Skiera", "Van den Bulte"), "2011")),
        ("Sobol' et al. (2007)", (("Sobol'",), "2007")),
        ("(PRIM, Friedman & Fisher 1999)", (("Friedman", "Fisher"), "1999")),
    ],
)
def test_citations_are_recognised(text: str, expected: tuple[tuple[str, ...], str]) -> None:
    assert expected in citations(text)


def test_a_source_that_is_not_listed_is_missed() -> None:
    assert not listed(("Nobody",), "1999")
    assert not listed(("Nash",), "1951")


def test_the_bibliography_is_in_alphabetical_order_and_names_nothing_twice() -> None:
    sources = (ROOT / "docs" / "bibliography.md").read_text("utf-8").partition("## Industry")[0]
    unaccented = "".join(c for c in unicodedata.normalize("NFD", sources.lower()) if not unicodedata.combining(c))
    lines = [line for line in unaccented.splitlines() if line.startswith("- ")]
    assert lines == sorted(lines)
    assert len(lines) == len(set(lines))
