"""`partnerscape import` as its users meet it: a command line in, text and a folder out, exit codes."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from own.forms import BY_MONTH, MONTHS, NAMES, TRUTH, lines, workbook

from partnerscape import cli
from partnerscape.own_data.panel import import_sales, read_panel, save_panel
from partnerscape.scenario import InputError
from partnerscape.show.own_data.panel import save_import

FILES = {"panel.parquet", "partners.parquet", "map.toml", "import.json", "import.html", "key.json"}
TEXT = lines("partner,month,revenue", lambda p, m, a: f"{p},{MONTHS[m]},{a}")
Line = Callable[..., tuple[int, str, str]]


@pytest.fixture(name="line")
def _line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Line:
    """`partnerscape import` within this process: exit code, standard output and error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "sales.csv").write_text(TEXT)

    def line(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["partnerscape", "import", *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return line


def revenue(folder: Path) -> pd.Series:
    panel, _, _ = read_panel(folder)
    return panel.set_index(["partner", "calendar"])["revenue"]


def test_the_folder_of_an_import(line: Line, tmp_path: Path) -> None:
    code, out, err = line("sales.csv", "--yes", "--out", "mine")
    assert code == 0
    assert "5 partners, 8 months (2024-01 to 2024-08)" in out
    assert "import.html" in err
    assert {file.name for file in (tmp_path / "mine").iterdir()} == FILES
    record = json.loads((tmp_path / "mine" / "import.json").read_text())
    assert record["total_of_the_panel"] == record["total_of_the_file"] == pytest.approx(sum(TRUTH.values()))
    assert len(record["source"]["sha256"]) == 64
    assert record["period"] == {"first": "2024-01", "last": "2024-08", "months": 8}
    _, partners, _ = read_panel(tmp_path / "mine")
    assert dict(zip(partners["months"], partners["revenue"], strict=True))
    assert partners["revenue"].sum() == pytest.approx(sum(TRUTH.values()))


def test_without_a_folder_it_is_named_after_the_file(line: Line, tmp_path: Path) -> None:
    assert line("sales.csv", "--yes")[0] == 0
    assert (tmp_path / "sales_panel" / "panel.parquet").exists()


def test_a_script_says_yes_or_gives_a_map(line: Line, tmp_path: Path) -> None:
    code, out, err = line("sales.csv", "--out", "mine")
    assert code == 2
    assert "months or dates" in out
    assert "--yes" in err
    assert "--map" in err
    assert not (tmp_path / "mine").exists()
    (tmp_path / "part.toml").write_text('decimal = "."\n')
    assert line("sales.csv", "--map", "part.toml", "--out", "mine")[0] == 0


def test_the_map_of_an_import_reads_the_file_alike(line: Line, tmp_path: Path) -> None:
    for text in (
        TEXT,
        lines(
            "Reseller;Datum;Netto Umsatz;Status",
            lambda p, m, a: f"{p};1{m}.0{m + 1}.24;{f'{a:,.2f}'.translate(str.maketrans(',.', '.,'))};bezahlt",
        ),
    ):
        (tmp_path / "sales.csv").write_text(text)
        assert line("sales.csv", "--yes", "--keep-ids", "--out", "first")[0] == 0
        assert line("sales.csv", "--map", "first/map.toml", "--keep-ids", "--out", "second")[0] == 0
        pd.testing.assert_series_equal(revenue(tmp_path / "first"), revenue(tmp_path / "second"))
        assert (tmp_path / "first" / "map.toml").read_text() == (tmp_path / "second" / "map.toml").read_text()
        assert tomllib.loads((tmp_path / "first" / "map.toml").read_text())["rows"] in ("partner and month", "order")


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1)])
def test_a_person_is_asked(tmp_path: Path, answer: str, code: int) -> None:
    import pty

    (tmp_path / "sales.csv").write_text(TEXT)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from partnerscape.cli import main; main()", "import", "sales.csv", "--out", "mine"]
    os.write(ours, f"{answer}\n".encode())
    done = subprocess.run(command, cwd=tmp_path, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, text=True, timeout=120)
    asked = os.read(ours, 10_000).decode()
    assert "Is this how your file is meant?" in asked
    assert done.returncode == code
    assert (tmp_path / "mine").exists() == (code == 0)
    assert ("[columns]" in done.stdout) == (code == 1)


def test_no_file_but_the_key_names_a_partner(line: Line, tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(TEXT.replace("ACME,2024-03", "acme ,2024-03"))
    assert line("sales.csv", "--yes", "--out", "mine")[0] == 0
    for file in (tmp_path / "mine").iterdir():
        content = file.read_bytes().decode("utf-8", "replace")
        if file.name != "key.json":
            assert not [name for name in NAMES if name in content], file.name
    panel, partners, _ = read_panel(tmp_path / "mine")
    text = panel.to_csv() + partners.to_csv()
    assert not [name for name in NAMES if name in text]
    assert set(json.loads((tmp_path / "mine" / "key.json").read_text())["ids"].values()) == set(NAMES)
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "mine" / "key.json").stat().st_mode) == 0o600


def test_pseudonyms_stay_in_a_folder_and_differ_between_folders(line: Line, tmp_path: Path) -> None:
    for folder in ("one", "one", "other"):
        before = set(revenue(tmp_path / folder).index) if (tmp_path / folder).exists() else None
        assert line("sales.csv", "--yes", "--out", folder)[0] == 0
        assert before in (None, set(revenue(tmp_path / folder).index))
    assert not set(revenue(tmp_path / "one").index) & set(revenue(tmp_path / "other").index)
    (tmp_path / "one" / "key.json").write_text("{}")
    code, _, err = line("sales.csv", "--yes", "--out", "one")
    assert code == 2
    assert "key.json" in err


def test_ids_are_kept_on_request(line: Line, tmp_path: Path) -> None:
    assert line("sales.csv", "--yes", "--keep-ids", "--out", "mine")[0] == 0
    assert revenue(tmp_path / "mine").round(2).to_dict() == TRUTH
    assert not (tmp_path / "mine" / "key.json").exists()


def test_nothing_is_written_on_an_error(line: Line, tmp_path: Path) -> None:
    (tmp_path / "wrong.csv").write_text(TEXT.replace(str(TRUTH["Delta", "2024-05"]), "many"))
    code, _, err = line("wrong.csv", "--yes", "--out", "mine")
    assert code == 2
    assert err.startswith("error: wrong.csv: [row ")
    assert "revenue: expected a number, found 'many'" in err
    assert not (tmp_path / "mine").exists()
    assert line("sales.csv", "--yes", "--out", "mine")[0] == 0
    before = {file.name: file.read_bytes() for file in (tmp_path / "mine").iterdir()}
    assert line("wrong.csv", "--yes", "--out", "mine")[0] == 2
    assert {file.name: file.read_bytes() for file in (tmp_path / "mine").iterdir()} == before


def test_a_disk_that_is_full_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sales.csv").write_text(TEXT)
    imported = import_sales(tmp_path / "sales.csv")
    real = os.fsync

    def full(file: int) -> None:
        full.times += 1  # type: ignore[attr-defined]
        if full.times == 3:  # type: ignore[attr-defined]
            raise OSError(28, "No space left on device")
        real(file)

    full.times = 0  # type: ignore[attr-defined]
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left"):
        save_import(imported, tmp_path / "mine")
    assert not (tmp_path / "mine").exists()


def test_a_folder_that_cannot_be_one(line: Line, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in ("file", "file/inside"):
        code, _, err = line("sales.csv", "--yes", "--out", folder)
        assert code == 2
        assert "a folder that can be written" in err


def test_changed_files_are_not_read_as_an_import(line: Line, tmp_path: Path) -> None:
    assert line("sales.csv", "--yes", "--out", "mine")[0] == 0
    pd.read_parquet(tmp_path / "mine" / "panel.parquet").assign(revenue=1.0).to_parquet(tmp_path / "mine" / "panel.parquet")
    with pytest.raises(InputError, match="were changed"):
        read_panel(tmp_path / "mine")
    with pytest.raises(InputError, match="no import"):
        read_panel(tmp_path)


def test_a_table_of_partners(line: Line, tmp_path: Path) -> None:
    rows = "".join(f"{name};{'gold' if at % 2 else 'silver'};{15 + at}.11.2023\n" for at, name in enumerate([*NAMES, "Zeta"]))
    (tmp_path / "partners.csv").write_text(f"Partner;Stufe;Vertragsbeginn\n{rows}")
    assert line("sales.csv", "--partners", "partners.csv", "--yes", "--keep-ids", "--out", "mine")[0] == 0
    _, partners, record = read_panel(tmp_path / "mine")
    known = partners.set_index("partner")
    assert dict(known["segment"]) == {name: "gold" if at % 2 else "silver" for at, name in enumerate([*NAMES, "Zeta"])}
    assert set(known["signed"]) == {"2023-11"}
    assert pd.isna(known.loc["Zeta", "first_month"])
    assert (record["partners"], record["selling_partners"]) == (6, 5)
    assert any("never sell" in note for note in record["notes"])


MISTAKES: dict[str, tuple[str, str]] = {
    "an unknown key": ('decimals = ","', "did you mean 'decimal'?"),
    "an unknown table": ("[column]\npartner = 'a'", "did you mean 'columns'?"),
    "an unknown word": ('rows = "orders"', "did you mean 'order'?"),
    "a column that is not there": ("[columns]\namount = 'revenu'", "did you mean 'revenue'?"),
    "a rate of nothing": ("[rates]\nUSD = 0", "a rate above 0"),
    "no such line": ("[file]\nheader_row = 99", "a line from 1 to"),
    "no month": ('since = "then"', "a month such as 2024-01"),
    "nothing left": ('since = "2030-01"', "none left"),
    "a zone of nowhere": ('timezone = "Nowhere"', "Europe/Berlin"),
    "no TOML": ("decimal: ','", "valid TOML"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_in_a_map(line: Line, tmp_path: Path, mistake: str) -> None:
    text, advice = MISTAKES[mistake]
    (tmp_path / "wrong.toml").write_text(text)
    code, _, err = line("sales.csv", "--map", "wrong.toml", "--out", "mine")
    assert code == 2
    assert advice in err
    assert not (tmp_path / "mine").exists()


def test_plain_values_for_machines(line: Line) -> None:
    code, out, _ = line("sales.csv", "--yes", "--json", "--out", "mine")
    assert code == 0
    assert json.loads(out)["selling_partners"] == 5


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_files_that_are_none(line: Line, name: str) -> None:
    code, _, err = line(name, "--yes", "--out", "mine")
    assert code == 2
    assert "expected a table as CSV, Excel (.xlsx) or Parquet" in err


def test_from_python_without_a_page(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(TEXT)
    folder = save_panel(import_sales(tmp_path / "sales.csv", salt="00" * 16), tmp_path / "mine")
    assert {file.name for file in folder.iterdir()} == FILES - {"import.html"}
    assert json.loads((folder / "key.json").read_text())["salt"] == "00" * 16


def test_a_workbook_from_the_command_line(line: Line, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    workbook(tmp_path / "sales.xlsx", Sales=[["Partner", "Month", "Revenue"], *([p, MONTHS[m], a] for p, m, a in BY_MONTH)])
    assert line("sales.xlsx", "--yes", "--keep-ids", "--out", "mine")[0] == 0
    assert revenue(tmp_path / "mine").round(2).to_dict() == TRUTH
