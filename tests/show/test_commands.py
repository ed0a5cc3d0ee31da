"""Every command that an output prints runs as printed, in a shell, with whatever names files have."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from partnerscape.scenario import load_scenario
from partnerscape.study.compare import compare
from partnerscape.study.request import ComparisonRequest, StudyRequest
from partnerscape.study.study import reopen, study

SHIPPED = Path(__file__).parents[2] / "scenarios" / "marketplace.toml"
ODD = '-"leading"; echo no, it\'s a Prämie for $HOME'  # all that a shell could mistake, at once
PARTNERSCAPE = f'partnerscape() {{ "{sys.executable}" -m partnerscape "$@"; }}; '


def small(path: Path, more: str = "") -> Path:
    """The shipped marketplace in few months, with a policy of an odd name, in a file of an odd name."""
    text = SHIPPED.read_text().replace("burn_in_months = 60", "burn_in_months = 6")
    text = text.replace("horizon_months = 36", "horizon_months = 6").replace("initial_partners = 800", "initial_partners = 60")
    text = re.sub(r"^\[today\].*?(?=^\[)", "", text, flags=re.MULTILINE | re.DOTALL)
    path.write_text(text + more)
    return path


def printed(report: Path) -> list[str]:
    return [html.unescape(text) for text in re.findall(r"<pre>(.*?)</pre>", report.read_text(), flags=re.DOTALL)]


def typed(command: str, folder: Path) -> str:
    """What a shell answers to a command, typed in a folder."""
    done = subprocess.run(["sh", "-c", PARTNERSCAPE + command], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout


@pytest.fixture(name="here")
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("name", [ODD])
def test_a_comparison_report_prints_the_comparison_itself(here: Path, name: str) -> None:
    policy = '\n[policies."today, twice"]\nbased_on = "mediocre"\nsupport_agents = 2\n'
    small(here / f"{name}.toml", policy)
    (here / f"candidate {name}.toml").write_text("commission_rate = 0.3\n")
    first = ["compare", "--seeds", "2", "--seed", "5", "--no-hangs-on", "--current", "today, twice", "--out", "first"]
    sets = ["--set", "small.offers=3", "--set", "tiers=[{threshold = 100.0, rate = 0.3}]"]
    words = [sys.executable, "-m", "partnerscape", *first, *sets, "--", f"{name}.toml", f"candidate {name}.toml"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=here)
    assert done.returncode == 0, done.stderr
    (again,) = printed(here / "first" / "report.html")
    typed(again.replace("partnerscape compare", "partnerscape compare --out second", 1), here)
    tables = [pd.read_csv(here / folder / "differences.csv") for folder in ("first", "second")]
    pd.testing.assert_frame_equal(*tables)


@pytest.mark.long
@pytest.mark.parametrize("name", ["-it's a Prämie"])
def test_a_study_report_prints_the_study_and_the_test_of_its_answer(here: Path, name: str) -> None:
    (here / "sub").mkdir()
    small(here / "sub" / f"{name}.toml", '\n[policies."today, twice"]\nbased_on = "mediocre"\nsupport_agents = 2\n')
    question = here / "sub" / f"question {name}.toml"
    question.write_text(
        f'question = "?"\nscenario = "{name}.toml"\ncurrent = "today, twice"\nuncertainties = ["gamma"]\n'
        "[levers]\ncommission_rate = [0.15, 0.3]\nsmall__offers = [3, 12]\n[design]\npolicies = 12\nfutures = 3\n"
    )
    words = ["study", "--out", f"out {name}", "--", str(question.relative_to(here))]
    done = subprocess.run([sys.executable, "-m", "partnerscape", *words], capture_output=True, text=True, cwd=here)
    assert done.returncode == 0, done.stderr
    report = here / f"out {name}" / "report.html"
    test, again = printed(report)
    assert "twice" in test
    assert not re.search(r"\d\.\d{13}", test), "numbers as one would type them"
    assert "win-win" in typed(test.replace("--seeds 64", "--seeds 2 --no-hangs-on"), here)
    digest = re.findall(r"table\s+(\w+)", done.stdout)
    assert digest
    assert re.findall(r"table\s+(\w+)", typed(again, here)) == digest
    assert printed(report) == [test, again]
    typed(
        f"partnerscape report --json -- {report.parent.name!r}" if "'" not in name else f'partnerscape report "out {name}"', here
    )
    assert printed(report) == [test, again], "written later, it says the same"


@pytest.mark.long
def test_a_study_asked_by_options_prints_them(here: Path) -> None:
    small(here / "my shop.toml")
    asked = "--scenario 'my shop.toml' --lever commission_rate=0.15:0.3 --lever small.offers=3:12"
    said = typed(f"partnerscape study {asked} --policies 12 --futures 3 --analysis robustness", here)
    folder = next((here / "results").iterdir())
    *_, again = printed(folder / "report.html")
    assert re.findall(r"table\s+(\w+)", typed(again, here)) == re.findall(r"table\s+(\w+)", said)


def test_what_no_file_holds_has_no_command() -> None:
    scenario = load_scenario("marketplace").changed(title="mine")
    ask = compare(scenario, scenario.current_policy.changed(commission_rate=0.3), [3, 4], as_stated=True, hangs_on=False)
    assert ask.request.command() is None
    held = load_scenario("marketplace")
    one = compare(held, held.current_policy.changed(commission_rate=0.3), [3, 4], as_stated=True, hangs_on=False)
    said = "partnerscape compare --as-stated --no-hangs-on --set commission_rate=0.3 --seeds 2 --seed 3 marketplace"
    assert one.request.command() == said


def test_futures_that_do_not_follow_one_another_have_no_command() -> None:
    request = ComparisonRequest("marketplace", "pay_more", (), None, (1, 5))
    assert request.command() is None


def test_a_request_survives_its_folder() -> None:
    asked = StudyRequest(None, "marketplace", "today", (("offers", 1.0, 3.0),), ("stress",), 8, 2)
    assert StudyRequest.of(asked.plain()) == asked


@pytest.mark.long
def test_a_study_asked_from_python_prints_how_to_read_it_again(here: Path) -> None:
    from partnerscape.show.findings.report import study_report
    from partnerscape.study.question.question import checked

    table = {
        "question": "?",
        "scenario": str(small(here / "small.toml")),
        "levers": {"commission_rate": [0.15, 0.3]},
        "design": {"policies": 12, "futures": 3},
    }
    study(checked(table, Path("values")), "out")
    (again,) = printed(study_report(reopen("out"), "out"))
    assert again == "partnerscape report out"
    typed(again, here)
