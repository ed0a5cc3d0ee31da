"""A real Slurm of one node on the loopback: munged, slurmctld and slurmd from Debian's packages, without systemd or cgroups."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cluster.patience import Daemon, until
from cluster.small import environment, package

NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "setpriv")
CORES = 4
CONF = """
ClusterName=tests
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmdPort={node_port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CryptoType=crypto/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
MpiDefault=none
ReturnToService=2
KillWait=2
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0,sched_interval=1
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} RealMemory=8000
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""
OVER = {"COMPLETED", "CANCELLED", "FAILED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED"}


def why_not() -> str:
    """Why Slurm cannot be started here; empty if it can."""
    absent = [name for name in NEEDED if not _found(name)]
    if absent:
        return f"Slurm cannot be had: {', '.join(absent)} not installed (Debian: slurm-wlm munge; installed by make where root)"
    return "" if os.geteuid() == 0 else "Slurm's daemons are started as root"


def _found(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


@dataclass(frozen=True)
class Slurm:
    """A running Slurm, as its users see it."""

    folder: Path

    @property
    def address(self) -> dict[str, str]:
        """The variable by which Slurm's commands find it."""
        return {"SLURM_CONF": str(self.folder / "slurm.conf")}

    @property
    def env(self) -> dict[str, str]:
        """An environment with it."""
        return os.environ | self.address

    def call(self, *words: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
        done = subprocess.run(words, env=(env or os.environ) | self.address, cwd=cwd, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{' '.join(words)}: {done.stderr or done.stdout}"
        return done.stdout

    def submit(self, *words: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
        """Number of a job that ``sbatch`` is given; its tasks get the environment."""
        return self.call("sbatch", "--parsable", *words, cwd=cwd, env=env).strip().partition(";")[0]

    def states(self, job: str) -> dict[str, str]:
        """State of each task of a job; tasks not begun yet are one entry."""
        told = self.call("scontrol", "--oneliner", "show", "job", job)
        return {
            _value(line, "ArrayTaskId") or _value(line, "JobId"): _value(line, "JobState")
            for line in told.splitlines()
            if line.strip()
        }

    def wait(self, job: str, seconds: float = 300) -> dict[str, str]:
        """States of a job's tasks when all are over."""

        def over() -> dict[str, str]:
            states = self.states(job)
            return states if set(states.values()) <= OVER else {}

        return until(over, f"end of job {job}", seconds, 0.1)

    def array(self, folder: Path, tasks: int, logs: Path, *options: str, source: Path | None = None, label: str = "task") -> str:
        """Submit an array whose tasks play a planned study, a part each; ``source`` has another build of the package."""
        script = logs / "array.sh"
        play = shlex.join([*package("play", folder), "--shard"])
        script.write_text(f'#!/bin/sh\nexec {play} "$SLURM_ARRAY_TASK_ID/{tasks}" {shlex.join(options)}\n')
        told = f"--output={logs}/{label}-%A-%a.log"
        return self.submit(f"--array=1-{tasks}", "--mem=500", "--time=5", told, str(script), cwd=logs, env=environment(source))

    def finish(self, job: str) -> None:
        """Wait until all tasks of an array have done their part."""
        states = self.wait(job)
        assert set(states.values()) == {"COMPLETED"}, states

    def cancel(self, *jobs: str) -> None:
        self.call("scancel", *jobs)


def _value(line: str, key: str) -> str:
    found = re.search(rf"\b{key}=(\S+)", line)
    return found[1] if found else ""


@contextmanager
def running(folder: Path, port: int = 16817) -> Iterator[Slurm]:
    """Slurm from start to end: nothing that it started is left."""
    host = os.uname().nodename.partition(".")[0]
    folder.chmod(0o755)
    for name in ("state", "spool"):
        (folder / name).mkdir()
    (folder / "slurm.conf").write_text(CONF.format(host=host, folder=folder, port=port, node_port=port + 1, cores=CORES))
    slurm = Slurm(folder)
    daemons: list[Daemon] = []
    try:
        daemons.append(_munged(folder / "munge"))
        conf = str(folder / "slurm.conf")
        for name, *options in (("slurmctld", "-D", "-c", "-f", conf), ("slurmd", "-D", "-f", conf, "-N", host)):
            daemons.append(Daemon([_found(name), *options], folder / f"{name}.log", slurm.env))
        try:
            until(lambda: "idle" in _nodes(slurm), "idle node of Slurm", 120, 0.2)
        except AssertionError as error:
            raise AssertionError("\n".join([str(error), *(daemon.tail() for daemon in daemons)])) from None
        yield slurm
        _cancel_all(slurm)
    finally:
        for daemon in reversed(daemons):
            daemon.stop()


def _munged(folder: Path) -> Daemon:
    folder.mkdir()
    key = folder / "key"
    key.write_bytes(os.urandom(128))
    key.chmod(0o400)
    for path in (folder, key):
        shutil.chown(path, "munge", "munge")
    as_munge = ["setpriv", "--reuid=munge", "--regid=munge", "--clear-groups"]
    files = [f"--{name}-file={folder / name}" for name in ("log", "pid", "seed")]
    words = [*as_munge, _found("munged"), "--foreground", "--force", f"--socket={folder / 'socket'}", f"--key-file={key}", *files]
    daemon = Daemon(words, folder.parent / "munged.log")
    until((folder / "socket").exists, "socket of munged", 60)
    return daemon


def _nodes(slurm: Slurm) -> str:
    done = subprocess.run(["sinfo", "-h", "-o", "%T"], env=slurm.env, capture_output=True, text=True, timeout=20)
    return done.stdout


def _cancel_all(slurm: Slurm) -> None:
    slurm.cancel("--user=root")
    until(lambda: not slurm.call("squeue", "-h"), "empty queue", 60, 0.1)
