"""How a surplus is shared when each side may walk away (Nash 1950)."""

from __future__ import annotations

import numpy as np


def nash(gains: np.ndarray, weights: np.ndarray | None = None) -> int | None:
    """The alternative that maximises the product of gains over the disagreement point.

    Parameters
    ----------
    gains : ndarray, shape (alternatives, parties)
        What each party gets beyond what it has without agreement, any units: the answer is the same in all.
    weights : ndarray, shape (parties,), optional
        Bargaining powers; default: equal.

    Returns
    -------
    int or None
        The row; of equal ones the first. None if no alternative gives every party more than disagreement.

    Examples
    --------
    >>> nash(np.array([[1.0, 5.0], [3.0, 3.0], [6.0, -1.0]]))
    1
    """
    gains = np.asarray(gains, dtype=float)
    agreeable = np.asarray((gains > 0.0).all(axis=1))
    if not agreeable.any():
        return None
    weights = np.ones(gains.shape[1]) if weights is None else np.asarray(weights, dtype=float)
    logs = np.log(np.where(agreeable[:, None], gains, 1.0)) @ weights
    return int(np.argmax(np.where(agreeable, logs, -np.inf)))
