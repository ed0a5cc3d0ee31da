"""Which margin binds where: over the map, the margin that fails most often."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..runs.results import Results
from ..surrogate.margins import MarginModel
from .findings import Slice

SURELY = 0.02  # where every margin fails in fewer futures than this, none binds


@dataclass(frozen=True)
class Binding:
    """Over a slice of the map: who fails first.

    Attributes
    ----------
    parties : list of str
        Of the margins, those that bind anywhere, the one that binds most often first; see :attr:`.Margin.party`.
    binds : ndarray of int, shape (len(y), len(x))
        Number of the party, or -1 where hardly any margin fails.
    fails : ndarray, shape (len(y), len(x), parties)
        Share of futures in which the party's worst margin fails.
    """

    parties: list[str]
    binds: np.ndarray
    fails: np.ndarray


def binding_over(results: Results, model: MarginModel, part: Slice) -> Binding:
    """Who fails most often at each point of a slice."""
    shape = part.probability.shape
    points = np.tile([part.held[name] for name in results.levers], (part.probability.size, 1))
    points[:, results.levers.index(part.across)] = np.tile(part.x, part.y.size)
    points[:, results.levers.index(part.up)] = np.repeat(part.y, part.x.size)
    failing = model.failing(points)
    names = [margin.party for margin in model.margins]
    parties = list(dict.fromkeys(names))
    fails = np.stack([failing[:, [n == party for n in names]].max(axis=1) for party in parties], axis=1)
    binds = np.where(fails.max(axis=1) < SURELY, -1, fails.argmax(axis=1))
    counts = [int((binds == k).sum()) for k in range(len(parties))]
    order = [k for k in np.argsort(counts, kind="stable")[::-1] if counts[k]]
    number = np.full(len(parties) + 1, -1)
    number[order] = np.arange(len(order))
    return Binding([parties[k] for k in order], number[binds].reshape(shape), fails[:, order].reshape(*shape, len(order)))
