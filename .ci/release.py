"""What a release needs of its files: one version and date in all of them, and notes out of the changelog.

    python .ci/release.py prepare 0.2.0     # dates the changelog's Unreleased part, sets the version and CITATION.cff
    python .ci/release.py check v0.2.0      # a tag, its version, the changelog and the citation agree
    python .ci/release.py notes 0.2.0       # the release's notes: what moves results first

Standard library alone.
"""

from __future__ import annotations

import argparse
import datetime
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
STATED = "simulation/partnerscape/version.py"
MOVES = "Moves results"
KINDS = (MOVES, "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
VERSION = re.compile(r"\d+\.\d+\.\d+((a|b|rc)\d+)?")
SECTION = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>\d{4}-\d{2}-\d{2}))?\n", re.MULTILINE)
KIND = re.compile(r"^#{3,4} (?P<kind>.+)\n", re.MULTILINE)


class Unfit(SystemExit):
    """Why there is no release, in one line."""


def sections(changelog: str) -> dict[str, tuple[str, str]]:
    """Date and text of every version, in the changelog's order; ``Unreleased`` has no date."""
    heads = list(SECTION.finditer(changelog))
    ends = [*(head.start() for head in heads[1:]), len(changelog)]
    return {h["version"]: (h["date"] or "", changelog[h.end() : end].strip()) for h, end in zip(heads, ends, strict=True)}


def by_kind(text: str) -> dict[str, str]:
    """A version's text by heading, what moves results first, whatever the level of its heading.

    Raises
    ------
    Unfit
        For a heading that the changelog does not use.
    """
    parts = KIND.split(text)
    found = dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))
    if unknown := set(found) - set(KINDS):
        raise Unfit(f"CHANGELOG.md: expected the headings {', '.join(KINDS)}, found {', '.join(sorted(unknown))}")
    return {kind: found[kind] for kind in KINDS if found.get(kind)}


def notes(version: str, root: Path = ROOT) -> str:
    """A release's notes: its part of the changelog.

    Raises
    ------
    Unfit
        If the changelog says nothing of this version, or no date.
    """
    date, text = sections(_read(root, "CHANGELOG.md")).get(version, ("", ""))
    if not date or not text:
        raise Unfit(
            f"CHANGELOG.md: expected '## [{version}] - YYYY-MM-DD' with text below it; run .ci/release.py prepare {version}"
        )
    kinds = by_kind(text)
    if MOVES not in kinds:
        kinds = {MOVES: "Nothing: the same seeds give the same numbers as in the version before."} | kinds
    body = "\n\n".join(f"## {kind}\n\n{lines}" for kind, lines in kinds.items())
    return f"Released on {date}.\n\n{body}\n"


def check(tag: str, root: Path = ROOT) -> str:
    """The version that a tag names, if the package, the changelog and the citation name it too.

    Raises
    ------
    Unfit
        Says which of them does not.
    """
    version = tag.removeprefix("v")
    date = sections(_read(root, "CHANGELOG.md")).get(version, ("", ""))[0]
    said = {
        STATED: f'__version__ = "{version}"\n',
        "CITATION.cff": f"\nversion: {version}\n",
        "CHANGELOG.md": f"## [{version}] - {date or 'YYYY-MM-DD'}\n",
    }
    for file, line in said.items():
        if line not in _read(root, file):
            raise Unfit(f"{file}: expected {line.strip()!r} for the tag {tag}; run .ci/release.py prepare {version}")
    if f"\ndate-released: {date}\n" not in _read(root, "CITATION.cff"):
        raise Unfit(f"CITATION.cff: expected 'date-released: {date}', as in the changelog")
    return version


def prepare(version: str, date: str, root: Path = ROOT) -> None:
    """Date what is unreleased and set the version everywhere; nothing is written if anything is amiss.

    Raises
    ------
    Unfit
        For a version that is none or is there already, and if there is nothing to release.
    """
    changelog = _read(root, "CHANGELOG.md")
    known = sections(changelog)
    if not VERSION.fullmatch(version):
        raise Unfit(f"expected a version such as 0.2.0, found {version!r}")
    if version in known:
        raise Unfit(f"CHANGELOG.md: {version} has been released already")
    if not by_kind(known.get("Unreleased", ("", ""))[1]):
        raise Unfit("CHANGELOG.md: expected lines below '## [Unreleased]', found none")
    citation = re.sub(r"^date-released:.*\n", "", _read(root, "CITATION.cff"), flags=re.MULTILINE)
    stated = _read(root, STATED)
    new = {
        "CHANGELOG.md": changelog.replace("## [Unreleased]\n", f"## [Unreleased]\n\n## [{version}] - {date}\n", 1),
        "CITATION.cff": re.sub(r"^version:.*$", f"version: {version}\ndate-released: {date}", citation, flags=re.MULTILINE),
        STATED: re.sub(r'^__version__ = ".*"$', f'__version__ = "{version}"', stated, flags=re.MULTILINE),
    }
    for file, text in new.items():
        (root / file).write_text(text, encoding="utf-8", newline="\n")


def _read(root: Path, file: str) -> str:
    return (root / file).read_text(encoding="utf-8")


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=("prepare", "check", "notes"))
    options.add_argument("version")
    options.add_argument("--date", default=datetime.datetime.now(datetime.UTC).date().isoformat(), help="default: today, UTC")
    asked = options.parse_args()
    if asked.what == "prepare":
        prepare(asked.version, asked.date)
    elif asked.what == "check":
        print(check(asked.version))
    else:
        sys.stdout.buffer.write(notes(asked.version.removeprefix("v")).encode())


if __name__ == "__main__":
    main()
