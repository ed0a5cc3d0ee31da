"""Bass 1969: one partner at constant effort and customers who talk. Sales peak near ln(q/p)/(p+q) years."""

from collections.abc import Callable

import numpy as np

from partnerscape import engine
from partnerscape.rules.shared.records import LINE
from partnerscape.scenario import Scenario

SOURCE = "Bass 1969"


def adoption(scenario: Scenario) -> np.ndarray:
    """Share of the potential that buys, month by month."""
    journal = engine.founded(scenario, 1).play(scenario.time.horizon_months)
    efforts = journal[:, LINE["effort"]].sum(axis=1)
    assert np.all(efforts == efforts[0])
    return journal[:, LINE["deals"]].sum(axis=1) / scenario.market.potential


def closed_form(p: float, q: float, months: int) -> np.ndarray:
    """Share that has bought by each month's end."""
    fading = np.exp(-(p + q) * np.arange(1, months + 1) / 12.0)
    return (1.0 - fading) / (1.0 + q / p * fading)


def check(scenario: Scenario, p: float, q: float, record: Callable) -> None:
    new = adoption(scenario)
    top = int(np.argmax(new))
    before, at, after = new[top - 1 : top + 2]
    vertex = top + 0.5 * (before - after) / (before - 2.0 * at + after)
    said = f"p {p:.3g}, q {q:.3g}"
    assert record(f"{said}: peak, years", must=float(np.log(q / p) / (p + q)), gives=float((vertex + 0.5) / 12.0), within=0.03)
    reached = float(new[:top].sum() + (vertex - top + 0.5) * at)
    assert record(f"{said}: F at the peak", must=(q - p) / (2.0 * q), gives=reached, within=0.01)
    furthest = np.abs(np.cumsum(new) - closed_form(p, q, new.size)).max()
    assert record(f"{said}: F, largest distance from the closed form", must=0.0, gives=float(furthest), within=2e-3)


def test_the_peak_of_one_partners_sales(limit: Callable, record: Callable) -> None:
    check(limit("bass"), 0.03, 0.38, record)


def test_the_peak_of_a_slow_start(limit: Callable, record: Callable) -> None:
    scenario = limit("bass")
    reach = scenario.assumptions.person.reach_scale
    check(scenario.assuming(reach_scale=reach * 0.01 / 0.03, word_of_mouth=0.5 / 12.0), 0.01, 0.5, record)


def test_the_peak_at_drawn_innovation_and_imitation(limit: Callable, record: Callable, drawn: np.random.Generator) -> None:
    p, q = drawn.uniform(0.02, 0.05), drawn.uniform(0.3, 0.5)
    scenario = limit("bass")
    reach = scenario.assumptions.person.reach_scale
    check(scenario.assuming(reach_scale=reach * p / 0.03, word_of_mouth=q / 12.0), p, q, record)
