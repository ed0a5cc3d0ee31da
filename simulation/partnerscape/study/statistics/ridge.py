"""Ridge regression as weights of what was seen (Hoerl & Kennard 1970)."""

from __future__ import annotations

import numpy as np


def ridge(at: np.ndarray, seen: np.ndarray, penalty: float) -> np.ndarray:
    """Weights of what was seen in the prediction at other points, shape (len(at), len(seen)); the level is not penalised."""
    middle = seen.mean(axis=0)
    code = seen - middle
    solved = np.linalg.solve(code.T @ code + penalty * np.eye(code.shape[1]), code.T)
    return 1.0 / len(seen) + (at - middle) @ solved
