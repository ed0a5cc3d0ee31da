"""The articles' claims that hold from the start: too little support hurts the vendor, one-sided pay ends in exits."""

from collections.abc import Callable

import numpy as np

SOURCE = "claims 2 and 5"
SEEDS = range(8)


def test_under_investment_in_support_costs_the_vendor_more_than_it_saves(marketplace: object, record: Callable) -> None:
    today = marketplace.metric("npv", SEEDS)
    for agents in (1.8, 1.1):
        cut = marketplace.metric("npv", SEEDS, support_agents=agents)
        saved = marketplace.total("support_cost", SEEDS) - marketplace.total("support_cost", SEEDS, support_agents=agents)
        assert np.all(saved > 0.0)
        said = f"saves {saved.mean():,.0f}, costs {(today - cut).mean():,.0f} in NPV, least {(today - cut).min():,.0f}"
        assert record(
            f"desk cut to {agents:g} agents", must="costs more than it saves", gives=said, holds=bool(np.all(cut < today))
        )
    for metric, direction in {"wait": 1, "conversion": -1, "quality": -1, "brand": -1, "revenue": -1}.items():  # the chain
        moved = marketplace.metric(metric, SEEDS, support_agents=1.1) - marketplace.metric(metric, SEEDS)
        assert np.all(direction * moved > 0.0), metric


def test_support_has_an_optimum_between_too_little_and_too_much(marketplace: object, record: Callable) -> None:
    desks = (1.1, 1.8, 2.6, 4.0, 6.0)
    best = int(np.argmax([marketplace.metric("npv", SEEDS, support_agents=a).mean() for a in desks]))
    assert record("NPV over support agents, 1.1 to 6", must="best at 2.6", gives=f"best at {desks[best]:g}", holds=best == 2)


def test_one_sided_pay_ends_in_exits_and_the_vendor_loses_too(marketplace: object, record: Callable) -> None:
    for metric, least in {
        "churn": 1.5,
        "active_partners": -0.5,
        "revenue": -0.5,
        "npv": -0.5,
        "certainty_equivalent": -0.3,
    }.items():
        today = marketplace.metric(metric, SEEDS).mean()
        squeezed = marketplace.metric(metric, SEEDS, commission_rate=0.02).mean()
        change = squeezed / today - 1.0
        assert record(
            f"commission cut to .02: {metric}",
            must=f"{'above' if least > 0 else 'below'} {least - 1.0 if least > 0 else least:+.0%}",
            gives=f"{change:+.0%}",
            holds=bool(change > least - 1.0) if least > 0 else bool(change < least),
        )


def test_the_more_one_sided_the_more_exits(marketplace: object, record: Callable) -> None:
    rates = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
    churn = [marketplace.metric("churn", SEEDS, commission_rate=r).mean() for r in rates]
    active = [marketplace.metric("active_partners", SEEDS, commission_rate=r).mean() for r in rates]
    steady = bool(np.all(np.diff(churn) < 0.0) and np.all(np.diff(active) > 0.0))
    said = f"{churn[0]:.3f} at {rates[0]:g} to {churn[-1]:.3f} at {rates[-1]:g}"
    assert record("churn over commission", must="falls throughout", gives=said, holds=steady)
