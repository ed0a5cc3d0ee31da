"""Patient rule induction: the standard's trajectory, and boxes that keep what they promise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from planted_studies import ceiling

from partnerscape.study.boxes.boxes import find_box
from partnerscape.study.boxes.limits import ends, inside
from partnerscape.study.boxes.prim import peel
from partnerscape.study.question.design import sobol_policies
from partnerscape.study.surrogate.margins import fit_margins

SOURCE = "Friedman & Fisher 1999"
LUCK = {"shared": (0.0, 1.0, 0.0), "each run's": (0.0, 0.0, 1.0), "part known": (0.5, 0.25, 0.25)}


@pytest.mark.parametrize("seed", range(3))
def test_the_trajectory_is_the_standards(record, seed: int) -> None:
    """On the same labels every box of the EMA workbench's peeling, limit for limit (real levers, standard settings)."""
    prim = pytest.importorskip("ema_workbench.analysis.prim", reason="the EMA workbench is not installed beside the lock")
    rng = np.random.default_rng(seed)
    x = pd.DataFrame(rng.uniform(size=(1000, 5)), columns=list("abcde"))
    true = (x["a"] > 0.6) & (x["b"] < 0.5) & (x["c"] > 0.2)
    y = (rng.uniform(size=len(x)) < np.where(true, 0.9, 0.1)).astype(float)
    theirs = prim.Prim(x, y, threshold=0.8).find_box()
    full = {name: (float(x[name].min()), float(x[name].max())) for name in x}
    mine = list(peel(x, y, full))
    path = theirs.peeling_trajectory
    assert len(mine) <= len(path)
    for number, (limits, keep) in enumerate(mine):
        assert int(path["n"].iloc[number]) == int(keep.sum())
        assert path["mean"].iloc[number] == pytest.approx(y[keep].mean(), abs=1e-12)
        for name, limit in limits.items():
            assert tuple(theirs.box_lims[number][name]) == pytest.approx(ends(limit), abs=1e-12)
    if len(path) > len(mine):  # what follows is pasting: boxes grow again
        assert path["n"].iloc[len(mine)] > path["n"].iloc[len(mine) - 1]
    assert record(
        f"peeling, labels {seed + 1}", must="the EMA workbench's boxes", gives=f"{len(mine)} boxes", holds=len(mine) > 10
    )


def _repetition(luck: str, policies: int, futures: int, seed: int) -> tuple[bool, float, float]:
    """Whether the reported interval holds the density in fresh policies and futures; that density; the interval's width."""
    programme = ceiling(*LUCK[luck])
    results = programme.study(policies, futures, seed)
    box = find_box(results, fit_margins(results))
    assert box is not None
    fresh = sobol_policies(results.question.levers, 2048, 5000 + seed)
    true = float(programme.truth(fresh[inside(box.limits, fresh)].iloc[:100]).mean())
    low, high = box.density_interval
    return low <= true <= high, true, high - low


@pytest.mark.slow
@pytest.mark.parametrize(("policies", "futures"), [(64, 16), (208, 24), (512, 40)])
@pytest.mark.parametrize("luck", list(LUCK))
def test_density_promised_is_density_kept(record, full: bool, luck: str, policies: int, futures: int) -> None:
    """Inside the planted box nine futures in ten are win-win, no more: the interval says so as often as it should."""
    count = 50 if full else 2
    kept = [_repetition(luck, policies, futures, 100 + k) for k in range(count)]
    share = float(np.mean([k[0] for k in kept]))
    assert record(f"density's interval, {policies * futures:,} runs, {luck} luck, {count} times", must=(0.95, 1.0), gives=share)
    assert record("density kept, at most .9", must=(0.8, 0.91), gives=float(np.mean([k[1] for k in kept])))
