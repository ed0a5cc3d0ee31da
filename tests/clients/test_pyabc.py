"""pyABC infers two assumptions from a programme's numbers, in one process and in several."""

from __future__ import annotations

import logging

import numpy as np
import pytest
from clients.small import SMALL

import partnerscape as ps

pyabc = pytest.importorskip("pyabc", reason="pyabc is not installed: `make test-clients` has it")
TRUE = {"gamma": 0.3, "margin": 0.66}
SCALES = {"npv": 1e6, "income": 100.0}


def observed(assumed) -> dict[str, float]:
    metrics = ps.run(SMALL.assuming(**assumed), seeds=range(2), workers=1).metrics
    return {name: metrics[name].mean() / scale for name, scale in SCALES.items()}


def posterior(sampler, folder, populations: int = 2):
    logging.getLogger("ABC").setLevel("ERROR")
    np.random.seed(1)  # noqa: NPY002 - what pyabc draws from
    prior = pyabc.Distribution(gamma=pyabc.RV("uniform", 0.25, 0.2), margin=pyabc.RV("uniform", 0.5, 0.2))
    search = pyabc.ABCSMC(observed, prior, pyabc.PNormDistance(p=2), population_size=8, sampler=sampler)
    search.new(f"sqlite:///{folder / 'runs.db'}", observed(TRUE))
    return search.run(max_nr_populations=populations)


def test_populations_close_in_and_repeat(tmp_path) -> None:
    history = posterior(pyabc.sampler.SingleCoreSampler(), tmp_path)
    found, weights = history.get_distribution()
    assert set(found) == set(TRUE) and len(found) == 8
    assert weights.sum() == pytest.approx(1.0)
    epsilon = history.get_all_populations().query("t >= 0")["epsilon"].to_numpy()
    assert (np.diff(epsilon) < 0.0).all()
    (tmp_path / "again").mkdir()
    again, _ = posterior(pyabc.sampler.SingleCoreSampler(), tmp_path / "again").get_distribution()
    np.testing.assert_array_equal(found, again)


@pytest.mark.parametrize("sampler", ["MulticoreEvalParallelSampler", "MulticoreParticleParallelSampler"])
def test_processes_that_it_forks_come_back(sampler, tmp_path) -> None:
    history = posterior(getattr(pyabc.sampler, sampler)(n_procs=2), tmp_path, populations=1)
    found, _ = history.get_distribution()
    assert len(found) == 8 and found["margin"].between(0.5, 0.7).all()
