"""Bands of P(win-win): the share of policies whose true P lies within, over repetitions."""

from __future__ import annotations

import numpy as np
import pytest
from planted_studies import smooth

from partnerscape.study.boxes.held_out import density_interval
from partnerscape.study.question.design import sobol_policies
from partnerscape.study.statistics.intervals import spread_share_interval
from partnerscape.study.surrogate.margins import fit_margins

SOURCE = "Korn & Graubard 1998"
LUCK = {"mostly shared": (0.0, 0.8, 0.2), "mostly known": (0.6, 0.2, 0.2), "mixed": (0.3, 0.3, 0.4)}


@pytest.mark.slow
@pytest.mark.parametrize(("policies", "futures"), [(64, 16), (208, 24)])
@pytest.mark.parametrize("luck", list(LUCK))
def test_the_band_covers_policies_it_has_not_seen(record, full: bool, luck: str, policies: int, futures: int) -> None:
    """512 fresh policies a repetition; the truth is over thousands of fresh futures, the band knows a few."""
    programme, count, covered = smooth(*LUCK[luck]), 50 if full else 2, []
    for k in range(count):
        results = programme.study(policies, futures, 100 + k)
        fresh = sobol_policies(results.question.levers, 512, 5000 + k)
        low, high = fit_margins(results).band(fresh.to_numpy(dtype=float))
        true = programme.truth(fresh, futures=10_000 if full else 2_000)
        covered.append(float(((low <= true) & (true <= high)).mean()))
    must = (0.95, 1.0) if full else (0.9, 1.0)  # a study's policies share its futures: two studies say little
    assert record(f"band, {policies} × {futures}, {luck} luck, {count} times", must=must, gives=float(np.mean(covered)))


def test_independent_trials_have_the_classical_interval(record) -> None:
    """With the variance of 40 independent trials, and known for sure, the interval is Clopper & Pearson's (1934)."""
    share = np.array([0.5, 0.9])
    low, high = spread_share_interval(share, share * (1.0 - share) / 40.0, 1e9, 1e9)
    assert record("36 of 40, low", must=0.76339, gives=float(low[1]), within=1e-4)
    assert record("36 of 40, high", must=0.97208, gives=float(high[1]), within=1e-4)
    assert record("20 of 40, low", must=0.33801, gives=float(low[0]), within=1e-4)


@pytest.mark.parametrize("shared", [0.0, 0.3, 0.7, 1.0])
@pytest.mark.parametrize(("policies", "futures"), [(5, 16), (18, 24), (45, 40)])
def test_a_density_is_held_however_much_luck_policies_share(record, policies: int, futures: int, shared: float) -> None:
    """Runs that fail for what they share with their future, for their own luck, and now and then for nothing of either."""
    from scipy.special import ndtri

    rng, count = np.random.default_rng(policies), 400
    for true in (0.8, 0.9, 0.97):
        held = 0
        for _ in range(count):
            luck = np.sqrt(shared) * rng.standard_normal(futures)
            luck = luck + np.sqrt(1.0 - shared) * rng.standard_normal((policies, futures))
            wins = (luck < ndtri(true)) & (rng.uniform(size=luck.shape) > 0.002)
            low, high = density_interval(wins.astype(float))
            held += low <= 0.998 * true <= high
        case = f"density {true:g}, {policies} × {futures}, {shared:.0%} shared"
        assert record(case, must=(0.93, 1.0), gives=held / count)  # .95 less two and a half of its own errors is .923
