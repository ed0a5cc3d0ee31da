"""The second half of an adaptive design: policies where the first half leaves win-win undecided."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ..question.design import first_policies, policies_of
from ..runs.execute import BASELINE
from ..runs.player import Player
from ..runs.results import Results
from ..surrogate.margins import fit_margins

CANDIDATES = 8  # a policy that is run was the least decided of so many


def undecided(results: Results, count: int) -> pd.DataFrame:
    """The ``count`` of many evenly spread policies whose modelled P(win-win) is nearest to what is required."""
    question, required = results.question, results.scenario.goals.required_probability
    points = policies_of(question, results.scenario, CANDIDATES * count, question.design.seed + 3)
    distance = np.abs(fit_margins(results).probability(points.to_numpy(dtype=float)) - required)
    return points.iloc[np.sort(np.argsort(distance, kind="stable")[:count])].reset_index(drop=True)


def whole_design(play: Player) -> Results:
    """The runs of a study's design; of an adaptive one both halves, the second appended to the first; of a large one a part."""
    size = play.question.design
    design, table = play.analysed(play.design())
    results = play.counted(design, table)
    count = size.policies - first_policies(size)
    if count == 0:
        return results
    more = replace(design, policies=undecided(results, count))
    later = play.played("undecided", more)
    later = later[later["policy"] != BASELINE]
    later = later.assign(policy=later["policy"] + len(design.policies))
    both = pd.concat([table, later]).sort_values(["future", "policy"], kind="stable").reset_index(drop=True)
    whole = replace(more, policies=pd.concat([design.policies, more.policies], ignore_index=True))
    play.keep("", whole, both)
    return play.counted(whole, both)
