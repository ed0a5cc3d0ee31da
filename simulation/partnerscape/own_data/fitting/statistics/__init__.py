"""What a panel tells, as a few numbers: computed by the same code of a real panel and of a simulated one."""

from __future__ import annotations

import numpy as np

from ..panel import Panel
from .seen import STATISTICS, Seen, Statistic

# isort: off
from . import amounts, spread, exits, beginners, orders, others, response  # noqa: F401 - registers the statistics, in this order

# isort: on

__all__ = ["STATISTICS", "Statistic", "statistics_of"]


def statistics_of(panel: Panel) -> dict[str, float]:
    """Every statistic that a panel has; NaN where it is too short or too small for one.

    Parameters
    ----------
    panel : Panel

    Returns
    -------
    dict of float
        By name, in the order of ``STATISTICS``.
    """
    seen, knows = Seen(panel), ("", *panel.knows, *(() if panel.change is None else ("change",)))
    with np.errstate(all="ignore"):
        return {name: float(s.compute(seen)) for name, s in STATISTICS.items() if s.needs in knows}
