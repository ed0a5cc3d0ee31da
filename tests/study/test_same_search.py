"""The same seed is the same search and the same study in every process, also where most policies are forbidden."""

from __future__ import annotations

import importlib
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnerscape.study.analyses.frontier.search import SearchSize, search
from partnerscape.study.question.constraints import kept, violation
from partnerscape.study.question.design import sobol_policies
from partnerscape.study.study import study

RANGES = {"commission_rate": (0.0, 1.0), "offers": (2.0, 20.0), "curation": (0.0, 1.0)}
SEARCH = """
import sys
from test_same_search import searched
print(searched(sys.argv[1], float(sys.argv[2])))
"""
ANALYSES = """
analyses = ["certificate", "advice", "sensitivity", "frontier", "robustness", "how_far", "stress", "without"]
constraints = ["offers - 3 * support_agents <= 0", "offers > 3"]
"""
SIZES = """
[certificate]
policies = 8
futures = 8
looks = 1
[sensitivity]
method = "screening"
trajectories = 4
[frontier]
algorithm = "nsga3"
population = 12
generations = 4
futures = 2
fresh = 4
"""


def plateau(policies: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Three gains; seven eighths of the policies are forbidden, all of them equally."""
    x = policies.to_numpy()
    forbidden = (x[:, 0] > 0.5) | (x[:, 1] > 11.0) | (x[:, 2] > 0.5)
    return np.stack([x[:, 0], -x[:, 1], x[:, 2] * (1.0 - x[:, 0])], axis=1), forbidden.astype(float)


def slope(policies: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The same gains and the same forbidden policies, by how far."""
    x = policies.to_numpy() / np.array([1.0, 22.0, 1.0])
    return plateau(policies)[0], np.maximum(x - 0.5, 0.0).sum(axis=1)


def searched(algorithm: str, graded: float) -> str:
    """Every bit of a search that starts among forbidden policies."""
    size = SearchSize(objectives=("a", "b", "c"), population=24, generations=8, algorithm=algorithm)
    first = sobol_policies({name: ((low + high) / 2.0, high) for name, (low, high) in RANGES.items()}, 24, 1)
    tried = search(RANGES, slope if graded else plateau, first, size)
    return tried.policies.to_numpy().tobytes().hex() + tried.gains.tobytes().hex()


def in_new_process(hash_seed: str, *words: object, folder: Path | None = None) -> str:
    paths = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": paths}
    call = [sys.executable, *map(str, words)]
    return subprocess.run(call, env=environment, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("graded", [0.0, 1.0], ids=["all tie", "graded"])
@pytest.mark.parametrize("algorithm", ["nsga2", "nsga3"])
def test_a_search_among_forbidden_policies_is_the_same_in_two_processes(algorithm: str, graded: float) -> None:
    one, other = (in_new_process(seed, "-c", SEARCH, algorithm, graded) for seed in ("0", "1234"))
    assert len(one) > 1000 and one == other


@pytest.fixture
def forbidding(question: Path) -> Path:
    """Every analysis of a question that forbids more than half of its policies."""
    question.write_text(question.read_text().replace("[levers]", ANALYSES + "[levers]") + SIZES)
    programme = question.parent / "small.toml"
    programme.write_text(re.sub(r"^\[today\].*\n(.+\n)*", "", programme.read_text(), flags=re.MULTILINE))  # no future is refused
    return question


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.full
def test_a_study_with_every_analysis_is_the_same_to_the_last_file(forbidding: Path, tmp_path: Path) -> None:
    said = []
    for seed, workers in (("0", 1), ("1234", 2)):
        (tmp_path / seed).mkdir()
        words = ("study", forbidding, "--out", "out", "--workers", workers, "--json")
        said.append(in_new_process(seed, "-m", "partnerscape", *words, folder=tmp_path / seed))
    one, other = (contents(tmp_path / seed) for seed in ("0", "1234"))
    assert list(one) == list(other) and any(name.endswith("report.html") for name in one)
    assert [name for name in one if one[name] != other[name]] == []
    assert said[0] == said[1]


@pytest.fixture
def seeded(monkeypatch: pytest.MonkeyPatch) -> Callable[..., np.random.Generator]:
    """From here on a generator without a seed is an error."""
    importlib.import_module("sklearn.ensemble")  # whose classes are declared with such a generator; we use none of them
    make = np.random.default_rng

    def checked(seed: object = None) -> np.random.Generator:
        assert seed is not None, "a generator without a seed"
        return make(seed)

    monkeypatch.setattr(np.random, "default_rng", checked)
    return checked


@pytest.mark.full
def test_no_analysis_draws_without_a_seed(forbidding: Path, tmp_path: Path, seeded: object) -> None:
    np.random.seed(7)  # noqa: NPY002 - the generator that everybody shares: used by nobody
    random.seed(7)
    shared, plain = np.random.get_state()[1].tobytes(), random.getstate()  # noqa: NPY002
    assert set(study(forbidding, tmp_path / "out").answers) >= {"frontier", "sensitivity", "advice", "certificate"}
    assert np.random.get_state()[1].tobytes() == shared  # noqa: NPY002
    assert random.getstate() == plain


@pytest.mark.parametrize("algorithm", ["nsga2", "nsga3"])
def test_no_search_draws_without_a_seed(algorithm: str, seeded: object) -> None:
    assert searched(algorithm, 0.0)


def test_a_graded_violation_leads_back_to_what_is_allowed() -> None:
    size = SearchSize(objectives=("a", "b", "c"), population=24, generations=8)
    first = sobol_policies({name: ((low + high) / 2.0, high) for name, (low, high) in RANGES.items()}, 24, 1)
    allowed = [search(RANGES, evaluate, first, size).allowed.mean() for evaluate in (plateau, slope)]
    assert allowed[1] > 2.0 * allowed[0]


def test_a_violation_grows_with_what_is_exceeded_and_is_none_where_all_is_kept() -> None:
    table = pd.DataFrame({"offers": [3.0, 6.0, 7.0, 12.0, 6.0], "support_agents": [2.0, 2.0, 2.0, 2.0, 0.0]})
    texts = ("offers - 3 * support_agents <= 0", "commission_rate < 0.5")
    found = violation(texts, table, {"commission_rate": 0.3}, table)
    assert (found[:2] == 0.0).all() and 0.0 < found[2] < found[3]
    np.testing.assert_array_equal(found == 0.0, kept(texts, table, {"commission_rate": 0.3}))
    turned = violation(("3 * support_agents >= offers",), table, {}, table)
    np.testing.assert_array_equal(turned, violation(texts[:1], table, {}, table))
    strict, undefined = (violation((text,), table, {}, table) for text in ("offers < 6", "offers / support_agents <= 3"))
    assert strict[1] > 0.0 and np.isfinite(undefined).all() and undefined[4] > undefined[3] > 0.0
