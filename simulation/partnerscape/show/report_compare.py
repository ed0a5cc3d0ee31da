"""The report of a comparison: the verdict, then the ten scores, cash, who wins, partners followed, all differences."""

from __future__ import annotations

import math
from pathlib import Path

from ..metrics import METRICS
from ..month import build_key
from ..study.compare import Comparison
from ..study.store import write_whole
from .charts_compare import draw_comparison
from .numbers import DASH, count_of, in_unit, percent, plain, rough_money, share_with, signed
from .page import big_numbers, folded, page, paragraph, picture, section, table, told
from .palette import save_figure
from .tables import metric_name
from .words import capital, groups_in_words, policy_label, vendor_in_words, verdict_in_words


def comparison_report(comparison: Comparison, folder: str | Path) -> Path:
    """Write ``report.html`` and ``figures/*.png`` into a folder; returns the report's path."""
    folder = Path(folder)
    figures = draw_comparison(comparison)
    for name, figure in figures.items():
        save_figure(figure, folder / "figures" / f"{name}.png")
    scenario, label = comparison.scenario, policy_label(comparison)
    kind = ' <span class="badge">illustrative: not fitted to your data</span>' if scenario.illustrative else ""
    parts = [
        f'<p class="label">{told(scenario.title or scenario.name)}{kind}</p>',
        f"<h1>{told(f'{capital(label)} instead of today: is it win-win?')}</h1>",
        f'<p class="answer">{told(verdict_in_words(comparison).partition(" The vendor")[0].partition(" What the vendor")[0])}</p>',
        paragraph(f"{vendor_in_words(comparison)} {groups_in_words(comparison)}", "then"),
        _numbers(comparison),
        section("The ten scores", picture(figures["scores"], "Five scores of the vendor beside five of the partners")),
        section("Cash by month", picture(figures["cash"], "The vendor's profit by month, candidate less today")),
        section("Who wins, who loses", picture(figures["groups"], groups_in_words(comparison))),
        section("Partners followed", picture(figures["followed"], "One partner of each segment under both policies")),
        _sure(comparison),
        section("All differences", folded("Every metric, today and then", _differences(comparison))),
        _reproduce(comparison),
    ]
    path = folder / "report.html"
    write_whole(path, page(f"{capital(label)} against today", parts))
    return path


def _numbers(comparison: Comparison) -> str:
    rows = comparison.differences.set_index("metric")
    currency, groups = comparison.scenario.currency, comparison.groups.set_index("group")
    segments = [s for s in comparison.scenario.segment_names if s in groups.index]
    share, low, high = comparison.p_win_win
    return big_numbers(
        [
            (
                f"{round(share * len(comparison.seeds))} of {len(comparison.seeds)}",
                f"futures win-win: {share_with(share, low, high)}, {comparison.verdict}",
            ),
            (signed(rough_money(float(rows.loc["npv", "difference"]), currency)), "net present value of the vendor"),
            (
                signed(rough_money(float(rows.loc["certainty_equivalent", "difference"]), currency)),
                "worth to a partner, for certain, over the horizon",
            ),
            (
                percent(float(groups.loc[segments, "not_worse"].min())),
                "of partners not worse off in the segment that fares worst",
            ),
        ]
    )


def _differences(comparison: Comparison) -> str:
    currency, rows, marks = comparison.scenario.currency, [], []
    for row in comparison.differences.itertuples():
        unit = str(row.unit)
        interval = ""
        if math.isfinite(row.low) and math.isfinite(row.high):
            interval = f"{in_unit(row.low, unit, currency)} {DASH} {in_unit(row.high, unit, currency)}"
        name = (
            f'<span title="{told(" ".join(METRICS[row.metric].meaning.split()))}">{told(capital(metric_name(row.metric)))}</span>'
        )
        rows.append(
            [
                name,
                *(told(in_unit(v, unit, currency)) for v in (row.current, row.candidate)),
                told(interval),
                told(signed(in_unit(row.difference, unit, currency))),
            ]
        )
        sure = row.better and not row.low <= 0.0 <= row.high
        marks.append("" if not sure else "good" if (row.low > 0.0) == (row.better > 0) else "bad")
    return table(("metric", "today", "then", "95 %", "difference"), rows, numbers=(1, 2, 3, 4), marks=marks)


def _sure(comparison: Comparison) -> str:
    saved = comparison.luck_saved.get("npv", float("nan"))
    kind = "Assumptions are held as stated" if comparison.as_stated else "Every future also draws the uncertain assumptions"
    said = f"{kind}; intervals are 95 % over {count_of(len(comparison.seeds), 'future')}. Both policies meet the same people with the same luck in each. "
    if math.isfinite(saved):
        said += f"Without that common luck, as narrow an interval of the vendor's gain would take {plain(saved, 2)} times as many runs."
    else:
        said += "The two policies do not differ in what the vendor earns."
    return section("How sure we are", paragraph(said))


def _reproduce(comparison: Comparison) -> str:
    first = comparison.seeds[0]
    command = f"partnerscape compare {comparison.scenario.name} {comparison.name} --seeds {len(comparison.seeds)} --seed {first}"
    facts = f"{capital(comparison.stamp)}. Build {build_key()}."
    return section("How to reproduce", f"<pre>{told(command)}</pre>") + paragraph(facts, "stamp")
