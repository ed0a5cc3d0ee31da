"""A researcher's rule that raises, or leaves no number, in some runs: the others go on, and every output says what is missing."""

from __future__ import annotations

import errno
import importlib
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

import partnerscape as ps
from partnerscape.cli.app import main
from partnerscape.engine.month import Rulebook
from partnerscape.show.as_json import findings_json
from partnerscape.show.findings.report import study_report
from partnerscape.show.terminal import print_findings
from partnerscape.study.jobs.failed import FailedRunsError
from partnerscape.study.jobs.store import read_table
from partnerscape.study.runs import drivers
from partnerscape.study.study import reopen, study
from partnerscape.study.win_win.findings import Findings

RULE = '''
from partnerscape.rules import build_brand as usual, vendor_rule
from partnerscape.rules.shared.records import SEGMENTS


@vendor_rule
def build_brand(pool, world):
    """The brand, by one who did not think of large desks or of strong effort."""
    usual(pool, world)
    w = world[0]
    if w.support_agents[SEGMENTS] > 4.85:
        raise ValueError("no desk is that large")
    if w.gamma > 0.44 and w.month > 14:
        w.brand = (w.brand - w.brand) / 0.0
    if w.gamma < 0.26:
        raise ValueError("nobody works for so little")
'''


@pytest.fixture(scope="module", name="rules")
def _rules(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "failing_rules.py").write_text(RULE)
    sys.path.insert(0, str(folder))
    yield ps.replace_rule("build_brand", importlib.import_module("failing_rules").build_brand)
    sys.path.remove(str(folder))


@pytest.fixture(name="wide")
def _wide(question: Path, only_asked: None) -> Path:
    """More futures, so that one of them is less than a tenth; nothing of today's is compared, so that each is the first try."""
    small = question.parent / "small.toml"
    small.write_text(small.read_text().replace("active_partners = {}", "active_partners = { tolerance = 30 }"))
    question.write_text(question.read_text().replace("futures = 4", "futures = 24").replace("policies = 24", "policies = 32"))
    return question


def failures_in(folder: Path) -> list[dict]:
    return [failure for path in sorted((folder / "failed").glob("*.json")) for failure in json.loads(path.read_text())]


def printed(findings: Findings, folder: Path) -> str:
    console = Console(record=True, width=300, file=io.StringIO(), highlight=False)
    print_findings(findings, folder / "report.html", console)
    return console.export_text()


@pytest.mark.long
def test_runs_that_fail_are_data_and_the_rest_goes_on(wide, rules, counted, tmp_path) -> None:
    out = tmp_path / "out"
    findings = study(wide, out, rules=rules, chunk=16)
    failed, left = findings.failures, findings.failures.left
    policies, futures = (read_table(out / f"{name}.parquet") for name in ("policies", "futures"))
    assert list(left.policies) == policies.index[policies["support_agents"] > 4.85].tolist() != []
    assert list(left.futures) == futures.index[futures["gamma"] > 0.44].tolist() != []
    kept = (32 - len(left.policies), 24 - len(left.futures))
    assert findings.results.wins.shape == kept
    assert not findings.results.candidates.isna().any().any()
    # each with its inputs, seed, error and traceback
    runs = [failure for failure in failures_in(out) if "-" not in failure["run"]]
    assert len(runs) == failed.runs
    assert {failure["error"] for failure in runs if failure["policy"]} == {"ValueError: no desk is that large"}
    assert all(failure["policy"]["support_agents"] > 4.85 for failure in runs if failure["policy"])
    today = [failure for failure in runs if failure["policy"] is None]
    assert today and all("build_brand" in failure["error"] and failure["future"]["gamma"] > 0.44 for failure in today)
    assert all(failure["seed"] in set(futures["seed"]) and "Traceback" in failure["trace"] for failure in runs)
    # said everywhere
    study_report(findings, out)
    page = (out / "report.html").read_text()
    for text in (page.replace("\u00a0", " "), printed(findings, out), json.dumps(findings_json(findings), ensure_ascii=False)):
        assert f"{failed.runs:,} run" in text
        assert "Not counted: polic" in text
        assert str(left.policies[0]) in text
    assert findings_json(findings)["failures"]["futures_left_out"] == list(left.futures)
    # what failed is not tried again unless somebody asks
    counted.played = 0
    again = study(wide, out, rules=rules, chunk=16)
    assert (counted.played, again.digest) == (0, findings.digest)
    assert reopen(out).failures == failed
    study(wide, out, rules=rules, chunk=16, retry_failed=True)
    assert counted.played == left.failed
    assert reopen(out).failures == failed


@pytest.mark.long
def test_where_the_rule_does_what_the_usual_one_does_the_bits_are_the_usual_ones(rules: Rulebook) -> None:
    small = ps.load_scenario("marketplace").changed(time={"burn_in_months": 3, "horizon_months": 6, "initial_partners": 50})
    own, usual = ps.run(small, seeds=[1, 2], rules=rules), ps.run(small, seeds=[1, 2])
    assert own.metrics.equals(usual.metrics)


@pytest.mark.long
def test_a_future_that_cannot_be_burnt_in_is_looked_for_again(wide, rules, tmp_path) -> None:
    findings = study(wide, tmp_path / "out", rules=rules)
    tries = findings.results.design.agreement.tried
    assert (tries["gamma"] < 0.26).sum() == findings.failures.burn_ins > 0
    assert (findings.results.design.futures["gamma"] >= 0.26).all()
    burnt = [failure for failure in failures_in(tmp_path / "out") if "-" in failure["run"]]
    assert {failure["error"] for failure in burnt} == {"ValueError: nobody works for so little"}


@pytest.mark.long
def test_where_too_much_fails_nothing_is_answered_and_the_folder_is_named(wide, rules, counted, tmp_path, capsys, monkeypatch):
    wide.write_text(wide.read_text().replace("support_agents = [1.0, 5.0]", "support_agents = [4.0, 5.0]"))
    with pytest.raises(FailedRunsError, match=r"no desk is that large.*failed; .*--retry-failed") as raised:
        study(wide, tmp_path / "out", rules=rules)
    assert str(tmp_path / "out" / "failed") in str(raised.value)
    # the same through the command line: exit code 1, one line
    monkeypatch.setattr("partnerscape.study.study.study", lambda *told, **named: (_ for _ in ()).throw(raised.value))
    monkeypatch.setattr(sys, "argv", ["partnerscape", "study", str(wide), "--out", str(tmp_path / "other")])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert str(raised.value) in capsys.readouterr().err


@pytest.mark.long
def test_an_analysis_with_failed_runs_is_left_out_and_the_others_are_answered(wide, rules, tmp_path) -> None:
    asked = wide.read_text().replace("[levers]", 'analyses = ["how_far", "without", "robustness"]\n[levers]')
    wide.write_text(asked)
    findings = study(wide, tmp_path / "out", rules=rules)
    assert "robustness" in findings.answers
    unanswered = findings.failures.unanswered
    assert unanswered and set(unanswered) | set(findings.answers) == {"how_far", "without", "robustness"}
    assert all("failed" in why for why in unanswered.values())
    text = printed(findings, tmp_path / "out")
    assert all(f"Not answered: {name.replace('_', ' ')}, because" in text for name in unanswered)
    study_report(findings, tmp_path / "out")
    again = reopen(tmp_path / "out")
    assert set(again.answers) == set(findings.answers)
    assert set(again.failures.unanswered) == set(unanswered)


@pytest.mark.usefixtures("only_asked")
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), MemoryError()])
def test_what_the_machine_does_is_no_failure_of_a_run(question, tmp_path, monkeypatch, error) -> None:
    usual: Callable = drivers.branch
    calls = iter(range(10**9))

    def branch(*told):
        if next(calls) == 20:
            raise error
        return usual(*told)

    monkeypatch.setattr(drivers, "branch", branch)
    with pytest.raises(type(error)):
        study(question, tmp_path / "out", workers=1, chunk=4)
    assert not (tmp_path / "out" / "failed").exists()
    monkeypatch.setattr(drivers, "branch", usual)
    whole = study(question, tmp_path / "out")
    assert whole.failures is None
    assert findings_json(whole)["failures"] is None
