"""Catalogues as translators keep them, read once per language."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

FOLDER = Path(__file__).parent / "catalogues"
NEEDS = "Babel, which reads catalogues and writes numbers in other languages than English: pip install 'partnerscape[office]'"


class NoTranslationError(ValueError):
    """Another language than English is asked for, and what it needs is not installed."""


@cache
def translations(code: str) -> NullTranslations:
    """What is said for each English sentence; English itself, and a language without a catalogue, say it as it is.

    Raises
    ------
    NoTranslationError
        Without Babel.
    """
    source = FOLDER / f"{code}.po"
    if code == "en" or not source.exists():
        return NullTranslations()
    try:
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po
    except ImportError:
        raise NoTranslationError(NEEDS) from None
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)
