"""Which simulated partner lends its hidden state to a real one, and how the state is moved to the real one's level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import NearestNeighbors

from ..panel import Panel
from .likeness import features_of, segments_of

NEAREST = 3  # of which one is drawn
RECENT = 6  # months that say how much a partner sells
TRUSTED = 3.0  # orders at which half of a difference from the donor is believed, the rest is luck
TRUSTED_MONTHS = 0.5  # months with sales, likewise where orders are not known
MOST = 3.0  # times by which a donor's level is moved at most
PER_ORDER = ("own_order", "offer_price")
PER_MONTH = ("reach", "customers", "young_customers", "paid_customers", "stayed", "audience", "expected_leads", "leads", "deals")
MONEY = ("trailing_revenue", "trailing_new_revenue", "quarter_revenue", "expected_income", "planned_revenue", "revenue")


@dataclass(frozen=True)
class Donors:
    """Simulated partners with at least one sale in the panel's months.

    Attributes
    ----------
    panel : Panel
        What they show.
    segment : ndarray of int, shape (donors,)
    row : ndarray of int, shape (donors,)
        Their row among the members; -1: no longer a member.
    """

    panel: Panel
    segment: np.ndarray
    row: np.ndarray


def chosen(real: Panel, donors: Donors, segments: int, rng: np.random.Generator) -> np.ndarray:
    """A donor for each real partner, one of the nearest by lot; shape (partners,)."""
    sold = real.revenue[real.revenue > 0.0]
    money = float(np.median(sold))
    ours, theirs = features_of(real, money), features_of(donors.panel, money)
    scale = np.maximum(theirs.std(axis=0), 0.25)
    ours, theirs = ours / scale, theirs / scale
    if real.segment is not None:
        ours = np.hstack([ours, segments_of(real.segment, segments)])
        theirs = np.hstack([theirs, segments_of(donors.segment, segments)])
    nearest = min(NEAREST, len(theirs))
    near = NearestNeighbors(n_neighbors=nearest).fit(theirs).kneighbors(ours, return_distance=False)
    return near[np.arange(len(ours)), rng.integers(0, nearest, len(ours))]


def moved(members: Mapping[str, np.ndarray], real: Panel, donors: Panel) -> dict[str, np.ndarray]:
    """Members with their level moved towards the real partners' (rows alike): value per order, and orders per month.

    A part of the difference only: of few orders most is luck.
    """
    orders, value = _ratios(real, donors)
    times = dict.fromkeys(PER_ORDER, value) | dict.fromkeys(PER_MONTH, orders) | dict.fromkeys(MONEY, orders * value)
    times |= {name: orders for name in members if name.startswith("customers_in.")}
    return {name: column * times[name] if name in times else column for name, column in members.items()}


def _ratios(real: Panel, donors: Panel) -> tuple[np.ndarray, np.ndarray]:
    """Orders per month, and value per order, relative to the donor's; what is not known is 1."""
    ours, theirs = (p.revenue[:, -RECENT:].sum(axis=1) for p in (real, donors))
    if real.orders is None or donors.orders is None:
        months = (real.revenue[:, -RECENT:] > 0.0).sum(axis=1)
        return _believed(ours, theirs, months, TRUSTED_MONTHS), np.ones(len(ours))
    all_ours, all_theirs = real.orders.sum(axis=1), donors.orders.sum(axis=1)
    number = np.minimum(all_ours, all_theirs)
    value = _believed(
        real.revenue.sum(axis=1) / np.maximum(all_ours, 1),
        donors.revenue.sum(axis=1) / np.maximum(all_theirs, 1),
        number,
        TRUSTED,
    )
    few = np.minimum(real.orders[:, -RECENT:].sum(axis=1), donors.orders[:, -RECENT:].sum(axis=1))
    return _believed(real.orders[:, -RECENT:].sum(axis=1), donors.orders[:, -RECENT:].sum(axis=1), few, TRUSTED), value


def _believed(ours: np.ndarray, theirs: np.ndarray, number: np.ndarray, trusted: float) -> np.ndarray:
    both = (ours > 0.0) & (theirs > 0.0)
    ln = np.log(np.where(both, ours, 1.0) / np.where(both, theirs, 1.0))
    return np.exp(np.clip(ln * number / (number + trusted), -np.log(MOST), np.log(MOST)))
