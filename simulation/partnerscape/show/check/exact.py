"""Numbers of a contract: as exact as they are written, where reports round."""

from __future__ import annotations

from partnerscape.language import language, phrase, phrase_for
from partnerscape.language.numbers import with_currency

from ..style.numbers import MINUS, digits_of


def sum_of(value: float, currency: str) -> str:
    """Money to the cent: ``€12.50``, ``€30,000``, ``CHF 50``.

    Examples
    --------
    >>> sum_of(84.5, "€"), sum_of(30000.0, "CHF")
    ('€84.50', 'CHF 30,000')
    """
    text = digits_of(f"{abs(value):,.2f}".removesuffix(".00"))
    return f"{MINUS if value < 0 else ''}{with_currency(text, currency, language())}"


def share_of(value: float) -> str:
    """A rate to a millionth: ``20 %``, ``5.25 %``."""
    return digits_of(f"{MINUS if value < 0 else ''}{100.0 * abs(value):.6f}".rstrip("0").rstrip(".")) + " %"


def number_of(value: float) -> str:
    """A count: ``12``, ``1,550``, ``2.5``."""
    return digits_of(f"{value:,.6f}".rstrip("0").rstrip(".").replace("-", MINUS))


def months_of(number: int) -> str:
    """``1 month``, ``12 months``."""
    return phrase_for(number, "{number} month", "{number} months")


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``13th``; in other languages than English the number alone."""
    if language() != "en":
        return str(number)
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def joined(words: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``; names as they are written."""
    return words[0] if len(words) == 1 else phrase("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])
