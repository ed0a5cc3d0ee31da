"""Plain tables where files are taken, and what results say of the changes that were made."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

import partnerscape as ps
from partnerscape import cli
from partnerscape.scenario import shipped
from partnerscape.show import as_json as machine
from partnerscape.study.runs.stamp import stamp
from partnerscape.study.study import reopen

TIME = {"burn_in_months": 3, "horizon_months": 6, "initial_partners": 50}
TABLES = {
    **tomllib.loads(shipped("scenarios")["marketplace"].read_text("utf-8")),
    "name": "marketplace",
    "time": TIME,
    "today": {},
}
SMALL = ps.load_scenario(TABLES)


def test_a_run_of_tables_is_a_run_of_their_scenario() -> None:
    given, built = ps.run(TABLES, seeds=[1]), ps.run(SMALL, seeds=[1])
    assert given.metrics.equals(built.metrics) and given.stamp == built.stamp
    assert "scenario marketplace, policy good, partnerscape" in built.stamp


def test_a_table_of_levers_is_a_change_of_the_current_policy() -> None:
    given = ps.run(SMALL, {"commission_rate": 0.25}, seeds=[1])
    assert given.policy == SMALL.current_policy.changed(commission_rate=0.25)
    assert "policy policy (commission_rate = 0.25)" in given.stamp
    named = ps.run(SMALL, {"based_on": "pay_more", "segments": {"small": {"offers": 3}}}, seeds=[1], name="mine")
    assert named.policy == SMALL.policies["pay_more"].changed(small__offers=3)
    rate = SMALL.policies["pay_more"].commission_rate
    assert f"policy mine (commission_rate = {rate:g}, small__offers = 3)" in named.stamp


def test_changes_are_stamped_and_machines_read_them() -> None:
    changed = SMALL.assuming(gamma=0.3).changed(
        time={"horizon_months": 4}, events=[{"kind": "demand_shock", "month": 1, "size": 0.1}]
    )
    result = ps.run(changed, "pay_more", seeds=[1])
    assert "marketplace with time.horizon_months = 4, gamma = 0.3, events, policy pay_more, partnerscape" in result.stamp
    answer = json.loads(json.dumps(machine.run_json(result)))
    assert answer["changes"]["gamma"] == 0.3 and answer["changes"]["time.horizon_months"] == 4
    assert answer["stamp"] == result.stamp
    assert stamp(changed.assuming(gamma=SMALL.assumptions.effort.gamma).changed(time=TIME, events=[]), [1]) == stamp(SMALL, [1])
    many = SMALL.assuming(**{name: SMALL.range_of(name)[0] for name in list(SMALL.uncertain)[:12]})
    assert "more" in stamp(many, [1]) and len(stamp(many, [1])) < 500


def test_a_comparison_names_both_policies() -> None:
    answer = ps.compare(SMALL.assuming(gamma=0.3), {"commission_rate": 0.25}, seeds=range(2), as_stated=True, hangs_on=False)
    assert "with gamma = 0.3, policy candidate (commission_rate = 0.25) against good" in answer.stamp
    told = machine.comparison_json(answer)
    assert told["policy_changes"] == {"commission_rate": 0.25} and told["stamp"] == answer.stamp


@pytest.mark.slow
@pytest.mark.usefixtures("only_asked")
def test_a_study_of_tables_remembers_what_was_changed(tmp_path: Path) -> None:
    question = {"question": "?", "scenario": SMALL.assuming(gamma=0.3), "levers": {"offers": [2, 9]}, "uncertainties": {}}
    question |= {"design": {"policies": 16, "futures": 2}}
    findings = ps.study(question, tmp_path / "study")
    again = reopen(tmp_path / "study")
    assert again.results.scenario == findings.results.scenario
    assert "with gamma = 0.3" in stamp(again.results.scenario, [1]) == stamp(findings.results.scenario, [1])


def test_the_command_line_prints_a_line_per_mistake_and_per_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('commission_rate = 30\noffers = "few"\n')
    monkeypatch.setattr("sys.argv", ["partnerscape", "compare", "marketplace", str(path)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    lines = capsys.readouterr().err.splitlines()
    assert stop.value.code == 2 and len(lines) == 2 and all(line.startswith(f"error: {path}: ") for line in lines)

    path.write_text("commission_rate = 0.9\nbonus = 900\n")
    monkeypatch.setattr("sys.argv", ["partnerscape", "run", "marketplace", "--policy", str(path), "--seeds", "1", "--json"])
    cli.main()
    told = capsys.readouterr()
    warned = [line for line in told.err.splitlines() if line.startswith("warning: ")]
    assert len(warned) == 1 and "commission_rate = 0.9" in warned[0] and "bonus = 900" in warned[0]
    assert json.loads(told.out)["policy"]["commission_rate"] == 0.9
