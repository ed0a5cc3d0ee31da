"""Files that a disk, a network or somebody else has changed: their runs are simulated again, and one line says so."""

from __future__ import annotations

import hashlib
import random
import shutil
import warnings
from pathlib import Path

import pytest

from partnerscape.study.jobs.files import read_table, write_whole
from partnerscape.study.jobs.pool import DAMAGED, Pool
from partnerscape.study.study import reopen, study
from partnerscape.system.folders import draft_of

CHUNK = 16


def chunks(folder: Path) -> list[Path]:
    return sorted((folder / "runs").glob("*.parquet"))


def flipped(content: bytes, bit: int) -> bytes:
    place, within = divmod(bit, 8)
    return content[:place] + bytes([content[place] ^ (1 << within)]) + content[place + 1 :]


def empty(path: Path) -> None:
    path.write_bytes(b"")


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def one_bit_of_its_metadata(path: Path) -> None:
    path.write_bytes(flipped(path.read_bytes(), 8 * (path.stat().st_size - 200)))


def another_tools(path: Path) -> None:
    shutil.copy(path.parents[1] / "table.parquet", path)


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.long
def test_a_damaged_file_is_simulated_again_and_one_line_says_so(question, tmp_path, counted, only_asked) -> None:
    first = study(question, tmp_path / "out", chunk=CHUNK)
    for damage in (empty, truncated, one_bit_of_its_metadata, another_tools, gone):
        held = chunks(tmp_path / "out")
        damage(held[1])
        counted.played, lines = 0, []
        again = study(question, tmp_path / "out", chunk=CHUNK, note=lines.append)
        assert again.digest == first.digest
        assert 0 < counted.played <= CHUNK
        assert len(lines) == (damage is not gone), damage
        assert all("1 damaged file" in line and held[1].name in line and "\n" not in line for line in lines)
        assert chunks(tmp_path / "out") == held, "what is played again has the same bytes, and so the same name"
        lines.clear()
        study(question, tmp_path / "out", chunk=CHUNK, note=lines.append)
        assert not lines, "said once"
    assert len(list((tmp_path / "out" / "runs").glob(f"*{DAMAGED}"))) == 1, "set aside, the last one of its name"


def test_no_flipped_bit_passes_and_none_raises(question, tmp_path, only_asked) -> None:
    """300 bits at random places of a file of runs, and 300 of each table that an analysis reads."""
    study(question, tmp_path / "out", chunk=CHUNK)
    moments = random.Random(7)
    whole = chunks(tmp_path / "out")[0]
    content, programme = whole.read_bytes(), whole.name.rpartition("-")[0]
    assert hashlib.sha256(content).hexdigest() in whole.name
    (tmp_path / "pool").mkdir()
    for _ in range(300):
        lines: list[str] = []
        pool = Pool(tmp_path / "pool", lines.append)
        (tmp_path / "pool" / whole.name).write_bytes(flipped(content, moments.randrange(8 * len(content))))
        assert pool.places(programme) == {}
        assert len(lines) == 1
    for name in ("policies", "table"):
        path, copy = tmp_path / "out" / f"{name}.parquet", tmp_path / "copy.parquet"
        content, truth = path.read_bytes(), read_table(path)
        for _ in range(300):
            copy.write_bytes(flipped(content, moments.randrange(8 * len(content))))
            found = read_table(copy)
            assert found is None or found.equals(truth), "a bit of padding at most"


def test_drafts_have_names_of_their_own_and_are_never_read(question, tmp_path, only_asked) -> None:
    first = study(question, tmp_path / "out", chunk=CHUNK)
    assert len({draft_of(chunks(tmp_path / "out")[0]) for _ in range(1000)}) == 1000
    left = draft_of(chunks(tmp_path / "out")[0])
    left.write_bytes(b"half a file")  # as kill -9 leaves it
    foreign = tmp_path / "out" / "runs" / "notes.txt"
    foreign.write_text("mine")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert study(question, tmp_path / "out", chunk=CHUNK).digest == first.digest
        assert reopen(tmp_path / "out").digest == first.digest
    assert left.exists() and foreign.exists()


def test_two_writers_of_one_file_leave_it_whole(tmp_path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    contents = [bytes([number]) * 100_000 for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda content: write_whole(tmp_path / "file", content), contents * 4))
    assert (tmp_path / "file").read_bytes() in contents
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
