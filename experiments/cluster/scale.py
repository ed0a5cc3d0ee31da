"""A study of a thousand million runs on ten thousand cores, simulated: what its hour goes into, and what each measure saves.

``python experiments/cluster/scale.py [--runs 1e9] [--cores 10000] [--ms 1.7]``: one line per layout. Constants are those of
docs/scale.md: measured on one machine, or, of shared services, assumed and said there. Workers, a file server and a scheduler
serve whoever comes first; a worker starts, gets its code, then plays blocks and stores each.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Layout:
    """How a study is laid out on a cluster.

    ``start_calls`` are file system calls per worker until it plays, ``code`` how machine code gets there (``each`` worker
    compiles, each ``node`` does, or it is ``shipped``), ``block`` runs per block, ``task`` seconds of a scheduler per block (0:
    none), ``kept_calls`` and ``kept_bytes`` what it takes to store a block and a run of it.
    """

    name: str
    start_calls: int = 7_000
    code: str = "each"
    block: int = 512
    task: float = 0.002
    kept_calls: int = 12
    kept_bytes: int = 640


@dataclass(frozen=True)
class Cluster:
    """What it is laid out on: seconds per run, calls and bytes per second of the file server, seconds of compilation."""

    cores: int = 10_000
    per_node: int = 64
    run: float = 0.0017
    calls: float = 100_000.0
    bytes: float = 20e9
    compile: float = 45.0
    start: float = 3.0
    noise: float = 0.15


class Server:
    """Serves whoever comes first."""

    def __init__(self) -> None:
        self.free, self.busy = 0.0, 0.0

    def serve(self, at: float, seconds: float) -> float:
        """When a request that arrives ``at`` is done."""
        self.free = max(at, self.free) + seconds
        self.busy += seconds
        return self.free


@dataclass(frozen=True)
class Course:
    """How it went: seconds until the first and the last worker plays, and until the end; how busy the services were."""

    first: float
    all_play: float
    end: float
    useful: float
    files: float
    scheduler: float
    blocks: int


def simulate(layout: Layout, cluster: Cluster, runs: float, seed: int = 1) -> Course:
    """Play a study's blocks on a cluster's workers, one event per block."""
    luck = random.Random(seed)
    files, scheduler = Server(), Server()
    workers = [begin(layout, cluster, files, worker) for worker in range(cluster.cores)]
    first, last, end = min(workers), max(workers), 0.0
    blocks = math.ceil(runs / layout.block)
    heapq.heapify(workers)
    store = layout.kept_calls / cluster.calls + layout.block * layout.kept_bytes / cluster.bytes
    for _ in range(blocks):
        at = workers[0]
        if layout.task:
            at = scheduler.serve(at, layout.task)
        at += layout.block * cluster.run * luck.lognormvariate(0.0, cluster.noise)
        at = files.serve(at, store) if at >= files.free else at + store  # a queue only where the server is behind
        end = max(end, at)
        heapq.heapreplace(workers, at)
    useful = runs * cluster.run / cluster.cores / end
    return Course(first, last, end, useful, files.busy / end, scheduler.busy / end, blocks)


def begin(layout: Layout, cluster: Cluster, files: Server, worker: int) -> float:
    """When a worker plays its first block; all start at once."""
    at = files.serve(0.0, layout.start_calls / cluster.calls) + cluster.start
    alone = layout.code == "each" or (layout.code == "node" and worker % cluster.per_node == 0)
    waits = layout.code != "shipped"
    return at + cluster.compile if alone or waits else at


def layouts() -> list[Layout]:
    """From what a study would be without any of it, one measure after the other."""
    plain = Layout("nothing done about it: 512 runs per task, one scheduler")
    image = replace(plain, name="+ the environment as one image on every node", start_calls=60)
    shipped = replace(image, name="+ machine code shipped with it", code="shipped")
    blocks = replace(shipped, name="+ blocks of 128 × 16", block=2_048)
    large = replace(blocks, name="+ blocks of 512 × 32 for a cluster", block=16_384)
    array = replace(large, name="+ parts of an array, no scheduler", task=0.0)
    return [plain, image, shipped, blocks, large, array]


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description="A large study on a large cluster, simulated.")
    asked.add_argument("--runs", type=float, default=1e9)
    asked.add_argument("--cores", type=int, default=10_000)
    asked.add_argument("--ms", type=float, default=1.7, help="per run on one core")
    given = asked.parse_args()
    cluster = Cluster(cores=given.cores, run=given.ms / 1000)
    work = given.runs * cluster.run / given.cores
    print(f"{given.runs:.0e} runs of {given.ms:g} ms on {given.cores:,} cores: {work:,.0f} s of work")
    print("| layout | blocks | first run after | all play after | end | useful | file server | scheduler |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for layout in layouts():
        course = simulate(layout, cluster, given.runs)
        shares = " | ".join(f"{100 * share:.0f} %" for share in (course.useful, course.files, course.scheduler))
        times = " | ".join(f"{seconds:,.0f} s" for seconds in (course.first, course.all_play, course.end))
        print(f"| {layout.name} | {course.blocks:,} | {times} | {shares} |")


if __name__ == "__main__":
    main()
