"""Studies whose truth is known: margins as functions of levers, uncertainties and luck, no simulator behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape.scenario import load_scenario
from partnerscape.study.question.agreement import unchecked
from partnerscape.study.question.budgets import DesignSize
from partnerscape.study.question.design import Design, make_design, seeds_of
from partnerscape.study.question.question import Question
from partnerscape.study.runs.execute import BASELINE
from partnerscape.study.runs.results import Results

LEVERS = {"commission_rate": (0.1, 0.4), "support_agents": (0.0, 5.0), "curation": (0.0, 1.0), "offers": (2.0, 20.0)}
UNCERTAINTIES = {"margin": (0.5, 0.7), "gamma": (0.2, 0.5), "dilution": (0.0, 1.0)}
Margins = Callable[[np.ndarray, np.ndarray, np.ndarray], dict[str, np.ndarray]]


@dataclass(frozen=True)
class Planted:
    """A programme of known margins.

    ``margins`` takes coded levers (policies, 1, levers), futures (1, futures, 6: uncertainties, luck) and the luck of
    each run (policies, futures, 3); all luck is standard normal.
    """

    margins: Margins
    levers: tuple[str, ...] = tuple(LEVERS)

    def study(self, policies: int, futures: int, seed: int, held_out: float = 1 / 3) -> Results:
        """A study of it, as the engine would leave one in its store."""
        question = Question(
            name="planted",
            question="where?",
            scenario="marketplace",
            levers={name: LEVERS[name] for name in self.levers},
            uncertainties=UNCERTAINTIES,
            design=DesignSize(policies=policies, futures=futures, seed=seed, held_out=held_out),
        )
        scenario = load_scenario("marketplace")
        design = make_design(question, scenario, unchecked(UNCERTAINTIES, seeds_of(question, futures)))
        low, high = np.array(list(UNCERTAINTIES.values())).T
        coded = 2.0 * (design.futures[list(UNCERTAINTIES)].to_numpy() - low) / (high - low) - 1.0
        rng = np.random.default_rng([seed, 1])
        found = self._margins(design.policies, np.concatenate([coded, rng.standard_normal((futures, 3))], axis=1), rng)
        table = pd.DataFrame({"future": np.repeat(np.arange(futures), policies), "policy": np.tile(np.arange(policies), futures)})
        for name, values in found.items():
            table[f"margin.{name}"] = values.T.ravel()
        table["win_win"] = (table.filter(like="margin.") > 0.0).all(axis=1).astype(float)
        table = table.assign(npv=1.0, certainty_equivalent=1.0)
        baseline = table[table["policy"] == 0].assign(policy=BASELINE)
        return Results(
            question, scenario, Design(design.policies, design.futures), pd.concat([table, baseline], ignore_index=True)
        )

    def truth(self, policies: pd.DataFrame, futures: int = 10_000, seed: int = 9) -> np.ndarray:
        """P(win-win) of each policy over fresh futures."""
        rng = np.random.default_rng([seed, 2])
        coded = np.concatenate([rng.uniform(-1.0, 1.0, (futures, 3)), rng.standard_normal((futures, 3))], axis=1)
        wins = np.zeros(len(policies))
        for part in np.array_split(coded, max(1, futures // 500)):
            wins += (np.minimum.reduce(list(self._margins(policies, part, rng).values())) > 0.0).sum(axis=1)
        return wins / futures

    def _margins(self, policies: pd.DataFrame, futures: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
        low, high = np.array([LEVERS[name] for name in self.levers]).T
        x = 2.0 * (policies[list(self.levers)].to_numpy(dtype=float) - low) / (high - low) - 1.0
        luck = rng.standard_normal((len(x), len(futures), 3))
        shape = luck.shape[:2]
        return {k: np.broadcast_to(v, shape) for k, v in self.margins(x[:, None, :], futures[None, :, :], luck).items()}


def ceiling(known: float, shared: float, own: float, most: float = 0.9) -> Planted:
    """Win-win within a box, commission .175-.325 and at least 2 agents, and there in ``most`` of futures at best.

    What is left of the futures is decided by the uncertainties, by luck that all policies share and by each run's own, in
    shares of variance.
    """
    rng = np.random.default_rng(0)
    weights = np.sqrt([known * 3.0, shared, own])  # uniform on -1..1 has a variance of 1/3
    needed = float(np.quantile(np.stack([rng.uniform(-1.0, 1.0, 10**6), *rng.standard_normal((2, 10**6))]).T @ weights, most))

    def margins(x: np.ndarray, f: np.ndarray, luck: np.ndarray) -> dict[str, np.ndarray]:
        return {
            "vendor": 0.5 - x[..., 0] + 0.02 * f[..., 3],
            "partners": x[..., 0] + 0.5 + 0.02 * luck[..., 0],
            "quality": x[..., 1] + 0.2 + 0.02 * luck[..., 1],
            "budget": needed - weights[0] * f[..., 0] - weights[1] * f[..., 4] - weights[2] * luck[..., 2] + 0.0 * x[..., 0],
        }

    return Planted(margins)


def smooth(known: float, shared: float, own: float) -> Planted:
    """P(win-win) from 0 to 1 over curved margins that uncertainties, shared luck and each run's own move, and tilt."""
    u, s, o = np.sqrt([known * 3.0, shared, own])

    def margins(x: np.ndarray, f: np.ndarray, luck: np.ndarray) -> dict[str, np.ndarray]:
        a, b, c, d = (x[..., k] for k in range(4))
        moves = [u * f[..., k] + s * f[..., 3 + k] + o * luck[..., k] for k in range(3)]
        return {
            "vendor": 0.8 - a - 0.6 * a * b + 0.3 * np.sin(2.0 * c) + (0.3 + 0.1 * b) * moves[0],
            "partners": 0.7 + 1.2 * a - 0.5 * a**2 + 0.4 * b + 0.3 * moves[1],
            "quality": 0.5 + 0.7 * np.tanh(2.0 * b) + 0.5 * c - 0.3 * d * a + (0.25 + 0.1 * c) * moves[2],
        }

    return Planted(margins)


def planted(policies: int = 400, futures: int = 20, noise: float = 0.02) -> Results:
    """Runs that are win-win where commission is within .2-.28 and agents are above 2.5; curation does nothing.

    The vendor loses above the commission's band, small partners below it, customers where agents lack.
    """
    question = Question(
        name="planted",
        question="where?",
        scenario="marketplace",
        levers={"commission_rate": (0.1, 0.4), "support_agents": (0.0, 5.0), "curation": (0.0, 1.0)},
        design=DesignSize(policies=policies, futures=futures, seed=5),
    )
    scenario = load_scenario("marketplace")
    design = make_design(question, scenario, unchecked(scenario.uncertain, seeds_of(question, futures)))
    rng = np.random.default_rng(0)
    tables = []
    for future in range(futures):
        shift = noise * rng.standard_normal(3)
        x = design.policies
        tables.append(
            pd.DataFrame(
                {
                    "future": future,
                    "policy": np.arange(policies),
                    "npv": 1.0,
                    "certainty_equivalent": 1.0,
                    "margin.vendor": 2.0 * (0.28 - x["commission_rate"]) + shift[0],
                    "margin.not_worse.small": np.clip(3.0 * (x["commission_rate"] - 0.2) + shift[1] + 0.7, 0, 1) - 0.7,
                    "margin.quality": 0.1 * (x["support_agents"] - 2.5) + shift[2],
                }
            )
        )
    table = pd.concat(tables, ignore_index=True)
    margins = [c for c in table.columns if c.startswith("margin.")]
    table["win_win"] = (table[margins] > 0).all(axis=1).astype(float)
    baseline = table[table["policy"] == 0].assign(policy=BASELINE)
    return Results(question, scenario, Design(design.policies, design.futures), pd.concat([table, baseline], ignore_index=True))
