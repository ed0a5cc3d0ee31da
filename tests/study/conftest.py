"""A small question, quickly asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

QUESTION = """
question = "Which programmes are win-win?"
scenario = "small.toml"
[levers]
commission_rate = [0.15, 0.3]
support_agents = [1.0, 5.0]
offers = [3, 12]
[uncertainties]
margin = [0.5, 0.7]
gamma = [0.25, 0.45]
[design]
policies = 24
futures = 4
seed = 3
"""


@pytest.fixture
def question(tmp_path: Path) -> Path:
    """A question of 24 policies and 4 futures about a marketplace of 60 partners and a year."""
    text = (Path(__file__).parents[2] / "scenarios" / "marketplace.toml").read_text()
    text = text.replace("burn_in_months = 60", "burn_in_months = 12").replace("horizon_months = 36", "horizon_months = 12")
    text = text.replace("initial_partners = 800", "initial_partners = 60").replace("arrivals = 24.0", "arrivals = 7.0")
    text = re.sub(r"^(\w+) = \{ value = .*? \}", r"\1 = {}", text, flags=re.MULTILINE)  # of another programme
    for name, tolerance in (("occupancy", 0.5), ("revenue", 60_000)):  # of 60 partners one may sell as much as all others
        text = text.replace(f"{name} = {{}}", f"{name} = {{ tolerance = {tolerance} }}")
    (tmp_path / "small.toml").write_text(text)
    path = tmp_path / "question.toml"
    path.write_text(QUESTION)
    return path
