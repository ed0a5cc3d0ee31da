"""The board paper of a finished study: opened from the dashboard, in the reader's language, with every text escaped."""

import re
import time

import pytest
from starlette.testclient import TestClient

import partnerscape as ps
from partnerscape.dashboard.jobs import studies
from partnerscape.dashboard.jobs.folder import Folder
from partnerscape.dashboard.jobs.runner import Job, Jobs
from partnerscape.dashboard.views import map as map_views
from partnerscape.dashboard.views import study as study_views
from partnerscape.language import in_language, language

ASKED = "Which <img src=x onerror=alert(1)> programmes?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("folder")
    scenario = ps.load_scenario("marketplace").changed(
        time={"burn_in_months": 12, "horizon_months": 12, "initial_partners": 60}, today={}
    )
    question = {
        "question": ASKED,
        "scenario": scenario,
        "levers": {"commission_rate": [0.15, 0.32], "offers": [2, 20]},
        "design": {"policies": 16, "futures": 4},
    }
    ps.study(question, place / "our study")
    return Folder.at(place)


def asked(folder, address):
    from partnerscape.dashboard.gate import gated

    return TestClient(gated(folder, "127.0.0.1", None), base_url="http://127.0.0.1:8765").get(address)


@pytest.mark.slow
def test_the_board_paper_of_a_study_is_opened_escaped_and_runs_no_script(folder):
    paper = asked(folder, studies.board_address("our study"))
    assert paper.status_code == 200 and re.search("What we should do|What comes nearest", paper.text)
    assert "<img src=x" not in paper.text and "&lt;img src=x" in paper.text
    assert "default-src 'none'" in paper.headers["content-security-policy"]


@pytest.mark.slow
def test_it_is_in_the_readers_language(folder):
    with in_language("ru"):
        address = studies.board_address("our study")
    text = asked(folder, address).text
    assert '<html lang="ru">' in text and re.search("Что нам делать|Что ближе всего", text)


@pytest.mark.parametrize(("code", "said"), [("en", "Open the board paper"), ("ru", "Открыть записку для совета")])
def test_a_finished_study_offers_its_board_paper(code, said):
    with in_language(code):
        for page in (
            study_views.progress(Job("our <study>", "study", state="done")),
            map_views.chooser(["our <study>"], "our <study>", studies.board_address("our <study>"), None),
        ):
            assert said in page and f"/board/our%20%3Cstudy%3E?language={code}" in page and "<study>" not in page
        assert "/board/" not in study_views.progress(Job("ours", "study", state="running"))


def test_work_behind_the_page_is_in_the_language_of_who_started_it():
    jobs, heard = Jobs(), []
    with in_language("ru"):
        jobs.start(Job("ours", "study"), lambda tell: heard.append(language()))
    while not jobs.latest("study").is_over:
        time.sleep(0.01)
    assert heard == ["ru"]
