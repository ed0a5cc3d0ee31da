"""Which language is spoken now, and a sentence in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .catalogue import NoTranslationError, translations
from .numbers import in_digits

LANGUAGES = {"en": "English", "ru": "Русский"}
VARIABLE = "PARTNERSCAPE_LANGUAGE"
_spoken: ContextVar[str | None] = ContextVar("language", default=None)


def language() -> str:
    """The language that is spoken now: that of ``in_language``, else of the variable PARTNERSCAPE_LANGUAGE, else English.

    Returns
    -------
    str
        Its code, such as ``"en"``.

    Examples
    --------
    >>> with in_language("en"):
    ...     language()
    'en'
    """
    spoken = _spoken.get() or os.environ.get(VARIABLE, "en")
    return spoken if spoken in LANGUAGES else "en"


def speakable() -> dict[str, str]:
    """The languages of ``LANGUAGES`` that this installation can speak: all with Babel, else English alone.

    Returns
    -------
    dict of str
        Names by code.

    Examples
    --------
    >>> speakable()["en"]
    'English'
    """
    return {code: name for code, name in LANGUAGES.items() if _can_speak(code)}


def _can_speak(code: str) -> bool:
    try:
        translations(code)
    except NoTranslationError:
        return False
    return True


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Everything within is said in this language: ``with in_language("ru"): …``.

    Parameters
    ----------
    code : str
        One of ``LANGUAGES``; another is taken as English.
    """
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def phrase(english: str, /, **values: object) -> str:
    """A whole sentence in the language spoken, with its values filled in.

    Parameters
    ----------
    english
        The sentence in English, with names in braces where values stand; it is also the catalogue's key.
    **values
        What stands for each name; numbers already as text (``show.style.numbers``).

    Examples
    --------
    >>> phrase("{partner} earns {money} more per month.", partner="Gold", money="€120")
    'Gold earns €120 more per month.'
    """
    return translations(language()).gettext(english).format(**values)


def phrase_for(number: int, one: str, many: str, /, **values: object) -> str:
    """The same where a count decides the form; ``{number}`` may stand in both.

    Examples
    --------
    >>> phrase_for(1, "{number} partner loses.", "{number} partners lose.")
    '1 partner loses.'
    """
    values.setdefault("number", in_digits(f"{number:,}", language()))
    return translations(language()).ngettext(one, many, number).format(**values)


def term(english: str) -> str:
    """What a declaration calls something (a lever, a metric, a unit, a shipped segment), in the language spoken.

    Unlike a sentence it has no places for values, and a name that no catalogue knows (a user's own) stays as it is.

    Examples
    --------
    >>> term("offers"), term("{as it is}")
    ('offers', '{as it is}')
    """
    return translations(language()).gettext(english) if english.strip() else english
