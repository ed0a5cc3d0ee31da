"""The section of an advice: three programmes beside today's, their introduction, what to watch."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from partnerscape.show.analyses.advice.chart import advice_cash_title, draw_advice_cash
from partnerscape.show.analyses.advice.section import advice_in_words, advice_section, as_json
from partnerscape.show.analyses.advice.words import (
    moves_in_words,
    pays_in_words,
    sign_in_words,
    transition_in_words,
    watch_in_words,
    why_this_way,
)
from partnerscape.show.as_json import tame
from partnerscape.show.style.palette import drawn
from partnerscape.study.analyses.advice.advice import Size, advise
from partnerscape.study.analyses.advice.selection import FAIREST, KINDS, SAFEST, SMALLEST
from partnerscape.study.analyses.advice.transition import Transition
from partnerscape.study.analyses.advice.warning_signs import Sign, Watch
from partnerscape.study.jobs.store import Store
from partnerscape.study.runs.player import Player

from .test_report import looks_drawn, said_of

WAYS = pd.DataFrame(
    {"notice_months": [0, 3, 6], "grandfather_months": [0, 6, 0], "p": [0.5, 0.9, 0.9], "vendor_gain": [3.0, 2.0, 1.0]}
)
AUC = (0.9, 0.8, 1.0)


@pytest.fixture(scope="module")
def advice(findings, tmp_path_factory):
    results = findings.results
    play = Player(results.question, results.scenario, Store(tmp_path_factory.mktemp("advice")), 1)
    found = advise(results, findings.model, play, Size(4, 2, 3, 4))
    safest = found.programmes[SAFEST]
    moved = {kind: {**safest.levers, "support_agents": 3.0 + number} for number, kind in enumerate(KINDS)}
    return replace(found, programmes={kind: replace(safest, kind=kind, levers=moved[kind]) for kind in KINDS})


def test_the_section_sets_three_programmes_beside_today(advice):
    page = said_of(advice_section(advice))
    for words in (
        "Three programmes to choose from",
        "Today",
        "Safest",
        "Fairest",
        "Smallest change",
        "Win-win futures",
        "Nash 1950",
    ):
        assert words in page
    assert "too few to learn from" in page or "too many to learn from" in page
    assert looks_drawn(drawn(draw_advice_cash(advice, "source"), "png"))


def test_one_programme_with_two_names_is_one_choice(advice):
    safest = advice.programmes[SAFEST]
    page = advice_section(replace(advice, programmes={SAFEST: safest, FAIREST: replace(safest, kind=FAIREST)}))
    said = said_of(page)
    assert "The safest, which is also the fairest:" in said
    assert "Safest and fairest" in said
    assert said.count("In 3 other futures, introduced as told here") == 1
    assert said.count("Stop and look again") <= 1
    assert "Each programme" not in said


def test_what_was_not_found_is_said(advice):
    alone = replace(advice, programmes={SAFEST: advice.programmes[SAFEST]})
    said = advice_in_words(alone)
    assert "No simulated programme is certain to be win-win in the required 80 % of futures" in said
    assert "none is the fairest" in said
    assert advice_section(alone).startswith("<h2>Programmes to choose from")


def test_only_what_changes_is_named(advice):
    programme = replace(advice.programmes[SMALLEST], levers={**advice.today, "support_agents": 3.4})
    assert moves_in_words(advice, programme) == "support agents from 2.2 to 3.4"
    assert moves_in_words(advice, replace(programme, levers=advice.today)) == "nothing"


@pytest.mark.parametrize(
    ("notice", "kept", "words"),
    [
        (0, 0, "change at once"),
        (3, 0, "tell partners three months before"),
        (1, 6, "tell partners one month before; let incumbents keep today's pay for six months, newcomers get the new terms"),
    ],
)
def test_a_transition_in_words(notice, kept, words):
    assert transition_in_words(Transition(notice, kept, WAYS, (0.0, 0.0, 0.0), 32)) == words


def test_why_a_transition_was_chosen():
    said = why_this_way(Transition(3, 6, WAYS, (0.4, 0.2, 0.6), 32), fair=False)
    assert "most often win-win (90 %), as one more, and of these it has the largest gain of the vendor" in said
    assert "40 points more often than at once, surely" in said
    assert "not surely" in why_this_way(Transition(3, 6, WAYS, (0.4, -0.1, 0.6), 32), fair=True)
    assert "were equally often win-win" in why_this_way(Transition(0, 0, WAYS.assign(p=1.0), (0.0, -0.1, 0.1), 32), fair=False)


@pytest.mark.parametrize(
    ("name", "threshold", "above", "words"),
    [
        (
            "churn.level@6",
            0.0312,
            True,
            "share of active partners who leave in a month, over the first six months, is above 3.12 %",
        ),
        ("profit.change@3", -0.054, False, "the vendor's profit, over the first three months, is below 95 % of the year before"),
        (
            "conversion.change@3",
            0.02,
            False,
            "over the first three months, has risen by less than 2 points since the year before",
        ),
        ("activation.level@3", 0.6, False, "who start for each who signs, over the first three months, is below 0.6"),
        ("wait.level@6", 0.05, True, "wait at the support desk, over the first six months, is above 3 minutes"),
        ("income.change@6", 40.0, False, "has risen by less than €40 per month since the year before"),
        ("wait.change@3", -0.11, True, "has fallen by less than 6.6 minutes since the year before"),
        ("churn.change@3", -0.01, False, "has fallen by more than 1 points since the year before"),
        ("satisfaction.level@6", 0.61, False, "is below 0.61"),
    ],
)
def test_a_sign_in_words(name, threshold, above, words):
    assert words in sign_in_words(Sign(name, threshold, above, 9, 10, 1, 90, AUC), "€")


def test_when_to_stop_or_why_nothing_can_be_said():
    sign = Sign("churn.level@6", 0.03, True, 9, 12, 4, 90, AUC)
    said = watch_in_words(Watch((sign,), 36, 24, 204, True), "€")
    assert said.startswith("Stop and look again if the share of active partners who leave")
    assert said.endswith("it appeared in 9 of 12 futures that ended badly, and falsely in 4 of 90 that ended well.")
    assert "None of 36 numbers" in watch_in_words(Watch((), 36, 24, 204, True), "€")
    assert "3 of 204 futures ended badly, too few" in watch_in_words(Watch((), 36, 3, 204, False), "€")
    assert "too many to learn from" in watch_in_words(Watch((), 36, 203, 204, False), "€")


def test_when_it_pays_for_itself(advice):
    programme = advice.programmes[FAIREST]
    assert pays_in_words(replace(programme, pays_back=0)) == "from the first month on"
    assert pays_in_words(replace(programme, pays_back=4)) == "after four months"
    assert pays_in_words(replace(programme, pays_back=None)) == "not within 36 months"
    never = replace(advice, programmes={k: replace(p, pays_back=None) for k, p in advice.programmes.items()})
    assert advice_cash_title(never) == "No programme pays for itself within 36 months"
    one = replace(never, programmes={**never.programmes, SAFEST: replace(programme, kind=SAFEST, pays_back=3)})
    assert advice_cash_title(one) == "The safest pays for itself within 36 months"


def test_plain_values_for_machines(advice):
    told = json.loads(json.dumps(tame(as_json(advice))))
    assert set(told["programmes"]) == set(KINDS)
    first = told["programmes"][SAFEST]
    assert len(first["cash"]) == 36 and first["watch"]["words"] and first["transition"]["words"] and len(first["p_win_win"]) == 3
