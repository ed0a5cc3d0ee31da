"""One sum as people write it: digits and separators, sign, currency."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from .grid import OWN_WORDS

SIGNS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₺": "TRY", "₹": "INR", "₩": "KRW", "₴": "UAH", "₪": "ILS", "₫": "VND"}
WORDS = {
    "R$": "BRL",
    "Kč": "CZK",
    "Fr.": "CHF",
    "US$": "USD",
    "kr": "kr",
    "$": "$",
} | OWN_WORDS["currencies"]
CODES = frozenset(
    re.findall(
        "[A-Z]{3}",
        "USD EUR GBP CHF JPY CNY INR RUB BRL CAD AUD NZD SEK NOK DKK PLN CZK HUF RON BGN TRY UAH ILS ZAR MXN ARS CLP "
        "COP PEN KRW SGD HKD TWD THB IDR MYR PHP VND AED SAR EGP NGN KES GHS MAD KZT GEL RSD ISK ",
    )
)
LONGEST = 40  # characters
CURRENCY = re.compile(r"^(\D*?)\s*([-+−(]?[\d.,'’\s]*\d[\d.,'’\s]*[-)−]?)\s*(\D*?)$")
SPACES = re.compile(r"[\s\u00a0\u2009\u202f]")
READINGS = {  # a number by its decimal sign; thousands in threes, or as in India
    ".": re.compile(r"(?:\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d{2})+,\d{3}|[1-9]\d{0,2}(?:['’ ]\d{3})+)?(?:\.\d*)?"),
    ",": re.compile(r"(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:['’ ]\d{3})+)?(?:,\d*)?"),
}


@dataclass(frozen=True)
class Written:
    """A number's text without currency, spaces and signs.

    Attributes
    ----------
    body : str
        Digits and separators.
    negative : bool
    currency : str
        Code or sign; empty if none is stated.
    """

    body: str
    negative: bool
    currency: str

    def value(self, decimal: str) -> float | None:
        """The number by a decimal sign; None where it is none."""
        if not READINGS[decimal].fullmatch(self.body):
            return None
        other = "," if decimal == "." else "."
        plain = re.sub("['’ ]", "", self.body).replace(other, "").replace(decimal, ".")
        number = float(Decimal(plain)) if any(c.isdigit() for c in plain) else None
        return None if number is None else -number if self.negative else number


@lru_cache(maxsize=200_000)
def written(text: str) -> Written | None:
    """A number's text, taken apart; None where it is no number.

    Examples
    --------
    >>> written("(1.234,50 €)").value(",")
    -1234.5
    """
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if not text.isprintable() and SPACES.sub("", text).isprintable():
        text = SPACES.sub(" ", text)
    bracketed = text.startswith("(") and text.endswith(")")
    match = CURRENCY.fullmatch(text[1:-1].strip() if bracketed else text)
    if not match:
        return None
    before, body, after = match[1].strip(), match[2].strip(), match[3].strip()
    minus = bracketed
    for sign in "-−":
        minus |= body.startswith(sign) or body.endswith(sign) or sign in (before[:1], before[-1:])
        before = before.strip(f"{sign} ")
    minus |= body.startswith("(") and body.endswith(")")
    body = SPACES.sub(" ", body.strip("-−+() "))
    currency = _currency(before, after)
    return None if currency is None or (not body.isascii() and "’" not in body) else Written(body, minus, currency)


def _currency(before: str, after: str) -> str | None:
    """A currency stated on one side; empty: none; None: something else."""
    stated = [word for word in (before, after) if word not in ("", "+")]
    if len(stated) > 1:
        return None
    if not stated:
        return ""
    word = stated[0]
    known = SIGNS.get(word) or WORDS.get(word) or WORDS.get(word.casefold())
    return known or (word.upper() if word.upper() in CODES else None)


def currencies_in(names: Iterable[str]) -> list[str]:
    """Currencies that a column's name states: ``Revenue (EUR)``, ``amount_usd``."""
    currencies = []
    for name in names:
        words = re.findall(r"[A-Za-z]+|[^\w\s]", name.replace("_", " "))
        currencies += [code for word in words if (code := SIGNS.get(word) or (word.upper() if word.upper() in CODES else ""))]
    return list(dict.fromkeys(currencies))
