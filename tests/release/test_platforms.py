"""What other systems do otherwise, as far as it shows on this one: modules, encodings, line ends, names, open files, start methods."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import partnerscape as ps
from partnerscape.study.jobs.files import write_whole
from partnerscape.study.jobs.formats import as_csv, save_tables
from partnerscape.study.jobs.parallel import default_workers
from partnerscape.study.question.analysis import Analysis, register_analysis
from partnerscape.study.question.counts import available
from partnerscape.system import folders

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "simulation" / "partnerscape"
SOURCES = sorted(PACKAGE.rglob("*.py"))
POSIX = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
ABSENT = ("fork", "getuid", "sched_getaffinity", "sysconf", "statvfs", "uname", "getloadavg")  # from os on Windows
LONGEST_PATH, OWN_FOLDER = 260, 100  # characters on Windows, of which a user's own folder may take so many
WORKER = """
import multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor
import numpy as np
import partnerscape as ps

SMALL = {"burn_in_months": 6, "horizon_months": 6, "initial_partners": 60}

def run(seed):
    return ps.run(ps.load_scenario("marketplace").changed(time=SMALL), seeds=[seed], workers=1).tables()["metrics"]

def refused(seed):
    return ps.load_scenario("marketplace").changed(time={"horizon_months": -1})

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    with ProcessPoolExecutor(1) as pool:
        there = pool.submit(run, 3).result(timeout=300)
        try:
            pool.submit(refused, 3).result(timeout=300)
        except ps.InputError as error:
            print(error.key)
    print(run(3).equals(there))
"""


def test_no_module_of_one_system_alone_is_imported() -> None:
    imported = re.compile(rf"^\s*(?:import|from) ({'|'.join(POSIX)})\b", re.MULTILINE)
    assert [path for path in SOURCES if imported.search(path.read_text(encoding="utf-8"))] == []


def test_what_windows_lacks_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ABSENT:
        monkeypatch.delattr(os, name, raising=False)
    assert default_workers() >= 1
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: (_ for _ in ()).throw(FileNotFoundError()))
    assert available() is None
    monkeypatch.undo()
    for name in ABSENT:
        monkeypatch.delattr(os, name, raising=False)
    assert folders.misfit(folders.cache_folder("any")) == ""


def test_text_is_read_and_written_in_a_named_encoding() -> None:
    """Windows' own is cp1252."""
    check = [sys.executable, "-m", "ruff", "check", "--isolated", "--preview", "--select", "PLW1514", "simulation", ".ci"]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_no_file_depends_on_the_encoding_of_the_system(tmp_path: Path) -> None:
    code = (
        "import partnerscape as ps, warnings; s = ps.load_scenario('marketplace');"
        "from partnerscape.study.question.question import load_question; load_question('win_win_map');"
        "from partnerscape.own_data.panel import import_sales; import_sales('sales.csv')"
    )
    rows = [f"Grüße {n};2024-{month:02d};10,5{n}" for n in range(4) for month in range(1, 13)]
    (tmp_path / "sales.csv").write_text("\n".join(["Partner;Monat;Umsatz", *rows]) + "\n", encoding="utf-8")
    environment = os.environ | {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    strict = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning:partnerscape"]
    done = subprocess.run([sys.executable, *strict, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "EncodingWarning" in line and "partnerscape" in line] == []


def test_tables_have_the_same_bytes_on_every_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "linesep", "\r\n")
    table = pd.DataFrame({"name": ["Grüße, 日本", "two\nlines"], "value": [1.5, float("nan")]})
    assert "\r" in table.to_csv(index=False), "pandas takes the system's line end"
    save_tables(tmp_path, {"table": table}, "csv")
    assert (tmp_path / "table.csv").read_bytes() == as_csv(table).encode() and b"\r" not in as_csv(table).encode()
    texts = {path: re.sub(r"#.*", "", path.read_text(encoding="utf-8")) for path in SOURCES}
    assert [
        path.name for path, text in texts.items() for call in re.findall(r"to_csv\(.*", text) if "lineterminator" not in call
    ] == []


def test_a_file_that_windows_wrote_says_the_same(tmp_path: Path) -> None:
    """Notepad's mark at the beginning and its line ends."""
    text = (ROOT / "scenarios" / "integrators.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    mine, shipped = ps.load_scenario(tmp_path / "mine.toml"), ps.load_scenario("integrators")
    assert mine.model_copy(update={"name": shipped.name}) == shipped


@pytest.mark.parametrize("text", ["con", "NUL", "a:b", 'a"b', "a/b\\c", "a?*|<>", "", ".", "..", "x.", "日本" * 60, "lpt1"])
def test_a_name_of_ours_is_one_everywhere(text: str, tmp_path: Path) -> None:
    name = folders.as_file_name(text)
    assert name and name.casefold() not in folders.DEVICES and not set('<>:"/\\|?*.') & set(name) and len(name) <= 81
    (tmp_path / name).mkdir()


@pytest.mark.parametrize("name", ["runs", "failed", "Money", "WITHOUT", "con", "Lpt1", "two words"])
def test_an_analysis_shares_no_folder_even_where_capitals_make_no_other_name(name: str) -> None:
    with pytest.raises(ps.InputError, match="a name of your own"):
        register_analysis(Analysis(name, "?", lambda findings, player: None))


@pytest.mark.parametrize("name", ["日" * 80 + ".csv", "a" * 250, "x.toml"])
def test_a_name_that_the_system_takes_is_written(name: str, tmp_path: Path) -> None:
    """The draft beside it needs no longer name than the file."""
    write_whole(tmp_path / name, "whole")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert len(os.fsencode(folders.draft_of(tmp_path / name).name)) <= 160


def test_a_file_that_another_program_holds_open_is_left_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace a file that Excel has open."""
    (tmp_path / "table.csv").write_text("old", encoding="utf-8")

    def held(source: object, target: object) -> None:
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(ps.InputError, match="used by another process"):
        save_tables(tmp_path, {"table": pd.DataFrame({"a": [1]})}, "csv")
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [("table.csv", "old")]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no list of open files here")
def test_a_study_leaves_no_file_open_and_no_path_is_too_long(tmp_path: Path) -> None:
    """Windows deletes no open file; with a user's folder of 100 characters, the longest draft still fits."""
    small = {"burn_in_months": 6, "horizon_months": 6, "initial_partners": 60}
    scenario = ps.load_scenario("marketplace").changed(
        time=small, uncertain=dict.fromkeys(ps.load_scenario("marketplace").uncertain)
    )
    question = {"question": "?", "scenario": scenario.changed(today=dict.fromkeys(scenario.today.targets)), "uncertainties": []}
    ps.study({**question, "levers": {"offers": [3, 9]}, "design": {"policies": 8, "futures": 2}}, tmp_path / "out")
    is_open = {os.path.realpath(link) for link in Path("/proc/self/fd").iterdir()}
    assert not [path for path in is_open if path.startswith(str(tmp_path))]
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(files) > 5
    longest = max(len(str(folders.draft_of(path).relative_to(tmp_path))) for path in files)
    assert longest <= LONGEST_PATH - OWN_FOLDER, longest
    names = [str(path.relative_to(tmp_path)).casefold() for path in files]
    assert len(set(names)) == len(names), "capitals alone make no other name on Windows and macOS"


@pytest.mark.slow
def test_processes_that_are_spawned_give_the_same_bits_and_errors(tmp_path: Path) -> None:
    (tmp_path / "worker.py").write_text(WORKER, encoding="utf-8")
    done = subprocess.run([sys.executable, "worker.py"], cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["horizon_months", "True"]


def test_what_ships_has_names_that_every_system_takes() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a clone")
    names = listed.stdout.splitlines()
    assert len({name.casefold() for name in names}) == len(names) > 500
    for name in names:
        assert not set('<>:"\\|?*') & set(name) and name.isascii()
        assert not any(part.partition(".")[0].casefold() in folders.DEVICES or part[-1] in ". " for part in name.split("/")), name


def test_csv_of_ours_is_read_by_the_standard_library(tmp_path: Path) -> None:
    table = pd.DataFrame({"name": ["a,b", 'c"d', "e\nf"], "value": [1, 2, 3]})
    save_tables(tmp_path, {"table": table}, "csv")
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == list(table["name"])
