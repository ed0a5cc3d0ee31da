"""Mutation tests of what decides a verdict: single operators and constants are changed, and the tests must notice.

    python .ci/mutants.py [--most 60] [intervals accounts gains boxes pay import]

mutmut finds the tests that reach a function and runs only these. It expects a package in ``src``, so each subject gets a tree of
its own below ``build/mutants``. What survives is answered in tests/mutants.md.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TREES = ROOT / "build" / "mutants"
SUBJECTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # files of the package, and the tests that should notice
    "intervals": (("study/statistics/intervals.py",), ("tests/study/test_intervals.py", "tests/study/test_possible.py")),
    "accounts": (("metrics/ledger.py", "metrics/network.py"), ("tests/test_books.py",)),
    "gains": (("metrics/gains.py", "metrics/margin.py"), ("tests/test_books.py",)),
    "boxes": (
        ("study/boxes/limits.py", "study/boxes/prim.py", "study/boxes/boxes.py"),
        ("tests/study/win_win/test_boxes.py", "tests/study/win_win/test_limits.py"),
    ),
    "pay": (
        (
            "scenario/pay/levels.py",
            "scenario/pay/changes.py",
            "scenario/pay/expand.py",
            "statement/dates.py",
            "statement/people.py",
        ),
        (
            "tests/scenario/test_levels.py",
            "tests/scenario/test_expand.py",
            "tests/scenario/test_changes.py",
            "tests/pay/test_dates_and_people.py",
            "tests/test_pay_command.py",
        ),
    ),
    "import": (
        ("tables/numbers.py", "own_data/panel/sales/money.py", "own_data/panel/sales/units.py", "own_data/panel/monthly.py"),
        ("tests/own/test_sixteen_forms.py", "tests/own/test_further_forms.py", "tests/own/test_systems.py"),
    ),
}
CONFIG = """[tool.pytest.ini_options]
pythonpath = ["tests"]
addopts = ["--import-mode=importlib", "-p", "no:cacheprovider", "-m", "not slow and not long and not full", "-x"]
markers = ["slow", "full"]
filterwarnings = ["ignore"]
[tool.mutmut]
source_paths = ["src"]
also_copy = ["scenarios", "experiments", "tests"]
only_mutate = [{files}]
pytest_add_cli_args_test_selection = [{tests}]
"""
MUTANT = re.compile(r"^    def (\w+__mutmut_\d+)\(|^def (\w+__mutmut_\d+)\(", re.MULTILINE)


def tree_of(subject: str) -> Path:
    """A folder with the package in ``src``, the tests, and mutmut's settings."""
    files, tests = SUBJECTS[subject]
    tree = TREES / subject
    shutil.rmtree(tree, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "simulation" / "partnerscape", tree / "src" / "partnerscape", ignore=ignored)
    for folder in ("tests", "scenarios", "experiments"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=ignored)
    named = ", ".join(f'"src/partnerscape/{file}"' for file in files)
    (tree / "pyproject.toml").write_text(CONFIG.format(files=named, tests=", ".join(f'"{t}"' for t in tests)), encoding="utf-8")
    return tree


def mutmut(tree: Path, *words: str) -> str:
    """What mutmut says, in a tree."""
    environment = os.environ | {"PYTHONPATH": os.environ.get("MUTMUT_PATH", "")}
    command = [sys.executable, "-m", "mutmut", *words]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr


def mutants_in(tree: Path, subject: str) -> list[str]:
    """Names of all mutants, as mutmut calls them."""
    names = []
    for file in SUBJECTS[subject][0]:
        text = (tree / "mutants" / "src" / "partnerscape" / file).read_text(encoding="utf-8")
        module = "partnerscape." + file.removesuffix(".py").replace("/", ".")
        names += [f"{module}.{outer or inner}" for inner, outer in MUTANT.findall(text)]
    return names


def try_subject(subject: str, most: int) -> tuple[int, list[str]]:
    """Number of mutants tried, and what became of those that no test killed, with the change."""
    tree = tree_of(subject)
    first = mutmut(tree, "run", "--max-children", "1", "no_such_mutant")  # makes them
    names = mutants_in(tree, subject)
    if not names:
        raise SystemExit(f"{subject}: mutmut made no mutants\n{first[-2000:]}")
    tried = sorted(random.Random(0).sample(names, min(most, len(names))))
    mutmut(tree, "run", "--max-children", "2", *tried)
    left = [
        line.split(":")[0].strip() for line in mutmut(tree, "results").splitlines() if line.strip().startswith("partnerscape.")
    ]
    print(f"{subject}: {len(names)} mutants, {len(tried)} tried, {len(set(left) & set(tried))} left", flush=True)
    return len(tried), [mutmut(tree, "show", name) for name in left if name in tried]


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("subjects", nargs="*", choices=[*SUBJECTS, []], help="default: all")
    options.add_argument("--most", type=int, default=60, help="mutants per subject, drawn with a fixed seed")
    asked = options.parse_args()
    for subject in asked.subjects or SUBJECTS:
        _, left = try_subject(subject, asked.most)
        print("\n".join(left))


if __name__ == "__main__":
    main()
