"""The sheets of a scenario's workbook: what each holds, and what its columns are called in every language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from partnerscape.language import LANGUAGES, NoTranslationError, in_language, phrase

GRIDS = (
    "programme",
    "time",
    "market",
    "segments",
    "policies",
    "plans",
    "assumptions",
    "uncertain",
    "today",
    "goals",
    "history",
    "start",
    "fitted",
)
TABLES = ("catalogue", "by_hand", "events")
REQUIRED = ("programme", "time", "market", "segments", "catalogue", "policies", "assumptions")
COLUMNS_OF = {"segments": "item", "policies": "item", "plans": "item", "uncertain": "ends"}  # others have one value
COMPLETE = "complete"  # a policy's row: what is blank is at its default, not as in the policy that it is based on
SPARE = 2  # empty columns and rows, to add something


def titles() -> dict[str, str]:
    """What each sheet is called, in their order."""
    return {
        "read_me": phrase("Read me"),
        "programme": phrase("Programme"),
        "policies": phrase("Policies"),
        "plans": phrase("Pay plans"),
        "segments": phrase("Segments"),
        "market": phrase("Market"),
        "catalogue": phrase("Offers"),
        "time": phrase("Time"),
        "goals": phrase("Goals"),
        "today": phrase("Today"),
        "uncertain": phrase("Uncertainties"),
        "events": phrase("Events"),
        "assumptions": phrase("Assumptions"),
        "by_hand": phrase("Unsourced"),
        "history": phrase("History"),
        "start": phrase("Start"),
        "fitted": phrase("Fitted"),
        "notes": phrase("Notes"),
    }


def heads() -> dict[str, str]:
    """What each column is called."""
    return {
        "name": phrase("Name"),
        "key": phrase("Key"),
        "value": phrase("Value"),
        "from": phrase("From"),
        "to": phrase("To"),
        "unit": phrase("Unit"),
        "range": phrase("Usual range"),
        "source": phrase("Source"),
        "meaning": phrase("Meaning"),
    }


def words() -> dict[str, str]:
    """Words that stand for a truth, and for an empty list or table."""
    return {"yes": phrase("yes"), "no": phrase("no"), "none": phrase("none")}


def _reversed(named: Callable[[], Mapping[str, str]]) -> dict[str, str]:
    """By what something is called in any language, small letters, what it is; a language that cannot be read is not there."""
    meant: dict[str, str] = {}
    for code in LANGUAGES:
        try:
            with in_language(code):
                meant |= {called.casefold(): name for name, called in named().items()}
        except NoTranslationError:
            continue
    return meant


@cache
def block_of() -> dict[str, str]:
    """Blocks by their sheets' titles."""
    return _reversed(titles)


@cache
def column_of() -> dict[str, str]:
    """Columns by their heads."""
    return _reversed(heads)


@cache
def word_of() -> dict[str, str]:
    """Words by how they are written."""
    return _reversed(words)
