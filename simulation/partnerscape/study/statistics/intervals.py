"""Intervals of means and of shares."""

from __future__ import annotations

import numpy as np

# scipy.special is imported where it is used, and never scipy.stats: they take most of a second to load
LEVEL = 0.95
Interval = tuple[float, float]
SHARES = ("share", "share per month", "0-1")  # units of what lies between 0 and 1


def possible(unit: str, difference: bool = False) -> Interval:
    """Between which ends a quantity of a unit can lie, or the difference of two of them.

    Examples
    --------
    >>> possible("share"), possible("0-1", difference=True), possible("hours")
    ((0.0, 1.0), (-1.0, 1.0), (0.0, inf))
    """
    if unit.startswith("currency") or unit == "share of revenue":  # costs and gains have no ends
        low, high = -np.inf, np.inf
    else:
        low, high = 0.0, 1.0 if unit in SHARES else np.inf
    return (low - high, high - low) if difference else (low, high)


def mean_interval(values: np.ndarray, within: Interval = (-np.inf, np.inf)) -> tuple[float, float, float]:
    """Mean and 95 % interval over futures (Student 1908); a single future has no interval.

    It is cut to what is possible: ``within`` two ends, unless a value lies beyond them itself.

    Examples
    --------
    >>> [round(end, 2) for end in mean_interval(np.array([1.0, 2.0, 3.0]))]
    [2.0, -0.48, 4.48]
    """
    values = np.asarray(values, dtype=float)
    mean = float(values.mean())
    if values.size < 2:
        return mean, float("-inf"), float("inf")
    from scipy import special

    half = float(special.stdtrit(values.size - 1, 0.5 + LEVEL / 2) * values.std(ddof=1) / np.sqrt(values.size))
    least, most = min(within[0], float(values.min())), max(within[1], float(values.max()))
    return mean, max(mean - half, least), min(mean + half, most)


def share_interval(hits: int, total: int, looks: int = 1) -> tuple[float, float, float]:
    """Share and 95 % interval (Clopper & Pearson 1934): its coverage is at least nominal.

    With several ``looks`` at growing data, all of their intervals cover together (Bonferroni).

    Examples
    --------
    >>> [round(end, 3) for end in share_interval(8, 8)]
    [1.0, 0.631, 1.0]
    """
    if total == 0:
        return float("nan"), 0.0, 1.0
    from scipy import special

    tail = (1 - LEVEL) / 2 / looks
    low = float(special.betaincinv(hits, total - hits + 1, tail)) if hits else 0.0
    high = float(special.betaincinv(hits + 1, total - hits, 1 - tail)) if hits < total else 1.0
    return hits / total, low, high


def verdict(hits: int, total: int, required: float, looks: int = 1) -> str:
    """Certified, rejected or undecided: the interval of P(win-win) against what is required.

    Examples
    --------
    >>> verdict(64, 64, 0.8), verdict(30, 64, 0.8), verdict(52, 64, 0.8)
    ('certified', 'rejected', 'undecided')
    """
    _, low, high = share_interval(hits, total, looks)
    return "certified" if low >= required else "rejected" if high < required else "undecided"


def paired_share_interval(before: np.ndarray, after: np.ndarray) -> tuple[float, float, float]:
    """Difference of two shares over the same futures with its 95 % interval (Agresti & Min 2005).

    Half an observation is added to each of the four outcomes, so that no change seen is not no change for certain.
    """
    before, after = np.asarray(before, dtype=bool), np.asarray(after, dtype=bool)
    if before.size == 0:
        return float("nan"), -1.0, 1.0
    from scipy import special

    gained, lost, total = int((after & ~before).sum()), int((before & ~after).sum()), before.size
    middle = (gained - lost) / (total + 2)
    spread = (gained + lost + 1) / (total + 2) - middle**2
    half = float(special.ndtri(0.5 + LEVEL / 2)) * np.sqrt(spread / (total + 2))
    return (gained - lost) / total, max(-1.0, float(middle - half)), min(1.0, float(middle + half))


def spread_share_interval(share: np.ndarray, variance: np.ndarray, freedom: float, most: float) -> tuple[np.ndarray, np.ndarray]:
    """95 % bounds of shares whose variance is estimated with so many degrees of freedom (Korn & Graubard 1998).

    The interval of Clopper & Pearson (1934) for as many trials as would have this variance, fewer as Student's t is
    wider than the normal distribution, and at most ``most``.

    Parameters
    ----------
    share, variance : ndarray, same shape
        The shares and the variances of these estimates.
    freedom : float
        Degrees of freedom of the variance.
    most : float
        Upper limit of the trials: no variance was seen where nothing failed.
    """
    from scipy import special

    share, variance = np.clip(np.asarray(share, dtype=float), 0.0, 1.0), np.asarray(variance, dtype=float)
    tail = (1.0 - LEVEL) / 2.0
    wider = (special.ndtri(1.0 - tail) / special.stdtrit(max(freedom, 1.0), 1.0 - tail)) ** 2
    trials = np.clip(share * (1.0 - share) / np.maximum(variance, 1e-12) * wider, 1.0, most)
    trials = np.where((share <= 0.0) | (share >= 1.0), most, trials)
    hits = share * trials
    low = np.where(hits <= 0.0, 0.0, special.betaincinv(np.maximum(hits, 1e-9), trials - hits + 1.0, tail))
    high = np.where(hits >= trials, 1.0, special.betaincinv(hits + 1.0, np.maximum(trials - hits, 1e-9), 1.0 - tail))
    return low, high
