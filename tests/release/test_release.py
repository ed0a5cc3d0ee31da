"""A release's files: one version and date everywhere, notes out of the changelog, workflows with pinned actions."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = ("CHANGELOG.md", "CITATION.cff", "simulation/partnerscape/version.py")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
OLDER = """# Changelog

## [Unreleased]

### Added

- Something.

## [0.1.0] - 2026-01-31

### Changed

- Other.

#### Moves results

- A rule.

### Security

- A hole.
"""


def _module():
    spec = importlib.util.spec_from_file_location("release", ROOT / ".ci" / "release.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


release = _module()


@pytest.fixture(name="copy")
def _copy(tmp_path: Path) -> Path:
    for file in FILES:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def test_what_is_unreleased_becomes_a_release(copy: Path) -> None:
    release.prepare("9.8.7", "2031-02-03", copy)
    assert release.check("v9.8.7", copy) == "9.8.7"
    text = release.notes("9.8.7", copy)
    assert text.startswith("Released on 2031-02-03.\n\n## Moves results\n")
    before = release.sections((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))["Unreleased"][1]
    lines = [line for line in before.splitlines() if line.startswith("- ")]
    assert lines and [line for line in lines if line not in text] == [], "nothing of the changelog is lost"
    assert release.sections((copy / "CHANGELOG.md").read_text(encoding="utf-8"))["Unreleased"] == ("", "")
    with pytest.raises(SystemExit, match="released already"):
        release.prepare("9.8.7", "2031-02-04", copy)


def test_what_moves_results_comes_first_or_it_is_said_that_nothing_does(copy: Path) -> None:
    (copy / "CHANGELOG.md").write_text(OLDER, encoding="utf-8")
    assert release.notes("0.1.0", copy).split("\n\n") == [
        "Released on 2026-01-31.",
        "## Moves results",
        "- A rule.",
        "## Changed",
        "- Other.",
        "## Security",
        "- A hole.\n",
    ]
    release.prepare("0.1.1", "2026-03-01", copy)
    assert "## Moves results\n\nNothing: the same seeds give the same numbers" in release.notes("0.1.1", copy)


@pytest.mark.parametrize("file", FILES)
def test_a_tag_that_a_file_does_not_name_is_refused(copy: Path, file: str) -> None:
    release.prepare("9.8.7", "2031-02-03", copy)
    shutil.copy(ROOT / file, copy / file)
    with pytest.raises(SystemExit, match=re.escape(file)):
        release.check("v9.8.7", copy)


@pytest.mark.parametrize(
    ("version", "changelog", "said"),
    [
        ("1.0", OLDER, "a version such as"),
        ("0.2.0", OLDER.replace("### Added\n\n- Something.\n", ""), "found none"),
        ("0.2.0", OLDER.replace("### Added", "### New things"), "found New things"),
    ],
)
def test_what_is_no_release_changes_no_file(copy: Path, version: str, changelog: str, said: str) -> None:
    (copy / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
    with pytest.raises(SystemExit, match=said):
        release.prepare(version, "2026-03-01", copy)
    assert (copy / "CHANGELOG.md").read_text(encoding="utf-8") == changelog
    assert (copy / "CITATION.cff").read_bytes() == (ROOT / "CITATION.cff").read_bytes()


@pytest.mark.parametrize("version", ["0.1.0", "7.7.7"])
def test_a_version_without_a_dated_part_has_no_notes(copy: Path, version: str) -> None:
    (copy / "CHANGELOG.md").write_text(OLDER.replace(" - 2026-01-31", ""), encoding="utf-8")
    with pytest.raises(SystemExit, match="YYYY-MM-DD"):
        release.notes(version, copy)


def test_the_changelog_has_known_headings_alone() -> None:
    for _, text in release.sections((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")).values():
        release.by_kind(text)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_and_nothing_has_more_rights_than_it_needs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert used
    for action, comment in used:
        assert re.fullmatch(r"[\w\-]+/[\w\-]+@[0-9a-f]{40}", action), action
        assert re.match(r" # v\d+\.\d+\.\d+", comment), f"{action}: which version is that?"
    assert re.search(r"^permissions:\n  contents: read\n\w*", text, flags=re.MULTILINE)
    assert text.count(": write") == (1 if path.name == "release.yml" else 0)
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")
    scripts = re.findall(r"run: (?:\|\n(?P<block>(?: {10}.*\n)+)|(?P<line>.*))", text)
    assert all("${{" not in block + line for block, line in scripts), "a ref's name is data, not script"


def test_every_make_target_of_the_workflows_and_the_page_of_releases_is_there() -> None:
    targets = set(re.findall(r"^([a-z\-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    texts = [path.read_text(encoding="utf-8") for path in [*WORKFLOWS, ROOT / "docs" / "releases.md", ROOT / "CONTRIBUTING.md"]]
    named = {word for text in texts for words in re.findall(r"\bmake ((?:[a-z\-]+ ?)+)", text) for word in words.split()}
    assert {"wheel", "snapshots", "test"} <= named
    assert named - targets == set()


def test_what_mutants_are_made_of_is_there() -> None:
    spec = importlib.util.spec_from_file_location("mutants", ROOT / ".ci" / "mutants.py")
    mutants = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(mutants)
    answered = (ROOT / "tests" / "mutants.md").read_text(encoding="utf-8")
    for subject, (files, tests) in mutants.SUBJECTS.items():
        assert [file for file in files if not (ROOT / "simulation" / "partnerscape" / file).is_file()] == []
        assert [file for file in tests if not (ROOT / file).is_file()] == []
        assert f"## {subject.capitalize()} " in answered
