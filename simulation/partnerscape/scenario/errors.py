"""Bad input gets one clear message per mistake: where, what was expected, what was found, what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONGEST_FOUND = 80  # characters of a value that are shown
MOST_NAMES = 24  # of known names that are listed
MOST_LINES = 40  # of one error
BARE = re.compile(r"[\w\-]+")


class Shown(str):
    """Text that an error shows verbatim; every other value is shown as its repr."""

    __slots__ = ()


def shown(found: object) -> Shown:
    """A value as an error shows it: shortened, as text only, so that errors can be pickled."""
    if isinstance(found, Shown):
        return found
    try:
        text = repr(found[: 2 * LONGEST_FOUND] if isinstance(found, str | bytes) else found)
    except Exception:  # noqa: BLE001 - a foreign value's repr may do anything
        text = f"a {type(found).__name__}"
    text = " ".join(text.split()) if "\n" in text else text
    return Shown(text if len(text) <= LONGEST_FOUND else text[: LONGEST_FOUND - 3] + "...")


NOTHING = Shown("nothing")


@dataclass(frozen=True)
class Misfit:
    """A value that does not fit.

    Parameters
    ----------
    key : str
        The key that holds it; empty: the whole table or file.
    expected : str
        What would fit, in words.
    found : object
        What was found; kept as the text that is shown.
    table : tuple of str, or str
        The tables that lead to the key, from the outermost; a str is a place that is shown as it is.
    advice : str
        What to do, if more can be said than ``expected`` does.
    """

    key: str
    expected: str
    found: object
    table: tuple[str, ...] | str = ()
    advice: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "found", shown(self.found))

    def within(self, *tables: str) -> Misfit:
        """The same misfit, seen from further out; a value's own misfit has no key until its holder names it."""
        inner = self.table if isinstance(self.table, tuple) else (self.table,)
        if not self.key and not self.table and tables:
            return Misfit(tables[-1], self.expected, self.found, tables[:-1], self.advice)
        return Misfit(self.key, self.expected, self.found, (*tables, *inner), self.advice)

    @property
    def table_name(self) -> str:
        """The table as a TOML file heads it, without brackets."""
        return self.table if isinstance(self.table, str) else ".".join(map(_step, self.table))

    @property
    def place(self) -> str:
        """Table and key, as a TOML file writes them."""
        key = self.key if isinstance(self.table, str) or not self.key else _step(self.key)
        return f"[{self.table_name}] {key}".strip() if self.table else key

    def line(self, file: str) -> str:
        """The misfit as one line of printable characters."""
        where = f"{file}: {self.place}" if file and self.place else file or self.place or "input"
        line = f"{where}: expected {self.expected}, found {self.found}" + (f"; {self.advice}" if self.advice else "")
        return printable(line)


def printable(text: str) -> str:
    """Text as one line of printable, encodable characters; the others are escaped as in Python."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _step(name: str) -> str:
    """A key as TOML writes it: quoted where it is not made of letters, digits, - and _."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return name if BARE.fullmatch(name) else f'"{escaped}"'


class InputError(ValueError):
    """Input that cannot be used: one line per misfit.

    Attributes
    ----------
    file : str
        Where it was given.
    misfits : tuple of Misfit
        Everything that is wrong.
    table, key, expected, found, advice : str
        Of the first.

    Examples
    --------
    >>> import partnerscape as ps
    >>> try:
    ...     ps.Policy(offers=0)
    ... except ps.InputError as error:
    ...     print(error.key, "|", error.expected, "|", error.found)
    offers | a number from 1 to 64 (offers) | 0
    """

    def __init__(
        self,
        file: str | Path,
        table: tuple[str, ...] | str,
        key: str,
        expected: str,
        found: object,
        advice: str = "",
        others: tuple[Misfit, ...] = (),
    ) -> None:
        self.file = str(file)
        self.misfits = (Misfit(key, expected, found, table, advice), *others)
        super().__init__("\n".join(self.lines))

    @classmethod
    def of(cls, misfits: Iterable[Misfit], file: str | Path = "") -> InputError:
        """An error of one misfit or more."""
        first, *others = misfits
        return cls(file, first.table, first.key, first.expected, first.found, first.advice, tuple(others))

    def at(self, file: str | Path, *tables: str) -> InputError:
        """The same misfits in a ``file``, seen from further out."""
        return InputError.of([misfit.within(*tables) if tables else misfit for misfit in self.misfits], file)

    def __reduce__(self) -> tuple[Any, ...]:
        return InputError.of, (self.misfits, self.file)

    @property
    def lines(self) -> list[str]:
        """The message, line by line; only the first of very many misfits."""
        lines = list(dict.fromkeys(misfit.line(self.file) for misfit in self.misfits[:MOST_LINES]))
        more = len(self.misfits) - MOST_LINES
        return [*lines, f"{self.misfits[0].line(self.file).partition(':')[0]}: {more} more"] if more > 0 else lines

    @property
    def table(self) -> str:
        """Table of the first misfit."""
        return self.misfits[0].table_name

    @property
    def key(self) -> str:
        """Key of the first misfit."""
        return self.misfits[0].key

    @property
    def expected(self) -> str:
        """What the first misfit should have been."""
        return self.misfits[0].expected

    @property
    def found(self) -> str:
        """What the first misfit was."""
        return str(self.misfits[0].found)

    @property
    def advice(self) -> str:
        """What to do about the first misfit."""
        return self.misfits[0].advice


class UnusualValue(UserWarning):
    """A value that is accepted although it is outside its usual range."""


def refuse(misfits: Iterable[Misfit], file: str | Path = "") -> None:
    """Raise InputError if there are any misfits.

    Parameters
    ----------
    misfits : iterable of Misfit
    file : str or Path, optional
        Where they are.

    Raises
    ------
    InputError
        With one line per misfit.

    Examples
    --------
    >>> refuse([])
    """
    if wrong := list(misfits):
        raise InputError.of(wrong, file)


def one_of(what: str, known: Iterable[str], meant: object) -> str:
    """What was expected, with the closest known word to the one found.

    Parameters
    ----------
    what : str
        What was expected, in words.
    known : iterable of str
    meant : object
        What was found.

    Returns
    -------
    str

    Examples
    --------
    >>> one_of("the name of a lever", ["offers", "retainer"], "ofers")
    "the name of a lever; did you mean 'offers'?"
    """
    close = closest(meant, known)
    return f"{what}; did you mean {close!r}?" if close is not None else what


def closest(meant: object, known: Iterable[str]) -> str | None:
    """The known word closest to a given one, ignoring case; None if none is close.

    Examples
    --------
    >>> closest("Comission_rate", ["commission_rate", "retainer"])
    'commission_rate'
    """
    words = [str(word) for word in known]
    lowered = {word.lower(): word for word in reversed(words)}
    text = str(meant)[:200]
    close = difflib.get_close_matches(text, words, n=1) or difflib.get_close_matches(text.lower(), list(lowered), n=1)
    return lowered.get(close[0].lower(), close[0]) if close else None


def named(known: Collection[str], meant: object, what: str = "one of") -> str:
    """For a name: the known ones, and the closest.

    Parameters
    ----------
    known : collection of str
    meant : object
        What was found.
    what : str, optional
        The words before the list.

    Examples
    --------
    >>> named(["offers", "retainer"], "ofers")
    "one of ['offers', 'retainer']; did you mean 'offers'?"
    """
    words = list(map(str, known))
    listed = str(words) if len(words) <= MOST_NAMES else f"{str(words[:MOST_NAMES])[:-1]} … {len(words) - MOST_NAMES} more]"
    return one_of(f"{what} {listed}", words, meant)
