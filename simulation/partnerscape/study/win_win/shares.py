"""How the win-win region moves with the share of every segment that must not be worse off."""

from __future__ import annotations

import numpy as np

from partnerscape.metrics.margin import NOT_WORSE

from ..runs.results import Results
from ..surrogate.margins import LEAST_SHARE, MarginModel
from .findings import Findings, Slice, slice_over


def requiring(model: MarginModel, results: Results, share_not_worse: float) -> MarginModel:
    """The model under another required share: log odds of what is required move by a constant, nothing is fitted again."""
    odds = [
        np.log(s / (1.0 - s))
        for s in np.clip([results.scenario.goals.share_not_worse, share_not_worse], LEAST_SHARE, 1.0 - LEAST_SHARE)
    ]
    return model.moved(np.array([odds[0] - odds[1] if margin.kind == NOT_WORSE else 0.0 for margin in model.margins]))


def region_by_share(findings: Findings) -> dict[float, Slice]:
    """The map for every share in ``findings.by_share``."""
    part, results = findings.map, findings.results
    return {
        share: slice_over(results, requiring(findings.model, results, share), part.across, part.up, part.held)
        for share in findings.by_share
    }
