"""A cluster of one's own: Slurm, Dask and hosts, started once, stopped at the end; a repetition number for random moments."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster import hosts as of_hosts
from cluster import schedulers
from cluster import slurm as of_slurm
from cluster.hosts import Host
from cluster.schedulers import Dask
from cluster.slurm import Slurm


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--repetitions", type=int, default=3, help="how often each fault is made, at another moment each time")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "moment" in metafunc.fixturenames:
        metafunc.parametrize("moment", range(metafunc.config.getoption("--repetitions")), indirect=True)


@pytest.fixture
def moment(request: pytest.FixtureRequest) -> random.Random:
    """Random moments, others at each repetition."""
    return random.Random(f"{request.node.originalname} {request.param}")


@pytest.fixture(scope="session")
def slurm() -> Iterator[Slurm]:
    if reason := of_slurm.why_not():
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))  # one that user munge can enter
    try:
        with of_slurm.running(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def hosts() -> Iterator[list[Host]]:
    if reason := of_hosts.why_not():
        pytest.skip(reason)
    with of_hosts.joined(3) as joined:
        yield joined


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    """A scheduler and two workers on this host, for one test."""
    pytest.importorskip("distributed", reason="needs the extra cluster")
    (tmp_path / "dask").mkdir()
    with schedulers.running(tmp_path / "dask") as running:
        yield running
