"""Customer value at constant retention r and discount d: m r / (1 + d - r), simulated and as the NPV's run-off books it."""

from collections.abc import Callable

import numpy as np

from partnerscape.ledger import Ledger
from partnerscape.metrics import measure
from partnerscape.scenario import Scenario

SOURCE = "loyalty (Gupta & Lehmann 2003)"


def customer_value(future: object, seed: int) -> float:
    """What a customer earns from its next order on, once nobody sells any more: profit until the last has gone."""
    customers = sum(float(block["customers"][: int(block["active"])].sum()) for block in future.eve(seed).pool)
    ledger = future.ledger(seed, commission_rate=0.0)
    assert ledger.total("deals").sum() == 0.0
    assert ledger.total("customers")[-1] < 1e-3 * customers
    profit = ledger.profit
    return float((profit @ ledger.discount - profit[0]) / customers)


def booked_value(future: object, seed: int) -> float:
    """Run-off value a customer in the NPV of the stationary programme."""
    run = future.run(seed)
    ledger = Ledger(run)
    run_off = (measure(run)["npv"] - ledger.profit @ ledger.discount) / ledger.discount[-1]
    return float(run_off / ledger.total("customers")[-1])


def check(programme: Callable, scenario: Scenario, retention: float, record: Callable) -> None:
    own = scenario.assumptions
    unit, discount = own.demand.margin * own.demand.order_value, own.costs.discount_monthly
    value = retention / (1.0 + discount - retention)
    said = f"r {retention:.3g}, d {discount:.3g}"
    future = programme(scenario)
    record(
        f"{said}: value / margin, earned by the last customers", must=value, gives=customer_value(future, 1) / unit, relative=1e-3
    )
    record(f"{said}: value / margin, as NPV books it", must=value, gives=booked_value(future, 1) / unit, relative=1e-3)


def test_customer_value(limit: Callable, programme: Callable, record: Callable) -> None:
    check(programme, limit("loyalty"), 0.95, record)


def test_customer_value_at_drawn_retention_discount_and_margin(
    limit: Callable, programme: Callable, record: Callable, drawn: np.random.Generator
) -> None:
    retention, discount, margin = drawn.uniform(0.85, 0.965), drawn.uniform(0.003, 0.03), drawn.uniform(0.3, 0.8)
    scenario = limit("loyalty").assuming(
        stay_base=float(np.log(retention / (1.0 - retention))), discount_monthly=discount, margin=margin
    )
    check(programme, scenario, retention, record)
