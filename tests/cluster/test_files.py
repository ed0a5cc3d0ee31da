"""Files that are damaged, and a disk that is full."""

from __future__ import annotations

import pytest
from cluster.coordinate import coordinate
from cluster.faults import DAMAGES, disks, meanwhile, small_disk
from cluster.small import BLOCKS, Sweep

from partnerscape.scenario import InputError
from partnerscape.study.runs.blocks.crew import Crew
from partnerscape.study.runs.blocks.shard import play_shard

BLOCK = 100  # kilobytes, at most


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_blocks_are_played_again(question, sweep, damage, undisturbed, on_threads, moment) -> None:
    running = meanwhile(play_shard, sweep.folder)
    sweep.after(moment.randrange(4, BLOCKS // 2))
    for path in moment.sample(sweep.blocks(), 3):
        damage(path, moment)
    running.result(300)
    assert coordinate(question, sweep.folder, Crew(threads=2)) == on_threads
    assert sweep.digest() == undisturbed


@pytest.mark.skipif(bool(disks()), reason=disks())
@pytest.mark.parametrize("crew", ["processes", "dask"])
def test_a_full_disk_stops_with_one_message_and_goes_on_with_room(
    question, crew, request, tmp_path, undisturbed, on_threads, moment
):
    """Others fill it while a study goes on; what is known beforehand to have no room does not begin."""
    with small_disk(tmp_path / "disk") as fill:
        sweep = Sweep(question, tmp_path / "disk" / "out")
        sweep.plan()
        hands = Crew(processes=2) if crew == "processes" else request.getfixturevalue("by_dask")
        running = meanwhile(coordinate, question, sweep.folder, hands)
        sweep.after(moment.randrange(1, BLOCKS // 4))
        others = fill(moment.randrange(BLOCK // 2, BLOCK))
        with pytest.raises(InputError, match="No space left on device") as full:
            running.result(300)
        assert "\n" not in str(full.value)
        assert 0 < len(sweep.blocks()) < BLOCKS
        with pytest.raises(InputError, match="of free disk"):
            coordinate(question, sweep.folder, hands)
        others.unlink()
        assert coordinate(question, sweep.folder, hands) == on_threads
        assert sweep.digest() == undisturbed
