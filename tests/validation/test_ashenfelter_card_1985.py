"""A commission that rose in the middle of the data, with a segment whose terms stayed: what a fit says of the response to it.

The response is what the change brought: ln of the treated segments' revenue since then, less what it would have been, the
same partners having had the same luck. A fit says it by its draws of the assumptions, of which the response is a function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from partnerscape.own_data.fitting.inference.pool import Pool
from partnerscape.own_data.fitting.inference.posterior import posterior
from partnerscape.own_data.fitting.inference.prior import Prior, prior_of
from partnerscape.own_data.fitting.inference.regression import guess
from partnerscape.own_data.fitting.panel import Panel
from partnerscape.own_data.fitting.simulate import simulated
from partnerscape.own_data.fitting.statistics import statistics_of
from partnerscape.scenario import Scenario, load_scenario
from partnerscape.study.jobs.parallel import in_parallel

SOURCE = "Ashenfelter & Card 1985"
MONTHS, SINCE = 24, 9  # of the panel; the first one under the new terms
RISE = 0.03
RUNS, TRUTHS = 4000, 100
KNOWS = ("orders", "new_revenue", "commission", "signed", "segment")
TREATED = (0, 1)  # all but the large
LUCK = 70_000_000  # seeds that no other test has
OWN = {"own_order_sd": 0.45, "own_order_by_reach": -0.1, "own_demand_sd": 0.4}


@dataclass(frozen=True)
class Worlds:
    """The same points of a prior with and without the change.

    Attributes
    ----------
    changed, unchanged : Pool
    response : ndarray, shape (runs,)
    """

    changed: Pool
    unchanged: Pool
    response: np.ndarray


def programmes() -> tuple[Scenario, Scenario]:
    """A third of the marketplace whose commission rose, and the same whose terms stayed as they had been."""
    whole = load_scenario("marketplace").changed(time={"initial_partners": 270}, market={"potential": 2000})
    now = whole.assuming(arrivals=8.0, **OWN)
    rate = now.current_policy.commission_rate
    before = now.current_policy.changed(commission_rate=rate - RISE, large__commission_rate=rate)
    changed = now.changed(policies={"before": before}, history={"policies": [{"policy": "before", "until": MONTHS - SINCE}]})
    return changed, changed.changed(current="before", history={"policies": []})


def played(prior: Prior, points: np.ndarray) -> Worlds:
    """Every point in both programmes, by the same luck."""
    with_it, without = programmes()

    def sold(panel: Panel) -> float:
        return float(panel.revenue[np.isin(panel.segment, TREATED), SINCE:].sum())

    def work(number: int) -> tuple[dict[str, float], dict[str, float], float]:
        at = dict(zip(prior.names, points[number].tolist(), strict=True))
        one, other = (simulated(s.assuming(**at), LUCK + number, MONTHS) for s in (with_it, without))
        return statistics_of(one.only(KNOWS)), statistics_of(other.only(KNOWS)), float(np.log(sold(one) / sold(other)))

    by_number = dict(in_parallel(work, range(len(points))))
    rows = [by_number[number] for number in range(len(points))]
    pools = [Pool(prior, points, tuple(rows[0][k]), np.array([list(row[k].values()) for row in rows])) for k in (0, 1)]
    return Worlds(pools[0], pools[1], np.array([row[2] for row in rows]))


def response_of(points: np.ndarray, response: np.ndarray) -> Pipeline:
    """The response that is to be expected, as a function of the assumptions; one world's luck comes on top."""
    curved = make_pipeline(StandardScaler(), PolynomialFeatures(2), StandardScaler(), RidgeCV(np.logspace(0, 4, 9)))
    return curved.fit(points, response)


def fits(pool: Pool, truths: Pool) -> np.ndarray:
    """Draws of the assumptions after a fit to each truth, shape (truths, draws, names)."""
    pool, _ = pool.shared_with(dict.fromkeys(pool.names, 0.0))
    guesses = guess(pool)
    shown = truths.shown[:, [truths.names.index(name) for name in pool.names]]
    shown = np.where(np.isfinite(shown), shown, np.median(pool.shown, axis=0))
    return np.array([posterior(pool, guesses, row, number).draws for number, row in enumerate(shown)])


def middle(values: np.ndarray) -> np.ndarray:
    """The middle 95 % along the last axis, shape (2, …)."""
    return np.quantile(values, (0.025, 0.975), axis=-1)


@pytest.mark.slow
def test_a_fit_recovers_the_response_to_a_planted_change(full: bool, record: Callable[..., bool]) -> None:
    if not full:
        pytest.skip("eight thousand panels, three minutes: make validate-full")
    prior = prior_of(*programmes()[:1] * 2)
    points = prior.draw(RUNS + TRUTHS, 1)
    worlds = played(prior, points)
    rows, truths = np.arange(RUNS), np.arange(RUNS, RUNS + TRUTHS)
    response = response_of(points[rows], worlds.response[rows])
    true, before = response.predict(points[truths]), middle(response.predict(points[rows]))
    gamma = prior.names.index("gamma")  # of all assumptions the one that says how work follows pay
    for name, pool in (("with the change in the data", worlds.changed), ("without it", worlds.unchanged)):
        draws = fits(pool.of(rows), pool.of(truths))
        low, high = middle(np.array([response.predict(points) for points in draws]))
        inside, about = float(((low <= true) & (true <= high)).mean()), f"{TRUTHS} worlds, {RISE:.0%} points in month {SINCE}"
        assert record(f"95 % intervals hold the response, {name}: {about}", must=(0.9, 1.0), gives=inside)
        case = f"width of the response's interval relative to the prior's ({before[0]:.3f} to {before[1]:.3f}), {name}"
        record(case, must=(0.5, 1.1), gives=float(np.median(high - low) / (before[1] - before[0])), asserted=False)
        low, high = middle(draws[:, :, gamma])
        width = float(np.median(high - low) / np.subtract(*middle(points[rows][:, gamma])[::-1]))
        assert record(f"the same of gamma, {name}", must=(0.95, 1.05), gives=width)
