"""Customer value at constant retention r and discount d: m r / (1 + d - r), simulated and as NPV books it; a going concern's."""

from collections.abc import Callable

import numpy as np

from partnerscape.metrics import measure
from partnerscape.metrics.ledger import Ledger
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
    """What NPV puts a customer of the stationary programme down at, at a month's end: all order in the next month."""
    run = future.run(seed)
    ledger = Ledger(run)
    return float(measure(run)["customer_assets"] / ledger.discount[-1] / ledger.total("customers")[-1])


def going_on(future: object, seed: int) -> tuple[float, float]:
    """What NPV adds to the profit of the stationary programme, and a profit for ever, currency at the horizon."""
    run = future.run(seed)
    ledger = Ledger(run)
    beyond = (measure(run)["npv"] - ledger.profit @ ledger.discount) / ledger.discount[-1]
    return float(beyond), float(ledger.profit[-12:].mean() / ledger.rate)


def check(programme: Callable, scenario: Scenario, retention: float, record: Callable) -> None:
    own = scenario.assumptions
    unit, discount = own.demand.margin * own.demand.order_value, own.costs.discount_monthly
    value = retention / (1.0 + discount - retention)
    said = f"r {retention:.3g}, d {discount:.3g}"
    future = programme(scenario)
    assert record(
        f"{said}: value / margin, earned by the last customers", must=value, gives=customer_value(future, 1) / unit, relative=1e-3
    )
    at_the_end = 1.0 / (1.0 + discount - retention)
    assert record(
        f"{said}: value / margin, as NPV books it", must=at_the_end, gives=booked_value(future, 1) / unit, relative=1e-3
    )
    beyond, for_ever = going_on(future, 1)
    assert record(f"{said}: NPV beyond the horizon, a profit for ever", must=for_ever, gives=beyond, relative=1e-3)


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
