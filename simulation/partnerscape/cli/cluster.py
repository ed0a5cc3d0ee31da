"""Studies on many machines: ``play``, ``submit`` and ``status``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import app
from .console import console, print_json, progress, say
from .options import AsJson, BlockSize

WATCHED = 5.0  # seconds between two looks
Folder = Annotated[Path, typer.Argument(help="Folder of a planned study.")]


@app.command()
def play(
    folder: Folder,
    shard: Annotated[str, typer.Option(help="Play part k of N, e.g. 3/40: one task of a job array.")] = "1/1",
    until_seconds: Annotated[
        float | None, typer.Option(min=0.0, help="Begin no block that would end later: a walltime limit, less a minute.")
    ] = None,
    processes: Annotated[int, typer.Option(min=1, max=1024, help="Processes on this machine.")] = 1,
) -> None:
    """Play blocks of a planned study (``study --plan-only`` or ``submit``): any part, on any machine that sees the folder."""
    from partnerscape.study.runs.blocks.kernels import fetch
    from partnerscape.study.runs.blocks.plan import PLAN
    from partnerscape.study.runs.blocks.shard import Shard, play_shard

    part = Shard.read(shard)
    fetch(folder / PLAN)  # before it is said that something compiles
    with progress("blocks") as tell:
        played = play_shard(folder, part, until_seconds, processes, tell)
    failed = f", {played.failed:,} runs failed (see the folder failed)" if played.failed else ""
    left = f"; {played.left:,} blocks of this part are left" if played.left else ""
    say(f"part {part.number}/{part.of}: {played.blocks:,} blocks, {played.rows:,} runs in {played.seconds:,.0f} s{failed}{left}")


@app.command()
def submit(
    question: Annotated[str, typer.Argument(help="A question: a TOML file, or the name of a shipped question.")],
    out: Annotated[Path | None, typer.Option(help="Folder of the study, seen by every node; default: results/<name>.")] = None,
    slurm: Annotated[bool, typer.Option("--slurm", help="Write a job array for Slurm.")] = False,
    pbs: Annotated[bool, typer.Option("--pbs", help="For PBS.")] = False,
    lsf: Annotated[bool, typer.Option("--lsf", help="For LSF.")] = False,
    sge: Annotated[bool, typer.Option("--sge", help="For Grid Engine.")] = False,
    tasks: Annotated[int | None, typer.Option(min=1, help="Tasks of the array; default: one block per core.")] = None,
    cores: Annotated[int, typer.Option(min=1, max=1024, help="Cores per task, of one node.")] = 1,
    time: Annotated[
        str | None,
        typer.Option(
            help="Walltime limit per task, hours:minutes: 2:00 is two hours, unlike in Slurm itself. Blocks end before it."
        ),
    ] = None,
    memory: Annotated[str, typer.Option(help="Memory per task, as the batch system writes it.")] = "",
    option: Annotated[
        list[str] | None, typer.Option("--option", help="A further option, e.g. --option=--partition=long. Repeatable.")
    ] = None,
    setup: Annotated[list[str] | None, typer.Option(help="A line of shell before the work. Repeatable.")] = None,
    block: BlockSize = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Submit the script as well; without it, the command that submits it is printed.")
    ] = False,
) -> None:
    """Plan a study and write the script of a job array that plays it; ``study`` in the same folder then answers."""
    from partnerscape.study.question.question import load_question
    from partnerscape.study.request import study_request
    from partnerscape.study.runs.blocks.cuts import size_in
    from partnerscape.study.runs.blocks.submit import Job, seconds_in, submit_script, system_named, tasks_for, write_script
    from partnerscape.study.study import plan_study

    system = system_named({"slurm": slurm, "pbs": pbs, "lsf": lsf, "sge": sge})
    seconds = None if time is None else seconds_in(time)
    asked = load_question(question)
    folder = out or Path("results") / Path(question).stem
    size = None if block is None else size_in(block)
    plan = plan_study(asked, folder, note=say, request=study_request(question, asked[0]), size=size)
    count = tasks_for(system, tasks, len(plan.cuts), cores)
    job = Job(count, cores, seconds, memory, tuple(option or ()), tuple(setup or ()))
    script = write_script(system, job, folder, Path(question).stem)
    say(f"{len(plan.cuts):,} blocks, {count:,} tasks of {cores} cores: {script}")
    if yes:
        print(submit_script(system, script))
    else:
        say(f"Submit it with: {system.command[0]} {'< ' if system.by_input else ''}{script}")


@app.command()
def status(
    folder: Folder,
    watch: Annotated[bool, typer.Option("--watch", help="Repeat every few seconds until everything is played.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how far a planned study is: finished, failed and remaining runs, rate, time left, and what each worker does."""
    from time import sleep

    from partnerscape.show.status import print_status
    from partnerscape.study.runs.blocks.status import status_of

    while True:
        state = status_of(folder)
        if as_json:
            print_json(state.plain())
        else:
            print_status(state, console())
        if not watch or not state.blocks_left:
            return
        sleep(WATCHED)
