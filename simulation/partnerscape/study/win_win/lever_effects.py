"""Which levers decide P(win-win): total effects of the modelled probability (Sobol' 2001; Saltelli et al. 2010)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import sobol as sobol_sample

from partnerscape.scenario import InputError

from ..runs.parties import columns_of
from ..runs.results import Results
from ..surrogate.margins import MarginModel

POINTS = 256
UNMOVED = 0.1  # a lever with a smaller total effect hardly decides


def refuse_nan(results: Results) -> None:
    """A NaN makes every index zero without a word: refuse it and show which inputs failed."""
    columns = [*columns_of(results.margins), "npv", "certainty_equivalent"]
    bad = results.candidates[~np.isfinite(results.candidates[columns].to_numpy(dtype=float)).all(axis=1)]
    if len(bad):
        first = bad.iloc[0]
        where = f"policy {int(first['policy'])} in future {int(first['future'])}, {len(bad)} runs in all"
        raise InputError(results.question.name, "runs", "", "finite margins in every run", f"NaN or infinity: {where}")


def lever_effects(results: Results, model: MarginModel, seed: int = 1) -> pd.DataFrame:
    """Total and first-order effects of each lever on the modelled P(win-win), largest first.

    Columns: lever, total, total_interval (half width, 95 %), first.
    """
    refuse_nan(results)
    problem = {
        "num_vars": len(results.levers),
        "names": results.levers,
        "bounds": [list(r) for r in results.question.levers.values()],
    }
    points = sobol_sample.sample(problem, POINTS, calc_second_order=False, seed=seed)
    answer = model.probability(points)
    if answer.std() < 1e-9:
        zeros = np.zeros(len(results.levers))
        return pd.DataFrame({"lever": results.levers, "total": zeros, "total_interval": zeros, "first": zeros})
    indices = sobol_analysis.analyze(problem, answer, calc_second_order=False, seed=seed)
    table = pd.DataFrame(
        {"lever": results.levers, "total": indices["ST"], "total_interval": indices["ST_conf"], "first": indices["S1"]}
    )
    return table.sort_values("total", ascending=False, kind="stable").reset_index(drop=True)


def deciding_levers(effects: pd.DataFrame) -> list[str]:
    """Levers whose total effect is not small, the largest first."""
    return [str(name) for name in effects["lever"][effects["total"] > UNMOVED]]
