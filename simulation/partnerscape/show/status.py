"""How far a planned study is, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerscape.language import phrase

from .style.numbers import whole
from .terminal import duration, say_plainly, table_of

if TYPE_CHECKING:
    from rich.console import Console

    from partnerscape.study.runs.blocks.status import Status

MOST_SHOWN = 20  # workers


def print_status(status: Status, console: Console) -> None:
    """How far a planned study is, and its workers."""
    for line in status_in_words(status):
        say_plainly(console, line, "bold")
    table = table_of(
        *(phrase("worker"), phrase("job"), phrase("blocks"), phrase("runs"), phrase("failed")),
        *(phrase("per second"), phrase("memory, MB"), phrase("last seen, s")),
    )
    for worker in status.workers[:MOST_SHOWN]:
        speed = whole(round(worker.rows / worker.seconds)) if worker.seconds else ""
        counts = (whole(worker.blocks), whole(worker.rows), whole(worker.failed))
        memory, seen = whole(round(worker.memory / 1e6)), whole(round(status.now - worker.seen))
        table.add_row(worker.name, worker.job, *counts, speed, memory, seen)
    if status.workers:
        console.print(table)


def status_in_words(status: Status) -> list[str]:
    """How far it is, one sentence per line."""
    done, left = status.runs - status.runs_left, status.blocks_left
    counts = {"done": whole(done), "runs": whole(status.runs), "failed": whole(status.failed)}
    lines = [phrase("{done} of {runs} candidate runs are finished; {failed} failed.", **counts)]
    if left and status.seconds_left is not None:
        rate, time = whole(round(status.rate)), duration(status.seconds_left)
        workers = whole(len(status.playing))
        lines.append(
            phrase("{workers} workers play {rate} runs per second: about {time} left.", workers=workers, rate=rate, time=time)
        )
    elif left:
        lines.append(phrase("Nobody plays; {blocks} blocks are left.", blocks=whole(left)))
    if status.damaged:
        lines.append(phrase("{files} damaged files were set aside; their runs are simulated again.", files=whole(status.damaged)))
    return lines
