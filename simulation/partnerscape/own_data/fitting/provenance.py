"""Where a fit comes from: the data's hash, period and size, the package's version."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from partnerscape.scenario import Scenario
from partnerscape.scenario.fitted import Fitted
from partnerscape.scenario.formats import FIT
from partnerscape.version import __version__

from .panel import Panel, record_of

NO_BACKTEST = "no backtest has passed"


def provenance_of(panel: Panel, data: Any, stated: Scenario) -> Fitted:
    """What the scenario will say of its data; "partly fitted" until a backtest passes."""
    return Fitted(
        state="partly fitted",
        missing=(NO_BACKTEST,),
        data=hash_of(panel),
        period=_period(data) or f"{panel.form.months} months",
        partners=int((panel.revenue > 0.0).any(axis=1).sum()),
        version=__version__,
        format=FIT,
    )


def hash_of(panel: Panel) -> str:
    """SHA-256 of a panel's numbers, whatever the order of its partners."""
    parts = [panel.revenue, *(np.reshape(getattr(panel, name), (len(panel.revenue), -1)) for name in panel.knows)]
    rows = np.concatenate(parts, axis=1).astype(float)
    ordered = rows[np.lexsort(rows.T[::-1])]
    return hashlib.sha256("|".join(panel.knows).encode() + ordered.tobytes()).hexdigest()


def _period(data: Any) -> str:
    """The months that an import names; empty where it does not say."""
    period = record_of(Path(data)).get("period") if isinstance(data, str | Path) else None
    return f"{period['first']} to {period['last']}" if isinstance(period, dict) and {"first", "last"} <= period.keys() else ""


def passed(fitted: Fitted) -> Fitted:
    """The same once a backtest has passed."""
    return fitted.model_copy(update={"state": "fitted to your data", "missing": ()})
