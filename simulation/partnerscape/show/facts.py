"""The real panel beside the simulated one: a table and a figure of the stylised facts.

``python -m partnerscape.show.facts FOLDER`` writes both; the real panel comes from the folder that
PARTNERSCAPE_DATA names, and is left out where there is none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from partnerscape.facts import facts
from partnerscape.facts.facts import FACTS, Fact
from partnerscape.facts.panel import PANEL_MONTHS, at_launch, observed_panel, simulated_panel
from partnerscape.scenario import InputError, load_scenario
from partnerscape.study.jobs.store import writable, write_whole
from partnerscape.study.question.seeds import whole_seeds
from partnerscape.system.output import settle_output

from .style.numbers import DASH, plain
from .style.palette import BODY, FAINT, INK, PARTNERS, QUIET, VENDOR, bare, head, new_figure, place, save_figure, styled

SEEDS = range(3000, 3020)  # calibrated nothing
SILENCES = (2, 3, 4)
MOST_TENURE = 10  # months since the first sale that the real panel shows
FIFTHS = ("poorest", "2", "3", "4", "richest")
SOURCE = (
    "Real: a Brazilian marketplace's sellers, 2017–18 (Olist 2018, CC BY-NC-SA 4.0). "
    "Simulated: partnerscape, scenario marketplace"
)
Panel: TypeAlias = pd.DataFrame
Panels: TypeAlias = Sequence[pd.DataFrame]


def band_of(fact: Fact) -> str:
    """A band in words."""
    if np.isinf(fact.high):
        return f"at least {plain(fact.low)}"
    return f"at most {plain(fact.high)}" if fact.low <= -1.0 else f"{plain(fact.low)} to {plain(fact.high)}"


def facts_table(simulated: pd.DataFrame, real: dict[str, float]) -> pd.DataFrame:
    """A row a fact: ``fact``, ``band``, ``real``, ``simulated`` (mean over futures), ``low``, ``high``, ``holds`` (the mean)."""
    rows = [
        {
            "fact": fact.meaning,
            "band": band_of(fact),
            "real": real.get(name, np.nan),
            "simulated": simulated[name].mean(),
            "low": simulated[name].min(),
            "high": simulated[name].max(),
            "holds": fact.holds(simulated[name].mean()),
        }
        for name, fact in FACTS.items()
    ]
    return pd.DataFrame(rows, index=list(FACTS))


def exits_table(launches: Panels, real: Panel | None) -> pd.DataFrame:
    """Exits under each definition of silence: ``silence``, ``exit``, ``real``, ``simulated`` (mean over futures)."""
    rows = []
    for silence in SILENCES:
        means = pd.DataFrame([_exits(panel, silence) for panel in launches]).mean()
        data = _exits(real, silence) if real is not None else {}
        rows += [
            {"silence": silence, "exit": name, "real": data.get(name, np.nan), "simulated": means[name]} for name in means.index
        ]
    return pd.DataFrame(rows)


def _exits(panel: Panel, silence: int) -> dict[str, float]:
    by_tenure, by_revenue = facts.hazard_by_tenure(panel, silence), facts.hazard_by_revenue(panel, silence)
    named = {f"month {tenure}": by_tenure.get(tenure, np.nan) for tenure in range(7)}
    return named | {f"fifth {name}": value for name, value in zip(FIFTHS, by_revenue, strict=True)}


def _number(value: float) -> str:
    return plain(value, 3, 3) if np.isfinite(value) else DASH


def page(table: pd.DataFrame, exits: pd.DataFrame, seeds: Sequence[int]) -> str:
    """Both tables as Markdown."""
    lines = [
        "# The real panel beside the simulated one",
        "",
        f"{SOURCE}, seeds {seeds[0]} to {seeds[-1]}: mean over futures, least to most. {DASH}: the panel does not show it.",
        "",
        "| fact | band | real | simulated | over futures | holds |",
        "| --- | --- | ---: | ---: | ---: | --- |",
    ]
    for row in table.itertuples():
        span = f"{_number(row.low)} to {_number(row.high)}"
        cells = (row.fact, row.band, _number(row.real), _number(row.simulated), span, "yes" if row.holds else "no")
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        "## Exits, by the months of silence that make one",
        "",
        "| silence | exits in | real | simulated |",
        "| --- | --- | ---: | ---: |",
    ]
    lines += [f"| {row.silence} | {row.exit} | {_number(row.real)} | {_number(row.simulated)} |" for row in exits.itertuples()]
    return "\n".join(lines) + "\n"


def _ln_revenue(panel: Panel) -> np.ndarray:
    """Density of ln monthly revenue about its mean, on a fixed grid."""
    ln = np.log(panel["revenue"].to_numpy())
    return np.histogram(ln - ln.mean(), bins=np.linspace(-4.0, 4.0, 33), density=True)[0]


def _exits_by_tenure(panel: Panel) -> np.ndarray:
    return facts.hazard_by_tenure(panel).reindex(range(MOST_TENURE + 1)).to_numpy()


def _best_fifths(panel: Panel) -> np.ndarray:
    return facts.best_fifth_by_month(panel).reindex(range(PANEL_MONTHS)).to_numpy()


@dataclass(frozen=True)
class Curve:
    """A small picture: what is drawn over what, and whether it is a share."""

    title: str
    of: Callable[[Panel], np.ndarray]
    over: np.ndarray
    label: str
    share: bool = True


DRAWN = (
    Curve("Exits by months since the first sale", _exits_by_tenure, np.arange(MOST_TENURE + 1.0), "months"),
    Curve("Exits by fifth of the month's revenue", facts.hazard_by_revenue, np.arange(1.0, 6.0), "poorest to richest"),
    Curve("ln monthly revenue about its mean, density", _ln_revenue, np.linspace(-3.875, 3.875, 32), "ln revenue", share=False),
    Curve("Share of the best fifth in revenue", _best_fifths, np.arange(1.0, PANEL_MONTHS + 1.0), "month"),
)


def draw_facts(table: pd.DataFrame, launches: Panels, real: Panel | None) -> Figure:
    """Four curves of the panel: the simulated mean and span over futures, the real one beside them."""
    title = f"{int(table['holds'].sum())} of {len(table)} stylised facts lie in their bands"
    subtitle = f"Blue: simulated launches, mean and span over {len(launches)} futures. Orange: the real marketplace."
    with styled():
        figure = new_figure(5.6)
        room = head(figure, title, subtitle, SOURCE)
        width = float(figure.get_size_inches()[0])
        height = (room[1] - room[0]) * float(figure.get_size_inches()[1])
        for number, drawn in enumerate(DRAWN):
            column, row = number % 2, number // 2
            sides = (0.5 + column * width / 2, 0.15 + (1 - column) * width / 2)
            axes = place(figure, (*sides, 0.42 + (1 - row) * height / 2, 0.3 + row * height / 2), room)
            values = np.array([drawn.of(panel) for panel in launches])
            axes.fill_between(drawn.over, values.min(axis=0), values.max(axis=0), color=VENDOR, alpha=0.18, linewidth=0)
            axes.plot(drawn.over, values.mean(axis=0), color=VENDOR, linewidth=1.6)
            if real is not None:
                axes.plot(drawn.over, drawn.of(real), "o-", color=PARTNERS, linewidth=1.0, markersize=3.5)
            bare(axes, "xy")
            axes.set_title(drawn.title, size=BODY, color=INK, loc="left", weight="bold")
            axes.set_xlabel(drawn.label, color=QUIET)
            axes.set_ylim(bottom=0.0)
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
            axes.grid(axis="y", color=FAINT, linewidth=0.6)
            if drawn.share:
                axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    return figure


def _folder(folder: object) -> Path:
    if not isinstance(folder, str | Path):
        raise InputError("", (), "folder", "a folder", folder)
    return Path(folder)


def write_facts(folder: str | Path, data: str | Path | None = None, seeds: Sequence[int] = SEEDS) -> list[Path]:
    """Write ``facts.md`` and ``facts.png`` into ``folder``; ``data`` holds the real panel, None: there is none."""
    scenario, seeds = load_scenario("marketplace"), whole_seeds(seeds)
    real, signings = observed_panel(data) if data else (None, None)
    folder = writable(_folder(folder))
    known = facts.panel_facts(real, signings) if real is not None and signings is not None else {}
    launch = at_launch(scenario)
    launches = [simulated_panel(launch, seed, PANEL_MONTHS)[0] for seed in seeds]
    table = facts_table(facts.simulated_facts(scenario, seeds), known)
    path = Path(folder) / "facts.md"
    write_whole(path, page(table, exits_table(launches, real), seeds))
    return [path, save_figure(draw_facts(table, launches, real), Path(folder) / "facts.png")]


if __name__ == "__main__":
    settle_output()
    for written in write_facts(
        sys.argv[1] if len(sys.argv) > 1 else "results/facts", os.environ.get("PARTNERSCAPE_DATA") or None
    ):
        print(written)
