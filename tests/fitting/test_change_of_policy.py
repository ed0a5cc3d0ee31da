"""A policy that changed within the data: it is simulated where it was, and statistics before and after tell of the response."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.own_data.fitting.panel import Change, change_of
from partnerscape.own_data.fitting.simulate import simulated
from partnerscape.own_data.fitting.statistics import statistics_of
from partnerscape.scenario import InputError, Scenario, load_scenario
from partnerscape.study.question.programme import shown

UNTIL = 10


@pytest.fixture(scope="module")
def base() -> Scenario:
    time = {"burn_in_months": 30, "horizon_months": 6, "initial_partners": 200}
    return load_scenario("marketplace").changed(time=time, market={"potential": 1500})


def changing(base: Scenario, **levers: float) -> Scenario:
    """Other terms until ten months ago, but for the large ones."""
    now = base.current_policy
    spared = {f"large__{name}": getattr(now, name) for name in levers}
    before = now.changed(**levers, **spared)
    return base.changed(policies={"before": before}, history={"policies": [{"policy": "before", "until": UNTIL}]})


def test_months_before_the_change_are_the_old_policys(base: Scenario) -> None:
    changed = changing(base, commission_rate=0.05)
    old = changed.changed(current="before", history={"policies": []})
    pay = {name: engine.history_of(s, 3, 24)[1] for name, s in (("old", old), ("both", changed), ("new", base))}
    month = 24 - UNTIL
    np.testing.assert_array_equal(pay["both"].revenue[:, :month].sum(axis=0), pay["old"].revenue[:, :month].sum(axis=0))
    rate = {name: past.commission.sum(axis=0) / past.revenue.sum(axis=0) for name, past in pay.items()}
    assert (rate["both"][:month] < rate["new"][:month]).all()
    assert rate["both"][month + 1 :].mean() == pytest.approx(rate["new"][month + 1 :].mean(), rel=0.05)


def test_every_way_through_the_past_is_the_same(base: Scenario) -> None:
    """The eve of a run, of a history, of what today shows, and of a panel: to the bit."""
    changed = changing(base, commission_rate=0.05)
    eve, past = engine.history_of(changed, 4, 24)
    np.testing.assert_array_equal(eve.world.view(np.uint8), engine.burn_in(changed, 4).world.view(np.uint8))
    panel = simulated(changed, 4, 24)
    assert panel.revenue.sum() == pytest.approx(past.revenue.sum(), rel=1e-12)
    asked = changed.changed(today={"revenue": {"value": 1.0, "tolerance": 1.0}})
    assert shown(asked, 4)["revenue"] != shown(base.changed(today={"revenue": {"value": 1.0, "tolerance": 1.0}}), 4)["revenue"]


def test_a_past_without_changes_is_the_former_one(base: Scenario) -> None:
    same = changing(base, commission_rate=base.current_policy.commission_rate)
    one, other = (engine.burn_in(s, 5) for s in (base, same))
    np.testing.assert_array_equal(
        np.sort(engine.members_of(one)["trailing_revenue"]), np.sort(engine.members_of(other)["trailing_revenue"])
    )


def test_when_and_for_whom(base: Scenario) -> None:
    assert change_of(changing(base, commission_rate=0.05), 24) == Change(14, (0, 1))
    assert change_of(changing(base, commission_rate=0.05), 24, missing=(2, 20)) == Change(13, (0, 1))
    assert change_of(base, 24) is None and change_of(changing(base, commission_rate=0.05), 11) is None  # too near the start


def test_a_strong_change_shows_in_the_treated_alone(base: Scenario) -> None:
    """Four times the commission: the treated sell more since then, relative to the others."""
    strong, names = changing(base, commission_rate=0.05), ("response_revenue", "response_orders")

    def responses(scenario: Scenario) -> np.ndarray:
        panels = [replace(simulated(scenario, seed, 24), change=Change(14, (0, 1))) for seed in range(8)]
        return np.mean([[statistics_of(panel)[name] for name in names] for panel in panels], axis=0)

    assert (responses(strong) > responses(base) + 0.05).all()
    assert change_of(changing(base, commission_rate=base.current_policy.commission_rate), 24) is None
    assert not any(name.startswith("response") for name in statistics_of(simulated(base, 1, 24)))


@pytest.mark.parametrize(
    ("policies", "match"),
    [
        ([{"policy": "nobody's", "until": 3}], "policy of the scenario"),
        ([{"policy": "mediocre", "until": 3}, {"policy": "good", "until": 9}], "less than 3"),
        ([{"policy": "mediocre", "until": 0}], "until"),
    ],
)
def test_a_past_that_cannot_be_is_refused(base: Scenario, policies: list[dict[str, object]], match: str) -> None:
    with pytest.raises(InputError, match=match):
        base.changed(history={"policies": policies})
