"""Which unsourced assumptions could change the answer: the section of a report."""

from __future__ import annotations

from typing import Any

from partnerscape.language import phrase, phrase_for
from partnerscape.scenario import ASSUMPTIONS
from partnerscape.study.analyses.assumptions import HARDLY, HIGH, LOW, ZERO, Without
from partnerscape.study.runs.stamp import stamp

from ...style.lever_words import assumption_label, capital, listed
from ...style.numbers import (
    bare_percent,
    from_to,
    futures_of,
    in_unit,
    percent,
    policies_of,
    signed,
    source_with_runs,
    whole,
)
from ...style.page import escaped, flowing, folded, paragraph, picture, section, small, table
from .chart import draw_without, overturning, without_title


def cost_in_words(runs: int) -> str:
    """What it takes."""
    return phrase(
        "{runs} candidate runs: every unsourced assumption moved to both ends of its range and to 0, one at a time.",
        runs=whole(runs),
    )


def without_in_words(answer: Without) -> str:
    """What could overturn the answer, what moves the region, how many hardly matter."""
    said = [_overturned(answer, name) for name in overturning(answer)] or [
        phrase("Moved one at a time, no unsourced assumption overturns the answer.")
    ]
    rows = answer.by_assumption
    moving = [
        n
        for n, change in zip(rows["assumption"], rows["change"], strict=True)
        if abs(change) > HARDLY and n not in overturning(answer)
    ]
    if moving:
        said.append(
            phrase_for(
                len(moving),
                "{assumptions} moves the region by more than {points} points, but does not overturn the answer.",
                "{assumptions} move the region by more than {points} points, but do not overturn the answer.",
                assumptions=capital(listed(moving)),
                points=bare_percent(HARDLY),
            )
        )
    rest = len(rows) - len(moving) - len(overturning(answer))
    if rest:
        said.append(
            phrase_for(
                rest,
                "The other {number} hardly matter: none moves it by more than {points} points.",
                "The other {number} hardly matter: none moves it by more than {points} points.",
                points=bare_percent(HARDLY),
            )
        )
    return " ".join(said)


def without_section(answer: Without) -> str:
    """The sentence, the ten that matter most, all of them folded."""
    source = source_with_runs(stamp(answer.scenario, answer.seeds), answer.runs)
    heads = (
        phrase("assumption"),
        phrase("value"),
        phrase("win-win"),
        phrase("95 % of the change"),
        phrase("verdicts that change"),
    )
    rows, marks = [], []
    for row in answer.table.itertuples():
        mark = ASSUMPTIONS[row.assumption]
        swept = small(phrase("varies between futures")) if row.swept else ""
        value = f"{in_unit(row.value, mark.unit, answer.scenario.currency)}, {_end(row.end)}"
        interval = phrase("none changed") if row.flipped == 0.0 else from_to(_points(row.low), _points(row.high))
        rows.append(
            [
                f"{escaped(assumption_label(row.assumption))} {swept}".rstrip(),
                flowing(value),
                flowing(phrase("{number} points", number=_points(row.change)) if row.change else phrase("no change")),
                flowing(interval),
                flowing(percent(row.flipped)),
            ]
        )
        marks.append("bad" if row.overturns else "")
    return section(
        phrase("Which unsourced assumptions could change the answer"),
        paragraph(without_in_words(answer)),
        picture(draw_without(answer, source), f"{without_title(answer)}. {without_in_words(answer)}"),
        paragraph(_how(answer)),
        folded(
            phrase("All {number} assumptions, in order", number=answer.table["assumption"].nunique()),
            table(heads, rows, numbers=(2, 3, 4), marks=marks),
        ),
    )


def _how(answer: Without) -> str:
    """Which policies were simulated under every value, and when an answer counts as overturned."""
    said = phrase(
        "{policies}, {inside} of them inside the win-win conditions and the others at their edge, each in the same {futures} "
        "under every value: {runs} runs. As assumed they are win-win in {base} of futures, those inside in {base_inside}; "
        "required: {required}. An answer is overturned when the share of those inside crosses the required one and the change "
        "differs from 0.",
        policies=policies_of(len(answer.panel.policies)),
        inside=int(answer.panel.inside.sum()),
        futures=futures_of(len(answer.seeds)),
        runs=whole(answer.runs),
        base=percent(answer.base),
        base_inside=percent(answer.base_inside),
        required=percent(answer.scenario.goals.required_probability),
    )
    by_chance = phrase("One in twenty intervals excludes 0 by chance.") if len(answer.table) > 1 else ""
    apart = phrase("Assumptions are moved one at a time; combinations of two were not tried.")
    return " ".join(filter(None, (said, by_chance, apart)))


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
    at = {
        ZERO: phrase("without it"),
        LOW: phrase("at its low end, {value}", value=value),
        HIGH: phrase("at its high end, {value}", value=value),
    }[row["end"]]
    values = {
        "assumption": assumption_label(name),
        "end": at,
        "inside": percent(row["inside"]),
        "base": percent(answer.base_inside),
    }
    if row["swept"]:
        return phrase(
            "The answer hangs on {assumption}, which the futures sweep: {end}, policies inside are win-win in {inside} of "
            "futures instead of {base}.",
            **values,
        )
    return phrase(
        "The answer hangs on {assumption}: {end}, policies inside are win-win in {inside} of futures instead of {base}.",
        **values,
    )


def _end(end: str) -> str:
    """Where an assumption was moved to."""
    return {LOW: phrase("low end"), HIGH: phrase("high end"), ZERO: phrase("without it")}[end]
