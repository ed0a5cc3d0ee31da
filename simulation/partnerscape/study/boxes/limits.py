"""Limits on levers: an interval, or some of the choices of a lever without an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

EDGE = 1e-12
Interval = tuple[float, float]


@dataclass(frozen=True)
class OneOf:
    """Some of a lever's choices, by their numbers, rising."""

    values: tuple[float, ...]


Limit = Interval | OneOf
Limits = Mapping[str, Limit]


def allows(limit: Limit, values: np.ndarray) -> np.ndarray:
    """Which values keep a limit; the ends of an interval do."""
    if isinstance(limit, OneOf):
        return np.isin(np.round(values), limit.values)
    return (values >= limit[0] - EDGE) & (values <= limit[1] + EDGE)


def inside(limits: Limits, policies: pd.DataFrame) -> np.ndarray:
    """Which policies keep all limits, shape (policies,)."""
    keep = np.ones(len(policies), dtype=bool)
    for name, limit in limits.items():
        keep &= allows(limit, policies[name].to_numpy(dtype=float))
    return keep


def middle(limit: Limit, otherwise: float) -> float:
    """A value well within a limit: the middle of an interval; of choices ``otherwise`` (today's) if it is one, else the first."""
    if isinstance(limit, OneOf):
        return otherwise if otherwise in limit.values else limit.values[0]
    return float(np.mean(limit))


def ends(limit: Limit) -> Interval:
    """The least and the largest value that keep a limit."""
    return (limit.values[0], limit.values[-1]) if isinstance(limit, OneOf) else limit


def plain(limit: Limit) -> list[float] | dict[str, list[float]]:
    """A limit as plain data: ``[low, high]`` or ``{"one_of": [...]}``."""
    return {"one_of": list(limit.values)} if isinstance(limit, OneOf) else [float(limit[0]), float(limit[1])]
