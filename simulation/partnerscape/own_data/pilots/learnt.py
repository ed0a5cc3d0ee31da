"""What a trial taught, put into the scenario: its draws, as often as they are likely now, are what later studies draw from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from partnerscape.own_data.fitting.write import write_scenario
from partnerscape.scenario import InputError, Misfit, Scenario, load_scenario, refuse
from partnerscape.scenario.fitted import Draws, Fitted
from partnerscape.scenario.reading.files import find
from partnerscape.version import __version__

from .result import PilotResult

ROWS = 1000
ONLY_A_TRIAL = "only a trial, and no panel of sales, was used"


def after_trial(result: PilotResult, scenario: str | Path | Scenario, seed: int = 0) -> tuple[Scenario, Draws]:
    """The scenario and the draws of its assumptions that belong to what the trial showed.

    Draws are taken by their weights and with return (Gordon, Salmond & Smith 1993), so that assumptions which the trial ties
    together stay together. Ranges stay as they are.

    Raises
    ------
    InputError
        If the pilot was planned for a scenario with other uncertain assumptions.
    """
    scenario = load_scenario(scenario)
    names = list(scenario.uncertain)
    lacking = [name for name in names if name not in result.draws]
    expected = "an uncertain assumption of the scenario that the pilot was planned for"
    refuse((Misfit(name, expected, "not among the pilot's draws") for name in lacking[:1]), scenario.name)
    if not names:
        raise InputError(scenario.name, (), "uncertain", "at least one assumption, for a trial to tell of", "none")
    weights = result.draws["weight"].to_numpy(dtype=float)
    rows = np.random.default_rng(seed).choice(len(weights), ROWS, p=weights / weights.sum())
    table = result.draws.iloc[rows][names].reset_index(drop=True)
    fitted = scenario.fitted or Fitted(missing=(ONLY_A_TRIAL,), partners=2 * result.trial.partners, version=__version__)
    return scenario.model_copy(update={"fitted": fitted, "illustrative": False}), Draws(table, dict(scenario.uncertain))


def save_after_trial(result: PilotResult, scenario: str | Path, out: str | Path) -> Path:
    """Write ``out`` and its draws beside it, from the file or shipped scenario that the pilot was planned for.

    Examples
    --------
    >>> import partnerscape as ps
    >>> result = ps.pilot_result("results/pilot", "trial.csv")  # doctest: +SKIP
    >>> save_after_trial(result, "mine.toml", "after.toml")  # doctest: +SKIP
    """
    source = Path(find(scenario, "scenarios"))
    learnt, draws = after_trial(result, scenario)
    partners = None if learnt.start is None else pd.read_parquet(learnt.start.members)
    return write_scenario(learnt, draws, Path(out), source, partners)
