"""Catalogues brought up to date with the sentences and declarations: ``python -m partnerscape.show.reference.catalogues``.

What is new waits there untranslated, which a test refuses; what is no longer said is taken out.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from partnerscape.language import LANGUAGES
from partnerscape.language.catalogue import FOLDER
from partnerscape.system.output import settle_output

from .terms import declared_terms

PACKAGE = Path(__file__).parents[2]
KEYWORDS = {"phrase": None, "phrase_for": (2, 3)}
WIDTH = 120


def wanted() -> Catalog:
    """Every key: what files say through ``phrase`` and ``phrase_for``, and what declarations call things."""
    catalogue = Catalog(project="partnerscape", charset="utf-8")
    found = extract_from_dir(PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS)
    for file, _, message, _, context in sorted(found, key=lambda each: each[:2]):
        catalogue.add(message, locations=[(f"partnerscape/{file}", 0)], context=context)
    for text, place in declared_terms().items():
        if text not in catalogue:
            catalogue.add(text, locations=[(place.replace(" ", "_"), 0)])
    return catalogue


def updated(code: str) -> bytes:
    """A language's catalogue with the keys that are wanted today; its head and its translations stay."""
    file = FOLDER / f"{code}.po"
    head, _, _ = file.read_text("utf-8").partition("#: ")
    catalogue = read_po(io.BytesIO(file.read_bytes()), locale=code)
    catalogue.update(wanted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in catalogue:
        message.flags -= {"python-format", "python-brace-format"}  # values stand in braces, and "5 % of" is a sentence
    sink = io.BytesIO()
    write_po(sink, catalogue, width=WIDTH, include_lineno=False, omit_header=True)
    return head.encode() + sink.getvalue()


def untranslated(code: str) -> list[str]:
    """Keys that wait for words."""
    messages = [message for message in read_po(io.BytesIO(updated(code)), locale=code) if message.id]
    return [str(message.id) for message in messages if message.fuzzy or not all(_texts(message.string))]


def _texts(said: Any) -> list[str]:
    """Every form of a translation."""
    return [said] if isinstance(said, str) else list(said or [""])


def main() -> None:
    """Update every catalogue."""
    settle_output()
    for code in LANGUAGES:
        if code != "en":
            (FOLDER / f"{code}.po").write_bytes(updated(code))
            print(f"{code}: {len(wanted())} keys, {len(untranslated(code))} to translate", file=sys.stderr)


if __name__ == "__main__":
    main()
