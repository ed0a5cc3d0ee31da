"""Job arrays for batch systems: one script per system, every task a part of the blocks."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from partnerscape.scenario import InputError, one_of
from partnerscape.scenario.errors import Shown

from ...jobs.files import write_whole

RESERVE, LEAST_SHARE = 60.0, 0.1  # of the wall-time limit, left for the last block's file: seconds, or a share if that is less
TIME = re.compile(r"(?:(\d+)-)?(\d{1,3}):(\d{2})(?::(\d{2}))?")


@dataclass(frozen=True)
class Job:
    """What is asked of a batch system.

    Attributes
    ----------
    tasks : int
        Tasks of the array, one per node.
    cores : int
        Per task; each is a process.
    seconds : float or None
        Wall-time limit of a task.
    memory : str
        Per task, as the system writes it, such as ``8G``; empty: its default.
    options : tuple of str
        Further options of the system, each as in a script: ``--partition=long``.
    setup : tuple of str
        Lines of shell before the work: ``module load python``.
    """

    tasks: int
    cores: int = 1
    seconds: float | None = None
    memory: str = ""
    options: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()


@dataclass(frozen=True)
class System:
    """A batch system: how its script begins, which variable numbers a task, how it is submitted, how large an array may be."""

    name: str
    mark: str
    task: str
    command: tuple[str, ...]
    header: Callable[[Job, str, str], list[str]]
    limit: Callable[[], int]
    by_input: bool = False
    least: int = 1


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest:02d}"


def _slurm(job: Job, name: str, logs: str) -> list[str]:
    lines = [f"--job-name={name}", f"--array=1-{job.tasks}", "--nodes=1", "--ntasks=1", f"--cpus-per-task={job.cores}"]
    lines += [f"--time={_clock(job.seconds)}"] if job.seconds else []
    return [*lines, *([f"--mem={job.memory}"] if job.memory else []), f"--output={logs}/%A_%a.log"]


def _pbs(job: Job, name: str, logs: str) -> list[str]:
    memory = f":mem={job.memory}" if job.memory else ""
    lines = [
        f"-N {name[:15]}",
        f"-J 1-{max(2, job.tasks)}",
        f"-l select=1:ncpus={job.cores}{memory}",
        "-V",
        "-j oe",
        f"-o {logs}/",
    ]
    return lines + ([f"-l walltime={_clock(job.seconds)}"] if job.seconds else [])


def _lsf(job: Job, name: str, logs: str) -> list[str]:
    lines = [f'-J "{name}[1-{job.tasks}]"', f"-n {job.cores}", '-R "span[hosts=1]"', f"-o {logs}/%J_%I.log"]
    lines += [f"-W {_clock(job.seconds).rpartition(':')[0]}"] if job.seconds else []
    return lines + ([f"-M {job.memory}"] if job.memory else [])


def _sge(job: Job, name: str, logs: str) -> list[str]:
    lines = [f"-N {name}", f"-t 1-{job.tasks}", f"-pe smp {job.cores}", "-cwd", "-V", "-j y", f"-o {logs}/"]
    lines += [f"-l h_rt={_clock(job.seconds)}"] if job.seconds else []
    return lines + ([f"-l h_vmem={job.memory}"] if job.memory else [])


def _slurm_limit() -> int:
    """The largest array that Slurm takes here; 1,000, its default, where it does not say."""
    if shutil.which("scontrol") is None:
        return 1000
    done = subprocess.run(["scontrol", "show", "config"], capture_output=True, text=True, check=False)
    match = re.search(r"MaxArraySize\s*=\s*(\d+)", done.stdout)
    return int(match[1]) - 1 if match else 1000


SYSTEMS = {
    "slurm": System("slurm", "#SBATCH", "SLURM_ARRAY_TASK_ID", ("sbatch",), _slurm, _slurm_limit),
    "pbs": System("pbs", "#PBS", "PBS_ARRAY_INDEX", ("qsub",), _pbs, lambda: 10_000, least=2),
    "lsf": System("lsf", "#BSUB", "LSB_JOBINDEX", ("bsub",), _lsf, lambda: 1000, by_input=True),
    "sge": System("sge", "#$", "SGE_TASK_ID", ("qsub",), _sge, lambda: 75_000),
}


def seconds_in(text: str) -> float:
    """A time limit as typed: ``hours:minutes[:seconds]``, Slurm's ``days-hours:minutes`` too.

    Raises
    ------
    InputError
        For anything else.

    Examples
    --------
    >>> seconds_in("1-02:30")
    95400.0
    """
    match = TIME.fullmatch(text.strip())
    if match is None:
        raise InputError("command line", (), "--time", "hours:minutes, such as 4:00 or 1-12:00", text)
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if not days + hours + minutes + seconds:
        raise InputError("command line", (), "--time", "more than nothing", text)
    return float(((days * 24 + hours) * 60 + minutes) * 60 + seconds)


def tasks_for(system: System, asked: int | None, blocks: int, cores: int) -> int:
    """How many tasks an array gets: as many as asked for, or as the blocks keep busy, within the system's limit."""
    limit = system.limit()
    if asked is not None and asked > limit:
        expected = f"at most {limit:,}, the largest job array of {system.name} here"
        raise InputError("command line", (), "--tasks", expected, asked, "each task plays many blocks: fewer tasks take longer")
    return max(system.least, min(asked or -(-blocks // cores), limit, blocks))


def script_of(system: System, job: Job, folder: Path, name: str) -> str:
    """The array's script."""
    where, plain = folder.absolute(), re.sub(r"[^A-Za-z0-9_]+", "_", name)[:40] or "study"
    header = [f"{system.mark} {line}" for line in (*system.header(job, plain, str(where / "logs")), *job.options)]
    until = [] if job.seconds is None else ["--until-seconds", f"{job.seconds - min(RESERVE, LEAST_SHARE * job.seconds):.0f}"]
    words = [sys.executable, "-m", "partnerscape", "play", str(where), "--processes", str(job.cores), *until]
    path = os.environ.get("PYTHONPATH")
    paths = [f"export PYTHONPATH={shlex.quote(path)}"] if path else []
    play = f'exec {shlex.join(words)} --shard "${{{system.task}}}/{job.tasks}"'
    return "\n".join(["#!/bin/bash", *header, *paths, *job.setup, play]) + "\n"


def write_script(system: System, job: Job, folder: Path, name: str) -> Path:
    """Write the script into the study's folder; returns its path."""
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    path = folder / f"submit.{system.name}.sh"
    write_whole(path, script_of(system, job, folder, name))
    return path


def submit_script(system: System, script: Path) -> str:
    """Hand a script to the batch system; returns what it says.

    Raises
    ------
    InputError
        If its command is not here, or refuses.
    """
    command = system.command[0]
    if shutil.which(command) is None:
        advice = "submit the script where the batch system is"
        raise InputError(script, (), "--yes", f"the command {command}", Shown("none"), advice)
    given = [command] if system.by_input else [command, str(script)]
    done = subprocess.run(
        given, input=script.read_text(encoding="utf-8") if system.by_input else None, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise InputError(
            script, (), command, "a job that is accepted", Shown(" ".join((done.stderr or done.stdout).split())[:300])
        )
    return done.stdout.strip()


def system_named(chosen: dict[str, bool]) -> System:
    """The one batch system that is chosen.

    Raises
    ------
    InputError
        If none or several are.
    """
    names = [name for name, on in chosen.items() if on]
    if len(names) != 1:
        expected = one_of("one of --slurm, --pbs, --lsf, --sge", SYSTEMS, "")
        raise InputError("command line", (), "", expected, Shown(" and ".join(f"--{name}" for name in names) or "none"))
    return SYSTEMS[names[0]]
