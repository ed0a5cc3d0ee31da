"""Text that any terminal, pipe or file takes: what an encoding lacks is written in readable ASCII."""

from __future__ import annotations

import codecs
import sys
import unicodedata

PLAIN = {
    "\u00a0": " ",
    "−": "-",
    "–": "-",
    "—": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "„": '"',
    "‟": '"',
    "«": '"',
    "»": '"',
    "‚": "'",
    "”": '"',
    "…": "...",
    "·": ".",
    "•": "*",
    "▸": ">",
    "\u2060": "",  # word joiner
    "●": "*",
    "○": "o",
    "◇": "<>",
    "▬": "=",
    "×": "x",
    "÷": "/",
    "±": "+-",
    "≤": "<=",
    "≥": ">=",
    "≈": "~",
    "≠": "!=",
    "→": "->",
    "←": "<-",
    "√": "sqrt ",
    "Σ": "sum ",
    "∞": "infinity",
    "§": "section ",
    "°": " degrees",
    "ß": "ss",
    "Ä": "Ae",
    "Ö": "Oe",
    "Ü": "Ue",
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "Æ": "Ae",
    "æ": "ae",
    "Ø": "O",
    "ø": "o",
    "€": "EUR ",
    "£": "GBP ",
    "¥": "JPY ",
    "₹": "INR ",
    "₩": "KRW ",
    "₺": "TRY ",
    "₽": "RUB ",
    "₪": "ILS ",
    "₱": "PHP ",
    "₫": "VND ",
    "₴": "UAH ",
    "₦": "NGN ",
}
HANDLER = "partnerscape.readable"
REPLACED = ("strict", "surrogateescape", "backslashreplace")  # an error handler that somebody chose stays


def plain(character: str) -> str:
    """A character in readable ASCII; ``?`` for one without any."""
    if character in PLAIN:
        return PLAIN[character]
    if letters := unicodedata.normalize("NFKD", character).replace("⁄", "/").encode("ascii", "ignore").decode():
        return letters
    if unicodedata.combining(character):
        return ""
    words = unicodedata.name(character, "").lower().split()
    return words[-1] if words[:1] == ["greek"] else "?"


def _readable(error: UnicodeError) -> tuple[str | bytes, int]:
    """An error handler of encoders; the bytes of a file's name that are no text stay what they are."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character = error.object[error.start]
    if "\udc80" <= character <= "\udcff":
        return bytes([ord(character) - 0xDC00]), error.start + 1
    return plain(character), error.start + 1


codecs.register_error(HANDLER, _readable)


def settle_output() -> None:
    """Let standard output and error take any text, whatever the locale: no character ends a finished run."""
    for stream in (sys.stdout, sys.stderr):
        if getattr(stream, "errors", None) in REPLACED and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=HANDLER)


def encodable(text: str, encoding: str) -> str:
    """Text as an encoding can write it, so that what is laid out in columns knows its width."""
    return text.encode(encoding, HANDLER).decode(encoding, "surrogateescape")


def as_text(name: str) -> str:
    """A file's name as text that can be written: bytes that are none become ``?``."""
    return name.encode("utf-8", "replace").decode()
