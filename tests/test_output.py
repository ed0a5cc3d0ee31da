"""Whatever the locale: every command prints, ends well and writes its files as UTF-8."""

from __future__ import annotations

import ast
import codecs
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from partnerscape.system.output import HANDLER, plain

ROOT = Path(__file__).parents[1]
CP1252 = {"PYTHONIOENCODING": "cp1252"}
ASCII = {"PYTHONIOENCODING": "ascii"}
C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
LOCALES = pytest.mark.parametrize("locale", [CP1252, ASCII, C_LOCALE], ids=["cp1252", "ascii", "LC_ALL=C"])
QUESTION = """
question = "Which – if any – programmes are “win-win” for ≥ 80 % of Grüße, 日本?"
scenario = "small.toml"
[levers]
commission_rate = [0.15, 0.3]
offers = [3, 12]
[design]
policies = 16
futures = 4
seed = 3
"""
CLAIM = """
number = 99
title = "A retainer – of €10 – costs ≥ 0."
source = "arithmetic"
changes = { time = { burn_in_months = 12, horizon_months = 12, initial_partners = 60 } }
seeds = { first = 3, count = 4 }
[cells.today]
[cells.ten]
levers = { retainer = 10.0 }
[[effects]]
name = "profit − or +"
metric = "profit"
plus = ["ten"]
minus = ["today"]
expect = "negative"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small programme, a question and a claim, full of characters that few encodings have."""
    folder = tmp_path_factory.mktemp("anywhere")
    text = (ROOT / "scenarios" / "marketplace.toml").read_text(encoding="utf-8")
    text = text.replace("burn_in_months = 60", "burn_in_months = 12").replace("horizon_months = 36", "horizon_months = 12")
    text = text.replace("initial_partners = 800", "initial_partners = 60").replace("arrivals = 24.0", "arrivals = 7.0")
    text = re.sub(r"^\[today\].*\n(.+\n)*", "", text, flags=re.MULTILINE)
    text = re.sub(r"^title = .*$", 'title = "Märkte – “日本” ☃ ≥ 1"', text, flags=re.MULTILINE)
    (folder / "small.toml").write_text(text, encoding="utf-8")
    (folder / "question.toml").write_text(QUESTION, encoding="utf-8")
    (folder / "höher.toml").write_text("commission_rate = 0.25\n", encoding="utf-8")
    (folder / "page" / "claims").mkdir(parents=True)
    (folder / "page" / "README.md").write_text((ROOT / "experiments" / "README.md").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "page" / "claims" / "99_retainer.toml").write_text(CLAIM, encoding="utf-8")
    return folder


def python(folder: Path, locale: dict[str, str], *words: object) -> subprocess.CompletedProcess[bytes]:
    paths = os.pathsep.join([str(ROOT / "simulation"), os.environ.get("PYTHONPATH", "")])
    usual = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHONIO", "PYTHONUTF8"))}
    environment = usual | {"PYTHONPATH": paths} | locale
    return subprocess.run([sys.executable, *map(os.fsencode, map(str, words))], env=environment, cwd=folder, capture_output=True)


def said(done: subprocess.CompletedProcess[bytes], locale: dict[str, str]) -> str:
    """What a finished run said: in the encoding that was asked for, without a hint of trouble."""
    complaints = done.stderr.decode("ascii", "replace")
    assert done.returncode == 0, complaints
    assert "Error" not in complaints and "error" not in complaints and "\\u" not in complaints
    text = done.stdout.decode("cp1252" if locale is CP1252 else "ascii")
    assert "\\u" not in text or text.lstrip().startswith("{")
    return text


def utf8(folder: Path) -> list[str]:
    """Names of the text files in a folder; all of them UTF-8."""
    paths = [p for p in sorted(folder.rglob("*")) if p.suffix in (".html", ".csv", ".json", ".md")]
    for path in paths:
        path.read_bytes().decode("utf-8")
    return [path.name for path in paths]


def test_a_run_and_its_files(folder: Path, tmp_path: Path) -> None:
    done = python(folder, ASCII, "-m", "partnerscape", "run", "small.toml", "--seeds", 2, "--out", tmp_path, "--partners")
    assert "EUR " in said(done, ASCII)
    assert "months.csv" in utf8(tmp_path)


@LOCALES
def test_a_comparison_and_its_report(locale: dict[str, str], folder: Path, tmp_path: Path) -> None:
    words = ("compare", "small.toml", "höher.toml", "--seeds", 2, "--no-hangs-on", "--out", tmp_path)
    text = said(python(folder, locale, "-m", "partnerscape", *words), locale)
    assert re.search(r"-(€|EUR )?[\d.]", text), "minus signs are hyphens"
    assert "report.html" in utf8(tmp_path)
    assert "−" in (tmp_path / "report.html").read_text(encoding="utf-8")
    tables = [part.splitlines() for part in re.findall(r"^\+-+\+\n(?:\|.*\n)+\+-+\+$", text, flags=re.MULTILINE)]
    for table in tables:
        assert len({len(line) for line in table}) == 1, "columns stay columns"
    assert tables and "..." not in text, "nothing is cut off"


@pytest.mark.full
@LOCALES
def test_a_study_and_its_report(locale: dict[str, str], folder: Path, tmp_path: Path) -> None:
    for words in (("study", "question.toml", "--out", tmp_path), ("report", tmp_path)):
        assert said(python(folder, locale, "-m", "partnerscape", *words), locale).strip()
    assert "report.html" in utf8(tmp_path)
    assert "Grüße, 日本?" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_dry_run(folder: Path) -> None:
    assert "nothing was run" in said(python(folder, ASCII, "-m", "partnerscape", "study", "question.toml", "--dry-run"), ASCII)


@LOCALES
def test_a_claim(locale: dict[str, str], folder: Path, tmp_path: Path) -> None:
    claim = "page/claims/99_retainer.toml"
    text = said(python(folder, locale, "-m", "partnerscape", "claim", claim, "--out", tmp_path), locale)
    title = "A retainer – of €10 – costs >= 0." if locale is CP1252 else "A retainer - of EUR 10 - costs >= 0."
    assert text.startswith(title + "\n")
    assert [path.suffix for path in tmp_path.iterdir()] == [".png"]


def test_the_page_of_claims(folder: Path) -> None:
    said(python(folder, C_LOCALE, "-m", "partnerscape.show.claims.page", "page", "page/claims/99_retainer.toml"), C_LOCALE)
    assert "A retainer – of €10 – costs ≥ 0." in (folder / "page" / "README.md").read_text(encoding="utf-8")


QUICK = (
    ("--help",),
    ("run", "--help"),
    ("compare", "--help"),
    ("study", "--help"),
    ("--version",),
    ("scenarios",),
    ("scenarios", "--json"),
    ("check", "marketplace", "--no-costs"),
    ("check", "marketplace", "--no-costs", "--policy", "good", "--json"),
    *(("schema", what) for what in ("scenario", "policy", "question", "claim")),
)


@pytest.mark.parametrize("words", QUICK, ids=" ".join)
def test_what_is_only_printed(words: tuple[str, ...], folder: Path) -> None:
    text = said(python(folder, C_LOCALE, "-m", "partnerscape", *words), C_LOCALE)
    assert text.strip()
    if words[-1] == "--json" or words[0] == "schema":
        json.loads(text)


def test_a_copy_has_the_bits_of_what_ships(folder: Path, tmp_path: Path) -> None:
    done = python(folder, C_LOCALE, "-m", "partnerscape", "copy", "integrators", tmp_path / "für.toml")
    assert done.returncode == 0
    assert (tmp_path / "für.toml").read_bytes() == (ROOT / "scenarios" / "integrators.toml").read_bytes()


@LOCALES
def test_an_error_is_one_line_in_any_locale(locale: dict[str, str], folder: Path) -> None:
    for words in (("run", "größer–.toml"), ("run", "--sèeds", 1)):
        done = python(folder, locale, "-m", "partnerscape", *words)
        assert done.returncode == 2 and b"Traceback" not in done.stderr and b"Unicode" not in done.stderr, done.stderr


@pytest.mark.slow
def test_the_reference_and_the_facts(folder: Path, tmp_path: Path) -> None:
    for module in ("reference.pages", "facts"):
        said(python(folder, C_LOCALE, "-m", f"partnerscape.show.{module}", tmp_path / module), C_LOCALE)
    assert {"metrics.md", "facts.md"} <= set(utf8(tmp_path))


def test_a_name_that_is_no_text_ends_no_run(folder: Path, tmp_path: Path) -> None:
    policy, out = tmp_path / "odd\udcff.toml", tmp_path / "out"
    try:
        policy.write_text("commission_rate = 0.25\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes text alone")
    words = ("compare", "small.toml", policy, "--seeds", 2, "--no-hangs-on", "--out", out)
    done = python(folder, ASCII, "-m", "partnerscape", *words)
    assert done.returncode == 0, done.stderr
    assert "report.html" in utf8(out)


def _characters() -> set[str]:
    """All that the package can print: the characters of its strings and of what ships with it."""
    found: set[str] = set()
    for path in sorted((ROOT / "simulation").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= set(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()
    for path in sorted([*(ROOT / "scenarios").glob("*.toml"), *(ROOT / "experiments").rglob("*.toml")]):
        found |= set(path.read_text(encoding="utf-8"))
    languages = {"¤", *map(chr, range(0x400, 0x500))}  # Babel's place for a currency; Russian, on a terminal that cannot show it
    return {c for c in found - languages if ord(c) > 127 and not "\ud800" <= c <= "\udfff"}


def test_every_character_of_the_package_has_a_readable_form() -> None:
    assert {"−", "–", "€", "…"} <= _characters()
    assert [character for character in sorted(_characters()) if "?" in plain(character) or not plain(character).isascii()] == []


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [
        ("−3 – 4 ≥ €5 … ½", "-3 - 4 >= EUR 5 ... 1/2"),
        ("Grüße é Ł σ 日", "Gruesse e ? sigma ?"),
        ("“a” ‘b’ 10\u00a0%", "\"a\" 'b' 10 %"),
    ],
)
def test_what_an_encoding_lacks_is_readable(text: str, ascii_text: str) -> None:
    assert text.encode("ascii", HANDLER).decode() == ascii_text
    assert text.encode("utf-8", HANDLER).decode() == text


def test_only_encoders_are_answered() -> None:
    with pytest.raises(UnicodeDecodeError):
        codecs.decode(b"\xff", "utf-8", HANDLER)
