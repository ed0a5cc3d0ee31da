"""A wall-time limit: a task stops at a block's end before it, and as many further jobs as it takes end with the same digest."""

from __future__ import annotations

from cluster.small import BLOCKS


def test_tasks_stop_before_their_limit_and_further_jobs_go_on(sweep, slurm, undisturbed, moment, tmp_path) -> None:
    seconds = moment.uniform(2.0, 4.0)
    jobs = 0
    there = [0]
    while there[-1] < BLOCKS and jobs < 12:
        slurm.finish(slurm.array(sweep.folder, 2, tmp_path, "--until-seconds", f"{seconds:.1f}"))
        there.append(len(sweep.blocks()))
        jobs += 1
        seconds *= 1.5  # a machine that is busy with others
    assert there == sorted(there)
    assert sweep.digest() == undisturbed
    assert not list(sweep.folder.glob("blocks/*/.*")), "nothing half-written"
    said = [log.read_text() for log in tmp_path.glob("task-*.log")]
    assert all("Traceback" not in one for one in said)
    if jobs > 1:
        assert any("left" in one for one in said)
