"""Who is counted: newcomers and customers stand in every output as soon as runs hold their gains and margins."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from partnerscape.metrics import gains
from partnerscape.metrics.margin import Margin
from partnerscape.show import as_json as machine
from partnerscape.show import terminal as tables
from partnerscape.show.comparison.words import others_in_words
from partnerscape.show.findings.report import comparison_report, study_report
from partnerscape.show.findings.words import counted_in_words
from partnerscape.study.compare import compare
from partnerscape.study.runs import execute
from partnerscape.study.study import study

QUESTION = """
question = "Which?"
scenario = "small.toml"
analyses = ["how_far", "stress", "robustness"]
[levers]
commission_rate = [0.15, 0.3]
support_agents = [1.0, 5.0]
[design]
policies = 16
futures = 4
"""


@pytest.fixture
def counted(monkeypatch):
    """Runs that hold newcomers' and customers' gains too; in one of them nobody joins."""
    usual, seen = gains.paired, []

    def paired(candidate, baseline):
        found = usual(candidate, baseline)
        found |= {"customer_gain_relative": 0.02, "margin.customers": 0.03}
        seen.append(found)
        if len(seen) == 2:
            return found
        worse = -14.0 - 0.1 * found["vendor_gain"] / 1e6
        newcomers = {"newcomer_gain": worse, "newcomer_gain_relative": -0.3, "newcomer_number_gain": -0.1}
        return found | newcomers | {"margin.newcomers": -0.29, "margin.newcomer_number": 0.01}

    monkeypatch.setattr(execute, "paired", paired)


def text_of(path):
    page = re.sub(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", "", path.read_text(encoding="utf-8"))
    return re.sub(r"<[^>]+>", "", page).replace("\u00a0", " ").replace("&#x27;", "'")


def printed(show, *arguments):
    console = Console(record=True, width=100, file=io.StringIO(), highlight=False)
    show(*arguments, console)
    return " ".join(console.export_text().split())


def test_who_is_counted_is_one_sentence():
    said = counted_in_words([Margin("vendor"), Margin("partners"), Margin("quality")], ("small", "large"))
    assert said.startswith(
        "Counted: the vendor, today's partners by segment (small and large) and customers (quality). Not counted:"
    )
    assert "newcomers" in said.partition("Not counted")[2]
    all_four = [Margin(name) for name in ("vendor", "partners", "newcomers", "quality", "customers")]
    said = counted_in_words(all_four, ("small",))
    assert "today's partners by segment, newcomers and customers (price, quality and service)" in said
    assert "newcomers" not in said.partition("Not counted")[2]


def test_a_comparison_tells_what_newcomers_and_customers_gain(counted, small, tmp_path):
    answer = compare(small, "clear_and_curated", seeds=range(4), workers=1)
    said = others_in_words(answer)
    assert "Newcomers' surplus per head falls: −€14" in said and "per newcomer and month" in said
    assert "Customers' surplus rises: +2.0 %" in said
    assert answer.p_win_win[0] <= 0.25, "newcomers lose in all futures but the one without any"
    page = text_of(comparison_report(answer, tmp_path))
    counted_said = counted_in_words(answer.margins, small.segment_names)
    assert counted_said in page and "Newcomers: surplus per head" in page
    terminal = printed(tables.print_comparison, answer)
    assert said in terminal and counted_said in terminal
    plain = machine.comparison_json(answer)
    assert plain["counted"] == counted_said
    assert [row["party"] for row in plain["others"]] == ["newcomers"] * 3 + ["customers"]


@pytest.mark.long
def test_a_study_counts_them_in_every_analysis(counted, small, tmp_path):
    (tmp_path / "small.toml").write_text(_toml_of_small())
    (tmp_path / "question.toml").write_text(QUESTION)
    found = study(tmp_path / "question.toml", tmp_path / "out", workers=1)
    assert found.loser is not None and found.loser.who == "newcomers"
    page = text_of(study_report(found, tmp_path / "out"))
    for said in (
        "Counted: the vendor, today's partners by segment (small, middle and large), newcomers and customers (price, quality",
        "First to lose: newcomers",
        "before newcomers lose",
        "A newcomer gains per month",
        "Nor may any of these fall by more than a small slack: newcomers' surplus",
        "What the answer hangs on",
        "Gain per year from the best policy tried",
    ):
        assert said in page, said
    assert "Per year, against today: vendor" in printed(tables.print_findings, found, tmp_path / "report.html")
    plain = machine.findings_json(found)
    assert {"money", "hangs_on", "counted"} <= set(plain) and plain["first_to_lose"]["who"] == "newcomers"


def _toml_of_small():
    from partnerscape.scenario import shipped

    text = shipped("scenarios")["marketplace"].read_text(encoding="utf-8")
    text = text.replace("burn_in_months = 60", "burn_in_months = 12").replace("horizon_months = 36", "horizon_months = 12")
    text = re.sub(r"^\[today\].*?(?=^\[)", "", text, flags=re.MULTILINE | re.DOTALL)  # of another programme
    return text.replace("initial_partners = 800", "initial_partners = 60").replace("arrivals = 24.0", "arrivals = 7.0")
