"""Catalogues as translators keep them, read once per language."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

FOLDER = Path(__file__).parent / "catalogues"


@cache
def translations(code: str) -> NullTranslations:
    """What is said for each English sentence; English itself, and a language without a catalogue, say it as it is."""
    source = FOLDER / f"{code}.po"
    if code == "en" or not source.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo  # the extras `data`, `office` and `dashboard` bring it
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)
