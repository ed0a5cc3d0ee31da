"""The section of shocks: every shock in words, every number with its interval."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from partnerscape.scenario.parts import Event
from partnerscape.show.analyses.stress.section import as_json, event_in_words, stress_in_words, stress_section
from partnerscape.show.as_json import tame
from partnerscape.study.analyses.stress import NO_SHOCK, TODAY, stress
from partnerscape.study.jobs.store import Store
from partnerscape.study.runs.player import Player


@pytest.fixture(scope="module")
def answer(findings, tmp_path_factory):
    results = findings.results
    play = Player(results.question, results.scenario, Store(tmp_path_factory.mktemp("stress")), 1)
    return stress({"recommended": findings.recommended}, play, futures=2)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Event(kind="best_leave", month=1, size=5), "the best 5 partners leave"),
        (Event(kind="best_leave", month=1, size=1.7), "the best partner leaves"),
        (Event(kind="rival_raises_pay", month=1, size=0.25), "rivals offer partners 25 % more"),
        (Event(kind="demand_shock", month=1, size=-0.3, months=6), "demand falls by 30 % for 6 months"),
        (Event(kind="price_change", month=1, size=0.1), "prices rise by 10 %"),
        (Event(kind="arrivals_shock", month=1, size=-0.5), "50 % fewer newcomers sign"),
    ],
)
def test_an_event_in_words(event, words):
    assert event_in_words(event) == words


def test_the_section_names_every_shock_and_says_what_it_changed(answer):
    page = stress_section(answer)
    for words in ("The best 5 partners leave", "Rivals offer partners 25", "Demand falls by 30", "No shock", "Recommended"):
        assert words in page
    assert "2 futures" in page and "month 2 after the rollout" in page
    assert "it costs the vendor most if demand falls by 30 %" in stress_in_words(answer)


def test_plain_values_for_machines(answer):
    told = json.loads(json.dumps(tame(as_json(answer))))
    assert len(told["table"]) == 4 * (6 + 3) and told["futures"] == 2
    assert told["shocks"]["best_leave"]["events"][0]["size"] == 5
    assert set(told["policies"]) == {"recommended"}


def test_who_stays_who_falls_and_who_never_was(answer):
    """Verdicts made by hand: one policy steady, one that a shock breaks, one weak from the start."""
    names, shocks = ("steady", "brittle", "weak"), (NO_SHOCK, *answer.shocks)
    share = {"steady": [1.0, 0.9, 0.95, 0.85], "brittle": [0.9, 0.9, 0.3, 0.9], "weak": [0.2, 0.9, 0.9, 0.9]}
    rows = [
        {"shock": s, "policy": p, "metric": "win_win", "value": share[p][k], "low": share[p][k] - 0.1, "high": 1.0}
        for p in names
        for k, s in enumerate(shocks)
    ]
    today = answer.table[answer.table["policy"] == TODAY]
    made = replace(answer, policies=pd.DataFrame(index=names), table=pd.concat([pd.DataFrame(rows), today], ignore_index=True))
    said = stress_in_words(made)
    assert "Steady stays win-win under every shock, at worst in 85 % of futures (95 %: 75–100)." in said
    assert (
        "Brittle is no longer win-win in the required 80 % of futures if rivals offer partners 25 % more: at worst 30 %" in said
    )
    assert "Weak is not win-win often enough even without a shock." in said
