"""Nowhere to write: an unknown user, a home or cache that is read-only, taken or full, a working folder of nobody's."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from partnerscape import engine
from partnerscape.engine import build
from partnerscape.engine.month import AS_SHIPPED
from partnerscape.scenario import InputError, load_scenario
from partnerscape.study.jobs.store import write_whole
from partnerscape.system.folders import cache_folder, misfit

PACKAGE = Path(__file__).parents[1] / "simulation"
NOBODY = "import os, pwd\ndef unknown(*_): raise KeyError('no such user')\npwd.getpwuid = pwd.getpwnam = unknown\n"
NOWHERE = "/proc/nowhere"  # where not even the superuser can make a folder
linux = pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody can write, such as Linux's /proc")


def can_mount() -> bool:
    call = ["unshare", "-m", "sh", "-c", "mount -t tmpfs none /mnt"]
    return bool(shutil.which("unshare")) and subprocess.run(call, capture_output=True).returncode == 0


mounts = pytest.mark.skipif(not can_mount(), reason="a full disk needs the right to mount one")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a temporary one whose own cache is warm, and a Python that knows no users."""
    engine.burn_in(load_scenario("marketplace").changed(time={"burn_in_months": 1, "initial_partners": 20}), 0)  # compiles
    _, warm, _ = build._place(AS_SHIPPED)
    assert warm is not None
    own = tmp_path / "temporary" / f"partnerscape-{os.getuid()}"
    shutil.copytree(warm, own / warm.name)
    own.chmod(0o700)
    (tmp_path / "nobody").mkdir()
    (tmp_path / "nobody" / "sitecustomize.py").write_text(NOBODY)
    (tmp_path / "file").write_text("mine")
    return tmp_path


def call(
    place: Path, variables: dict[str, str], *words: object, before: str = "", cwd: str | None = None
) -> tuple[int, str, list[str]]:
    """Exit code, output, and what stands on standard error, without the progress bar's empty lines."""
    gone = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "PARTNERSCAPE_CACHE", "MPLCONFIGDIR", "COLUMNS", "TMPDIR")
    environment = {k: v for k, v in os.environ.items() if k not in gone}
    environment |= {"PYTHONPATH": str(PACKAGE), "TMPDIR": str(place / "temporary")} | variables
    command = [sys.executable, "-m", "partnerscape", *map(str, words)]
    if before:
        command = ["unshare", "-m", "sh", "-c", f"{before} && exec {shlex.join(command)}"]
    done = subprocess.run(command, env=environment, cwd=cwd or place, capture_output=True, text=True)
    return done.returncode, done.stdout, [line for line in done.stderr.splitlines() if line.strip()]


def unknown_user(place: Path) -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join([str(PACKAGE), str(place / "nobody")])}


UNUSABLE = {
    "unknown user without HOME": unknown_user,
    "HOME that cannot be written": lambda _: {"HOME": NOWHERE},
    "cache that is a file": lambda place: {"HOME": NOWHERE, "XDG_CACHE_HOME": str(place / "file")},
    "cache of the package's own that cannot be written": lambda _: {"HOME": NOWHERE, "PARTNERSCAPE_CACHE": NOWHERE},
    "folder for Matplotlib that cannot be written": lambda _: {"HOME": NOWHERE, "MPLCONFIGDIR": NOWHERE},
}


@linux
@pytest.mark.parametrize("case", UNUSABLE)
def test_a_run_falls_back_and_says_so_in_one_line(case: str, place: Path) -> None:
    code, out, errors = call(place, UNUSABLE[case](place), "run", "--seeds", 1, "--out", place / "out")
    assert code == 0 and "net present value" in out, errors
    assert [line for line in errors if "tables and figure" not in line] == [errors[0]]
    assert errors[0].startswith("partnerscape: ") and "compiled code goes to " in errors[0]
    assert str(place / "temporary") in errors[0]
    assert {"run.png", "months.csv"} <= {path.name for path in (place / "out").iterdir()}


@mounts
def test_a_full_cache_is_left_for_another(place: Path) -> None:
    full = place / "full"
    full.mkdir()
    code, _, errors = call(
        place,
        {"PARTNERSCAPE_CACHE": str(full), "HOME": str(place)},
        "run",
        "--seeds",
        1,
        before=f"mount -t tmpfs -o size=64k none {full}",
    )
    assert code == 0 and len(errors) == 1
    assert "No space left on device" in errors[0] and str(full) in errors[0]


@mounts
@pytest.mark.parametrize("size", ["4k", "64k"], ids=["at once", "in the end"])
def test_results_that_a_full_disk_refuses_are_one_clear_error(size: str, place: Path) -> None:
    out = place / "out"
    out.mkdir()
    before = f"mount -t tmpfs -o size={size} none {out}" + (f" && head -c 4096 /dev/zero > {out}/taken" if size == "4k" else "")
    code, said, errors = call(place, {"HOME": NOWHERE}, "run", "--seeds", 2, "--partners", "--out", out, before=before)
    assert (code, said) == (2, "")
    assert errors[-1].startswith("error: ") and "a folder that can be written, found 'No space left on device'" in errors[-1]


READ_ONLY = "cd /proc && for f in /tmp /var/tmp; do mount --bind $f $f && mount -o remount,ro,bind $f || exit 9; done"


@mounts
@pytest.mark.full
def test_with_nothing_to_write_at_all_the_month_is_compiled_in_memory(place: Path) -> None:
    code = "import partnerscape as ps; print(len(ps.run('marketplace', seeds=[1]).metrics))"
    call = [
        "unshare",
        "-m",
        "sh",
        "-c",
        f"{READ_ONLY} && mount -t tmpfs -o ro none /dev/shm && exec {shlex.join([sys.executable, '-c', code])}",
    ]
    environment = os.environ | {"HOME": NOWHERE, "TMPDIR": NOWHERE, "PARTNERSCAPE_CACHE": NOWHERE}
    environment |= {"PYTHONPATH": str(PACKAGE)}
    done = subprocess.run(call, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr
    assert "memory alone" in done.stderr and len(done.stderr.splitlines()) == 1


@mounts
@pytest.mark.full
def test_a_container_that_is_read_only_has_memory_for_files(place: Path) -> None:
    before = f"{READ_ONLY} && mount -t tmpfs none /dev/shm"
    code, out, errors = call(place, {"HOME": NOWHERE, "TMPDIR": NOWHERE}, "run", "--seeds", 1, before=before, cwd="/proc")
    assert code == 0 and "net present value" in out, errors
    assert "/dev/shm" in errors[0] and not any("Matplotlib" in line for line in errors)


@linux
def test_a_working_folder_that_cannot_be_written(place: Path) -> None:
    usual = {"HOME": str(place), "PARTNERSCAPE_CACHE": str(place / "temporary" / f"partnerscape-{os.getuid()}")}
    code, out, _ = call(place, usual, "run", "--seeds", 1, cwd="/proc")
    assert code == 0 and "net present value" in out
    for words in (("study", "win_win_map"), ("run", "--seeds", 1, "--out", "here"), ("copy", "marketplace", "mine.toml")):
        code, out, errors = call(place, usual, *words, cwd="/proc")
        assert (code, out, len(errors)) == (2, "", 1) and errors[0].startswith("error: "), errors


def test_code_that_others_could_have_put_there_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("PARTNERSCAPE_CACHE", str(tmp_path / "taken"))
    (tmp_path / "taken").write_text("")
    own = tmp_path / f"partnerscape-{os.getuid()}"
    assert cache_folder("a") == own / "a" and own.stat().st_mode & 0o777 == 0o700
    own.chmod(0o777)
    found = cache_folder("b")
    assert found is not None and found.parent != own and found.parent.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(own)
    own.symlink_to(tmp_path)
    found = cache_folder("c")
    assert found is not None and found.parent not in (own, tmp_path)


def test_a_folder_is_tried_not_asked(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert misfit(tmp_path / "new" / "folder", 1000) == "" and not list((tmp_path / "new" / "folder").iterdir())
    assert misfit(tmp_path / "file") and misfit(tmp_path / "file" / "below") and misfit(tmp_path / "nul\0")
    with pytest.raises(InputError, match="a folder that can be written"):
        write_whole(tmp_path / "file" / "table.csv", "text")
