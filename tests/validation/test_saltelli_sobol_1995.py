"""Sobol' indices of the g-function: eight factors from strong to nothing, kinked, all multiplied."""

from collections.abc import Callable

import numpy as np
import pytest

SOURCE = "Saltelli & Sobol' 1995"
WEAKNESS = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])


def g_function(unit: np.ndarray) -> np.ndarray:
    return np.prod((np.abs(4.0 * unit - 2.0) + WEAKNESS) / (1.0 + WEAKNESS), axis=1)


def known() -> tuple[np.ndarray, np.ndarray]:
    """First-order and total indices in closed form."""
    own = 1.0 / (3.0 * (1.0 + WEAKNESS) ** 2)
    variance = np.prod(1.0 + own) - 1.0
    return own / variance, own * np.prod(1.0 + own) / (1.0 + own) / variance


@pytest.mark.parametrize("points", [64, 256])
def test_intervals_hold_what_they_say(points: int, record: Callable, held: Callable) -> None:
    for kind, rates in zip(("first-order", "total"), held(g_function, *known(), points), strict=True):
        assert record(f"{points} points: 95 % intervals of {kind} indices hold", must=(0.95, 1.0), gives=float(rates.mean()))
        assert rates.min() >= 0.9
