"""`--format xlsx`: a sheet per table that Excel opens as it is, with every digit that Excel computes with."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import partnerscape as ps
from partnerscape.cli import app
from partnerscape.scenario import InputError
from partnerscape.study.jobs.readme import save_beside
from partnerscape.study.jobs.store import read_table
from partnerscape.study.jobs.workbook import sheet_names, write_workbook
from partnerscape.study.study import study

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed; the extra `dev` has it")
pytest.importorskip("xlsxwriter", reason="XlsxWriter is not installed; the extra `office` has it")


def assert_sheet_is(sheet, table: pd.DataFrame) -> None:
    """Header with names, filters over the whole table, and the values to 15 digits; what is no number is empty."""
    heads = [str(cell.value) for cell in sheet[1]]
    assert [head.split("\n")[0] for head in heads] == [str(name) for name in table.columns]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(len(table) + 1, len(table.columns)).coordinate}"
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(table)
    for row, truth in zip(rows, table.itertuples(index=False), strict=True):
        for found, value in zip(row, truth, strict=True):
            empty = value is None or value is pd.NA or value != value or value == ""
            same = found == pytest.approx(value, rel=1e-15) if isinstance(value, float) else found == value
            assert found is None if empty else same, (found, value)


def test_run_and_compare_write_a_workbook_each(tmp_path: Path) -> None:
    for command in (["run"], ["compare", "--no-hangs-on", "--set", "commission_rate=0.3"]):
        out = tmp_path / command[0]
        done = CliRunner().invoke(app, [*command, "marketplace", "--seeds", "2", "--out", str(out), "--format", "xlsx"])
        assert done.exit_code == 0, done.output
        book = openpyxl.load_workbook(out / "tables.xlsx")
        assert not list(out.glob("*.csv"))
        name = {"run": "months", "compare": "differences"}[command[0]]
        assert name in book.sheetnames
    result = ps.run("marketplace", seeds=range(2))
    book = openpyxl.load_workbook(tmp_path / "run" / "tables.xlsx")
    assert book.sheetnames == list(result.tables())
    for name, table in result.tables().items():
        assert_sheet_is(book[name], table)
    heads = {str(cell.value).split("\n")[0]: str(cell.value) for cell in book["metrics"][1]}
    assert heads["npv"] == "npv\n(€)"
    assert heads["seed"] == "seed"


@pytest.mark.slow
def test_a_studys_tables_are_sheets_of_one_workbook_with_their_units(question, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("partnerscape.study.question.analysis.ALWAYS", ("money",))
    study(question, tmp_path / "out")
    written = save_beside(tmp_path / "out", "xlsx")
    book = openpyxl.load_workbook(tmp_path / "out" / "tables.xlsx")
    assert len(book.sheetnames) == written > 3
    assert_sheet_is(book["table"], read_table(tmp_path / "out" / "table.parquet"))
    assert_sheet_is(book["money telling table"], read_table(tmp_path / "out" / "money" / "telling" / "table.parquet"))
    heads = [str(cell.value) for cell in book["table"][1]]
    assert "vendor_gain\n(€)" in heads
    assert "not_worse\n(share)" in heads


def test_whatever_stands_in_a_table_is_written_as_it_is(tmp_path) -> None:
    table = pd.DataFrame(
        {
            "text": ["=1+1", "https://example.org", "naïve €", ""],
            "number": [0.1 + 0.2, np.nan, -1e300, 5.0],
            "whole": [1, 2, 2**40, 4],
            "yes": [True, False, True, True],
            "maybe": pd.array([True, None, False, True], dtype="boolean"),
        }
    )
    write_workbook(tmp_path / "book.xlsx", {"a/b:c*[d]": table, "empty": table.iloc[:0]})
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert_sheet_is(book["a b c d"], table)
    assert_sheet_is(book["empty"], table.iloc[:0])
    assert book["a b c d"]["A2"].data_type == "s", "text, not a formula"
    write_workbook(tmp_path / "odd.xlsx", {"odd": pd.DataFrame({"x": [np.inf, 2.0]}), "large": pd.DataFrame({"seed": [2**60]})})
    book = openpyxl.load_workbook(tmp_path / "odd.xlsx")
    assert book["odd"]["A2"].value == "inf"
    assert book["large"]["A2"].value == str(2**60), "Excel would drop its last digits"
    assert isinstance(book.properties.created, datetime.datetime)


def test_names_of_sheets_are_those_that_excel_takes() -> None:
    names = sheet_names(dict.fromkeys(["x" * 40, "x" * 41, "x" * 42, "Table", "table", "'quoted'", ""]))
    assert len({name.casefold() for name in names}) == len(names) == 7
    assert all(1 <= len(name) <= 31 and "'" not in name for name in names)


def test_a_table_larger_than_a_sheet_is_refused_whole(tmp_path) -> None:
    table = pd.DataFrame({"x": np.zeros(1_048_576)})
    with pytest.raises(InputError, match=r"1,048,576 rows.*csv or parquet"):
        write_workbook(tmp_path / "book.xlsx", {"large": table})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [["run"], ["compare", "marketplace", "pay_more"], ["study", "win_win_map"]])
def test_without_the_extra_one_error_says_what_to_install(tmp_path, monkeypatch, command) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    done = CliRunner().invoke(app, [*command, "--format", "xlsx", "--out", str(tmp_path / "out")])
    assert isinstance(done.exception, InputError)
    assert "pip install 'partnerscape[office]'" in str(done.exception)
    assert not (tmp_path / "out").exists(), "before anything is simulated"
