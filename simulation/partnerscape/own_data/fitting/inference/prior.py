"""What is believed before the data: a box of ranges, evenly filled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from partnerscape.scenario import ASSUMPTIONS, Scenario

from ..size import DIRECT, LEVELS, SCALED, SPREADS

LEARNT = (  # what a panel can tell something of, whether a scenario lists it as uncertain or not
    "arrivals",
    "reach_scale",
    "reach_spread",
    "order_value",
    "order_ln_sd",
    "shock_sd",
    "own_order_sd",
    "own_order_by_reach",
    "own_demand_sd",
    "own_demand_memory",
    "recurring_orders",
    "stay_base",
    "learning_rate",
    "capacity_wear",
    "exit_base",
    "exit_gain",
    "exit_tenure",
    "exit_first",
    "start_base",
)
WIDER = 1.3  # times as far from a direct estimate as from a stated value
MARKET = "market_size"
LEAST_APART = 1.01  # times; nearer they are the same
MOST_APART = 2.0  # times by which what is stated may differ from what is in proportion to the company, and still be believed
ABOUT = {"own_order_sd": 0.3, "own_demand_sd": 0.4}  # how far from its direct estimate
NEEDS = {
    **dict.fromkeys(("order_value", "order_ln_sd", "own_order_sd", "own_order_by_reach"), "orders"),
    "start_base": "signed",
}  # without these a panel says nothing of them


@dataclass(frozen=True)
class Prior:
    """Ranges by name, evenly filled.

    Attributes
    ----------
    names : tuple of str
    low, high : ndarray, shape (names,)
    """

    names: tuple[str, ...]
    low: np.ndarray
    high: np.ndarray

    @property
    def whole(self) -> np.ndarray:
        """Which are whole numbers, shape (names,)."""
        return np.array([ASSUMPTIONS[name].whole for name in self.names])

    @property
    def sd(self) -> np.ndarray:
        """Standard deviations."""
        return (self.high - self.low) / np.sqrt(12.0)

    def draw(self, count: int, seed: int) -> np.ndarray:
        """Points, shape (count, names)."""
        shares = np.random.default_rng(seed).random((count, len(self.names)))
        limits = zip(self.names, self.low, self.high, strict=True)
        return np.stack([ASSUMPTIONS[n].at(shares[:, k], (low, high)) for k, (n, low, high) in enumerate(limits)], axis=1)

    def cut(self, low: np.ndarray, high: np.ndarray) -> Prior:
        """The same within narrower ranges; whole numbers keep theirs."""
        low, high = np.maximum(self.low, low), np.minimum(self.high, high)
        return Prior(self.names, np.where(self.whole, self.low, low), np.where(self.whole, self.high, high))

    def holds(self, points: np.ndarray) -> np.ndarray:
        """Which points lie within, shape (points,)."""
        return np.asarray(((points >= self.low) & (points <= self.high)).all(axis=1))

    def logit(self, points: np.ndarray) -> np.ndarray:
        """Points on a scale without ends."""
        share = np.clip((points - self.low) / (self.high - self.low), 1e-4, 1.0 - 1e-4)
        return np.log(share / (1.0 - share))

    def inverse(self, scaled: np.ndarray) -> np.ndarray:
        """Points from the scale without ends."""
        return self.low + (self.high - self.low) / (1.0 + np.exp(-scaled))


def prior_of(stated: Scenario, centred: Scenario, knows: tuple[str, ...] | None = None, share: float = 1.0) -> Prior:
    """The stated scenario's ranges, moved to where the direct estimates are.

    What no panel tells, the size of the market, outside options, the work that orders make, is as stated or in proportion to
    the company: anything between these two.

    Parameters
    ----------
    stated, centred : Scenario
        As a user has it, and as :func:`partnerscape.own_data.fitting.size.sized` made it.
    knows : tuple of str, optional
        What the panel knows besides revenue; None: everything.
    share : float
        Of the company, that was centred on.
    """
    learnt = [name for name in LEARNT if knows is None or NEEDS.get(name, "") in ("", *knows)]
    then, now = stated.assumptions.values(), centred.assumptions.values()
    own = {name: _between(then[name], now[name]) for name in SCALED if name not in stated.uncertain}
    own[MARKET] = _market(stated, share * stated.market.potential / centred.market.potential)
    own = {name: (low, high) for name, (low, high) in own.items() if high > low * LEAST_APART}
    names = tuple(dict.fromkeys((*stated.uncertain, *learnt, *own)))
    ranges = [own.get(name) or _range(name, stated.range_of(name), then[name], now[name]) for name in names]
    low, high = np.array(ranges).T
    return Prior(names, low, high)


def _market(stated: Scenario, times: float) -> tuple[float, float]:
    """The market's size relative to one in proportion to the company, of which the stated market is so many times."""
    if MARKET in stated.uncertain:  # whoever states a range knows the market
        low, high = stated.uncertain[MARKET]
        return low * times, high * times
    size = stated.assumptions.values()[MARKET]
    return _between(size * times, size)


def _between(then: float, now: float) -> tuple[float, float]:
    """From what was stated to what is in proportion to the company."""
    nearest = float(np.clip(then, now / MOST_APART, now * MOST_APART))
    return min(nearest, now), max(nearest, now)


def _range(name: str, limits: tuple[float, float], then: float, now: float) -> tuple[float, float]:
    """A range that was stated about one value, moved to the direct estimate and widened: the estimate is rough."""
    if name not in DIRECT or now == then:
        return limits
    if name in ABOUT:
        return max(0.0, now - ABOUT[name]), now + ABOUT[name]
    if name in LEVELS or name in SPREADS:  # what was believed before may still be true
        moved = [now + end - then if name in LEVELS else end * now / then for end in limits]
        ends = [*moved, *limits]
    else:
        low, high = (end * now / then for end in limits)
        ends = [now - WIDER * (now - low), now + WIDER * (high - now)]
    least, most = ASSUMPTIONS[name].bounds
    return max(least, min(ends)), min(most, max(ends))
