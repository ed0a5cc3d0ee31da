"""Who plays: one small file per worker, written now and then, and what each block's file says of how it was played."""

from __future__ import annotations

import json
import os
import platform
import re
import socket
import sys
import time
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...jobs.files import write_whole

if TYPE_CHECKING:
    from .plan import Plan

WORKERS = "workers"  # folder
PAUSE = 10.0  # seconds between two files of a worker: many workers share a file system
VERSIONED = ("numpy", "numba", "pandas", "pyarrow")


@dataclass
class Worker:
    """What a process has played of a plan.

    ``seconds`` are those that it was busy; ``memory`` is the largest it had, in bytes; ``seen`` and ``began`` are times of day.
    """

    name: str
    host: str
    process: int
    processor: str
    began: float
    seen: float = 0.0
    blocks: int = 0
    rows: int = 0
    failed: int = 0
    seconds: float = 0.0
    memory: int = 0
    job: str = ""
    versions: dict[str, str] = field(default_factory=dict)


_own: dict[tuple[Path, int], Worker] = {}  # by folder and process: a forked child is another worker


def worker_name() -> str:
    """Host and process, as a file's name."""
    host = re.sub(r"[^A-Za-z0-9]+", "-", socket.gethostname())[:32]
    return f"{host}-{os.getpid()}"


def job_name() -> str:
    """The cluster's job and task that this process belongs to; empty outside one."""
    for job, task in (("SLURM_JOB_ID", "SLURM_ARRAY_TASK_ID"), ("PBS_JOBID", "PBS_ARRAY_INDEX"), ("LSB_JOBID", "LSB_JOBINDEX")):
        if os.environ.get(job):
            return "/".join(filter(None, (os.environ[job], os.environ.get(task, ""))))
    return os.environ.get("JOB_ID", "")


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Versions of what computes."""
    return {"python": platform.python_version(), **{name: version(name) for name in VERSIONED}}


@lru_cache(maxsize=1)
def processor() -> str:
    """The kind of processor that machine code is made for."""
    from llvmlite import binding

    return f"{platform.machine()} {binding.get_host_cpu_name()}"


def memory() -> int:
    """The most memory that this process has used, bytes; 0 where the system does not say."""
    try:
        resource = import_module("resource")
    except ImportError:  # Windows
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def provenance(plan: Plan) -> dict[str, Any]:
    """What a block's file says of who played it."""
    job = {"job": name} if (name := job_name()) else {}
    record = {"partnerscape": plan.version, "build": plan.build, "worker": worker_name(), "processor": processor(), **job}
    return {**record, "versions": versions(), "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}


def beat(plan: Plan, rows: int, failed: int, seconds: float, last: bool = False) -> None:
    """Count a block, and write this worker's file if the last one is old enough."""
    key = plan.folder, os.getpid()
    own = _own.get(key)
    if own is None:
        host = socket.gethostname()
        own = Worker(worker_name(), host, os.getpid(), processor(), time.time(), job=job_name(), versions=versions())
        _own.clear()  # those of a parent process
        _own[key] = own
    own.blocks, own.rows, own.failed = own.blocks + (rows > 0), own.rows + rows, own.failed + failed
    own.seconds, own.memory = own.seconds + seconds, memory()
    if last or time.time() - own.seen >= PAUSE:
        own.seen = time.time()
        write_whole(plan.folder / WORKERS / f"{own.name}.json", json.dumps(asdict(own)) + "\n")


def workers_in(folder: Path) -> list[Worker]:
    """The workers of a plan, as they last reported; a damaged file says nothing."""
    records = []
    for path in sorted((folder / WORKERS).glob("*.json")):
        try:
            records.append(Worker(**json.loads(path.read_bytes())))
        except (OSError, ValueError, TypeError):
            continue
    return records
