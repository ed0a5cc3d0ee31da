"""The fitted scenario: medians, ranges, what it shows today."""

from __future__ import annotations

import numpy as np
import pandas as pd

from partnerscape.scenario import ASSUMPTIONS, Scenario
from partnerscape.scenario.fitted import Fitted
from partnerscape.scenario.today import TARGETS, Today
from partnerscape.study.question.agreement import targets_of

from .posterior import Posterior
from .size import DIRECT

RANGE = 0.9  # an even draw from the middle 90 % varies as much as the posterior does


def fitted_scenario(
    stated: Scenario,
    company: Scenario,
    found: Posterior,
    draws: pd.DataFrame,
    values: dict[str, float],
    fitted: Fitted,
    workers: int | None = None,
) -> Scenario:
    """The scenario at the posterior's medians, with its ranges; what was estimated directly and not fitted stays as sized.

    Parameters
    ----------
    stated, company : Scenario
        As a user has it, and as large as the company.
    found : Posterior
    draws : DataFrame
        Of the company.
    values : dict of float
        Medians by name.
    fitted : Fitted
    """
    direct = {name: company.assumptions.values()[name] for name in DIRECT if name not in values}
    learnt = {name for name, kept in zip(found.prior.names, found.learnt, strict=True) if kept}
    at = {**direct, **{name: value for name, value in values.items() if name in learnt}}
    ranges = {name: _range(name, draws[name], name in learnt, company) for name in values}
    scenario = stated.changed(
        time={"initial_partners": company.time.initial_partners, "burn_in_months": company.time.burn_in_months},
        market={"potential": _short(company.market.potential)},
        segments=[{**s.model_dump(), "share": round(s.share, 6), "ln_reach": _short(s.ln_reach)} for s in company.segments],
        assumptions=_tables(company, {name: _short(value) for name, value in at.items()}),
        uncertain={**ranges, **{name: None for name in stated.uncertain if name not in ranges}},
        illustrative=False,
        fitted=fitted.model_dump(),
    )
    return scenario.model_copy(update={"today": shown_today(scenario)})


def _tables(scenario: Scenario, values: dict[str, float]) -> dict[str, dict[str, float]]:
    return scenario.assumptions.changed(**values).model_dump()


def _range(name: str, draws: pd.Series, learnt: bool, company: Scenario) -> tuple[float, float]:
    if not learnt:
        return company.range_of(name)
    low, high = np.quantile(draws, [(1.0 - RANGE) / 2.0, (1.0 + RANGE) / 2.0])
    least, most = ASSUMPTIONS[name].bounds
    return max(least, _short(low)), min(most, _short(high))


def _short(value: float) -> float:
    return float(f"{value:.5g}")


def shown_today(scenario: Scenario) -> Today:
    """What the fitted programme shows at its end: the data's level, with the tolerance that luck needs."""
    unstated = Today(policy=scenario.current, **{name: {} for name in TARGETS})  # type: ignore[arg-type]
    found = targets_of(scenario.model_copy(update={"today": unstated}))
    rounded = {name: {"value": _short(t.value or 0.0), "tolerance": _short(t.tolerance or 1.0)} for name, t in found.items()}
    return Today.model_validate({"policy": scenario.current, **rounded}) if rounded else Today(policy=scenario.current)

