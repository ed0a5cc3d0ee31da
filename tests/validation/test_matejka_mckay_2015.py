"""Matejka & McKay 2015: attention that costs lambda is a logit, between the best offer alone and equal shares."""

from collections.abc import Callable

import numpy as np

from partnerscape import engine
from partnerscape.rules.shared.draws import FIT, normal
from partnerscape.scenario import Scenario

SOURCE = "Matejka & McKay 2015"


def attention(scenario: Scenario, members: Callable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(shares, fits, skills), shape (offers, partners) but for skills; one offer a category."""
    state = engine.founded(scenario, 4)
    state.play(1)
    policy = scenario.current_policy
    keys, n = members(state, "key"), policy.offers
    own = np.array([[normal(key, 0, FIT + j) for key in keys] for j in range(n)])
    rank = state.world[0]["offer_rank"][:n, None]
    curation = float(state.world[0]["insight"][0])  # as far as it takes hold
    fits = curation * rank + np.sqrt(1.0 - curation**2) * own
    return members(state, "category_share")[:n], fits, members(state, "attention_skill")


def with_levers(scenario: Scenario, **levers: float) -> Scenario:
    return scenario.changed(policies={"linear": scenario.current_policy.changed(**levers)})


def check(scenario: Scenario, members: Callable, record: Callable, which: str) -> None:
    """The two limits, and the odds between."""
    n = scenario.current_policy.offers
    shares, fits, _ = attention(scenario.assuming(attention_cost=1e-9), members)
    to_best = shares[np.argmax(fits, axis=0), np.arange(fits.shape[1])]
    assert record(f"cost -> 0{which}: least share of the best", must=1.0, gives=float(to_best.min()), within=1e-9)
    shares, _, _ = attention(scenario.assuming(attention_cost=1e9), members)
    assert record(
        f"cost -> infinity{which}: shares less 1/{n}, largest",
        must=0.0,
        gives=float(np.abs(shares - 1.0 / n).max()),
        within=1e-8,
    )
    cost = scenario.assumptions.attention.attention_cost
    shares, fits, skill = attention(scenario, members)
    odds = cost * (1.3 - skill) * np.log(shares / shares[0])
    assert record(
        f"cost {cost:.2g}{which}: log odds, largest error",
        must=0.0,
        gives=float(np.abs(odds - (fits - fits[0])).max()),
        within=1e-9,
    )


def test_free_attention_sees_the_best_and_priceless_attention_sees_all_alike(
    limit: Callable, members: Callable, record: Callable
) -> None:
    check(limit("matejka_mckay"), members, record, "")


def test_at_drawn_offers_curation_and_cost(
    limit: Callable, members: Callable, record: Callable, drawn: np.random.Generator
) -> None:
    n, curation, cost = int(drawn.integers(3, 8)), float(drawn.uniform(0.0, 0.9)), float(drawn.uniform(0.3, 3.0))
    scenario = with_levers(limit("matejka_mckay"), offers=n, curation=curation).assuming(attention_cost=cost)
    check(scenario, members, record, f", {n} offers, curation {curation:.2f}")
