"""What the answer hangs on: the sentence beside the headline, and the section with the assumptions that move it most."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partnerscape.language import phrase, phrase_for, term
from partnerscape.scenario import ASSUMPTIONS
from partnerscape.study.analyses.assumptions import HARDLY, HIGH, LOW, ZERO
from partnerscape.study.analyses.hangs_on import HangsOn

from ...style.lever_words import assumption_label, capital, listed
from ...style.numbers import bare_percent, from_to, in_unit, percent, share_with, signed, whole
from ...style.page import escaped, flowing, paragraph, section, table


def hangs_on_in_words(answer: HangsOn) -> str:
    """The unsourced assumption that moves the answer most, and the effect; or that none does."""
    row = answer.most
    if row is None:
        return phrase(
            "No single assumption decides it: moved one at a time, none of the {number} unsourced assumptions changes the "
            "share of win-win futures by more than {points} points with 95 % confidence.",
            number=answer.screened,
            points=bare_percent(HARDLY),
        )
    return " ".join(filter(None, (_depends(answer, row), _others(answer))))


def _depends(answer: HangsOn, row: pd.Series) -> str:
    """On which assumption it depends, and what the answer is at the end of its range."""
    values = {
        "assumption": assumption_label(row["assumption"]),
        "policy": term(answer.subject),
        "share": share_with(row["p"], row["low"], row["high"]),
        "base": percent(answer.base[0]),
        "value": value_of_row(answer, row),
    }
    if row["end"] == ZERO:
        return phrase(
            "The answer depends most on {assumption}, an assumption without a source: without it {policy} is win-win in {share} "
            "of futures instead of {base}.",
            **values,
        )
    if row["end"] == LOW:
        return phrase(
            "The answer depends most on {assumption}, an assumption without a source: at {value}, the low end of its range, "
            "{policy} is win-win in {share} of futures instead of {base}.",
            **values,
        )
    return phrase(
        "The answer depends most on {assumption}, an assumption without a source: at {value}, the high end of its range, "
        "{policy} is win-win in {share} of futures instead of {base}.",
        **values,
    )


def _others(answer: HangsOn) -> str:
    """The other assumptions that surely move it, by name; empty if there are none."""
    names = [str(name) for name in answer.moving["assumption"].iloc[1:]]
    if not names:
        return ""
    return phrase_for(
        len(names), "{assumptions} also moves it.", "{assumptions} also move it.", assumptions=capital(listed(names))
    )


def _end(end: str) -> str:
    """Where an assumption was moved to."""
    return {
        LOW: phrase("low end of its range"),
        HIGH: phrase("high end of its range"),
        ZERO: phrase("without it"),
    }[end]


def value_of_row(answer: HangsOn, row: pd.Series) -> str:
    """The value that an assumption was moved to, with its unit."""
    return in_unit(row["value"], ASSUMPTIONS[row["assumption"]].unit, answer.scenario.currency)


def hangs_on_table(answer: HangsOn) -> str:
    """The assumptions that move the answer most, each at the ends of its range."""
    rows, marks = [], []
    for _, row in answer.table.iterrows():
        sure = not row["change_low"] <= 0.0 <= row["change_high"]
        marks.append("" if not sure else "bad" if row["change"] < 0.0 else "good")
        interval = from_to(_points(row["change_low"]), _points(row["change_high"]))
        value = f"{value_of_row(answer, row)} <small>{escaped(_end(row['end']))}</small>"
        label = escaped(assumption_label(row["assumption"]))
        rows.append(
            [
                label,
                value,
                flowing(percent(row["p"])),
                flowing(interval),
                flowing(phrase("{number} points", number=_points(row["change"]))),
            ]
        )
    heads = (
        phrase("Unsourced assumption"),
        phrase("moved to"),
        phrase("win-win"),
        phrase("95 % of the change"),
        phrase("change"),
    )
    return table(heads, rows, (2, 3, 4), marks)


def hangs_on_section(answer: HangsOn) -> str:
    """The sentence, how it was found, and the table."""
    how = phrase_for(
        answer.futures,
        "As assumed, {policy} is win-win in {share} of {number} future. Each of the {assumptions} unsourced assumptions was "
        "moved alone in a few of these futures; those that seemed to matter most were then moved in all of them, under common "
        "random numbers ({runs} runs). Combinations of two were not tried.",
        "As assumed, {policy} is win-win in {share} of {number} futures. Each of the {assumptions} unsourced assumptions was "
        "moved alone in a few of these futures; those that seemed to matter most were then moved in all of them, under common "
        "random numbers ({runs} runs). Combinations of two were not tried.",
        policy=term(answer.subject),
        share=share_with(*answer.base),
        assumptions=answer.screened,
        runs=whole(answer.runs),
    )
    return section(
        phrase("What the answer hangs on"), paragraph(hangs_on_in_words(answer)), hangs_on_table(answer), paragraph(how)
    )


def hangs_on_json(answer: HangsOn) -> dict[str, Any]:
    """What the answer hangs on, in words and numbers."""
    share, low, high = answer.base
    return {
        "words": hangs_on_in_words(answer),
        "most": None if answer.most is None else str(answer.most["assumption"]),
        "as_assumed": {"share": share, "low": low, "high": high},
        "assumptions_moved": answer.screened,
        "table": answer.table,
        "futures": answer.futures,
        "runs": answer.runs,
    }


def _points(value: float) -> str:
    return signed(bare_percent(value))
