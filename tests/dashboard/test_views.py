"""Views without a browser: what a screen says of a programme, a study, a partner."""

import re
import sys
import time
from gettext import NullTranslations

import numpy as np
import pytest

import partnerscape as ps
from partnerscape.dashboard.jobs import live
from partnerscape.dashboard.jobs.people import people
from partnerscape.dashboard.state.controls import controls
from partnerscape.dashboard.state.draft import Draft
from partnerscape.dashboard.views import levers
from partnerscape.dashboard.views import map as map_views
from partnerscape.dashboard.views import people as people_views
from partnerscape.dashboard.views.answer import answer, verdict
from partnerscape.dashboard.views.header import header
from partnerscape.language import NoTranslationError
from partnerscape.scenario import LEVERS
from partnerscape.scenario.parts import Time
from partnerscape.study.comparison.prepared import prepare

SEEDS = range(6)


@pytest.fixture(scope="module")
def scenario():
    return ps.load_scenario("marketplace").changed(
        time=Time(burn_in_months=24, horizon_months=12, initial_partners=120), today={}
    )


@pytest.fixture(scope="module")
def ready(scenario):
    return prepare(scenario, SEEDS)


@pytest.fixture(scope="module")
def comparison(scenario, ready):
    return ps.compare(scenario, {"commission_rate": 0.25}, seeds=SEEDS, hangs_on=False, prepared=ready, single=False)


def test_prepared_futures_give_the_same_comparison(scenario, ready):
    levers = {"offers": 6, "curation": 0.7}
    first, second = (ps.compare(scenario, levers, seeds=SEEDS, hangs_on=False, prepared=p) for p in (None, ready))
    assert first.futures.equals(second.futures) and first.money.table.equals(second.money.table)
    few = ps.compare(scenario, levers, seeds=range(3), hangs_on=False, prepared=ready.first(3))
    assert few.futures.equals(first.futures.iloc[:3])


def test_prepared_futures_of_something_else_are_refused(scenario, ready):
    with pytest.raises(ps.InputError, match="prepared"):
        ps.compare(scenario, {"offers": 6}, seeds=range(9), prepared=ready)


def test_an_answer_says_verdict_certainty_parties_months_and_ten_scores(comparison):
    page = answer(comparison)
    words, _ = verdict(comparison)
    assert words in page
    assert all(f"{segment.capitalize()} partners" in page for segment in comparison.scenario.segment_names)
    assert page.count('class="score"') == 10 and "<polygon" in page
    assert comparison.stamp in page


def test_every_control_says_unit_meaning_cost_and_today(scenario):
    page = str(levers.levers(controls(scenario, scenario.current_policy), "€", {"offers": (1000.0, 2000.0)}, plan=False))
    assert all(lever.cost.replace("'", "&#39;") in page for lever in LEVERS.values())
    assert page.count("Today ") == len(LEVERS)
    assert "€1k per year today, €2k with the change" in page
    assert all(re.search(rf'<label for="n-{name}"', page) for name in LEVERS)


class Ready:
    """Futures that are there already."""

    def __init__(self, prepared):
        self.prepared = prepared

    def known(self, scenario):
        return self.prepared

    def of(self, scenario, count, cancelled, tell):
        return self.prepared.first(count)


@pytest.fixture
def everybody(scenario, ready, monkeypatch):
    monkeypatch.setattr("partnerscape.dashboard.jobs.people.FUTURES", Ready(ready))
    told = []
    people(scenario, scenario.current_policy.changed(support_agents=0.5), told.append, lambda: False)
    return told[0]


def test_a_language_that_this_installation_cannot_speak_is_not_offered(monkeypatch):
    """Chosen, it had ended in a traceback."""
    assert "Русский" in header(Draft.read(""))

    def without_babel(code):
        if code != "en":
            raise NoTranslationError("Babel")
        return NullTranslations()

    monkeypatch.setattr(sys.modules["partnerscape.language.language"], "translations", without_babel)
    offered = header(Draft.read("show.language=ru"))
    assert "English" in offered and "Русский" not in offered


def test_a_partners_months_are_the_compiled_months(everybody, ready):
    journal = ready.eves[0].today.run
    active = [len(page["id"]) for page in everybody.today.pages]
    assert len(active) == 12 and min(active) > 0
    gone = [who for who in everybody.partners if everybody.today.left(who) is not None]
    assert len(gone) == int((journal.accounts["left"] >= 0).sum())


def test_a_story_says_for_everybody_why_it_stayed_or_left(everybody):
    for who in everybody.partners[:40]:
        page = people_views.story(everybody, Draft().showing(partner=str(who)))
        left = everybody.candidate.left(who)
        assert ("With the change: it leaves in month" in page) is (left is not None)
        assert "chance decided" in page or "above all since" in page


def test_an_answer_that_nobody_waits_for_ends(scenario, ready, monkeypatch):
    monkeypatch.setattr(live, "FUTURES", Ready(ready))
    monkeypatch.setattr(live, "ALL", len(SEEDS))
    told = []
    live.answer(scenario, scenario.current_policy.changed(offers=5), "x", told.append, lambda: False)
    assert told[-1].comparison is not None and not told[-1].working
    with pytest.raises(live.SupersededError):
        live.answer(scenario, scenario.current_policy.changed(offers=4), "x", told.append, lambda: True)


@pytest.mark.full
def test_the_map_reads_any_two_levers_at_once(tmp_path, scenario):
    levers = {"commission_rate": [0.1, 0.3], "offers": [2, 12]}
    question = {"question": "?", "scenario": scenario, "levers": levers, "design": {"policies": 16, "futures": 4}}
    found = ps.study(question, tmp_path / "study")
    names = map_views.numeric(found)
    draft = Draft().showing(x=names[-1], y=names[0])
    map_views.drawn(found, draft)
    began = time.process_time()
    page = map_views.drawn(found, draft)
    assert time.process_time() - began < 0.2
    assert "data:image/png" in page and 'class="mark today"' in page
    assert np.isfinite(map_views.explored(found, names[0], names[1], {}).probability).all()
