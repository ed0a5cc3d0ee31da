"""A real Dask scheduler, with workers in processes of their own, on this host or on others."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cluster.hosts import Host
from cluster.patience import Daemon, until

ABANDONED_AFTER = "8s"  # a silent worker counts as lost; Dask's own default is five minutes
SETTINGS = {
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": ABANDONED_AFTER,
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "12s",
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "8s",
    "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False",
}


@dataclass
class Dask:
    """A scheduler and its workers."""

    folder: Path
    host: str
    env: dict[str, str]
    daemons: list[Daemon] = field(default_factory=list)
    workers: list[Daemon] = field(default_factory=list)

    @property
    def address(self) -> str:
        """What is handed to ``--dask``."""
        return str(json.loads((self.folder / "scheduler.json").read_text())["address"])

    def start(self) -> None:
        words = ["--host", self.host, "--port", "0", "--no-dashboard", "--scheduler-file", str(self.folder / "scheduler.json")]
        self.daemons.append(self._daemon("dask_scheduler", words, "scheduler"))
        until((self.folder / "scheduler.json").exists, "scheduler of Dask", 180, 0.1)

    def add_worker(self, *options: str, host: Host | None = None, env: dict[str, str] | None = None) -> Daemon:
        """One more worker of one thread, without a nanny: what is killed stays dead."""
        words = [self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--death-timeout", "60", *options]
        words += ["--local-directory", str(self.folder)]
        if host:
            words += ["--host", host.address]
        daemon = self._daemon(
            "dask_worker", words, f"worker-{len(self.daemons) + len(list(self.folder.glob('worker-*.log')))}", host, env
        )
        self.workers.append(daemon)
        return daemon

    def known(self) -> int:
        """Workers that the scheduler knows now."""
        from distributed import Client

        with Client(self.address, timeout="20s", set_as_default=False) as client:
            return len(client.scheduler_info(n_workers=-1)["workers"])

    def refill(self, count: int) -> None:
        """So many workers, new ones for those that were killed."""
        self.workers = [worker for worker in self.workers if worker.alive()]
        while len(self.workers) < count:
            self.add_worker()
        until(lambda: self.known() == count, f"{count} workers of Dask", 180, 0.2)

    def ready(self, count: int) -> None:
        until(lambda: self.known() >= count, f"{count} workers of Dask", 180, 0.2)

    def stop(self) -> None:
        for daemon in (*self.workers, *self.daemons):
            daemon.stop(3)

    def _daemon(
        self, program: str, words: list[str], name: str, host: Host | None = None, env: dict[str, str] | None = None
    ) -> Daemon:
        call = [sys.executable, "-m", f"distributed.cli.{program}", *words]
        return Daemon(host.words(*call) if host else call, self.folder / f"{name}.log", self.env | (env or {}))


@contextmanager
def running(folder: Path, host: str = "127.0.0.1", workers: int = 2, hosts: list[Host] | None = None) -> Iterator[Dask]:
    """A scheduler with workers, from start to end; with ``hosts``, one worker on each."""
    dask = Dask(folder, host, os.environ | SETTINGS)
    try:
        dask.start()
        for number in range(len(hosts) if hosts else workers):
            dask.add_worker(host=hosts[number] if hosts else None)
        dask.ready(len(dask.workers))
        yield dask
    finally:
        dask.stop()
