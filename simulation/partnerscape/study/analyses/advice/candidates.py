"""Policies that an advice may choose from: the study's, many more that the model judges, and smaller steps from today."""

from __future__ import annotations

import numpy as np
import pandas as pd

from partnerscape.metrics.margin import OF_PARTNERS, OF_VENDOR

from ...question.constraints import kept, levers_in
from ...question.design import policies_of
from ...question.question import Question, is_categorical, is_whole, standing
from ...runs.results import Results
from ...surrogate.margins import MarginModel

POINTS = 4096  # Sobol' points, and as many smaller steps
PROMISING = 512  # best policies that smaller steps are taken from
SHORTEST_STEP = 0.2  # of the way from today
EACH = 16  # candidates for each choice
STEPS = 40  # of a lever's range, about


def distance(policies: pd.DataFrame, today: dict[str, float], question: Question) -> np.ndarray:
    """How far policies are from today's, shape (policies,): mean change over the levers, in shares of their range (Gower 1971).

    A choice is 1 away from every other one.
    """
    total = np.zeros(len(policies))
    for name, (low, high) in question.levers.items():
        value = policies[name].to_numpy(dtype=float)
        off = (value != today[name]).astype(float) if is_categorical(name) else np.abs(value - today[name]) / (high - low)
        total += off
    return total / len(question.levers)


def steps_towards(policies: pd.DataFrame, today: dict[str, float], question: Question, seed: int) -> pd.DataFrame:
    """For every policy one that moves about half of its levers, part of the way from today, within the ranges."""
    rng = np.random.default_rng(seed)
    moves = rng.random((len(policies), len(question.levers))) < 0.5
    way = SHORTEST_STEP + (1.0 - SHORTEST_STEP) * rng.random(len(policies))
    out = {}
    for k, (name, (low, high)) in enumerate(question.levers.items()):
        target, start = policies[name].to_numpy(dtype=float), today[name]
        if not np.isfinite(start):  # none of the options: there is no smaller step
            out[name] = target
            continue
        reached = target if is_categorical(name) else start + way * (target - start)
        value = np.clip(np.where(moves[:, k], reached, start), low, high)
        out[name] = np.round(value) if is_whole(name) else value
    return pd.DataFrame(out)


def sayable(policies: pd.DataFrame, today: dict[str, float], question: Question) -> pd.DataFrame:
    """Policies with levers as one would set them: in round steps of about a fortieth of the range; today's values stay."""
    out = {}
    for name, (low, high) in question.levers.items():
        value = policies[name].to_numpy(dtype=float)
        power = 10.0 ** np.floor(np.log10((high - low) / STEPS))
        step = power * max(k for k in (1.0, 2.0, 5.0) if k * power <= (high - low) / STEPS * (1.0 + 1e-9))
        near = np.clip(np.round(np.round(value / step) * step, 12), low, high)
        out[name] = value if is_whole(name) else np.where(value == today[name], value, near)
    return pd.DataFrame(out)


def candidates(results: Results, model: MarginModel, points: int = POINTS) -> pd.DataFrame:
    """The study's policies, Sobol' points and smaller steps towards the promising ones, with what the model expects.

    Columns: the levers, ``chance`` (P win-win), ``vendor``, ``partners`` (mean relative gains), ``distance``.
    """
    question, scenario, levers = results.question, results.scenario, results.levers
    today, seed = results.current_levers(), question.design.seed
    spread = pd.concat([results.design.policies[levers], policies_of(question, scenario, points, seed + 1)[levers]])
    chance = model.probability(spread.to_numpy(dtype=float))
    best = spread.iloc[np.argsort(-chance, kind="stable")[:PROMISING]]
    steps = steps_towards(best.iloc[np.arange(points) % len(best)], today, question, seed)
    table = sayable(pd.concat([spread, steps]), today, question)
    if question.constraints:
        known = {name: standing(name, scenario) for text in question.constraints for name in levers_in(text)}
        table = table[kept(question.constraints, table, known)]
    table = table.drop_duplicates().reset_index(drop=True)
    values = table[levers].to_numpy(dtype=float)
    expected = model.expected(values)
    return table.assign(
        chance=model.probability(values),
        vendor=expected[:, model.margins.index(OF_VENDOR)],
        partners=expected[:, model.margins.index(OF_PARTNERS)],
        distance=distance(table, today, question),
    )


def shortlist(table: pd.DataFrame, required: float, each: int = EACH) -> np.ndarray:
    """Rows worth playing: the likeliest to be win-win, the largest products of gains, the nearest at every chance required."""
    chance = table["chance"].to_numpy()
    enough = chance >= min(required, float(np.quantile(chance, 0.9)))
    product = np.where(enough, table["vendor"].clip(lower=0.0) * table["partners"].clip(lower=0.0), -1.0)
    nearest = []
    for least in np.linspace(min(required, chance.max()), chance.max(), each):
        far = np.where(chance >= least, table["distance"], np.inf)
        nearest.append(int(np.argmin(far)))
    likeliest = np.argsort(-chance, kind="stable")[:each]
    fairest = np.argsort(-product, kind="stable")[:each]
    return np.array(sorted({*likeliest.tolist(), *fairest.tolist(), *nearest}))
