"""A million runs on this machine, killed 30 times at random moments: `make million`, by hand, some 40 minutes on two cores.

Prints what a run takes beside the bare engine in the same minutes, at three sizes, and what coordination, memory and files
came to. Designs nest: blocks of the smaller studies, which nobody disturbed, have the same digests in the larger ones.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from cluster.small import environment, package, write_question

from partnerscape.engine import encode, runs
from partnerscape.rules.shared import records
from partnerscape.scenario import load_scenario
from partnerscape.study.runs.blocks.plan import read_plan
from partnerscape.study.runs.blocks.stored import PLAYED

FUTURES, CORES = 16, 2
SIZES = {10**4: 0, 10**5: 0, 10**6: 30}  # candidate runs: how often they are killed
BARE = 150  # runs of the bare engine on each core, between two kills
LONGEST = 35.0  # seconds until a kill, beyond those of a start
START = 3.0
LARGER = {"policies = 48": "policies = {policies}", "futures = 8": f"futures = {FUTURES}"}


def question_of(folder: Path, size: int) -> Path:
    """The small programme with 100 partners, and so many candidate runs."""
    question = write_question(folder)
    text = question.read_text()
    for old, new in LARGER.items():
        text = text.replace(old, new.format(policies=size // FUTURES))
    question.write_text(text)
    scenario = folder / "small.toml"
    text = scenario.read_text().replace("initial_partners = 60", "initial_partners = 100")
    scenario.write_text(re.sub(r"^(\w+) = \{\}", r"\1 = { tolerance = 1 }", text, flags=re.MULTILINE))  # of 60 partners
    return question


def bare(scenario_file: str) -> float:
    """Seconds (of the clock, as blocks count them) per run of the compiled months alone: a copy of the burnt-in partners, a policy written, 24 months played."""
    scenario = load_scenario(scenario_file)
    eve = runs.burn_in(scenario, 1)
    draws = np.random.default_rng(os.getpid())
    policies = [
        scenario.current_policy.changed(commission_rate=rate, support_agents=desk)
        for rate, desk in zip(draws.uniform(0.15, 0.3, 8), draws.uniform(1.0, 5.0, 8), strict=True)
    ]
    rows = [encode.encode_policy(policy, scenario) for policy in policies]
    start = time.perf_counter()
    for number in range(BARE):
        state = eve.branched(eve.pool.size)
        encode.write_policy(state.world, rows[number % len(rows)], records.SEGMENTS)
        state.play(scenario.time.horizon_months)
    return (time.perf_counter() - start) / BARE


def bare_on_all(scenario: Path) -> float:
    """The same on every core at once, as workers play."""
    with ProcessPoolExecutor(CORES) as pool:
        return float(np.mean(list(pool.map(bare, [str(scenario)] * CORES))))


def killed(folder: Path, kills: int, longest: float, scenario: Path, moments: random.Random) -> list[float]:
    """Play a plan, killed so often; seconds per run of the bare engine in between."""
    beside = []
    for _ in range(kills):
        process = subprocess.Popen(
            package("play", folder, "--processes", CORES), env=environment(), start_new_session=True, stderr=subprocess.DEVNULL
        )
        time.sleep(moments.uniform(0.0, START + longest))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        beside.append(bare_on_all(scenario))
    return beside


def undisturbed(folder: Path) -> None:
    """Play what is left; how much of the workers' time went elsewhere than into runs."""
    there, start = stored(folder), time.perf_counter()
    subprocess.run(package("play", folder, "--processes", CORES), env=environment(), check=True, stderr=subprocess.DEVNULL)
    elapsed = time.perf_counter() - start
    new = [row for name, row in stored(folder).items() if name not in there]
    rows, busy = sum(row["rows"] for row in new), sum(row["seconds"] for row in new)
    elsewhere = 1.0 - busy / CORES / elapsed
    print(
        f"  the last {rows:,} rows undisturbed in {elapsed:,.1f} s: {elsewhere:.1%} for start, store and coordination", flush=True
    )


def answered(question: Path, folder: Path) -> None:
    """Table, surrogate, conditions and report, in a process of their own."""
    start = time.perf_counter()
    words = package("study", question, "--out", folder, "--json")
    process = subprocess.Popen(words, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    code, seconds = os.waitstatus_to_exitcode(status), time.perf_counter() - start
    print(f"  answered in {seconds:,.0f} s (exit code {code}), {used.ru_maxrss / 2**20:.2f} GB", flush=True)


def stored(folder: Path) -> dict[str, dict[str, Any]]:
    """Every stored block by its key: digest, number of rows, and the seconds that they took."""
    blocks = {}
    for path in folder.glob("blocks/*/*.parquet"):
        file = pq.ParquetFile(path)
        blocks[path.stem] = {**json.loads(file.schema_arrow.metadata[PLAYED]), "rows": file.metadata.num_rows}
    return blocks


def main(home: Path, factor: int) -> None:
    """Smaller by a factor where somebody only wants to see it work."""
    moments, digests = random.Random(2026), {}
    for whole, kills in SIZES.items():
        size = whole // factor // FUTURES * FUTURES
        question = question_of(home / f"{size}", size)
        folder, scenario = question.parent / "out", question.parent / "small.toml"
        subprocess.run(package("study", question, "--out", folder, "--plan-only"), env=environment(), check=True)
        print(f"{size:,} candidate runs, killed {kills} times", flush=True)
        beside = killed(folder, kills, LONGEST / factor, scenario, moments)
        undisturbed(folder)
        beside.append(bare_on_all(scenario))
        blocks = stored(folder)
        rows, seconds = (sum(block[what] for block in blocks.values()) for what in ("rows", "seconds"))
        assert len(blocks) == len(read_plan(folder).cuts)
        assert rows == size + FUTURES
        engine = float(np.median(beside))
        print(
            f"  a run {1e3 * seconds / rows:.2f} ms, the bare engine {1e3 * engine:.2f} ms "
            f"({1e3 * min(beside):.2f} to {1e3 * max(beside):.2f}): {seconds / rows / engine:.2f} x",
            flush=True,
        )
        shared = [key for key in digests if key in blocks]
        assert all(digests[key] == blocks[key]["digest"] for key in shared)
        print(f"  {len(shared):,} of {len(digests):,} blocks of the smaller study are blocks of this one, with the same digests")
        digests = {key: block["digest"] for key, block in blocks.items()}
        answered(question, folder)
        workers = [json.loads(path.read_bytes())["memory"] for path in folder.glob("workers/*.json")]
        paths = [path for path in folder.rglob("*") if path.is_file()]
        megabytes = sum(path.stat().st_size for path in paths) / 1e6
        print(f"  largest worker {max(workers) / 2**30:.2f} GB; {len(paths):,} files, {megabytes:,.0f} MB", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
