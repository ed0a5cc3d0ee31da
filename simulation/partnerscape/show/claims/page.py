"""All claims of a folder: figures, answers as JSON, and the page that shows them.

``python -m partnerscape.show.claims.page experiments`` tries every claim in ``experiments/claims``; further
arguments name the files to try again. The page always shows every result in the folder.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from partnerscape.study.claims.claim import try_claim
from partnerscape.study.jobs.store import write_whole
from partnerscape.system.output import settle_output

from ..as_json import claim_json
from ..style.lever_words import capital
from ..style.markdown import markdown_table
from ..style.palette import save_figure
from .chart import draw_claim

DPI = 110  # figures that are committed: as wide as a page shows them
KEPT = (
    *("claim", "name", "title", "source", "scenario", "version", "seeds", "verdict", "all_assumed", "headline"),
    *("rows", "comment", "effects"),
)
BUILT_IN_MEANS = (
    "An assumption puts all effects of these claims into the model. The model therefore cannot support them: only the size of "
    "an effect says something, not its direction."
)
OPENING, END = "<!-- made by `make claims` -->", "<!-- end -->"


def try_again(file: Path, figures: Path) -> dict[str, Any]:
    """Try a claim and leave its figure and its answer."""
    answer = try_claim(file)
    figures.mkdir(parents=True, exist_ok=True)
    save_figure(draw_claim(answer), figures / f"{file.stem}.png", DPI)
    record = {key: value for key, value in claim_json(answer).items() if key in KEPT}
    write_whole(figures / f"{file.stem}.json", json.dumps(record, indent=1, allow_nan=False) + "\n")
    return record


def page(answers: list[dict[str, Any]]) -> str:
    """The table of verdicts, apart from it what is built in by assumption, then one section per claim."""
    answers = sorted(answers, key=lambda a: a["claim"])
    text = _verdicts([a for a in answers if not a["all_assumed"]])
    if built_in := [a for a in answers if a["all_assumed"]]:
        text += f"\n### Built in by assumption\n\n{BUILT_IN_MEANS}\n\n{_verdicts(built_in)}"
    for a in answers:
        seeds = f"seeds {a['seeds'][0]} to {a['seeds'][-1]}, scenario {a['scenario']}, partnerscape {a['version']}"
        text += f"\n### Claim {a['claim']}\n\n{a['title']} **{capital(a['verdict'])}.**\n\n"
        text += f"{markdown_table(('effect', 'mean, 95 % interval', 'it is'), a['rows'])}\n{a['comment']}\n"
        text += f"\n![Claim {a['claim']}: {a['verdict']}](claims/figures/{a['name']}.png)\n"
        text += f"\n[{a['name']}.toml](claims/{a['name']}.toml), {seeds}. Source: {a['source']}.\n"
    return text


def _verdicts(answers: list[dict[str, Any]]) -> str:
    rows = [(a["claim"], f"[{a['title']}](#claim-{a['claim']})", a["verdict"], a["headline"]) for a in answers]
    return markdown_table(("", "claim", "verdict", "first effect"), rows)


def filled(text: str, made: str) -> str:
    """``text`` with the part between the markers replaced; raises if they are gone."""
    before, middle, rest = text.partition(OPENING)
    if not middle or END not in rest:
        raise ValueError(f"no part between {OPENING!r} and {END!r}")
    return f"{before}{OPENING}\n\n{made}\n{END}{rest.partition(END)[2]}"


def write_page(folder: Path) -> Path:
    """``README.md`` of the folder, out of the answers of the claims that it holds."""
    files = sorted((folder / "claims").glob("*.toml"))
    answers = [folder / "claims" / "figures" / f"{file.stem}.json" for file in files]
    target = folder / "README.md"
    records = [json.loads(path.read_text(encoding="utf-8")) for path in answers if path.exists()]
    write_whole(target, filled(target.read_text(encoding="utf-8"), page(records)))
    return target


def main(folder: Path, files: list[Path]) -> None:
    """Try claims and write the page."""
    for file in files or sorted((folder / "claims").glob("*.toml")):
        record = try_again(file, file.parent / "figures")
        print(f"{record['claim']:2d}  {record['verdict']}: {record['headline']}", flush=True)
    print(write_page(folder))


if __name__ == "__main__":
    settle_output()
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "experiments"), [Path(name) for name in sys.argv[2:]])
