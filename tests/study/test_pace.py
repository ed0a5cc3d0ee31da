"""How fast work goes and when it ends, told while it goes on: a study plays several designs, and resumes."""

from __future__ import annotations

import time

import pytest

from partnerscape.cli import console
from partnerscape.study.jobs.pace import Pace


class Clock:
    """Seconds that pass when told to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def told(pace, clock, seconds, done, total):
    clock.now += seconds
    pace.seen(done, total)
    return pace.rate, pace.left


def test_each_stage_has_a_pace_of_its_own():
    clock = Clock()
    pace = Pace(clock)
    assert told(pace, clock, 5, 0, 4096) == (0, None)
    assert told(pace, clock, 400, 4000, 4096) == (10, pytest.approx(9.6))
    assert told(pace, clock, 100, 4096, 4096)[1] == 0
    assert told(pace, clock, 60, 0, 6144) == (0, None)  # the surrogate was fitted in between
    assert told(pace, clock, 10, 200, 6144) == (20, pytest.approx(297.2))


def test_the_same_total_again_is_a_new_stage():
    clock = Clock()
    pace = Pace(clock)
    told(pace, clock, 0, 0, 128)
    told(pace, clock, 128, 128, 128)
    assert told(pace, clock, 0, 0, 128) == (0, None)
    assert told(pace, clock, 1, 64, 128) == (64, 1)


def test_what_an_earlier_call_did_is_no_pace():
    clock = Clock()
    pace = Pace(clock)
    told(pace, clock, 1, 6000, 6144)
    assert told(pace, clock, 12, 6012, 6144) == (1, 132)


def test_a_log_says_the_time_that_the_stage_has_left(capsys, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    with console.progress("candidate runs") as tell:
        tell(0, 4096)
        clock.now = 600.0
        tell(4096, 4096)
        tell(0, 6144)
        clock.now = 640.0
        tell(400, 6144)
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == "400 of 6,144 candidate runs, 10.0 per second, 574 s left"
