"""Fits of synthetic truths from one pool: intervals cover as often as they say, and errors are what the pool leaves."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from partnerscape.own_data.fitting.inference.pool import Pool, play_pool
from partnerscape.own_data.fitting.inference.posterior import posterior
from partnerscape.own_data.fitting.inference.prior import prior_of
from partnerscape.own_data.fitting.inference.regression import guess
from partnerscape.own_data.fitting.panel import Form
from partnerscape.scenario import Scenario, load_scenario

SOURCE = "Beaumont, Zhang & Balding 2002"
KNOWS = ("orders", "new_revenue", "commission", "signed")
TOLD = 0.2  # share of variance that a guess explains from which an assumption counts as informed
WITHIN = 0.03  # of all informed assumptions together
LUCK = 2.6  # standard errors of one assumption's share: of thirty such rows luck puts a third of one outside
OWN = {"own_order_sd": 0.45, "own_order_by_reach": -0.1, "own_demand_sd": 0.4}


def programme(full: bool) -> Scenario:
    """The marketplace; without ``full`` a third of it."""
    whole = load_scenario("marketplace").assuming(**OWN)
    return whole if full else whole.changed(time={"initial_partners": 270}, market={"potential": 2000}).assuming(arrivals=8.0)


@pytest.mark.slow
def test_intervals_of_synthetic_truths_cover_as_often_as_they_say(full: bool, record: Callable[..., None]) -> None:
    scenario, runs, truths, months = programme(full), *((6000, 200, 24) if full else (1500, 60, 18))
    prior = prior_of(scenario, scenario)
    started = time.process_time()
    played = play_pool(scenario, prior, prior.draw(runs + truths, 1), Form(months, KNOWS))
    pool, _ = played.of(np.arange(runs)).shared_with(dict.fromkeys(played.names, 0.0))
    guesses = guess(pool)
    seconds = (time.process_time() - started) * runs / (runs + truths)
    off, inside = _fitted(pool, played.of(np.arange(runs, runs + truths)), guesses)
    informed = guesses.explained >= TOLD
    about = f"{truths} truths, {int(informed.sum())} informed assumptions, pool of {runs:,}"
    slack = 0.0 if full else 0.03
    for k in np.flatnonzero(informed):
        for share, hits in inside.items():
            off_by = LUCK * np.sqrt(share * (1.0 - share) / truths)
            case, must = f"{share:.0%} intervals of {prior.names[k]} cover", (share - off_by, min(1.0, share + off_by))
            record(case, must=must, gives=hits[:, k].mean(), asserted=False)
    for share, hits in inside.items():
        must = (share - WITHIN - slack, share + WITHIN + slack)
        assert record(f"{share:.0%} intervals cover: {about}", must=must, gives=hits[:, informed].mean())
    assert record(
        "error, standard deviations of the prior", must=(0.0, 0.6 + 2 * slack), gives=np.sqrt((off[:, informed] ** 2).mean())
    )
    assert record("seconds of one core for a fit", must=(0.0, 180.0), gives=seconds, asserted=False)


def _fitted(pool: Pool, truths: Pool, guesses: object) -> tuple[np.ndarray, dict[float, np.ndarray]]:
    """Errors in prior standard deviations, and which intervals hold the truth, shape (truths, names) each."""
    columns = [truths.names.index(name) for name in pool.names]
    shown = np.where(np.isfinite(truths.shown[:, columns]), truths.shown[:, columns], np.median(pool.shown, axis=0))
    off, inside = [], {0.8: [], 0.95: []}
    for number, truth in enumerate(truths.points):
        found = posterior(pool, guesses, shown[number], number)
        off.append((found.draws.mean(axis=0) - truth) / pool.prior.sd)
        for share, hits in inside.items():
            low, high = found.interval(share)
            hits.append((low <= truth) & (truth <= high))
    return np.array(off), {share: np.array(hits) for share, hits in inside.items()}
