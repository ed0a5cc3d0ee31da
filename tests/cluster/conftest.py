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
from cluster.coordinate import coordinate
from cluster.hosts import NET, Host
from cluster.schedulers import Dask
from cluster.slurm import Slurm
from cluster.small import Sweep, write_question

from partnerscape.study.runs.blocks.crew import Crew
from partnerscape.study.runs.blocks.shard import play_shard


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


@pytest.fixture(scope="session")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    pytest.importorskip("distributed", reason="needs the extra cluster")
    with schedulers.running(tmp_path_factory.mktemp("dask")) as running:
        yield running


@pytest.fixture
def dask(scheduler: Dask) -> Dask:
    """A scheduler and two workers on this host."""
    scheduler.refill(2)
    return scheduler


@pytest.fixture
def by_dask(dask: Dask) -> Iterator[Crew]:
    """A crew of these workers."""
    from distributed import Client

    with Client(dask.address, set_as_default=False) as client:
        yield Crew(executor=client.get_executor())


@pytest.fixture
def apart(hosts: list[Host], tmp_path: Path) -> Iterator[tuple[Dask, list[Host]]]:
    """A scheduler whose two workers are on other hosts."""
    pytest.importorskip("distributed", reason="needs the extra cluster")
    (tmp_path / "dask").mkdir()
    try:
        with schedulers.running(tmp_path / "dask", f"{NET}.1", hosts=hosts[:2]) as running:
            yield running, hosts[:2]
    finally:
        for host in hosts:
            host.plug_in()


@pytest.fixture(scope="session")
def question(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_question(tmp_path_factory.mktemp("question"))


@pytest.fixture(scope="session")
def undisturbed(question: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the study that nothing happens to."""
    sweep = Sweep(question, tmp_path_factory.mktemp("undisturbed") / "out")
    sweep.plan()
    assert play_shard(sweep.folder).left == 0
    return sweep.digest()


@pytest.fixture(scope="session")
def on_threads(question: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the study that one process plays run by run, without a plan."""
    return coordinate(question, tmp_path_factory.mktemp("threads") / "out", None)


@pytest.fixture
def sweep(question: Path, tmp_path: Path) -> Sweep:
    """The same study, planned and not begun."""
    sweep = Sweep(question, tmp_path / "out")
    sweep.plan()
    return sweep
