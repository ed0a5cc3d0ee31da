"""Sobol' indices of the Ishigami function: strong, non-monotone, one factor that acts only with another."""

from collections.abc import Callable

import numpy as np
import pytest

SOURCE = "Ishigami & Homma 1990"
A, B = 7.0, 0.1


def ishigami(unit: np.ndarray) -> np.ndarray:
    x = np.pi * (2.0 * unit - 1.0)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def known() -> tuple[np.ndarray, np.ndarray]:
    """First-order and total indices in closed form."""
    first, second, joint = 0.5 * (1.0 + B * np.pi**4 / 5.0) ** 2, A**2 / 8.0, 8.0 * B**2 * np.pi**8 / 225.0
    variance = first + second + joint
    return np.array([first, second, 0.0]) / variance, np.array([first + joint, second, joint]) / variance


@pytest.mark.parametrize("points", [64, 256])
def test_intervals_hold_what_they_say(points: int, record: Callable, held: Callable) -> None:
    for kind, rates in zip(("first-order", "total"), held(ishigami, *known(), points), strict=True):
        assert record(f"{points} points: 95 % intervals of {kind} indices hold", must=(0.95, 1.0), gives=float(rates.mean()))
        assert rates.min() >= 0.9
