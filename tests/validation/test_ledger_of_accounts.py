"""Money is conserved: what partners received, person by person, is what the vendor's journal paid.

``tests/test_ledger.py`` keeps a second set of books, month by month and contract by contract; this is its total.
"""

from collections.abc import Callable

import numpy as np
import pytest

from partnerscape.metrics.ledger import Ledger
from partnerscape.scenario import Tier

SOURCE = "ledger"
LEVERS = {
    "retainer": (-50, 100),
    "commission_rate": (0.05, 0.4),
    "bonus": (0, 300),
    "target": (200, 3000),
    "cap": (100, 2000),
    "quality_bonus": (0, 0.05),
    "discount": (0, 0.3),
    "joint_marketing": (0, 0.05),
}
MONTHS = {"recurring_months": 37, "clawback_months": 13, "notice_months": 7, "grandfather_months": 13}


@pytest.fixture(scope="module")
def closed(marketplace: object, programme: Callable) -> object:
    """The marketplace without newcomers, so that everybody has an account; without own money in growth; with many exits."""
    alone = {"arrivals": 0.0, "invite_rate": 0.0, "cofunding": 0.0, "invest_share": 0.0, "exit_base": -1.5}
    time = {"burn_in_months": 6, "horizon_months": 36, "initial_partners": 500}
    return programme(marketplace.scenario.changed(time=time).assuming(**alone))


def check(future: object, seed: int, levers: dict, said: str, record: Callable) -> None:
    run = future.run(seed, **levers)
    ledger = Ledger(run)
    received, paid = run.accounts["plain_income"].sum(), ledger.pay.sum()
    turnover = sum(
        abs(ledger.total(line)).sum() for line in ("commission", "recurring_pay", "retainer_pay", "bonus_pay", "clawback")
    )
    assert ledger.total("left").sum() > 20
    assert record(f"{said}: received less paid, of all pay", must=0.0, gives=float((received - paid) / turnover), within=1e-9)


def test_received_is_paid_under_todays_policy(closed: object, record: Callable) -> None:
    check(closed, 1, {}, "today's policy", record)


def test_received_is_paid_under_drawn_policies(closed: object, record: Callable, drawn: np.random.Generator) -> None:
    levers = {name: float(drawn.uniform(*ends)) for name, ends in LEVERS.items()}
    levers |= {name: int(drawn.integers(0, end)) for name, end in MONTHS.items()}
    levers |= {"tier_months": int(drawn.choice([1, 3])), "retroactive": bool(drawn.random() < 0.5)}
    levers["tiers"] = (
        Tier(threshold=500, rate=float(drawn.uniform(0.1, 0.3))),
        Tier(threshold=1500, rate=float(drawn.uniform(0.1, 0.5))),
    )
    seed = int(drawn.integers(100, 1000))
    check(closed, seed, levers, f"a drawn policy, seed {seed}", record)
