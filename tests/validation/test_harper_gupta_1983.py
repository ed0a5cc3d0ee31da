"""Sobol' indices of the flow through a borehole, against Gauss-Legendre quadrature over all eight factors."""

from collections.abc import Callable

import numpy as np
import pytest

SOURCE = "Harper & Gupta 1983"
LOW = np.array([0.05, 100.0, 63070.0, 990.0, 63.1, 700.0, 1120.0, 9855.0])
HIGH = np.array([0.15, 50000.0, 115600.0, 1110.0, 116.0, 820.0, 1680.0, 12045.0])
NODES = (7, 8, 2, 3, 2, 3, 4, 3)  # a factor; one more of each moves no index by 1e-4


def flow(unit: np.ndarray) -> np.ndarray:
    radius, reach, upper, upper_head, lower, lower_head, length, conductivity = (LOW + unit * (HIGH - LOW)).T
    ratio = np.log(reach / radius)
    leak = 2.0 * length * upper / (ratio * radius**2 * conductivity)
    return 2.0 * np.pi * upper * (upper_head - lower_head) / (ratio * (1.0 + leak + upper / lower))


def quadrature(nodes: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """First-order and total indices: variances of conditional means on a tensor grid."""
    rules = [np.polynomial.legendre.leggauss(n) for n in nodes]
    grid = np.meshgrid(*(0.5 * (x + 1.0) for x, _ in rules), indexing="ij")
    y = flow(np.stack([g.ravel() for g in grid], axis=1)).reshape(nodes)
    weights = [0.5 * w for _, w in rules]

    def mean_over(values: np.ndarray, axes: list[int]) -> np.ndarray:
        for axis in sorted(axes, reverse=True):
            values = np.tensordot(values, weights[axis], axes=(axis, 0))
        return values

    everything = list(range(len(nodes)))
    mean = mean_over(y, everything)
    variance = mean_over((y - mean) ** 2, everything)
    first = [weights[k] @ (mean_over(y, [j for j in everything if j != k]) - mean) ** 2 for k in everything]
    within = [mean_over((y - np.expand_dims(mean_over(y, [k]), k)) ** 2, everything) for k in everything]
    return np.array(first) / variance, np.array(within) / variance


def test_the_well_decides(record: Callable) -> None:
    first, total = quadrature(NODES)
    finer = quadrature(tuple(n + 1 for n in NODES))
    np.testing.assert_allclose((first, total), finer, atol=1e-4)
    assert record("first-order index of the well's radius", must=0.83, gives=float(first[0]), within=0.01)


@pytest.mark.parametrize("points", [64, 256])
def test_intervals_hold_what_they_say(points: int, record: Callable, held: Callable) -> None:
    for kind, rates in zip(("first-order", "total"), held(flow, *quadrature(NODES), points), strict=True):
        assert record(f"{points} points: 95 % intervals of {kind} indices hold", must=(0.95, 1.0), gives=float(rates.mean()))
        assert rates.min() >= 0.9
