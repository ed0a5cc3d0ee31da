"""A study of a thousand million runs on ten thousand cores, simulated: what its hour goes into, and what each measure saves.

``python experiments/cluster/scale.py [--runs 1e9] [--cores 10000] [--ms 1.7]``: a line per layout. Constants are those of
docs/scale.md: measured on one machine or, of what a site shares, assumed. A file server and a scheduler serve whoever comes
first; a worker starts, gets its code, then plays blocks and stores each.
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

    ``start_calls`` are calls of shared file systems per worker until it plays, ``compiled`` whether every worker compiles,
    ``block`` runs per block, ``task`` seconds of a scheduler per block (0: each node has its part, and takes no other's),
    ``kept_calls`` and ``kept_bytes`` what it takes to store a block, and a run of it.
    """

    name: str
    start_calls: int = 19_400
    compiled: bool = True
    block: int = 512
    task: float = 0.002
    kept_calls: int = 11
    kept_bytes: int = 745


@dataclass(frozen=True)
class Cluster:
    """What it is laid out on.

    ``run``, ``compile`` and ``start`` are seconds, ``calls`` and ``bytes`` what the file server answers per second; ``noise`` is
    the standard deviation of the logarithm of a block's duration.
    """

    cores: int = 10_000
    per_node: int = 64
    run: float = 0.0017
    calls: float = 50_000.0
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
    """Play a study's blocks on a cluster's workers; events in the order of time: a worker is free, or has a block to store."""
    luck = random.Random(seed)
    files, scheduler = Server(), Server()
    ready = [begin(layout, cluster, files) for _ in range(cluster.cores)]
    blocks = math.ceil(runs / layout.block)
    nodes = 1 if layout.task else math.ceil(cluster.cores / cluster.per_node)
    left = [blocks // nodes + (node < blocks % nodes) for node in range(nodes)]
    store = layout.kept_calls / cluster.calls + layout.block * layout.kept_bytes / cluster.bytes
    events = [(at, False, worker % nodes) for worker, at in enumerate(ready)]
    heapq.heapify(events)
    end = 0.0
    while events:
        at, played, node = events[0]
        if played:
            end = files.serve(at, store)
            heapq.heapreplace(events, (end, False, node))
        elif left[node]:
            left[node] -= 1
            at = scheduler.serve(at, layout.task) if layout.task else at
            seconds = layout.block * cluster.run * luck.lognormvariate(0.0, cluster.noise)
            heapq.heapreplace(events, (at + seconds, True, node))
        else:
            heapq.heappop(events)
    useful = runs * cluster.run / cluster.cores / end
    return Course(min(ready), max(ready), end, useful, files.busy / end, scheduler.busy / end, blocks)


def begin(layout: Layout, cluster: Cluster, files: Server) -> float:
    """When a worker plays its first block; all start at once."""
    return files.serve(0.0, layout.start_calls / cluster.calls) + cluster.start + layout.compiled * cluster.compile


def layouts() -> list[Layout]:
    """From what a study would be without any of it, one measure after the other."""
    plain = Layout("one process per core, 512 runs per task, one scheduler")
    image = replace(plain, name="+ the environment as one image on every node", start_calls=1_000)
    shipped = replace(image, name="+ machine code shipped with the plan", start_calls=220, compiled=False)
    blocks = replace(shipped, name="+ blocks of 128 × 16", block=2_048)
    array = replace(blocks, name="+ an array of parts, no scheduler", task=0.0)
    large = replace(array, name="or: blocks of 512 × 32 in the array", block=16_384)
    dask = replace(large, name="or: these blocks by the scheduler", task=0.002)
    return [plain, image, shipped, blocks, array, large, dask]


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description="A large study on a large cluster, simulated.")
    asked.add_argument("--runs", type=float, default=1e9)
    asked.add_argument("--cores", type=int, default=10_000)
    asked.add_argument("--ms", type=float, default=1.7, help="per run on one core")
    asked.add_argument("--calls", type=float, default=50_000, help="that the file server answers per second")
    given = asked.parse_args()
    cluster = Cluster(cores=given.cores, run=given.ms / 1000, calls=given.calls)
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
