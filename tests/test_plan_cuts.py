"""Whether a rollout of components cuts pay: what both plans pay at today's sales decides, partner by partner."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from partnerscape import cli

pytestmark = pytest.mark.long  # walks the rules of pay plans one by one
PROGRAMME = (Path(__file__).parent / "pay" / "programme.toml").read_text()
SURVEYED = {"survey_every": 6, "commission_rate": 0.0, "recurring_months": 0}
LATER = {"on": "renewals", "rate": 0.2, "customer_months": [0, 13]}
COMPONENTS = {"new": {"on": "new revenue", "rate": 0.2}, "later": LATER}
CHANGES: dict[str, tuple[dict[str, Any], bool]] = {  # components in place of today's, and whether nobody is paid less
    "a lower rate": ({"new": {"on": "new revenue", "rate": 0.15}}, False),
    "a higher rate": ({"new": {"on": "new revenue", "rate": 0.25}}, True),
    "a lower rate on renewals": ({"later": {**LATER, "rate": 0.1}}, False),
    "a shorter time for renewals": ({"later": {**LATER, "customer_months": [0, 3]}}, False),
    "more for those who sell much": ({"new": {"on": "new revenue", "brackets": [[0, 0.2], [3000, 0.3]]}}, True),
    "more for those who sell much, less for others": ({"new": {"on": "new revenue", "brackets": [[0, 0.1], [600, 0.4]]}}, False),
    "a fee": ({"fee": {"on": "nothing", "lump": -10.0, "per": "year"}}, False),
    "a prize": ({"prize": {"on": "new revenue", "prizes": [500.0], "per": "quarter"}}, True),
    "the same in other words": ({"new": {"on": "new revenue", "brackets": [[0, 0.2]]}}, True),
}


@pytest.fixture(name="paid", scope="module")
def _paid(marketplace: Any, programme: Callable) -> Any:
    """A programme that surveys its partners and pays by components."""
    today = marketplace.policy(**SURVEYED, pay=COMPONENTS)
    return programme(marketplace.scenario.changed(policies={"now": today}, current="now"))


@pytest.mark.parametrize("change", CHANGES)
def test_what_pays_nobody_less_counts_as_heard(paid: Any, change: str) -> None:
    components, heard = CHANGES[change]
    voice = paid.ledger(0, pay=components).total("voice").max()
    rest = paid.scenario.assumptions.feeling.survey_rest
    assert voice == pytest.approx((1.0 - np.exp(-6.0 / rest)) * (1.0 if heard else 0.5))


def influence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], policy: str) -> float:
    """``partnerscape run`` with a policy: partners' voice."""
    scenario, rollout = tmp_path / "programme.toml", tmp_path / "rollout.toml"
    text = PROGRAMME.replace("offers = 7", "offers = 7\nsurvey_every = 6").replace("burn_in_months = 24", "burn_in_months = 6")
    scenario.write_text(text.replace("horizon_months = 24", "horizon_months = 8"))
    rollout.write_text(policy)
    words = ["partnerscape", "run", str(scenario), "--policy", str(rollout), "--seeds", "1", "--json"]
    monkeypatch.setattr(sys, "argv", words)
    cli.main()
    metrics = {line["metric"]: line["mean"] for line in json.loads(capsys.readouterr().out)["metrics"]}
    return float(metrics["influence"])


def test_components_in_place_of_a_commission_are_no_cut_unless_they_pay_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commission rate falls from 20 % to none; what counts is what components pay in its place."""
    more, less, same = (
        influence(tmp_path, monkeypatch, capsys, f'[pay.all]\non = "revenue"\nrate = "{rate} %"\ncustomer_months = [0, 13]\n')
        for rate in (25, 15, 25)
    )
    assert more == same > 1.5 * less > 0.0
