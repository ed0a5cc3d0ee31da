"""Direct estimates: the scenario made as large as the company, before anything is fitted by simulation.

Each number that a panel shows directly has one assumption that moves it. A handful of runs says by how much the stated
scenario is off; the assumption is moved by that, and again, until little is left. What results centres the prior.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from partnerscape.scenario import ASSUMPTIONS, Scenario
from partnerscape.study.jobs.parallel import in_parallel

from .arrivals import with_arrivals
from .panel import Panel
from .simulate import like
from .statistics import statistics_of

SEEDS = range(20_000_000, 20_000_008)  # no future's
ROUNDS = 8
PATHS = (2, 4)  # rounds in which arrivals month by month are looked at: the level is about right, and has time to follow
STEADY = 0.15  # ln: growth over the panel, beyond what the stated programme shows, up to which it counts as steady
YOUNG = 6  # months before the panel in which an unsteady programme begins, with as many founders as its first months show
MOST_STEP = 1.5  # ln: what a round may move at most
FACTORS = {  # assumption: statistics whose ln it moves one to one; the first that the panel has counts
    "order_value": ("mean_order", "revenue_per_active"),
    "reach_scale": ("orders_per_active",),
    "arrivals": ("signings", "beginners"),
}
SPREADS = {"order_ln_sd": ("order_spread",), "reach_spread": ("orders_spread", "spread_between")}  # moved in proportion
LEVELS = {"exit_base": "exit_established", "start_base": "ever_sell"}  # logits, moved as much
OWN = {"own_order_sd": "order_spread_between", "own_demand_sd": "spread_within"}  # what is added in squares to what luck gives
WIDEST = 1.5  # of these
IN_MONEY = ("outside_scale", "effort_cost")  # move with a partner's revenue, so that hours and exits stay
PER_ORDER = ("tickets_per_lead", "tickets_per_customer", "serving_hours")  # move against orders, so that work stays
SCALED = (*IN_MONEY, *PER_ORDER)  # by convention: no statistic tells whether they are as stated or in proportion
DIRECT = (*FACTORS, *SPREADS, *LEVELS, *OWN, *IN_MONEY, *PER_ORDER)


def sized(scenario: Scenario, panel: Panel, workers: int | None = None) -> Scenario:
    """The scenario with direct estimates in place of what it states.

    Parameters
    ----------
    scenario : Scenario
    panel : Panel
    workers : int, optional
        Threads; default: all cores.

    Returns
    -------
    Scenario
        With other arrivals and their path, founders, potential, orders, money, level of exits and starts, and segments where
        these are known.
    """
    seen, steady = statistics_of(panel), True
    own_path = scenario.history is not None and bool(scenario.history.arrivals)
    for number in range(ROUNDS):
        panels = _panels(scenario, panel, workers)
        shown = pd.DataFrame([statistics_of(p) for p in panels]).mean()
        off = {name: _bounded(value - shown.get(name, np.nan)) for name, value in seen.items()}
        if number == 0 and abs(off["active_growth"]) > STEADY:  # not yet, or no longer, as large as its arrivals make it
            scenario, steady = scenario.changed(time={"burn_in_months": min(panel.form.months + YOUNG, 240)}), False
            continue
        if number in PATHS and not own_path:
            scenario = with_arrivals(scenario, panel, panels)
        scenario = _moved(scenario, off, seen, shown)
        begun = _bounded(np.log(_early(panel) / np.mean([_early(p) for p in panels])))
        scenario = with_founders(scenario, off["active"] if steady else begun)
        if panel.segment is not None:
            scenario = _segments(scenario, panel, panels)
    return scenario


def _early(panel: Panel) -> float:
    """Sellers per month in the first third of a panel."""
    return float((panel.revenue[:, : max(1, panel.months // 3)] > 0.0).sum(axis=0).mean()) + 0.5


def with_founders(scenario: Scenario, step: float) -> Scenario:
    """As many times the founders as e^step."""
    return scenario.changed(time={"initial_partners": int(np.clip(round(scenario.time.initial_partners * np.exp(step)), 1, 2e6))})


def _panels(scenario: Scenario, panel: Panel, workers: int | None) -> list[Panel]:
    by_seed = dict(in_parallel(lambda seed: like(scenario, seed, panel.form), SEEDS, workers))
    return [by_seed[seed] for seed in SEEDS]


def _bounded(step: float) -> float:
    return float(np.clip(step, -MOST_STEP, MOST_STEP)) if np.isfinite(step) else 0.0


def _moved(scenario: Scenario, off: dict[str, float], seen: dict[str, float], shown: pd.Series) -> Scenario:
    """One round: every assumption by what its statistic is off."""
    now = scenario.assumptions.values()
    steps = {name: next((off[s] for s in known if s in off), 0.0) for name, known in FACTORS.items()}
    orders, money = off.get("orders_per_active", 0.0), off.get("revenue_per_active", 0.0)
    steps |= dict.fromkeys(IN_MONEY, money) | dict.fromkeys(PER_ORDER, -orders)
    values = {name: now[name] * np.exp(step) for name, step in steps.items()}
    for name, known in SPREADS.items():
        statistic = next((s for s in known if s in seen), "")
        ratio = seen.get(statistic, np.nan) / shown.get(statistic, np.nan)
        values[name] = now[name] * (float(np.clip(ratio, 0.5, 2.0)) if np.isfinite(ratio) else 1.0)
    for name, statistic in OWN.items():
        added = seen.get(statistic, np.nan) ** 2 - shown.get(statistic, np.nan) ** 2
        square = now[name] ** 2 + (0.8 * added if np.isfinite(added) else 0.0)
        values[name] = float(np.clip(np.sqrt(max(square, 0.0)), 0.0, WIDEST))
    values |= {name: now[name] + 0.8 * off.get(statistic, 0.0) for name, statistic in LEVELS.items()}
    potential = scenario.market.potential * float(np.exp(off.get("active", 0.0) + orders))
    return _assuming(scenario, values).changed(market={"potential": potential})


def _assuming(scenario: Scenario, values: dict[str, float]) -> Scenario:
    """Within what an assumption can be, its range about the new value."""
    inside = {name: float(np.clip(value, *ASSUMPTIONS[name].bounds)) for name, value in values.items()}
    return scenario.assuming(**inside)


def with_size(scenario: Scenario, partners: float, orders: float = 1.0) -> Scenario:
    """The programme with so many times the founders, in a market that has room for as many times the customers."""
    founders = max(1, round(scenario.time.initial_partners * partners))
    time = {**scenario.time.model_dump(), "initial_partners": founders}
    market = {**scenario.market.model_dump(), "potential": scenario.market.potential * partners * orders}
    return scenario.changed(time=time, market=market)


def _segments(scenario: Scenario, panel: Panel, panels: Iterable[Panel]) -> Scenario:
    """Shares of newcomers and reach of each segment, moved by what its sellers are off in number and in ln revenue."""
    kinds = range(len(scenario.segments))
    shares, levels = _by_segment(panel, kinds)
    shown = [_by_segment(p, kinds) for p in panels]
    share, level = np.mean([s[0] for s in shown], axis=0), _mean([s[1] for s in shown])
    moved = np.array([s.share for s in scenario.segments]) * np.clip(shares / np.maximum(share, 1e-3), 0.5, 2.0)
    moved = np.maximum(moved / moved.sum(), 1e-4)
    away = np.nan_to_num((levels - np.nansum(levels * shares)) - (level - np.nansum(level * share)))
    away = np.clip(0.5 * away / scenario.assumptions.person.reach_spread, -1.0, 1.0)
    moved = moved / moved.sum()
    tables = [
        {**s.model_dump(), "share": float(moved[k]), "ln_reach": float(np.clip(s.ln_reach + away[k], -10.0, 10.0))}
        for k, s in enumerate(scenario.segments)
    ]
    return scenario.changed(segments=tables)


def _mean(rows: list[np.ndarray]) -> np.ndarray:
    """By column, of what is there; NaN of a column without any."""
    there = np.isfinite(rows)
    return np.where(there.any(axis=0), np.nansum(rows, axis=0) / np.maximum(there.sum(axis=0), 1), np.nan)


def _by_segment(panel: Panel, kinds: range) -> tuple[np.ndarray, np.ndarray]:
    """Share of the month's sellers, and mean ln revenue, by segment."""
    assert panel.segment is not None
    sold = panel.revenue > 0.0
    ln = np.log(np.where(sold, panel.revenue, 1.0))
    months = np.array([sold[panel.segment == k].sum() for k in kinds], dtype=float)
    total = np.array([ln[panel.segment == k].sum() for k in kinds])
    return months / max(months.sum(), 1.0), np.where(months > 0, total / np.maximum(months, 1.0), np.nan)
