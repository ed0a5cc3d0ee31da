"""The fitted scenario: medians, ranges, what it shows today."""

from __future__ import annotations

import numpy as np
import pandas as pd

from partnerscape.scenario import ASSUMPTIONS, Scenario
from partnerscape.scenario.fitted import Fitted
from partnerscape.scenario.today import TARGETS, Today
from partnerscape.study.jobs.parallel import in_parallel
from partnerscape.study.question.programme import shown

from .inference.posterior import Posterior
from .inference.prior import MARKET
from .size import DIRECT, SCALED

PREDICTED, FIRST_SEED = 40, 42_000_000  # futures that say what the fitted programme shows
LEAST_OFF, MOST_OFF = 0.1, 0.2  # of what is shown, by which a future may be off
RANGE = 0.9  # an even draw from the middle 90 % varies as much as the posterior does


def fitted_scenario(
    stated: Scenario,
    company: Scenario,
    posterior: Posterior,
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
    learnt = {name for name, pairs in zip(posterior.prior.names, posterior.learnt, strict=True) if pairs}
    learnt |= {name for name in (*SCALED, MARKET) if name in values}  # their ranges are the fit's own
    at = {**direct, **{name: value for name, value in values.items() if name in learnt}}
    ranges = {name: _range(name, draws[name], name in learnt, company) for name in values}
    scenario = stated.changed(
        time={"initial_partners": company.time.initial_partners, "burn_in_months": company.time.burn_in_months},
        market={"potential": _short(company.market.potential)},
        segments=_segments(company),
        **({} if company.history is None else {"history": company.history.model_dump()}),
        assumptions=_tables(company, {name: _short(value) for name, value in at.items()}),
        uncertain={**ranges, **{name: None for name in stated.uncertain if name not in ranges}},
        illustrative=False,
        fitted=fitted.model_dump(),
    )
    return scenario.model_copy(update={"today": shown_today(scenario, draws, workers)})


def _segments(company: Scenario) -> list[dict[str, object]]:
    """Rounded, with shares that add up to 1."""
    shares = [round(s.share, 4) for s in company.segments]
    shares[-1] = 1.0 - sum(shares[:-1])
    return [
        {**s.model_dump(), "share": share, "ln_reach": _short(s.ln_reach)}
        for s, share in zip(company.segments, shares, strict=True)
    ]


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


def shown_today(scenario: Scenario, draws: pd.DataFrame, workers: int | None = None) -> Today:
    """What the fitted programme shows at its end: medians over draws and luck.

    Draws hold each assumption well, but what several of them make together, such as the number of partners, less well than
    the data do. Tolerances of a tenth to a fifth, or of what luck alone makes, rule out draws of another level.
    """
    totals = Today(policy=scenario.current, **{name: {} for name in TARGETS})  # type: ignore[arg-type]
    blank = scenario.model_copy(update={"today": totals})
    rows = draws.head(PREDICTED).to_dict("records")

    def work(number: int) -> tuple[dict[str, float], dict[str, float]]:
        seed = FIRST_SEED + number
        return shown(blank.assuming(**rows[number]), seed), shown(blank, seed)

    by_draw = dict(in_parallel(work, range(len(rows)), workers))
    seen, luck = (pd.DataFrame([by_draw[number][k] for number in range(len(rows))]) for k in (0, 1))
    numbers = {}
    for name in map(str, seen.columns):
        value = float(seen[name].median())
        most = max(MOST_OFF * value, 3.0 * luck[name].std())
        tolerance = float(np.clip(3.0 * seen[name].std(), LEAST_OFF * value, most))
        numbers[name] = {"value": _short(value), "tolerance": _short(max(tolerance, 1e-6))}
    return Today.model_validate({"policy": scenario.current, **numbers})
