"""A study that is interrupted keeps what is done, and goes on to the same bits."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

ONLY_ASKED = """
import partnerscape.study.question.analysis as analysis
from partnerscape.cli.app import main
analysis.ALWAYS = ()
main()
"""  # as the fixture of that name
STUDY = [sys.executable, "-c", ONLY_ASKED, "study"]


def ask(question: Path, out: Path) -> subprocess.Popen[str]:
    words = [*STUDY, str(question), "--out", str(out), "--chunk", "4", "--workers", "1", "--json"]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def digest(question: Path, out: Path) -> str:
    said, told = ask(question, out).communicate(timeout=300)
    assert said, told
    return str(json.loads(said)["digest"])


UNDISTURBED: list[tuple[str, int]] = []
MOMENTS = [  # one of each kind; more moments are more of the same
    pytest.param(3, signal.SIGINT, marks=pytest.mark.full),  # test_every_analysis_resumes interrupts the design too
    (4, signal.SIGKILL),
    pytest.param(5, signal.SIGINT, marks=pytest.mark.full),
    pytest.param(6, signal.SIGINT, marks=pytest.mark.full),
]


@pytest.fixture(name="larger")
def _larger(question: Path) -> Path:
    """The small question in more futures, so that there is time to interrupt it."""
    question.write_text(question.read_text().replace("futures = 4", "futures = 16").replace("policies = 24", "policies = 32"))
    return question


@pytest.fixture(name="undisturbed")
def _undisturbed(larger: Path, tmp_path: Path) -> tuple[str, int]:
    """Digest and number of files of the study that nobody interrupts, simulated once for all."""
    if not UNDISTURBED:
        out = tmp_path / "undisturbed"
        UNDISTURBED.append((digest(larger, out), len(list((out / "runs").iterdir()))))
    return UNDISTURBED[0]


@pytest.mark.long
@pytest.mark.parametrize(("seed", "how"), MOMENTS)
def test_an_interrupt_keeps_what_is_done_and_a_second_call_completes_it(
    larger: Path, tmp_path: Path, undisturbed: tuple[str, int], seed: int, how: signal.Signals
) -> None:
    expected, files = undisturbed
    out = tmp_path / "interrupted"
    running = ask(larger, out)
    enough = random.Random(seed).randrange(1, files // 2)
    while running.poll() is None and len(list((out / "runs").glob("[!.]*"))) < enough:
        time.sleep(0.002)
    running.send_signal(how)
    _, told = running.communicate(timeout=60)
    kept = len(list((out / "runs").glob("[!.]*")))
    assert enough <= kept < files, (enough, kept, files)
    assert "Traceback" not in told
    assert running.returncode == (130 if how is signal.SIGINT else -signal.SIGKILL), told
    assert digest(larger, out) == expected


ROUNDS = 300
STRESS = f"""
import time
from partnerscape.study.jobs.parallel import in_parallel

for _ in range({ROUNDS}):
    try:
        for job, _ in in_parallel(lambda job: time.sleep(0.0002), range(10**9), workers=2):
            if job == 0:
                print(flush=True)
    except KeyboardInterrupt:
        continue
    raise SystemExit("an interrupt was lost")
"""


def test_an_interrupt_at_any_instruction_leaves_no_worker_waiting() -> None:
    """Python's own interrupt, raised within the executor's locks, hung one study in a hundred."""
    moments = random.Random(5)
    running = subprocess.Popen([sys.executable, "-c", STRESS], stdout=subprocess.PIPE)
    assert running.stdout
    patience = threading.Timer(60, running.kill)
    patience.start()
    for _ in range(ROUNDS):
        running.stdout.readline()
        time.sleep(moments.uniform(0.001, 0.02))
        running.send_signal(signal.SIGINT)
    assert running.wait() == 0
    patience.cancel()
