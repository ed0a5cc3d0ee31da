"""Which unsourced assumptions could change the answer: the section of a report."""

from __future__ import annotations

from typing import Any

from partnerscape.scenario import ASSUMPTIONS
from partnerscape.study.analyses.assumptions import HARDLY, HIGH, LOW, ZERO, Without
from partnerscape.study.runs.stamp import stamp

from ...style.lever_words import assumption_label, capital, listed
from ...style.numbers import DASH, bare_percent, count_of, in_unit, percent, signed
from ...style.page import flowing, folded, paragraph, picture, section, table, told
from .chart import draw_without, overturning, without_title

ENDS = {LOW: "low end", HIGH: "high end", ZERO: "without"}


def cost_in_words(runs: int) -> str:
    """What it takes."""
    return f"{runs:,} candidate runs: every unsourced assumption moved to both ends of its range and to 0, one at a time."


def without_in_words(answer: Without) -> str:
    """What could overturn the answer, what moves the region, how many hardly matter."""
    said = [f"{_overturned(answer, name)}" for name in overturning(answer)] or [
        "Moved one at a time, no unsourced assumption overturns the answer."
    ]
    rows = answer.by_assumption
    moving = [
        n
        for n, change in zip(rows["assumption"], rows["change"], strict=True)
        if abs(change) > HARDLY and n not in overturning(answer)
    ]
    if moving:
        count = "does" if len(moving) == 1 else "do"
        verb = "moves" if len(moving) == 1 else "move"
        said.append(
            f"{capital(listed(moving))} {verb} the region by more than {bare_percent(HARDLY)} points, but {count} not overturn "
            "the answer."
        )
    rest = len(rows) - len(moving) - len(overturning(answer))
    if rest:
        said.append(f"The other {rest} hardly matter: none moves it by more than {bare_percent(HARDLY)} points.")
    return " ".join(said)


def without_section(answer: Without) -> str:
    """The sentence, the ten that matter most, all of them folded."""
    source = f"{capital(stamp(answer.scenario, answer.seeds))}; {answer.runs:,} runs."
    ends = "One in twenty intervals excludes 0 by chance." if len(answer.table) > 1 else ""
    how = (
        f"{count_of(len(answer.panel.policies), 'policy', 'policies')}, {int(answer.panel.inside.sum())} of them inside "
        "the win-win conditions and the others at their edge, each in the same "
        f"{count_of(len(answer.seeds), 'future')} under every value: "
        f"{answer.runs:,} runs. As assumed they are win-win in {percent(answer.base)} of futures, those inside in "
        f"{percent(answer.base_inside)}; required: {percent(answer.scenario.goals.required_probability)}. An answer is "
        f"overturned when the share of those inside crosses the required one and the change differs from 0. {ends} Assumptions "
        "are moved one at a time; combinations of two were not tried."
    )
    heads = ("assumption", "value", "win-win", "95 % of the change", "verdicts that change")
    rows, marks = [], []
    for row in answer.table.itertuples():
        mark = ASSUMPTIONS[row.assumption]
        swept = " <small>varies between futures</small>" if row.swept else ""
        value = f"{in_unit(row.value, mark.unit, answer.scenario.currency)}, {ENDS[row.end]}"
        interval = "none changed" if row.flipped == 0.0 else f"{_points(row.low)} {DASH} {_points(row.high)}"
        rows.append(
            [
                f"{told(assumption_label(row.assumption))}{swept}",
                flowing(value),
                flowing(f"{_points(row.change)} points" if row.change else "no change"),
                flowing(interval),
                flowing(percent(row.flipped)),
            ]
        )
        marks.append("bad" if row.overturns else "")
    return section(
        "Which unsourced assumptions could change the answer",
        paragraph(without_in_words(answer)),
        picture(draw_without(answer, source), f"{without_title(answer)}. {without_in_words(answer)}"),
        paragraph(how),
        folded(
            f"All {answer.table['assumption'].nunique()} assumptions, in order",
            table(heads, rows, numbers=(2, 3, 4), marks=marks),
        ),
    )


def as_json(answer: Without) -> dict[str, Any]:
    """The list in words and numbers."""
    return {
        "words": without_in_words(answer),
        "overturning": overturning(answer),
        "policies": answer.panel.policies,
        "inside": answer.panel.inside.tolist(),
        "futures": len(answer.seeds),
        "runs": answer.runs,
        "p_win_win": answer.base,
        "p_win_win_inside": answer.base_inside,
        "table": answer.table,
    }


def _points(change: float) -> str:
    return signed(bare_percent(change))


def _overturned(answer: Without, name: str) -> str:
    """How an assumption overturns the answer, at the value that moves it furthest."""
    rows = answer.table[(answer.table["assumption"] == name) & answer.table["overturns"]]
    row = rows.loc[(rows["inside"] - answer.base_inside).abs().idxmax()]
    value = in_unit(row["value"], ASSUMPTIONS[name].unit, answer.scenario.currency)
    at = "without it" if row["end"] == ZERO else f"at its {ENDS[row['end']]}, {value}"
    swept = ", which the futures sweep" if row["swept"] else ""
    return (
        f"The answer hangs on {assumption_label(name)}{swept}: {at}, policies inside are win-win in "
        f"{percent(row['inside'])} of futures instead of {percent(answer.base_inside)}."
    )
