"""A programme small enough for clients that run it hundreds of times, as functions that their processes can import."""

from __future__ import annotations

import numpy as np
import pandas as pd

import partnerscape as ps

SMALL = ps.load_scenario("marketplace").changed(time={"burn_in_months": 6, "horizon_months": 6, "initial_partners": 50})
NAMES = ["commission_rate", "offers", "gamma"]
BOUNDS = [[0.1, 0.4], [2.0, 10.0], [0.25, 0.45]]


def npv(commission_rate: float, offers: float, gamma: float, seed: int = 1) -> float:
    """NPV of one run at two levers and an assumption."""
    levers = {"commission_rate": commission_rate, "offers": round(offers)}
    return ps.run(SMALL.assuming(gamma=gamma), levers, seeds=[seed], workers=1).metrics["npv"].iloc[0]


def npv_at(points: np.ndarray) -> np.ndarray:
    """NPV at many points, shape (points, 3)."""
    return np.array([npv(*point) for point in points])


def gains(commission_rate: float, offers: float) -> pd.Series:
    """Differences from the current policy in three futures, by metric."""
    levers = {"commission_rate": commission_rate, "offers": round(offers)}
    answer = ps.compare(SMALL, levers, seeds=range(3), workers=1, hangs_on=False)
    return answer.differences.set_index("metric")["difference"]
