"""What the answer hangs on: the sentence beside the headline, and the section with the assumptions that move it most."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partnerscape.scenario import ASSUMPTIONS
from partnerscape.study.analyses.assumptions import HARDLY, HIGH, LOW, ZERO
from partnerscape.study.analyses.hangs_on import HangsOn

from ...style.lever_words import assumption_label, capital, listed
from ...style.numbers import DASH, bare_percent, count_of, in_unit, percent, share_with, signed
from ...style.page import flowing, paragraph, section, table, told

ENDS = {LOW: "low end of its range", HIGH: "high end of its range", ZERO: "without it"}


def hangs_on_in_words(answer: HangsOn) -> str:
    """The unsourced assumption that moves the answer most, and the effect; or that none does."""
    row = answer.most
    if row is None:
        return (
            f"No single assumption decides it: moved one at a time, none of the {answer.screened} unsourced assumptions "
            f"changes the share of win-win futures by more than {bare_percent(HARDLY)} points with 95 % confidence."
        )
    return (
        f"The answer depends most on {assumption_label(row['assumption'])}, an assumption without a source: "
        f"{_moved_to(answer, row)} "
        f"{answer.subject} is win-win in {share_with(row['p'], row['low'], row['high'])} of futures instead of "
        f"{percent(answer.base[0])}.{_others(answer)}"
    )


def _others(answer: HangsOn) -> str:
    """The other assumptions that surely move it, by name; empty if there are none."""
    names = [str(name) for name in answer.moving["assumption"].iloc[1:]]
    return f" {capital(listed(names))} also {'moves' if len(names) == 1 else 'move'} it." if names else ""


def _moved_to(answer: HangsOn, row: pd.Series) -> str:
    """``without it``, ``at 0.4, the high end of its range,``."""
    return "without it" if row["end"] == ZERO else f"at {value_of_row(answer, row)}, the {ENDS[row['end']]},"


def value_of_row(answer: HangsOn, row: pd.Series) -> str:
    """The value that an assumption was moved to, with its unit."""
    return in_unit(row["value"], ASSUMPTIONS[row["assumption"]].unit, answer.scenario.currency)


def hangs_on_table(answer: HangsOn) -> str:
    """The assumptions that move the answer most, each at the ends of its range."""
    rows, marks = [], []
    for _, row in answer.table.iterrows():
        sure = not row["change_low"] <= 0.0 <= row["change_high"]
        marks.append("" if not sure else "bad" if row["change"] < 0.0 else "good")
        interval = f"{_points(row['change_low'])} {DASH} {_points(row['change_high'])}"
        value = f"{value_of_row(answer, row)} <small>{told(ENDS[row['end']])}</small>"
        label = told(assumption_label(row["assumption"]))
        rows.append([label, value, flowing(percent(row["p"])), flowing(interval), flowing(f"{_points(row['change'])} points")])
    return table(("Unsourced assumption", "moved to", "win-win", "95 % of the change", "change"), rows, (2, 3, 4), marks)


def hangs_on_section(answer: HangsOn) -> str:
    """The sentence, how it was found, and the table."""
    how = (
        f"As assumed, {answer.subject} is win-win in {share_with(*answer.base)} of {count_of(answer.futures, 'future')}. Each of "
        f"the {answer.screened} unsourced assumptions was moved alone in a few of these futures; those that seemed to matter "
        f"most were then moved in all of them, under common random numbers ({answer.runs:,} runs). Combinations of two "
        "were not tried."
    )
    return section("What the answer hangs on", paragraph(hangs_on_in_words(answer)), hangs_on_table(answer), paragraph(how))


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
