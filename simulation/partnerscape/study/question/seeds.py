"""Seeds: whole numbers, each of which is one future, in whatever list it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from partnerscape.scenario import InputError
from partnerscape.scenario.errors import NOTHING, Shown

from .counts import whole_number

MOST_SEEDS = 1_000_000
LARGEST_SEED = 2**53  # up to here a table that also holds real numbers holds every whole one
EXPECTED = f"whole numbers from 0 to {LARGEST_SEED:,}, each once"


def whole_seeds(seeds: Iterable[Any]) -> list[int]:
    """Seeds as Python's whole numbers: 1, 1.0 and NumPy's 1 are the same one.

    Parameters
    ----------
    seeds : iterable of int
        At least one.

    Raises
    ------
    InputError
        For words, true and false, fractions, negative numbers, duplicate seeds, and an empty list.

    Examples
    --------
    >>> whole_seeds([3, 4.0])
    [3, 4]
    """
    if isinstance(seeds, str | bytes) or not isinstance(seeds, Iterable):
        raise InputError("", (), "seeds", f"a list of {EXPECTED}", seeds)
    given = list(islice(seeds, MOST_SEEDS + 1))  # it may have no end
    if len(given) > MOST_SEEDS:
        raise InputError(
            "", (), "seeds", f"1 to {MOST_SEEDS:,} whole numbers, as in range(32)", Shown(f"more than {MOST_SEEDS:,}")
        )
    whole = [_whole(seed) for seed in given]
    if not whole:
        raise InputError("", (), "seeds", f"at least one seed: {EXPECTED}", NOTHING)
    if twice := [seed for seed, times in Counter(whole).items() if times > 1]:
        raise InputError("", (), "seeds", f"{EXPECTED}: a seed is one future and counts once", twice)
    return whole


def _whole(seed: Any) -> int:
    number = whole_number(seed)
    if number is None or not 0 <= number <= LARGEST_SEED:
        raise InputError("", (), "seeds", EXPECTED, seed)
    return number
