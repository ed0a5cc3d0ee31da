"""P(win-win) by what rivals do, on tables whose answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from planted_studies import planted

from partnerscape.show.findings.future_words import rivals_in_words
from partnerscape.study.boxes.boxes import judge
from partnerscape.study.statistics.intervals import share_interval
from partnerscape.study.win_win.rivals import answer_by_rivals, by_rivals

STANCES = pd.DataFrame({"seed": range(8), "rivals": [0.0, 0.0, 0.0, 0.0, 2.0, 2.0, 2.0, 2.0]})


def test_each_stance_that_occurs_has_its_share() -> None:
    table = by_rivals(STANCES, np.array([[1, 1, 1, 0, 0, 0, 0, 1]], dtype=float))
    assert table["rivals"].tolist() == ["asleep", "leading"] and table["futures"].tolist() == [4, 4]
    assert table["share"].tolist() == [0.75, 0.25]
    assert tuple(table.loc[0, ["low", "high"]]) == share_interval(3, 4)[1:]
    assert rivals_in_words(table) == "Win-win by what rivals do: asleep 75 % (19–99) and leading 25 % (1–81)."


def test_where_futures_do_not_differ_in_rivals_there_is_no_table() -> None:
    table = by_rivals(STANCES[["seed"]], np.ones((3, 8)))
    assert table.empty and rivals_in_words(table) == ""


def test_a_study_tells_of_its_box_or_of_the_best_policy_tried() -> None:
    results = planted(100, 8)
    wins = results.table["win_win"] * (results.table["future"] < 4)  # leading rivals: never
    design = replace(results.design, futures=results.design.futures.assign(rivals=STANCES["rivals"]))
    results = replace(results, design=design, table=results.table.assign(win_win=wins))
    box = judge(results, {"commission_rate": (0.22, 0.25), "support_agents": (3.5, 5.0)}, 1.0, 0.1)
    for table in (answer_by_rivals(results, box), answer_by_rivals(results, None)):
        assert table["share"].tolist() == [1.0, 0.0]
    assert (answer_by_rivals(results, box)["low"] < answer_by_rivals(results, box)["share"])[0]
