"""A Mesa subclass of one's own, swept on Dask and by an array, and refused once its source has changed."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from cluster.small import Sweep, smaller

from partnerscape.scenario import InputError
from partnerscape.study.runs.blocks.play import play
from partnerscape.study.runs.blocks.shard import play_shard

NAME = "agents_of_my_own"
TEXT = """
import partnerscape as ps


class Diligent(ps.Partner):
    def decide_effort(self):
        super().decide_effort()
        self.effort = self.effort * 1.5
"""


@pytest.fixture(scope="module", name="path")
def _path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    (folder / f"{NAME}.py").write_text(TEXT)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    yield folder / f"{NAME}.py"
    sys.path.remove(str(folder))
    sys.modules.pop(NAME, None)


@pytest.fixture(name="swept")
def _swept(question, path, tmp_path):
    """Studies of eight policies in two futures, as Python takes longer."""
    few = smaller(question, tmp_path / "few", policies=8, futures=2)
    own = importlib.import_module(NAME)

    def swept(name: str) -> Sweep:
        sweep = Sweep(few, tmp_path / name, policies=8, futures=2, classes={"partner_class": own.Diligent})
        sweep.plan((2, 1))
        return sweep

    return swept


def test_a_class_is_swept_on_dask_and_by_array_and_refused_once_edited(swept, path, dask, slurm, tmp_path) -> None:
    from distributed import Client

    alone, by_dask, by_array = swept("alone"), swept("dask"), swept("array")
    assert play_shard(alone.folder).left == 0
    with Client(dask.address, set_as_default=False) as client:
        client.gather([client.submit(play, str(by_dask.folder), block, pure=False) for block in range(8)])
    slurm.finish(slurm.array(by_array.folder, 2, tmp_path))
    assert alone.digest() == by_dask.digest() == by_array.digest()
    shipped = Sweep(alone.question, tmp_path / "shipped", policies=8, futures=2)
    shipped.plan((2, 1))
    play_shard(shipped.folder)
    assert shipped.digest() != alone.digest(), "the class did something"

    half = swept("half")
    play(half.folder, 0)
    path.write_text(TEXT.replace("1.5", "2.5"))
    assert set(slurm.wait(slurm.array(half.folder, 2, tmp_path, label="edited")).values()) == {"FAILED"}
    for said in (log.read_text() for log in tmp_path.glob("edited-*.log")):
        assert "Diligent" in said and "restore its source" in said and "Traceback" not in said
    for worker in dask.workers:
        worker.kill()  # they have the class as it was
    dask.refill(2)
    with Client(dask.address, set_as_default=False) as client, pytest.raises(InputError, match="restore its source"):
        client.submit(play, str(half.folder), 1, pure=False).result()
    assert len(half.blocks()) == 1
    path.write_text(TEXT)
    slurm.finish(slurm.array(half.folder, 2, tmp_path))
    assert half.digest() == alone.digest()
    for worker in dask.workers:
        worker.kill()  # they have the edited one
