"""Partners' ids: one per partner however it is spelt, and pseudonyms in their place."""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from partnerscape.scenario.errors import InputError
from partnerscape.tables.grid import SPACES, as_written

SALT = 16  # bytes
LETTERS = 10  # of a pseudonym
CODE = 15  # letters from which case matters: ids as CRM systems make them
LOST_DIGITS = "E+"
HEX = re.compile(r"(?:[0-9a-f]{2}){8,64}")


@dataclass(frozen=True)
class Folding:
    """Which ids are one partner.

    Attributes
    ----------
    of : dict of str to str
        The id by each of its spellings.
    spaces, case, zeros : tuple of str
        Ids that were spelt with other spaces, other case, or without their leading zeros.
    """

    of: dict[str, str]
    spaces: tuple[str, ...] = ()
    case: tuple[str, ...] = ()
    zeros: tuple[str, ...] = ()


def spelling(value: Any) -> str:
    """An id as it stands in a cell, spaces at its ends included; whole numbers without ``.0``."""
    return value if isinstance(value, str) else as_written(value)


def fold(spellings: Iterable[str], as_they_are: bool = False) -> Folding:
    """Spellings that are one partner: with other spaces or case, or without leading zeros.

    Parameters
    ----------
    spellings : iterable of str
        Every occurrence; the most frequent spelling of a partner is its id.
    as_they_are : bool
        Only spaces at the ends are folded.

    Raises
    ------
    InputError
        Of no file: if an id without zeros could be several with zeros.

    Examples
    --------
    >>> fold(["ACME", "ACME ", "Acme", "007", "7"]).of
    {'ACME': 'ACME', 'ACME ': 'ACME', 'Acme': 'ACME', '007': '007', '7': '007'}
    """
    times = Counter(spellings)
    tidy = {text: SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip() for text in times}
    if as_they_are:
        return Folding(tidy, spaces=_spaced(tidy))
    groups: dict[str, Counter[str]] = {}
    for text, number in times.items():
        groups.setdefault(_key(tidy[text]), Counter())[tidy[text]] += number
    first = {key: max(counts, key=lambda text: counts[text]) for key, counts in groups.items()}
    cased = {text: first[_key(tidy[text])] for text in times}
    padded = _padded(set(cased.values()))
    of = {text: padded.get(name, name) for text, name in cased.items()}
    case = tuple(first[key] for key, counts in groups.items() if len(counts) > 1)
    return Folding(of, _spaced(tidy), case, tuple(sorted(set(padded.values()))))


def _key(text: str) -> str:
    """What spellings of one partner share; a long code of letters and digits is none but itself."""
    code = len(text) >= CODE and text.isalnum() and any(c.isdigit() for c in text) and not text.isdigit()
    return text if code else unicodedata.normalize("NFKC", text).casefold()


def _spaced(tidy: Mapping[str, str]) -> tuple[str, ...]:
    """Ids that stand with spaces too many, and elsewhere without or with others."""
    spellings = Counter(_key(name) for name in tidy.values())
    return tuple(dict.fromkeys(name for text, name in tidy.items() if text != name and spellings[_key(name)] > 1))


def _padded(names: set[str]) -> dict[str, str]:
    """Ids without their leading zeros, with the one that has them."""
    with_zeros: dict[str, list[str]] = {}
    for name in sorted(names):
        if name.isascii() and name.isdigit() and name.startswith("0") and name.strip("0"):
            with_zeros.setdefault(name.lstrip("0"), []).append(name)
    for several in with_zeros.values():
        if len(several) > 1:
            advice = 'write ids = "as written" in a map if they are different partners; else mend them'
            raise InputError("", "", "partner", f"one spelling of {several[0]}", ", ".join(several), advice)
    return {bare: several[0] for bare, several in with_zeros.items() if bare in names}


def matched(names: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Ids of another table by those of this one: the same key, else the same number with other zeros before it."""
    by_key = {_key(name): name for name in known}
    by_number: dict[str, list[str]] = {}
    for name in by_key.values():
        if name.isdigit():
            by_number.setdefault(name.lstrip("0"), []).append(name)
    out = {}
    for name in names:
        same = by_number.get(name.lstrip("0"), []) if name.isdigit() else []
        match = by_key.get(_key(name)) or (same[0] if len(same) == 1 else None)
        if match is not None:
            out[name] = match
    return out


def new_salt() -> str:
    """A random salt."""
    return secrets.token_hex(SALT)


def checked_salt(salt: str) -> str:
    """A salt in hexadecimal digits.

    Raises
    ------
    InputError
        If it is none.
    """
    if not HEX.fullmatch(salt):
        raise InputError("", "", "salt", "16 to 128 hexadecimal digits, two per byte", salt)
    return salt


def pseudonyms(names: Iterable[str], salt: str) -> dict[str, str]:
    """A name in place of each id, the same whenever the salt is.

    Examples
    --------
    >>> pseudonyms(["ACME"], "00")
    {'ACME': 'p-d40ac7d920'}
    """
    known = sorted(set(names))
    for letters in (LETTERS, 2 * LETTERS):
        out = {
            name: f"p-{hmac.new(bytes.fromhex(salt), name.encode('utf-8', 'replace'), sha256).hexdigest()[:letters]}"
            for name in known
        }
        if len(set(out.values())) == len(known):
            break
    return out
