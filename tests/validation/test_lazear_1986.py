"""Lazear 1986: of a safe and a steep plan the able choose the steep one, and of the equally able those who do not mind risk."""

from collections.abc import Callable

import numpy as np
import pytest
from planned import months_under, people

SOURCE = "Lazear 1986"
MENU = {
    "pay": {
        "salary": {"on": "nothing", "lump": 120.0, "choice": "safe"},
        "small share": {"on": "new revenue", "rate": 0.05, "choice": "safe"},
        "large share": {"on": "new revenue", "rate": 0.3, "choice": "steep"},
    }
}


@pytest.fixture(scope="module")
def chosen(small: object) -> dict[str, np.ndarray]:
    months = [months_under(small, seed, 6, MENU)[-1] for seed in range(1, 7)]
    return {name: np.concatenate([month[name] for month in months]) for name in months[0]}


def test_the_able_choose_the_steep_plan(chosen: dict, record: Callable) -> None:
    steep = chosen["choice"] == 1.0
    for name in ("reach", "skill"):
        ratio = float(chosen[name][steep].mean() / chosen[name][~steep].mean())
        assert record(f"mean {name} of those who chose the steep plan over the others", must=(1.05, 20.0), gives=ratio)


def test_the_same_people_choose_the_safe_plan_if_risk_costs_them_more(small: object, record: Callable) -> None:
    to_safe, to_steep = 0, 0
    for seed in range(1, 5):
        bold, afraid = people([months_under(small, seed, 1, MENU, times={"risk": factor}) for factor in (0.2, 5.0)], 0, 1)
        to_safe += int(((bold["choice"] == 1.0) & (afraid["choice"] == 0.0)).sum())
        to_steep += int(((bold["choice"] == 0.0) & (afraid["choice"] == 1.0)).sum())
    said = f"{to_safe} to the safe plan, {to_steep} to the steep one"
    assert record(
        "risk aversion times 25, the same people", must="to the safe plan only", gives=said, holds=to_safe > 0 == to_steep
    )
