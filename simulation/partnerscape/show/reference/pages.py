"""The reference pages, generated from the declarations: ``python -m partnerscape.show.reference.pages docs/reference``.

Levers, assumptions, state and metrics are declared once, and so is the order of the month, which ``docs/odd.md``
repeats; a test holds that the pages say the same.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from partnerscape.engine.loops import month_source
from partnerscape.metrics import METRICS
from partnerscape.scenario import ASSUMPTIONS, LEVERS, Assumptions, Policy
from partnerscape.scenario.levers import SEGMENT_LEVERS
from partnerscape.study.question.analysis import ALWAYS, analysis_of, names
from partnerscape.system.output import settle_output

from ..style.markdown import markdown_table
from .files import files_page
from .folders import folders_page
from .odd import filled, state_page
from .pay import pay_page

MANY, ENDLESS = 1e6, 1e9  # written out; only limited to what can be computed
BETTER = {1: "more", -1: "less", 0: "neither"}


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,g}" if abs(value) < MANY else f"{value:,.0f}"
    return "none" if value == () else str(value)


def _range(least: float, most: float) -> str:
    """From one end to the other; an end that only limits what can be computed is none."""
    return f"{_short(least)} or more" if most >= ENDLESS else f"{_short(least)} to {_short(most)}"


def levers_page() -> str:
    """What the vendor decides."""
    rows = []
    for name, lever in LEVERS.items():
        field = Policy.model_fields[name]
        accepted = [] if lever.bounds == (lever.low, lever.high) else [_range(*lever.bounds)]
        accepted += [f"0 or at least {lever.smallest:g}"] if lever.smallest else []
        usual = "yes, no" if field.annotation is bool else _range(lever.low, lever.high)
        by_segment = "yes" if name in SEGMENT_LEVERS else ""
        shown = (lever.meaning, lever.unit, usual, "; ".join(accepted), _short(field.default), lever.cost, by_segment)
        rows.append((f"`{name}`", *shown))
    heads = ("lever", "meaning", "unit", "usual range", "also accepted", "default", "what it costs", "may differ by segment")
    lists = [
        f"- `{name}`: {field.description}."
        for name, field in Policy.model_fields.items()
        if name not in LEVERS and name in SEGMENT_LEVERS
    ]
    return (
        "# Levers\n\nWhat the vendor decides, in a table `[policies.NAME]` or in [a policy file](files.md#a-policy).\n\n"
        f"{markdown_table(heads, rows)}\nLists:\n\n" + "\n".join(lists) + "\n"
    )


def assumptions_page() -> str:
    """What nobody decides, table by table."""
    text = (
        "# Assumptions\n\nWhat nobody decides: the uncertainties of a study. Values are the marketplace's; a scenario states its "
        "own, and lists the unsourced ones in `by_hand`. *By hand* below marks the marketplace's unsourced assumptions, set "
        "so that no optimum lies at the end of a range.\n"
    )
    for table, field in Assumptions.model_fields.items():
        group = field.annotation
        rows = []
        for name, inner in group.model_fields.items():  # type: ignore[union-attr]
            mark = ASSUMPTIONS[name]
            source = ", ".join(filter(None, (mark.source, "by hand" if mark.by_hand else "")))
            rows.append((f"`{name}`", mark.meaning, mark.unit, _short(inner.default), _range(mark.low, mark.high), source))
        heads = ("assumption", "meaning", "unit", "value", "range", "source")
        text += f"\n## `[assumptions.{table}]`\n\n{(group.__doc__ or '').strip()}\n\n{markdown_table(heads, rows)}"
    return text


def metrics_page() -> str:
    """What comes out."""
    rows = [(f"`{m.name}`", " ".join(m.meaning.split()), m.unit, BETTER[m.better]) for m in METRICS.values()]
    return "# Metrics\n\nThe outputs of a run; months count from the rollout.\n\n" + markdown_table(
        ("metric", "meaning", "unit", "better"), rows
    )


def analyses_page() -> str:
    """What a study answers."""
    rows = [
        (f"`{each.name}`", each.asks, "always" if each.name in ALWAYS else "on request", ", ".join(f"`{n}`" for n in each.after))
        for each in map(analysis_of, (*ALWAYS, *names()))
    ]
    heads = ("analysis", "question answered", "when", "uses the results of")
    return (
        "# Analyses\n\nEvery study yields the map and the win-win conditions, and in addition:\n\n"
        f"{markdown_table(heads, rows)}\n`analyses = [...]` in a question requests more; see [questions](../questions.md).\n"
    )


def month_page() -> str:
    """The compiled month, as it is written."""
    return (
        "# The compiled month\n\nWhat the engine compiles: the rules in the order of `MONTH`, as `engine/loops.py` writes it. "
        "`pool` holds blocks of partners, `world` what they share; `play` is a run, `begin` its start. "
        "`each_RULE` and `one_RULE` are a rule for all partners and for one, as the Mesa driver calls it.\n\n"
        f"```python\n{month_source()}```\n"
    )


PAGES = {
    "levers.md": levers_page,
    "pay.md": pay_page,
    "assumptions.md": assumptions_page,
    "state.md": state_page,
    "metrics.md": metrics_page,
    "analyses.md": analyses_page,
    "files.md": files_page,
    "folders.md": folders_page,
    "month.md": month_page,
}


def write_reference(folder: str | Path) -> list[Path]:
    """Write every page into ``folder``, and the made parts of ``odd.md`` beside it where there is one; returns their paths."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, page in PAGES.items():
        path = folder / name
        path.write_text(page(), encoding="utf-8")
        paths.append(path)
    if (odd := folder.parent / "odd.md").exists():
        odd.write_text(filled(odd.read_text(encoding="utf-8")), encoding="utf-8")
        paths.append(odd)
    return paths


if __name__ == "__main__":
    settle_output()
    for written in write_reference(sys.argv[1] if len(sys.argv) > 1 else "docs/reference"):
        print(written)
