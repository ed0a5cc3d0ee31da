"""The fit: from a panel to a scenario with ranges and draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.engine.month import AS_SHIPPED
from partnerscape.scenario import InputError, Scenario, load_scenario
from partnerscape.scenario.fitted import Draws
from partnerscape.scenario.reading.files import find
from partnerscape.study.question.counts import check_options

from .findings import agreement_table, assumptions_table
from .inference.pool import FIRST_SEED, Pool, play_pool
from .inference.posterior import Posterior, posterior
from .inference.prior import Prior, prior_of
from .inference.regression import guess
from .panel import Data, Panel, read_panel
from .provenance import provenance_of
from .result import fitted_scenario
from .size import sized, with_size
from .start import tables_of
from .statistics import statistics_of
from .totals import Totals, TotalsFit, fit_totals
from .write import write_scenario

RUNS = 6000
FIRST_WAVE = 1 / 3  # of the runs
LEAST_RUNS = 200
KEPT, MARGIN = 0.99, 0.1  # what the first wave leaves of the prior: the middle of its posterior, and so much more of the range
MOST_ACTIVE = 450.0  # of a larger programme a part, by lot, is fitted
CHECKED = 40  # runs of the posterior that are compared with the data
PREDICTED = 3_000_000  # seeds after the pool's first
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Fit:
    """What a fit finds.

    Attributes
    ----------
    scenario : Scenario
        The stated scenario with fitted values (medians), ranges (the middle 90 %) and where they come from.
    draws : Draws
        Assumptions that belong together: what futures draw.
    assumptions : DataFrame
        One row per assumption: ``assumption``, ``stated``, ``low``, ``median``, ``high``, ``prior_low``, ``prior_high``,
        ``removed`` (share of the prior's standard deviation that the data remove), ``learnt`` (false: it stays at its
        prior), ``pinned_by`` (names of statistics, the most telling first).
    agreement : DataFrame
        One row per statistic: ``statistic``, ``meaning``, ``seen``, ``expected``, ``sd``, ``z``.
    runs : int
        Simulated panels.
    source : Path, optional
        The file that the fit began from.
    start : DataFrame, optional
        The data's partners with the hidden state of like simulated ones, several tables, as a scenario's ``[start]`` has them.
    """

    scenario: Scenario
    draws: Draws
    assumptions: pd.DataFrame
    agreement: pd.DataFrame
    runs: int
    source: Path | None = None
    start: pd.DataFrame | None = None

    @property
    def misfits(self) -> pd.DataFrame:
        """Statistics that the fitted scenario misses by more than two standard deviations, the worst first."""
        off = self.agreement[self.agreement["z"].abs() > 2.0]
        return off.reindex(off["z"].abs().sort_values(ascending=False).index)

    def save(self, out: str | Path) -> Path:
        """Write the scenario (TOML) and, beside it, the draws and the partners that it starts from."""
        return write_scenario(self.scenario, self.draws, Path(out), self.source, self.start)


def fit(
    scenario: str | Path | Mapping[str, Any] | Scenario,
    data: Data | None = None,
    runs: int = RUNS,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
    totals: Totals | None = None,
) -> Fit | TotalsFit:
    """Fit a scenario's assumptions to a company's own panel of sales, or to its totals.

    Direct estimates first, then two waves of simulated panels, of which a small network learns what a panel says of each
    assumption, then regression-adjusted approximate Bayesian computation. Responses to pay, support and offers are hardly
    seen in a panel and keep the scenario's ranges.

    Parameters
    ----------
    scenario : str, Path, dict or Scenario
        What is known besides the data: segments, policies (the current one is what partners were under), ranges.
    data : str, Path, DataFrame, dict or Panel
        See :func:`partnerscape.own_data.fitting.panel.read_panel`. Without it, totals alone are fitted.
    runs : int
        Simulated panels, in two waves; 6,000 take two to three minutes on one core for 300 partners and 24 months.
    seed : int
        Of the random draws.
    workers : int, optional
        Threads; default: all cores. Does not affect results.
    progress : callable, optional
        Called with the number of runs done and in all.
    totals : str, Path or dict, optional
        Totals of the programme, as in ``[today]``, where there is no panel; see :func:`.totals.fit_totals`.

    Returns
    -------
    Fit or TotalsFit
        Of totals the latter.

    Raises
    ------
    InputError
        For invalid input, and for a panel that is too small.

    Examples
    --------
    >>> import partnerscape as ps
    >>> found = ps.fit("marketplace", "sales/", runs=6000)  # doctest: +SKIP
    >>> found.save("mine.toml")  # doctest: +SKIP
    """
    workers = check_options(workers, AS_SHIPPED)
    if data is None:
        return fit_totals(scenario, totals, workers, progress)
    if totals is not None:
        raise InputError("", (), "totals", "nothing beside a panel, which has its totals in it", totals)
    return fit_panel(scenario, data, runs, seed, workers, progress)


def fit_panel(
    scenario: str | Path | Mapping[str, Any] | Scenario,
    data: Data,
    runs: int = RUNS,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
    with_start: bool = True,
) -> Fit:
    """A fit to a panel, as :func:`fit` makes it.

    Parameters
    ----------
    scenario, data, runs, seed, workers, progress
        As of :func:`fit`.
    with_start : bool
        Whether the fitted programme begins with the partners as they are.

    Returns
    -------
    Fit
    """
    if not isinstance(runs, int) or runs < LEAST_RUNS:
        raise InputError("", (), "runs", f"a whole number of at least {LEAST_RUNS}", runs)
    source = Path(find(scenario, "scenarios")) if isinstance(scenario, str | Path) else None
    stated = load_scenario(scenario)
    whole = read_panel(data, stated.segment_names).under(stated)
    part, share = a_part(whole, seed)
    start = _long_enough(stated, part)
    centred = sized(start, part, workers)
    prior = prior_of(start, centred, part.knows, share)
    pool, last = waves(centred, prior, part, runs, seed, workers, progress)
    check = _predicted(centred, last, part, seed, workers)
    draws, values = _enlarged(last, 1.0 / share)
    company = with_size(centred, 1.0 / share)
    fitted = fitted_scenario(stated, company, last, draws, values, provenance_of(whole, data, stated), workers)
    seen = statistics_of(part)
    return Fit(
        fitted,
        Draws(draws, dict(fitted.uncertain)),
        assumptions_table(fitted, stated, prior, last, pool, draws, 1.0 / share),
        agreement_table(seen, check),
        runs,
        source,
        tables_of(fitted, draws, whole, seed, workers=workers) if with_start else None,
    )


def _long_enough(scenario: Scenario, panel: Panel) -> Scenario:
    """With a burn-in that covers the panel, and a year before it."""
    least = min(panel.form.months + 12, 240)
    if scenario.time.burn_in_months >= least:
        return scenario
    return scenario.changed(time={"burn_in_months": least})


def a_part(panel: Panel, seed: int) -> tuple[Panel, float]:
    """The panel, or of a large one a part by lot, and its share."""
    share = min(1.0, MOST_ACTIVE / max(panel.active, 1.0))
    if share >= 0.9:
        return panel, 1.0
    return panel.of(np.random.default_rng(seed).random(len(panel.revenue)) < share), share


def waves(
    scenario: Scenario, prior: Prior, panel: Panel, runs: int, seed: int, workers: int | None, progress: Progress | None
) -> tuple[Pool, Posterior]:
    """Runs from the prior, then from what these leave of it: the last pool, and the posterior that it gives."""
    seen, first = statistics_of(panel), max(LEAST_RUNS // 2, round(FIRST_WAVE * runs))

    def play(prior: Prior, count: int, done: int) -> Pool:
        def tell(number: int, _: int) -> None:
            if progress:
                progress(done + number, runs)

        points = prior.draw(count, seed + done)
        luck = FIRST_SEED + 10_000_000 * seed + done
        return play_pool(scenario, prior, points, panel.form, luck, workers, tell)

    wide = play(prior, first, 0)
    pool, values = wide.shared_with(seen)
    left = posterior(pool, guess(pool, seed), values, seed)
    low, high = left.interval(KEPT)
    margin = MARGIN * (prior.high - prior.low)
    narrow = play(prior.cut(low - margin, high + margin), runs - first, first)
    pool, values = wide.joined(narrow).shared_with(seen)
    return pool, posterior(pool, guess(pool, seed), values, seed)


def _predicted(scenario: Scenario, posterior: Posterior, panel: Panel, seed: int, workers: int | None) -> pd.DataFrame:
    """The statistics of panels that the posterior gives, a row each."""
    at = posterior.draws[:CHECKED]
    pool = play_pool(scenario, posterior.prior, at, panel.form, FIRST_SEED + PREDICTED + seed, workers)
    return pd.DataFrame(pool.shown, columns=list(pool.names))


def _enlarged(posterior: Posterior, factor: float) -> tuple[pd.DataFrame, dict[str, float]]:
    """Draws and medians of the whole company, of which a part was fitted."""
    draws = pd.DataFrame(posterior.draws, columns=list(posterior.prior.names))
    values = dict(zip(posterior.prior.names, posterior.median.tolist(), strict=True))
    if "arrivals" in draws:
        draws["arrivals"] *= factor
        values["arrivals"] *= factor
    return draws, values
