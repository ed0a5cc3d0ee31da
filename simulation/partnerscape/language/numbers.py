"""Numbers as a language writes them, from their English text: its separators, and the side on which money is named."""

from __future__ import annotations

from functools import cache

from .catalogue import NEEDS, NoTranslationError


@cache
def _separators(code: str) -> dict[int, str]:
    """What stands for the comma between thousands, and for the decimal point."""
    try:
        from babel.numbers import get_decimal_symbol, get_group_symbol
    except ImportError:
        raise NoTranslationError(NEEDS) from None
    return {ord(","): get_group_symbol(code), ord("."): get_decimal_symbol(code)}


@cache
def _around(code: str) -> tuple[str, str]:
    """What stands before and after an amount, with ¤ for the currency."""
    try:
        from babel import Locale
    except ImportError:
        raise NoTranslationError(NEEDS) from None
    pattern = Locale.parse(code).currency_formats["standard"]
    return pattern.prefix[0], pattern.suffix[0]


def in_digits(text: str, code: str) -> str:
    """A number's English text, ``12,345.6``, with the separators of a language.

    Rounding and the number of digits stay those of English, so that two languages never show two results.

    Examples
    --------
    >>> in_digits("12,345.6", "en")
    '12,345.6'
    """
    return text if code == "en" else text.translate(_separators(code))


def with_currency(amount: str, currency: str, code: str) -> str:
    """An amount's text with its currency: ``€120``, ``EUR 120``; in Russian ``120 €``.

    Examples
    --------
    >>> with_currency("120", "€", "en"), with_currency("120", "EUR", "en")
    ('€120', 'EUR 120')
    """
    if code == "en":
        return f"{currency}{'' if len(currency) == 1 else ' '}{amount}"
    if not currency:
        return amount
    before, after = _around(code)
    return f"{before.replace('¤', currency)}{amount}{after.replace('¤', currency)}"
