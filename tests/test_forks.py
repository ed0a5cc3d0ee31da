"""Processes that other tools fork: a child never inherits a lock that a thread of its parent held while it compiled."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

FORKED = """
import os, signal, sys, threading, time
import partnerscape as ps
from partnerscape.engine import build

SMALL = ps.load_scenario("marketplace").changed(time={"burn_in_months": 6, "horizon_months": 6, "initial_partners": 50})
lock = {lock}
held, forked = threading.Event(), threading.Event()


def compile_for_a_while():
    with lock:
        held.set()
        forked.wait(2.0)  # a fork that does not wait comes back within this time


threading.Thread(target=compile_for_a_while).start()
held.wait()
child = os.fork()
if child == 0:
    signal.alarm(100)  # a child that waits for ever is killed, and says so by its signal
    npv = ps.run(SMALL, seeds=[1], workers=1).metrics["npv"].iloc[0]
    os._exit(0 if npv == npv else 1)
forked.set()
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("lock", ["build._one_at_a_time", "build.global_compiler_lock"])
def test_a_process_forked_while_a_thread_compiles_does_not_wait_for_ever(lock: str) -> None:
    done = subprocess.run([sys.executable, "-c", FORKED.replace("{lock}", lock)], capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stderr
