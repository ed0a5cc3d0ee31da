"""Which assumption each total of a programme sets: knobs, each on a scale on which 0 leaves the scenario as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from partnerscape.scenario import ASSUMPTIONS, LEVERS, Scenario
from partnerscape.scenario.today import OF_SEGMENT, OVER_A_YEAR

from .size import IN_MONEY, PER_ORDER, with_size


@dataclass(frozen=True)
class Knob:
    """What is turned: its name in words, how, and how far at most."""

    name: str
    turn: Callable[[Scenario, float], Scenario]
    most: float = 3.0


def _times(*names: str) -> Callable[[Scenario, float], Scenario]:
    """Assumptions times e^x, within what they can be."""

    def turn(scenario: Scenario, x: float) -> Scenario:
        now = scenario.assumptions.values()
        return scenario.assuming(**{n: float(np.clip(now[n] * np.exp(x), *ASSUMPTIONS[n].bounds)) for n in names})

    return turn


def _level(name: str) -> Callable[[Scenario, float], Scenario]:
    return lambda scenario, x: scenario.assuming(**{name: scenario.assumptions.values()[name] + x})


def _size(scenario: Scenario, x: float) -> Scenario:
    return _times("arrivals")(with_size(scenario, float(np.exp(x))), x)


def _reach(scenario: Scenario, x: float) -> Scenario:
    """More orders per partner, for as much more money, with as much work for partners and desk as before."""
    scenario = _times(*PER_ORDER)(_times(*IN_MONEY, "reach_scale")(scenario, x), -x)
    market = {**scenario.market.model_dump(), "potential": scenario.market.potential * float(np.exp(x))}
    return scenario.changed(market=market)


def _desk(scenario: Scenario, x: float) -> Scenario:
    """So many times the agents under every policy, so that policies differ as before."""
    lever = LEVERS["support_agents"]

    def scaled(value: float) -> float:
        return float(np.clip(value * np.exp(x), *lever.bounds))

    policies = {}
    for name, policy in scenario.policies.items():
        segments = {
            s: {**own, "support_agents": scaled(own["support_agents"])} if "support_agents" in own else own
            for s, own in policy.segments.items()
        }
        policies[name] = policy.changed(support_agents=scaled(policy.support_agents)).model_copy(update={"segments": segments})
    return scenario.model_copy(update={"policies": policies})


def _share(number: int) -> Callable[[Scenario, float], Scenario]:
    """One segment's share of newcomers times e^x, against all the others."""

    def turn(scenario: Scenario, x: float) -> Scenario:
        shares = np.array([s.share for s in scenario.segments])
        shares[number] *= np.exp(x)
        shares /= shares.sum()
        return scenario.changed(
            segments=[{**s.model_dump(), "share": float(v)} for s, v in zip(scenario.segments, shares, strict=True)]
        )

    return turn


def knobs_of(scenario: Scenario, targets: Mapping[str, object]) -> dict[str, Knob]:
    """A knob for every total that is stated, by the total's name; what two totals say of the same is set by one of them."""
    knobs: dict[str, Knob] = {}
    segments = [name for name in targets if name.startswith(OF_SEGMENT)]
    if "active_partners" in targets or segments:
        knobs["active_partners" if "active_partners" in targets else segments[0]] = Knob("the number of partners", _size, 8.0)
    free = [name for name in segments if name not in knobs][: len(scenario.segments) - 1]
    for name in free:
        label = name.removeprefix(OF_SEGMENT)
        knobs[name] = Knob(f"the share of newcomers in {label}", _share(scenario.segment_names.index(label)), 4.0)
    if left := [name for name in ("exits_per_year", "churn") if name in targets]:
        knobs[left[0]] = Knob("exit_base, the level of exits", _level("exit_base"), 4.0)
    revenue = [name for name in ("revenue_per_year", "revenue") if name in targets]
    if "average_order" in targets:
        knobs["average_order"] = Knob("order_value, the mean order", _times("order_value", *IN_MONEY), 12.0)
    if revenue and "average_order" in targets:
        knobs[revenue[0]] = Knob("reach_scale, a partner's leads", _reach, 8.0)
    elif revenue:
        knobs[revenue[0]] = Knob("order_value, the mean order", _times("order_value", *IN_MONEY), 12.0)
    if top := [name for name in (OVER_A_YEAR, "top_fifth_share") if name in targets]:
        knobs[top[0]] = Knob("reach_spread, the spread of reach", _times("reach_spread"), 1.6)
    if "headcount" in targets:
        knobs["headcount"] = Knob("support_agents of the policies", _desk, 3.0)
    if "occupancy" in targets:
        knobs["occupancy"] = Knob(
            "tickets_per_lead and tickets_per_customer", _times("tickets_per_lead", "tickets_per_customer"), 4.0
        )
    return knobs


def turned(scenario: Scenario, knobs: Mapping[str, Knob], at: np.ndarray) -> Scenario:
    """The scenario with every knob turned."""
    for knob, x in zip(knobs.values(), at, strict=True):
        scenario = knob.turn(scenario, float(x))
    return scenario
