"""Text files of tables: encoding and separator, found from the file's own bytes."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from pathlib import Path

from partnerscape.scenario.errors import InputError, Shown

from .grid import Grid

MARKS = (  # how text in Unicode begins; the longer marks first
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ONE_BYTE = ["cp1252", "cp1251", "cp1250", "cp1253", "cp1254"]  # what Windows writes where it does not write Unicode
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "stroke"}
SAMPLE = 400  # lines that decide the separator
LOOKED_AT = 200_000  # bytes that decide the encoding
IN_MAP = 'write encoding = "cp1252" (or another) under [file] in a map'


def read_text(content: bytes, path: Path, encoding: str = "", separator: str = "") -> Grid:
    """A text file's cells.

    Parameters
    ----------
    content : bytes
    path : Path
        For errors.
    encoding, separator : str
        As stated by the user; empty: found from the file.

    Raises
    ------
    InputError
        If the bytes are no text, or nothing separates columns.
    """
    text, encoding = _decoded(content, path, encoding)
    text = text.removeprefix(codecs.BOM_UTF8.decode())
    first = text[:16].splitlines()[0] if text[:16].strip() else ""
    stated = first[4] if len(first) == 5 and first.lower().startswith("sep=") else ""  # a line that Excel writes and reads
    skipped = 1 if stated else 0
    text = text.split("\n", 1)[-1] if skipped else text
    separator = separator or stated or _separator(text)
    rows, lines = _split(text, separator, path, skipped)
    if not any(any(cell is not None for cell in row) for row in rows):
        raise InputError(path, "", "", "a table of sales", Shown("an empty file"))
    return Grid(rows, lines, encoding, separator)


def _decoded(content: bytes, path: Path, stated: str) -> tuple[str, str]:
    encoding = stated or _encoding(content, path)
    try:
        return content.decode(encoding), encoding
    except (UnicodeError, LookupError, ValueError) as error:
        raise InputError(path, "", "", "text that can be read", Shown(f"{encoding}: {error}"), IN_MAP) from None


def _encoding(content: bytes, path: Path) -> str:
    """The encoding: by its mark, by zero bytes, UTF-8 if it is valid, else the likeliest of one byte per letter."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return name
    pairs = content[: LOOKED_AT // 2 * 2]
    for name, at in (("utf-16-le", 1), ("utf-16-be", 0)):
        if len(pairs) >= 4 and pairs[at::2].count(0) > 0.4 * len(pairs[at::2]):
            return name
    try:
        content.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return _likeliest(content, path)


def _likeliest(content: bytes, path: Path) -> str:
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        found = Shown("text in another encoding than UTF-8")
        raise InputError(path, "", "", "UTF-8", found, f'{IN_MAP}, or install "partnerscape[data]"') from None
    best = from_bytes(content[:LOOKED_AT], cp_isolation=ONE_BYTE, threshold=1.0).best()
    if best is None:
        raise InputError(path, "", "", "text", Shown("bytes in no known encoding"), IN_MAP)
    return best.encoding


def _separator(text: str) -> str:
    """The sign that cuts most lines into equally many columns."""
    lines = text.splitlines(keepends=True)[:SAMPLE]

    def evenness(sign: str) -> float:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign) if any(cell.strip() for cell in row)]
        except csv.Error:
            return 0.0
        width, times = Counter(widths).most_common(1)[0] if widths else (1, 0)
        return times / len(widths) * width if width > 1 else 0.0

    return max(SEPARATORS, key=evenness)


def _split(text: str, separator: str, path: Path, skipped: int) -> tuple[list[list[str | None]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str | None]] = []
    lines: list[int] = []
    start = 1
    try:
        for row in reader:
            rows.append([cell if cell.strip() else None for cell in row])
            lines.append(start + skipped)
            _closed(row, start + skipped, separator, path)
            start = reader.line_num + 1
    except (csv.Error, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(path, f"row {start + skipped}", "", "cells of a table", Shown(str(error))) from None
    return rows, lines


def _closed(row: list[str], line: int, separator: str, path: Path) -> None:
    """A quotation mark that is never closed swallows rows."""
    swallowed = next((cell for cell in row if cell.count("\n") > 1 and cell.count(separator) > 1), None)
    if swallowed is not None:
        raise InputError(path, f"row {line}", "", "closed quotation marks", Shown(f"a cell of {swallowed.count(chr(10))} lines"))
