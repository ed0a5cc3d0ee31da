"""What Mesa's users give as ``rng`` or ``seed``, as the whole number that all luck of a model hangs on."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from partnerscape.scenario import InputError

BITS = 53  # a float, a table and JSON keep such a number as it is
EXPECTED = (
    "a whole number, a text, a NumPy Generator, BitGenerator or SeedSequence, a list of whole numbers, or None for fresh luck"
)


def seed_of(given: Any = None) -> int:
    """The seed that stands for what is given; equal values are the same seed in every process.

    Parameters
    ----------
    given : int, str, Generator, BitGenerator, SeedSequence, random.Random, sequence of int or None
        A whole number is the seed itself, also as 1.0 or "1". A generator is drawn from, so that the next model made with
        it has other luck. None draws from the operating system.

    Raises
    ------
    InputError
        For anything else.

    Examples
    --------
    >>> seed_of("1"), seed_of(1.0)
    (1, 1)
    """
    if given is None:
        return _drawn(np.random.SeedSequence())
    if isinstance(given, str):
        return _of_text(given)
    if isinstance(given, int | float | np.integer | np.floating) and not isinstance(given, bool):
        return _whole(given)
    if isinstance(given, np.random.SeedSequence):
        return _drawn(given)
    return _of_generator(given)


def _of_generator(given: Any) -> int:
    if isinstance(given, random.Random):
        return given.getrandbits(BITS)
    if isinstance(given, np.random.BitGenerator):
        given = np.random.Generator(given)
    if isinstance(given, np.random.Generator | np.random.RandomState):
        return int.from_bytes(given.bytes(8), "little") >> (64 - BITS)
    if isinstance(given, Sequence | np.ndarray) and not isinstance(given, bytes) and len(given):
        return _drawn(np.random.SeedSequence([_entropy(part) for part in given]))
    raise _wrong(given)


def _entropy(part: Any) -> int:
    whole = seed_of(part) if isinstance(part, int | np.integer) else -1
    if whole < 0:
        raise _wrong(part)
    return whole


def _whole(given: Any) -> int:
    if given != given or given in (float("inf"), -float("inf")) or int(given) != given:
        raise _wrong(given)
    return int(given)


def _of_text(given: str) -> int:
    try:
        return int(given)
    except ValueError:
        return int.from_bytes(hashlib.blake2b(given.encode(), digest_size=8).digest(), "little") >> (64 - BITS)


def _drawn(sequence: np.random.SeedSequence) -> int:
    return int(sequence.generate_state(1, np.uint64)[0]) >> (64 - BITS)


def _wrong(given: Any) -> InputError:
    return InputError("PartnerEcosystem", "", "rng", EXPECTED, given)
