"""Install a built wheel into an empty environment and use it as a newcomer would, without a source tree.

    python .ci/try_wheel.py dist [--python python3.12] [--lowest] [--demo]

Standard library alone; the same on Linux, macOS and Windows.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUICK = {"burn_in_months = 60": "burn_in_months = 12", "horizon_months = 36": "horizon_months = 12"}
WHAT = "import platform as p, numpy as n, mesa as m; print(p.python_version(), 'mesa', m.__version__, 'numpy', n.__version__)"
STUDY = ("--lever", "commission_rate=0.15:0.3", "--policies", "16", "--futures", "4")


class Environment:
    """A virtual environment in an empty folder, and a folder to work in."""

    def __init__(self, folder: Path, python: str) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.work.mkdir()
        subprocess.run([python, "-m", "venv", str(folder / "venv")], check=True)
        self.programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self.python = str(self.programs / "python")
        hidden = ("PYTHONPATH", "VIRTUAL_ENV")
        self.environment = {k: v for k, v in os.environ.items() if k not in hidden} | {
            "PARTNERSCAPE_CACHE": str(folder / "cache")
        }

    def install(self, wheel: Path, lowest: bool) -> None:
        """The wheel with its dependencies: by pip at their newest, or by uv at the lower bounds of pyproject.toml."""
        uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
        if lowest:
            target = [uv, "pip", "install", "--quiet", "--python", self.python]
            bounds = str(ROOT / "pyproject.toml")
            subprocess.run([*target, "--compile-bytecode", "--resolution", "lowest-direct", "-r", bounds], check=True)
            subprocess.run([*target, "--no-deps", str(wheel)], check=True)
        else:
            subprocess.run([self.python, "-m", "pip", "install", "--quiet", "--no-input", str(wheel)], check=True)

    def type(self, *words: str) -> str:
        """What the installed command answers."""
        command = [str(self.programs / "partnerscape"), *words]
        done = subprocess.run(
            command, cwd=self.work, env=self.environment, check=False, capture_output=True, text=True, encoding="utf-8"
        )
        if done.returncode:
            raise SystemExit(f"partnerscape {' '.join(words)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        print(f"  partnerscape {' '.join(words)}")
        return done.stdout

    def ask(self, code: str) -> str:
        """What the installed Python prints."""
        done = subprocess.run(
            [self.python, "-c", code], cwd=self.work, env=self.environment, check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(f"{code}\n{done.stderr}")
        return done.stdout.strip()


def demand(holds: object, what: str) -> None:
    """Stop with one line if something does not hold; asserts would vanish under ``python -O``."""
    if not holds:
        raise SystemExit(f"the installed wheel: {what}")


def try_commands(place: Environment, version: str) -> None:
    """Version, copy, check, run, a small study, its report, and the same from Python."""
    home = Path(place.ask("import partnerscape; print(partnerscape.__file__)")).resolve()
    demand((place.folder / "venv").resolve() in home.parents, f"is imported from {home}")
    demand(place.type("--version").strip() == f"partnerscape {version}", f"is not version {version}")
    place.type("copy", "marketplace", "mine.toml")
    text = (place.work / "mine.toml").read_text(encoding="utf-8")
    for long, short in QUICK.items():
        demand(text.count(long) == 1, f"the copied scenario does not say {long!r} once")
        text = text.replace(long, short)
    (place.work / "quick.toml").write_text(text[: text.index("[today]")] + text[text.index("[uncertain]") :], encoding="utf-8")
    demand("partners" in place.type("check", "mine.toml", "--no-costs"), "check says nothing of partners")
    answer = json.loads(place.type("run", "marketplace", "--seeds", "2", "--json"))
    demand(answer["version"] == version and answer["metrics"], "run --json holds no metrics")
    place.type("study", "--scenario", "quick.toml", *STUDY, "--out", "answer")
    demand((place.work / "answer" / "report.html").stat().st_size > 10_000, "the study wrote no report")
    again = json.loads(place.type("report", "answer", "--json"))
    demand(again["runs"] == 64, f"the study's folder holds {again['runs']} runs, not 64")
    code = "import partnerscape as ps; print(len(ps.run('marketplace', seeds=[1]).tables()))"
    demand(int(place.ask(code)) >= 3, "run from Python returns no tables")


def try_wheel(wheel: Path, python: str, lowest: bool, demo: bool) -> None:
    """One interpreter, in a temporary folder that is removed."""
    version = wheel.name.split("-")[1]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # Windows keeps loaded libraries
        place = Environment(Path(folder), python)
        place.install(wheel, lowest)
        print(place.ask(WHAT))
        try_commands(place, version)
        if demo:
            place.type("study", "win_win_map", "--out", "win_win_map")
    print(f"{wheel.name}: works{' at the lower bounds' if lowest else ''}")


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("wheel", type=Path, help="a wheel, or the folder that holds one")
    options.add_argument("--python", default=sys.executable, help="the interpreter to make the environment with")
    options.add_argument("--lowest", action="store_true", help="at the lower bounds of pyproject.toml; needs uv")
    options.add_argument("--demo", action="store_true", help="also the README's demo, some 14,600 runs")
    asked = options.parse_args()
    wheels = sorted(asked.wheel.glob("*.whl")) if asked.wheel.is_dir() else [asked.wheel]
    if len(wheels) != 1:
        options.error(f"{asked.wheel} holds {len(wheels)} wheels; name one")
    try_wheel(wheels[0].resolve(), asked.python, asked.lowest, asked.demo)


if __name__ == "__main__":
    main()
