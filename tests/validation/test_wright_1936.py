"""Wright 1936: what is lacking in skill falls with experience, as a power of -.32."""

from collections.abc import Callable

import numpy as np

from partnerscape import engine
from partnerscape.scenario import Scenario

SOURCE = "Wright 1936"
BEGINNING = 12  # months: the first are large steps on the curve


def learned(scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    """(experience, shortfall 1 - skill) of the one partner at every month's end.

    Experience counts practice, 8 hours' worth per month at full effort, from what the newcomer's skill already stands for:
    on the curve (beta / eta) (1 - skill)^(-1/beta).
    """
    state, skill = engine.founded(scenario, 1), []
    for _ in range(scenario.time.horizon_months):
        state.play(1)
        assert state.pool[0]["effort"][0] == state.pool[0]["hours"][0]
        skill.append(float(state.pool[0]["skill"][0]))
    own = scenario.assumptions.learning
    before = own.learning_slope / own.learning_rate * (1.0 - skill[BEGINNING - 1]) ** (-1.0 / own.learning_slope)
    practice = 8.0 * np.arange(1, len(skill) - BEGINNING + 1)
    return before + practice, 1.0 - np.array(skill[BEGINNING:])


def slope(experience: np.ndarray, shortfall: np.ndarray) -> float:
    return float(np.polyfit(np.log(experience), np.log(shortfall), 1)[0])


def test_log_log_slope(limit: Callable, record: Callable) -> None:
    experience, shortfall = learned(limit("wright"))
    assert record("log-log slope of 1 - skill on experience", must=-0.32, gives=slope(experience, shortfall), within=0.005)
    late = experience > 0.5 * experience[-1]
    counted = 8.0 * np.arange(BEGINNING + 1, experience.size + BEGINNING + 1)  # from the first day, no credit for skill brought
    assert record(
        "the same, counted from the first day, late", must=-0.32, gives=slope(counted[late], shortfall[late]), within=0.01
    )


def test_log_log_slope_at_drawn_curves(limit: Callable, record: Callable, drawn: np.random.Generator) -> None:
    beta, eta = drawn.uniform(0.28, 0.37), drawn.uniform(0.0105, 0.0175)
    experience, shortfall = learned(limit("wright").assuming(learning_slope=beta, learning_rate=eta))
    assert record(f"beta {beta:.3f}, eta {eta:.4f}", must=-beta, gives=slope(experience, shortfall), within=0.003)
