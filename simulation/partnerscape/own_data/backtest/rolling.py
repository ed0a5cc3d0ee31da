"""The backtest: rolling origins, each with a fit of its own to what was known then."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.engine.month import AS_SHIPPED
from partnerscape.own_data.fitting.inference.pool import Progress
from partnerscape.own_data.fitting.panel import SALES, Data, Panel, read_panel
from partnerscape.own_data.fitting.panel_fit import LEAST_RUNS
from partnerscape.own_data.fitting.provenance import hash_of
from partnerscape.scenario import InputError, Scenario, load_scenario
from partnerscape.study.question.counts import check_options

from .origin import forecasts, month_rows, origin_of, partner_rows
from .result import Backtest

RUNS, DRAWS = 2000, 100
LEAST_KNOWN = 5  # months before the first origin
LEAST_SELLERS = 20


def backtest(
    scenario: str | Path | Mapping[str, Any] | Scenario,
    data: Data,
    origins: int = 3,
    ahead: int = 6,
    runs: int = RUNS,
    draws: int = DRAWS,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Backtest:
    """Forecast months that the data have from those before them, and compare with simple methods.

    At each origin the panel is cut, the scenario is fitted to the rest, the partners of the rest are rebuilt and played on
    over draws of the posterior. Totals are reconciled to the mean of the model and two simple forecasts, see :mod:`.level`.

    Parameters
    ----------
    scenario : str, Path, dict or Scenario
        As it was before a fit: one that was fitted has seen the months ahead.
    data : str, Path, DataFrame, dict or Panel
        See :func:`partnerscape.own_data.fitting.panel.read_panel`.
    origins : int
        How many, a month apart; the last one leaves ``ahead`` months.
    ahead : int
        Months that are forecast, at least 3.
    runs : int
        Simulated panels per fit.
    draws : int
        Of the posterior that are played on, at least 20.
    seed : int
        Of the random draws.
    workers : int, optional
        Threads; default: all cores. Does not affect results.
    progress : callable, optional
        Called with the number of runs done and in all.

    Returns
    -------
    Backtest

    Raises
    ------
    InputError
        For invalid input, a scenario that was fitted, and a panel with too few months or partners.

    Examples
    --------
    >>> import partnerscape as ps
    >>> ps.backtest("marketplace", "sales/").verdict  # doctest: +SKIP
    """
    _statsmodels()
    workers = check_options(workers, AS_SHIPPED)
    for name, value, least in (("origins", origins, 1), ("ahead", ahead, 3), ("runs", runs, LEAST_RUNS), ("draws", draws, 20)):
        if not isinstance(value, int) or value < least:
            raise InputError("", (), name, f"a whole number of at least {least}", value)
    stated = load_scenario(scenario)
    if stated.fitted is not None:
        expected = "the scenario that the fit began from: this one has seen the months ahead; name it with --fitted"
        raise InputError(stated.name, (), "fitted", expected, stated.fitted.state)
    panel = read_panel(data, stated.segment_names)
    _check(panel, origins, ahead)
    _check_policies(stated, ahead + origins - 1)
    months: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    for number in range(origins):
        origin = origin_of(panel, panel.months - ahead - origins + 1 + number, ahead)
        made = forecasts(
            _known(stated, panel.form.months - origin.before.form.months),
            origin,
            ahead,
            runs,
            draws,
            seed,
            workers,
            _part(progress, number, origins),
        )
        months += month_rows(origin, made)
        people += partner_rows(origin, made)
    return Backtest(stated, pd.DataFrame(months), pd.DataFrame(people), hash_of(panel), ahead)


def _check(panel: Panel, origins: int, ahead: int) -> None:
    known = panel.months - ahead - origins + 1
    if known < LEAST_KNOWN:
        expected = (
            f"at least {LEAST_KNOWN + ahead + origins - 1} months for {origins} origins and {ahead} months ahead; ask for fewer"
        )
        raise InputError(SALES, (), "month", expected, panel.months)
    sellers = int(np.count_nonzero((panel.revenue[:, :known] > 0.0).any(axis=1)))
    if sellers < LEAST_SELLERS:
        raise InputError(SALES, (), "partner", f"at least {LEAST_SELLERS} with sales before the first origin", sellers)


def _check_policies(scenario: Scenario, back: int) -> None:
    """The policy must not change in the months that are forecast: whoever stood before them did not know."""
    late = [e.until for e in scenario.history.policies if e.until <= back] if scenario.history is not None else []
    if late:
        expected = f"a policy that has not changed in the last {back} months, which are forecast; ask for fewer origins or months"
        raise InputError(scenario.name, ("history",), "policies", expected, f"a change {late[0]} months before the end")


def _known(scenario: Scenario, months: int) -> Scenario:
    """The scenario without what its history has of the last months."""
    if scenario.history is None:
        return scenario
    return scenario.model_copy(update={"history": scenario.history.known(months)})


def _part(progress: Progress | None, number: int, origins: int) -> Progress | None:
    """Progress of one origin as that of all."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, origins * total)


def _statsmodels() -> None:
    try:
        import statsmodels.tsa.api  # noqa: F401
    except ImportError:
        expected = 'the extra data: pip install "partnerscape[data]"'
        raise InputError("", (), "statsmodels", expected, "it is not installed") from None
