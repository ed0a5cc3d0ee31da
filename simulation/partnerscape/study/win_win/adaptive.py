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


def with_undecided(results: Results, play: Player) -> Results:
    """The results of a design with its second half run, appended to the first."""
    size = results.question.design
    count = size.policies - first_policies(size)
    if count == 0:
        return results
    more = replace(results.design, policies=undecided(results, count))
    table = play.table("undecided", more)
    table = table[table["policy"] != BASELINE]
    table = table.assign(policy=table["policy"] + len(results.design.policies))
    both = pd.concat([results.table, table]).sort_values(["future", "policy"], kind="stable").reset_index(drop=True)
    policies = pd.concat([results.design.policies, more.policies], ignore_index=True)
    whole = replace(more, policies=policies)
    play.keep("", whole, both)
    return Results(results.question, results.scenario, whole, both)
