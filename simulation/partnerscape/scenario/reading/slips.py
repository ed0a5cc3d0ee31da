"""Common mistakes in TOML numbers, words and files, and what to write instead."""

from __future__ import annotations

import re

NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
COMMA = re.compile(r"([+-]?\d+),(\d+)")
PERCENT = re.compile(rf"({NUMBER})\s*%")
MONEY = re.compile(rf"[€$£]\s*({NUMBER})|({NUMBER})\s*[€$£]")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:['’   ]\d{3})+")
GROUPED = re.compile(r"([+-]?\d{1,3})((?:\.\d{3})+),(\d+)|([+-]?\d{1,3})((?:,\d{3})+)(\.\d+)?")
VALUE = re.compile(r"=\s*(.*?)\s*(?:#.*)?$")
YES = {"yes", "y", "ja", "oui", "si", "sí", "sim", "da", "tak", "on", "true", "wahr", "vrai"}
NO = {"no", "n", "nein", "non", "não", "nie", "off", "false", "falsch", "faux"}
CURLY = "“”„‟‘’‚«»"
CONTROL = re.compile(r"[\x00-\x1f]")

MAGIC = {  # how files begin that are no text
    b"PK\x03\x04": "an Excel workbook or another zipped file",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"%PDF": "a PDF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"PAR1": "a Parquet table",
    b"SQLite": "a database",
}
UTF = {  # how text begins that is not UTF-8; the longer marks first
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
BACKSLASH = r"a backslash in double quotes starts an escape: write /, or use single quotes, as in 'C:\data\mine.toml'"
AS_UTF8 = "save the file as UTF-8"
AS_TEXT = "write the tables as TOML in a text editor; `partnerscape copy marketplace mine.toml` gives you a file to start from"


def not_utf8(content: bytes, fault: UnicodeDecodeError) -> tuple[str, str]:
    """What a file is that is no UTF-8 text, and what to do."""
    for mark, kind in UTF.items():
        if content.startswith(mark):
            return f"{kind} text", AS_UTF8
    byte = f"byte {fault.object[fault.start]:#x} at {fault.start}"
    return byte, f"{AS_UTF8} if it is text in another encoding (Windows-1252, Latin-1)"


def not_text(content: bytes) -> str:
    """What a file is by its first bytes, if it is no text; else empty."""
    return next((kind for mark, kind in MAGIC.items() if content.startswith(mark)), "")


def in_place_of_number(text: str) -> str:
    """What to write in place of a number that was given as text; empty if it is none."""
    text = text.strip()
    if part := PERCENT.fullmatch(text):
        return f"write {float(part[1].replace(',', '.')) / 100:.10g}"
    if part := COMMA.fullmatch(text):
        return f"write {part[1]}.{part[2]}, with a decimal point"
    if part := MONEY.fullmatch(text):
        return f"write {(part[1] or part[2]).replace(',', '.')}, without the currency"
    if (part := GROUPED.fullmatch(text)) and not COMMA.fullmatch(text):
        whole, rest = (part[1] + part[2], f".{part[3]}") if part[1] else (part[4] + part[5], part[6] or "")
        return f"write {whole.replace('.', '').replace(',', '')}{rest}"
    if THOUSANDS.fullmatch(text):
        return f"write {''.join(c for c in text if c in '+-0123456789')}"
    return ""


def in_place_of_truth(text: str) -> str:
    """What to write in place of a word for yes or no; empty if it is none."""
    word = text.strip().lower()
    return "write true" if word in YES else "write false" if word in NO else ""


def in_place_of(text: str) -> str:
    """What to write in place of a number, of true or of false; empty if it is none of them."""
    return in_place_of_number(text) or in_place_of_truth(text)


def in_toml(text: str, line_number: int) -> str:
    """What to write in a line that TOML does not read; empty if it cannot be said."""
    lines = text.split("\n")
    line = lines[line_number - 1].strip() if 0 < line_number <= len(lines) else ""
    if any(c in CURLY for c in line.partition("#")[0]):
        return 'write straight quotes: "'
    if re.search(r'"[^"]*\\', line):
        return BACKSLASH
    if text.lstrip().startswith("{"):
        return "this looks like JSON; TOML writes key = value, one per line, and [table] above the keys of a table"
    match = VALUE.search(line)
    if match is None:
        return _no_value(line)
    value = match[1]
    return in_place_of(value) or _unquoted(value)


def _no_value(line: str) -> str:
    if re.match(r"[\w\-\"' ]+:(\s|$)", line):
        return "TOML writes key = value"
    if ";" in line or "\t" in line or line.count(",") > 1:
        return f"this looks like a spreadsheet table; {AS_TEXT}"
    return ""


def _unquoted(value: str) -> str:
    return f'write text in quotes: "{value}"' if re.fullmatch(r"[^\W\d][\w .\-/:]{0,60}", value) else ""


def in_path(path: str) -> str:
    r"""What to write if a path lost its backslashes to TOML's escapes (``C:\temp`` has a tab in it)."""
    lost = CONTROL.search(path)
    return BACKSLASH if lost else ""
