"""A study's folder, read by tools that know nothing of this package: pandas, PyArrow, Polars, DuckDB, and a CSV reader."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import partnerscape as ps
from partnerscape.cli import app
from partnerscape.scenario import InputError, load_scenario
from partnerscape.study.jobs.store import digest_of, write_table
from partnerscape.study.runs.columns import sql_names
from partnerscape.study.study import reopen

POLICIES, FUTURES = 16, 4
TABLES = ("policies", "futures", "table")
QUESTION = {
    "question": "Which | <b>packages</b>\nare win-win?",
    "levers": {"commission_rate": [0.15, 0.3], "small__training_hours": [0.0, 3.0]},
    "choices": {"Order": {"few": {"offers": 3}, "many": {"offers": 9}}, "npv": {"a": {"community": 0}, "b": {"community": 1}}},
    "uncertainties": {"margin": [0.5, 0.7], "gamma": [0.25, 0.45]},
    "design": {"policies": POLICIES, "futures": FUTURES, "seed": 3, "kind": "adaptive"},
}


def needs(library: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(importlib.util.find_spec(library) is None, reason=f"{library} is not installed")


@pytest.fixture(scope="module")
def asked():
    time = {"burn_in_months": 12, "horizon_months": 12, "initial_partners": 60}
    return QUESTION | {"scenario": load_scenario("marketplace").changed(time=time)}


@pytest.fixture(scope="module")
def findings(asked, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("partnerscape.study.question.analysis.ALWAYS", ())
        yield ps.study(asked, tmp_path_factory.mktemp("study") / "out")


@pytest.fixture(scope="module")
def folder(findings, tmp_path_factory) -> Path:
    return next(path for path in tmp_path_factory.getbasetemp().glob("study*/out"))


def by_itself(code: str, folder: Path) -> object:
    """What a script prints as JSON that runs in the folder and cannot import this package."""
    command = [sys.executable, "-c", f"import json, sys; sys.modules['partnerscape'] = None\n{code}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def probabilities(findings) -> dict[str, float]:
    return {str(number): float(p) for number, p in enumerate(findings.results.probability)}


def test_pandas_finds_the_studys_probabilities_and_joins_by_key(findings, folder) -> None:
    code = """
import pandas as pd
policies, futures, runs = (pd.read_parquet(f"{name}.parquet") for name in ("policies", "futures", "table"))
won = runs[runs["win_win"]]
both = runs[runs["policy"] >= 0].merge(policies, on="policy", suffixes=("", "_of_policy")).merge(futures, on="future", suffixes=("", "_of_future"))
print(json.dumps({
    "rows": len(runs), "keys": int(runs.set_index(["policy", "future"]).index.is_unique), "joined": len(both),
    "same": [bool((both[name] == both[name + end]).all()) for name, end in
             (("commission_rate", "_of_policy"), ("order_", "_of_policy"), ("seed", "_of_future"), ("margin", "_of_future"))],
    "type": str(runs["win_win"].dtype), "null": int(runs["win_win"].isna().sum()), "won": len(won),
    "p": runs[runs["policy"] >= 0].groupby("policy")["win_win"].mean().astype(float).to_dict(),
}))"""
    read = by_itself(code, folder)
    assert read["rows"] == (POLICIES + 1) * FUTURES, "each run once, the second half of an adaptive design included"
    assert read["keys"] == 1
    assert read["joined"] == POLICIES * FUTURES
    assert read["same"] == [True] * 4
    assert (read["type"], read["null"], read["won"]) == ("boolean", FUTURES, int(findings.results.wins.sum()))
    assert read["p"] == probabilities(findings)


@needs("polars")
def test_polars_finds_the_studys_probabilities(findings, folder) -> None:
    code = """
import polars as pl
runs = pl.read_parquet("table.parquet").filter(pl.col("policy") >= 0)
assert runs.schema["win_win"] == pl.Boolean
print(json.dumps({str(p): w for p, w in runs.group_by("policy").agg(pl.col("win_win").mean()).iter_rows()}))"""
    assert by_itself(code, folder) == probabilities(findings)


@needs("duckdb")
def test_duckdb_takes_every_column_unquoted_and_counts_each_run_once(findings, folder) -> None:
    code = """
import duckdb
sql = lambda text: duckdb.sql(text).fetchall()
names = {name: [row[0] for row in sql(f"DESCRIBE SELECT * FROM '{name}.parquet'")] for name in ("policies", "futures", "table")}
for name, columns in names.items():
    sql(f"SELECT {', '.join(columns)} FROM '{name}.parquet'")
by_glob = "read_parquet('*.parquet', union_by_name = true) WHERE policy IS NOT NULL AND future IS NOT NULL"
print(json.dumps({
    "runs": sql(f"SELECT count(*) FROM {by_glob}")[0][0],
    "p": dict(sql("SELECT policy, avg(win_win::INT) FROM 'table.parquet' WHERE policy >= 0 GROUP BY policy")),
    "said": sql("SELECT value::VARCHAR FROM parquet_kv_metadata('table.parquet') WHERE key = 'partnerscape_columns'")[0][0][:2],
}))"""
    read = by_itself(code, folder)
    assert read == {"runs": (POLICIES + 1) * FUTURES, "p": probabilities(findings), "said": read["said"]}


def test_a_glob_over_the_folder_counts_each_run_once(folder) -> None:
    read = [pd.read_parquet(path) for path in folder.glob("*.parquet")]
    runs = pd.concat([table for table in read if {"policy", "future"} <= set(table.columns)])
    assert len(runs) == (POLICIES + 1) * FUTURES
    assert not runs.duplicated(["policy", "future"]).any()


def test_every_column_is_a_plain_name_with_unit_and_meaning_in_the_file_and_in_the_readme(folder) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "<b>" not in readme
    for name in TABLES:
        schema = pq.read_schema(folder / f"{name}.parquet")
        columns = json.loads(schema.metadata[b"partnerscape_columns"])
        assert [column["name"] for column in columns] == schema.names
        assert len({column.lower() for column in schema.names}) == len(schema.names)
        for column in columns:
            assert re.fullmatch(r"[a-z][a-z0-9_]*", column["name"])
            assert column["unit"] and column["meaning"], column
            field = schema.field(column["name"]).metadata
            assert (field[b"unit"].decode(), field[b"meaning"].decode()) == (column["unit"], column["meaning"])
            assert f"| `{column['name']}` |" in readme
    assert {path.name for path in folder.iterdir()} >= {"README.md", "runs", "history"}
    for path in folder.iterdir():
        assert f"`{path.name}" in readme or path.name == "README.md", path


def test_the_current_policy_has_its_levers_and_no_verdict(folder) -> None:
    today = pd.read_parquet(folder / "table.parquet").query("policy == -1")
    assert set(today["commission_rate"]) == {load_scenario("marketplace").current_policy.commission_rate}
    assert today["win_win"].isna().all() and today["margin_vendor"].isna().all()
    assert today["npv"].notna().all()


@pytest.mark.parametrize(
    ("names", "plain"),
    [
        (["margin.vendor", "Order", "order_", "NPV", "npv"], ["margin_vendor", "order_", "order__2", "npv", "npv_2"]),
        (["größe", "Ёлка", "2nd", "a b", "a.b"], ["grosse", "name", "n2nd", "a_b", "a_b_2"]),
        (["a_2", "a", "A"], ["a_2", "a", "a_3"]),
    ],
)
def test_names_are_plain_and_differ_whatever_was_written(names, plain) -> None:
    assert sql_names(names) == plain


def test_the_tables_lead_back_to_the_very_bits(findings, folder, monkeypatch) -> None:
    monkeypatch.setattr("partnerscape.study.question.analysis.ALWAYS", ())
    again = reopen(folder)
    assert again.digest == findings.digest
    assert digest_of(again.results.table) == digest_of(findings.results.table)
    assert again.results.design.policies.equals(findings.results.design.policies)


def test_a_folder_of_an_older_version_is_still_read(findings, folder, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("partnerscape.study.question.analysis.ALWAYS", ())
    old, first = shutil.copytree(folder, tmp_path / "old"), POLICIES // 2  # an adaptive study kept its first half there
    design, runs = findings.results.design, findings.results.table
    write_table(old / "policies.parquet", design.policies.iloc[:first])
    write_table(old / "futures.parquet", design.futures)
    write_table(old / "table.parquet", runs[runs["policy"] < first].reset_index(drop=True))
    assert reopen(old).digest == findings.digest


def command(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.long
def test_a_study_writes_csv_beside_every_table(asked, tmp_path) -> None:
    question = tmp_path / "asked.toml"
    question.write_text(
        'question = "Which?"\nscenario = "small.toml"\nanalyses = ["how_far"]\n[levers]\noffers = [2, 9]\n[design]\npolicies = 8\nfutures = 3\n'
    )
    text = (Path(__file__).parents[2] / "scenarios" / "marketplace.toml").read_text()
    for name, less in (("burn_in_months", 12), ("horizon_months", 6), ("initial_partners", 60)):
        text = re.sub(rf"^{name} = \d+", f"{name} = {less}", text, flags=re.MULTILINE)
    (tmp_path / "small.toml").write_text(re.sub(r"^(\w+) = \{ value = .*? \}", r"\1 = {}", text, flags=re.MULTILINE))
    out = tmp_path / "out"
    done = command("study", question, "--out", out, "--format", "csv")
    assert done.exit_code == 0, done.output
    tables = [path for path in out.rglob("*.parquet") if not {"runs", "history"} & set(path.relative_to(out).parts)]
    assert {path.parent for path in tables} > {out}, "those of analyses too"
    for path in tables:
        with path.with_suffix(".csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert list(rows[0]) == pq.read_schema(path).names
        assert len(rows) == pq.read_metadata(path).num_rows
        if path == out / "table.parquet":
            assert [float(row["npv"]) for row in rows] == pd.read_parquet(path)["npv"].tolist(), "to the last digit"
            assert {row["win_win"] for row in rows if row["policy"] == "-1"} == {""}
    (out / "table.csv").unlink()
    assert command("report", out, "--format", "csv").exit_code == 0
    assert (out / "table.csv").is_file()
    assert command("report", out).exception is None
    assert {path.name for path in out.glob("*.json")} == {"study.json", "answer.json"}


@pytest.mark.parametrize("words", [("study", "--scenario", "marketplace", "--lever", "offers=2:9"), ("report", "nowhere")])
def test_an_unknown_format_is_refused_with_a_suggestion_before_anything_runs(words, tmp_path) -> None:
    done = command(*words, *(("--out", tmp_path / "out") if words[0] == "study" else ()), "--format", "cvs")
    assert isinstance(done.exception, InputError)
    assert "did you mean 'csv'?" in str(done.exception)
    assert not (tmp_path / "out").exists()
