"""How like two partners' visible histories are: a few numbers of each, on scales on which a unit is about as much."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..panel import Panel

WINDOWS = ((0, 1), (0, 3), (3, 6), (6, 12), (12, 240))  # months back from the end
LAST_SALE = 2.0  # weight: silence says most of whether a partner is still there
SEGMENT = 3.0  # distance between two segments
LEVEL = 24  # months by which "long ago" is the same as longer ago


def features_of(panel: Panel, money: float) -> np.ndarray:
    """Of partners with at least one sale, shape (partners, features).

    Parameters
    ----------
    panel : Panel
    money : float
        Revenue per month that counts as much, currency: the same for the panels that are compared.
    """
    return np.stack(list(_columns(panel, money)), axis=1)


def _columns(panel: Panel, money: float) -> Iterator[np.ndarray]:
    sold, months = panel.revenue > 0.0, panel.months
    first = sold.argmax(axis=1)
    silent = sold[:, ::-1].argmax(axis=1)
    yield np.log1p(np.minimum(months - first, LEVEL))
    yield LAST_SALE * np.log1p(np.minimum(silent, LEVEL))
    yield sold[:, -6:].mean(axis=1) * 2.0
    yield sold.sum(axis=1) / np.maximum(months - first, 1)
    for start, end in WINDOWS:
        back = slice(max(months - end, 0), max(months - start, 0))
        if months > start:
            yield np.log1p(panel.revenue[:, back].mean(axis=1) / money)
            if panel.orders is not None:
                yield np.log1p(panel.orders[:, back].mean(axis=1))


def segments_of(segment: np.ndarray, count: int) -> np.ndarray:
    """As coordinates, shape (partners, segments): unknown ones lie in the middle of all."""
    known = np.eye(count) * SEGMENT
    return np.where((segment >= 0)[:, None], known[np.maximum(segment, 0)], known.mean(axis=0))
