"""One run of a study again, by its key: the same bits as its row, and a clear no for what is not there.

A study with rules of its own is replayed in ``tests/test_extension.py``, where such a month is compiled anyway.
"""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import partnerscape as ps
from partnerscape.cli import app
from partnerscape.scenario import InputError
from partnerscape.study.jobs.store import read_table
from partnerscape.study.runs.columns import sql_names

POLICIES, FUTURES = 24, 4
MADE: list[Path] = []

pytestmark = pytest.mark.usefixtures("only_asked")


@pytest.fixture
def folder(question: Path, tmp_path: Path, tmp_path_factory) -> Path:
    """A study of a test's own, simulated once for all of them."""
    if not MADE:
        MADE.append(tmp_path_factory.mktemp("made") / "out")
        ps.study(question, MADE[0])
    return shutil.copytree(MADE[0], tmp_path / "out")


def rows_of(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "table.parquet").set_index(["policy", "future"])


def test_a_replayed_run_has_every_bit_of_its_row(folder) -> None:
    rows = rows_of(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for policy, future in ((-1, 0), (0, 0), (7, 2), (POLICIES - 1, FUTURES - 1)):
            run = ps.replay(folder, policy=policy, future=future, partners=True)
            row = rows.loc[(policy, future)]
            compared = 0
            for name, value in zip(sql_names(run.row), run.row.values(), strict=True):
                assert np.float64(row[name]).tobytes() == np.float64(value).tobytes(), name
                compared += 1
            assert compared >= (90 if policy >= 0 else 50)
            metrics = run.metrics.iloc[0]
            assert all(np.float64(metrics[name]).tobytes() == np.float64(row[name]).tobytes() for name in run.metrics.columns)
            assert run.seeds == [row["seed"]]
            assert len(run.months) == run.scenario.time.horizon_months
            assert run.partners is not None and len(run.partners) > 0
            assert run.policy.commission_rate == row["commission_rate"]
            assert run.scenario.assumptions.values()["margin"] == row["margin"]


def test_an_adaptive_study_replays_its_second_half(question, tmp_path) -> None:
    question.write_text(question.read_text().replace("[design]", '[design]\nkind = "adaptive"'))
    ps.study(question, tmp_path / "out")
    run = ps.replay(tmp_path / "out", policy=POLICIES - 1, future=1)
    assert run.row["npv"] == rows_of(tmp_path / "out").loc[(POLICIES - 1, 1), "npv"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ({"policy": 24, "future": 0}, "policy: expected a whole number from -1 to 23, found 24"),
        ({"policy": -2, "future": 0}, "policy: expected a whole number from -1 to 23, found -2"),
        ({"policy": 0, "future": 4}, "future: expected a whole number from 0 to 3, found 4"),
        ({"policy": 0, "future": -1}, "future: expected a whole number from 0 to 3, found -1"),
        ({"policy": 1.5, "future": 0}, "policy: expected a whole number from -1 to 23, found 1.5"),
        ({"policy": True, "future": 0}, "found True"),
        ({"policy": "seven", "future": 0}, "found 'seven'"),
    ],
)
def test_what_is_no_run_of_the_study_is_refused(folder, key, said) -> None:
    with pytest.raises(InputError) as refused:
        ps.replay(folder, **key)
    assert said in str(refused.value)
    assert str(folder) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_study_of_another_build_is_refused_in_one_line(folder) -> None:
    held = json.loads((folder / "study.json").read_text())
    (folder / "study.json").write_text(json.dumps(held | {"version": "0.1", "build": "abc", "outputs": "abc"}))
    with pytest.raises(InputError, match=r"found 'one of partnerscape 0\.1 \(build abc\)") as refused:
        ps.replay(folder, policy=0, future=0)
    assert "\n" not in str(refused.value)


def test_no_study_and_an_unfinished_one_are_refused(folder, tmp_path) -> None:
    with pytest.raises(InputError, match="a folder of a study"):
        ps.replay(tmp_path / "nowhere", policy=0, future=0)
    for name in ("policies", "futures", "table"):
        shutil.copytree(folder, tmp_path / name)
        (tmp_path / name / f"{name}.parquet").unlink()
        with pytest.raises(InputError, match=f"{name}.parquet"):
            ps.replay(tmp_path / name, policy=0, future=0)


def test_a_row_that_says_something_else_is_said(folder) -> None:
    from partnerscape.study.jobs.files import columns_in, write_table

    path = folder / "table.parquet"
    table, columns = read_table(path), columns_in(path)
    write_table(path, table.assign(npv=table["npv"] * (1.0 + 1e-15)), columns)
    with pytest.warns(UserWarning, match=r"differs from the study's row in 1 numbers \(npv\)"):
        ps.replay(folder, policy=3, future=1)


def command(*words: object):
    return CliRunner().invoke(app, ["run", *map(str, words)])


def test_the_command_line_replays_a_run(folder, tmp_path) -> None:
    done = command("--from", folder, "--policy", 7, "--future", 2, "--json", "--out", tmp_path / "one", "--partners")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    row = rows_of(folder).loc[(7, 2)]
    assert (answer["policy_number"], answer["future_number"]) == (7, 2)
    assert answer["row"]["npv"] == row["npv"]
    assert answer["row"]["margin.vendor"] == row["margin_vendor"]
    names = {path.stem for path in (tmp_path / "one").glob("*.csv")}
    assert names == {"row", "summary", "metrics", "months", "segments", "partners"}
    assert command("--from", folder, "--policy", -1, "--future", 0).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--policy", "pay_more", "--future", "0"), "a number in the study's policies, found 'pay_more'"),
        (("--future", "0"), "found 'nothing'"),
        (("--policy", "0"), "--future"),
        (("--policy", "0", "--future", "0", "--set", "offers=3"), "found '--set'"),
        (("--policy", "0", "--future", "0", "--seeds", "4"), "found '--seeds'"),
        (("gig_platform", "--policy", "0", "--future", "0"), "found 'scenario'"),
    ],
)
def test_the_command_line_says_what_it_lacks(words, said, tmp_path) -> None:
    done = command(*words, "--from", tmp_path, "--out", tmp_path / "one")
    assert isinstance(done.exception, InputError)
    assert said in str(done.exception)
    assert not (tmp_path / "one").exists()


def test_a_future_without_a_study_is_refused() -> None:
    done = command("marketplace", "--future", "0")
    assert isinstance(done.exception, InputError)
    assert "the folder of the study" in str(done.exception)
