"""How far a planned study is, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerscape.language import phrase

from .terminal import duration, say_plainly, table_of

if TYPE_CHECKING:
    from rich.console import Console

    from partnerscape.study.runs.blocks.status import Status

MOST_SHOWN = 20  # workers


def print_status(status: Status, console: Console) -> None:
    """How far a planned study is, and its workers."""
    for line in status_in_words(status):
        say_plainly(console, line, "bold")
    table = table_of("worker", "job", "blocks", "runs", "failed", "per second", "memory, MB", "last seen, s")
    for worker in status.workers[:MOST_SHOWN]:
        speed = f"{worker.rows / worker.seconds:,.0f}" if worker.seconds else ""
        counts = (f"{worker.blocks:,}", f"{worker.rows:,}", f"{worker.failed:,}")
        table.add_row(worker.name, worker.job, *counts, speed, f"{worker.memory / 1e6:,.0f}", f"{status.now - worker.seen:,.0f}")
    if status.workers:
        console.print(table)


def status_in_words(status: Status) -> list[str]:
    """How far it is, one sentence per line."""
    done, left = status.runs - status.runs_left, status.blocks_left
    told = {"done": f"{done:,}", "runs": f"{status.runs:,}", "failed": f"{status.failed:,}"}
    lines = [phrase("{done} of {runs} candidate runs are finished; {failed} failed.", **told)]
    if left and status.seconds_left is not None:
        rate, time = f"{status.rate:,.0f}", duration(status.seconds_left)
        workers = f"{len(status.playing):,}"
        lines.append(
            phrase("{workers} workers play {rate} runs per second: about {time} left.", workers=workers, rate=rate, time=time)
        )
    elif left:
        lines.append(phrase("Nobody plays; {blocks} blocks are left.", blocks=f"{left:,}"))
    if status.damaged:
        lines.append(phrase("{files} damaged files were set aside; their runs are simulated again.", files=f"{status.damaged:,}"))
    return lines
