"""Studies on many machines: ``play``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import app
from .console import progress, say

Folder = Annotated[Path, typer.Argument(help="Folder of a planned study.")]


@app.command()
def play(
    folder: Folder,
    shard: Annotated[str, typer.Option(help="Play part k of N, e.g. 3/40: one task of a job array.")] = "1/1",
    until_seconds: Annotated[
        float | None, typer.Option(min=0.0, help="Begin no block that would end later: a wall-time limit, less a minute.")
    ] = None,
    processes: Annotated[int, typer.Option(min=1, max=1024, help="Processes on this machine.")] = 1,
) -> None:
    """Play blocks of a planned study (``study --plan-only`` or ``submit``): any part, on any machine that sees the folder."""
    from partnerscape.study.runs.blocks.shard import Shard, play_shard

    part = Shard.read(shard)
    with progress("blocks") as tell:
        played = play_shard(folder, part, until_seconds, processes, tell)
    failed = f", {played.failed:,} runs failed (see the folder failed)" if played.failed else ""
    left = f"; {played.left:,} blocks of this part are left" if played.left else ""
    say(f"part {part.number}/{part.of}: {played.blocks:,} blocks, {played.rows:,} runs in {played.seconds:,.0f} s{failed}{left}")
