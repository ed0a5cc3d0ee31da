"""pymoo searches levers for two parties: alone, with threads and with processes it finds the same policies."""

from __future__ import annotations

import multiprocessing
from multiprocessing.pool import ThreadPool

import numpy as np
import pytest
from clients.small import BOUNDS, gains

REASON = "pymoo is not installed: the extra `search` has it"
core = pytest.importorskip("pymoo.core.problem", reason=REASON)
nsga2 = pytest.importorskip("pymoo.algorithms.moo.nsga2", reason=REASON)
optimize = pytest.importorskip("pymoo.optimize", reason=REASON)
starmap = pytest.importorskip("pymoo.parallelization.starmap", reason="this pymoo runs starmap elsewhere (before 0.6.1.5)")


class Programme(core.ElementwiseProblem):
    """The vendor's NPV and partners' income, both to rise."""

    def __init__(self, **options) -> None:
        low, high = np.array(BOUNDS[:2]).T
        super().__init__(n_var=2, n_obj=2, xl=low, xu=high, **options)

    def _evaluate(self, x, out, *args, **kwargs) -> None:
        found = gains(*x)
        out["F"] = [-found["npv"], -found["income"]]


def front(**options) -> np.ndarray:
    return optimize.minimize(Programme(**options), nsga2.NSGA2(pop_size=6), ("n_gen", 2), seed=1).pop.get("F")


def test_threads_and_processes_find_what_one_finds() -> None:
    alone = front()
    assert np.isfinite(alone).all() and len(np.unique(alone, axis=0)) > 1
    with ThreadPool(2) as pool:
        np.testing.assert_array_equal(front(elementwise_runner=starmap.StarmapParallelization(pool.starmap)), alone)
    if "fork" in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context("fork").Pool(2) as pool:
            np.testing.assert_array_equal(front(elementwise_runner=starmap.StarmapParallelization(pool.starmap)), alone)
