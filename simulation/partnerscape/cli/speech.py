"""The language of a command: ``--language``, before or after the command's name."""

from __future__ import annotations

import sys
from typing import Any

from typer.core import TyperGroup

from partnerscape.language import LANGUAGES, NoTranslationError, in_language, phrase
from partnerscape.language.numbers import in_digits

from .console import say

OPTION = "--language"


class Speaking(TyperGroup):
    """Commands with one option of all: wherever it is typed, it is read first."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As typed, with the language at the front."""
        return super().parse_args(ctx, language_first(args))


def language_first(args: list[str]) -> list[str]:
    """Arguments with the option for the language moved to the front; what follows ``--`` stays.

    Examples
    --------
    >>> language_first(["compare", "marketplace", "--language", "ru", "--seeds", "8"])
    ['--language', 'ru', 'compare', 'marketplace', '--seeds', '8']
    """
    end = args.index("--") if "--" in args else len(args)
    first, rest, typed = [], [], iter(args[:end])
    for word in typed:
        if word == OPTION:
            first += [word, *([value] if (value := next(typed, None)) is not None else [])]
        elif word.startswith(f"{OPTION}="):
            first.append(word)
        else:
            rest.append(word)
    return [*first, *rest, *args[end:]]


def spoken(code: str) -> str:
    """The language of a code such as ``ru`` or ``ru_RU.UTF-8``, ready to be spoken.

    Raises
    ------
    InputError
        For a language that is not spoken, and where Babel is missing that reads its catalogue.
    """
    from partnerscape.scenario import InputError, named

    known = code.replace("-", "_").partition("_")[0].lower()
    if known not in LANGUAGES:
        raise InputError("command line", "", OPTION, named(LANGUAGES, known), code)
    try:
        with in_language(known):
            phrase("yes")
        in_digits("1", known)
    except NoTranslationError as error:
        raise InputError("command line", "", f"{OPTION} {known}", str(error), "no Babel") from None
    return known


def warn_of_letters(code: str) -> None:
    """One line where standard output has no letters of the language, so that question marks are no riddle."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        LANGUAGES[spoken(code)].encode(encoding)
    except (LookupError, UnicodeEncodeError):
        say(f"warning: standard output in {encoding} has no letters of {code}: set PYTHONIOENCODING=utf-8")
