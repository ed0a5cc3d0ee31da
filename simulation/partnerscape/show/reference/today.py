"""The table [today] of a scenario file, from its own burn-in under the assumptions that it states."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from partnerscape.scenario import load_scenario
from partnerscape.scenario.today import TARGETS, Target, Today
from partnerscape.study.question.agreement import targets_of

HEAD = "[today]                           # what the vendor sees today; futures that disagree are ruled out\n"
MEANING = {
    "active_partners": "means of the last twelve months",
    "revenue": "currency per month, partners' and direct",
    "churn": "share of the active who leave, per month",
    "occupancy": "share of the desk's time that is taken",
    "top_fifth_share": "of each month's best fifth of partners, in partners' revenue",
}


def table_of(targets: dict[str, Target]) -> str:
    """The table as TOML."""
    lines = []
    for name, target in targets.items():
        line = f"{name} = {{ value = {_short(target.value, 3)}, tolerance = {_short(target.tolerance, 2)} }}"
        lines.append(f"{line.ljust(65)} # {MEANING[name]}\n")
    return HEAD + "".join(lines) + "\n"


def _short(value: float | None, digits: int) -> str:
    rounded = float(f"{value or 0.0:.{digits}g}")
    return f"{rounded:,.0f}".replace(",", "_") if rounded >= 100.0 else f"{rounded:g}"


def write_today(path: Path) -> None:
    """Write the table into a scenario file, in the place of the one that is there or before ``[uncertain]``."""
    text, loaded = path.read_text(encoding="utf-8"), load_scenario(path)
    unstated = Today(policy=loaded.current, **{name: {} for name in TARGETS})  # type: ignore[arg-type]
    table = table_of(targets_of(loaded.model_copy(update={"today": unstated})))
    text = re.sub(r"^\[today\].*?(?=^\[)", "", text, flags=re.MULTILINE | re.DOTALL)
    path.write_text(re.sub(r"^\[uncertain\]", lambda found: table + found[0], text, flags=re.MULTILINE), encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write_today(Path(name))
