"""Random pay plans of up to six components, and random tables of sales: everything that the language can say, at figures that meet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.scenario.pay import Component, Levels, PayOut, Plan
from partnerscape.scenario.pay.words import MEANS, MEASURES, MONEY, OF_RECRUITS, SHARES

CATEGORIES = ("home", "toys", "office")
SEGMENTS = ("small", "large")
PERIODS = ("month", "quarter", "half-year", "year", "quarter from joining", "year from joining", "lifetime")
TIMES = (
    "month", "quarter", "half-year", "year", "3 months", "6 months", "12 months", "previous month", "previous quarter",
    "previous year", "year from joining", "previous quarter from joining", "lifetime",
)  # fmt: skip
ON_SALES = ("new revenue", "renewals", "revenue", "margin", "savings", "orders", "new customers")
ON_ANYTHING = (*ON_SALES, "customers", "recruits revenue", "recruits pay")
RATES = (-0.05, 0.015, 0.05, 0.075, 0.1, 0.123456, 0.2, 0.333333, 0.5, 0.85)
PAID_LAST = 0.7  # cancellations without a last order
SUMS = (5.0, 10.0, 20.0, 50.0, 99.99, 100.0, 250.0, 500.0, 1000.0)


class Draw:
    """Draws from one stream."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def one(self, values: Any) -> Any:
        return values[int(self.rng.integers(len(values)))]

    def whole(self, low: int, high: int) -> int:
        """Both ends included."""
        return int(self.rng.integers(low, high + 1))

    def rising(self, values: Any, number: int) -> list[Any]:
        """Different ones, in their order."""
        return sorted(self.rng.choice(values, size=min(number, len(values)), replace=False).tolist())

    def months(self, last: int) -> list[int]:
        start = self.whole(0, 4)
        return [start, self.one((start + self.whole(1, last), 10_000))]


# ---- plans


def random_plan(draw: Draw, customers: bool) -> Plan:
    """``customers``: whether the table of sales names them, without which their age is not known."""
    levels = {name: _levels(draw) for name in ("tier", "club")[: draw.whole(0, 2)]}
    names = [f"part {k}" for k in range(draw.whole(1, 6))]
    menu = draw.chance(0.2)
    components = {name: Component.model_validate(_on_own_sales(_component(draw, levels, customers, menu))) for name in names}
    return Plan(components, levels, _payout(draw))


def _payout(draw: Draw) -> PayOut:
    stated = {"minimum": 0.4, "cap_month": 0.2, "cap_year": 0.2}
    return PayOut(**{key: draw.one(SUMS) * (10 if key == "cap_year" else 1) for key, p in stated.items() if draw.chance(p / 2)})


def _threshold(draw: Draw, measure: str) -> float:
    if measure in SHARES:
        return draw.one((0.2, 0.5, 0.7, 0.75, 0.8, 0.9, 1.0))
    if measure in ("orders", "new customers", "customers", "certified", "recruits"):
        return float(draw.whole(0, 6))
    return draw.one(SUMS)


def _levels(draw: Draw) -> Levels:
    number = draw.whole(2, 4)
    needs = []
    for _ in range(draw.whole(1, 3)):
        measure = draw.one(list(MEASURES))
        steps = [0.0, *sorted(_threshold(draw, measure) for _ in range(number - 1))]
        needs.append({"measure": measure, "over": draw.one(TIMES), "at_least": steps})
    down = draw.one(("month", "month", "quarter", "half-year", "year"))
    return Levels.model_validate({"needs": needs, "down": down, "grace_months": draw.one((0, 0, 1, 3, 6))})


def _on_own_sales(c: dict[str, Any]) -> dict[str, Any]:
    """Only pay on own sales is taken back."""
    return {k: v for k, v in c.items() if k != "clawback" or c.get("on") not in ("nothing", "own pay", *OF_RECRUITS)}


def _component(draw: Draw, levels: dict[str, Levels], customers: bool, menu: bool) -> dict[str, Any]:
    c = {**_how(draw, levels), **_when(draw)}
    if menu and draw.chance(0.7):
        c["choice"] = draw.one(("plan A", "plan B"))
    if draw.chance(0.3):
        c["needs"] = [_condition(draw) for _ in range(draw.whole(1, 2))]
    partner = {
        "segments": lambda: [draw.one(SEGMENTS)],
        "tenure_months": lambda: draw.months(12),
        "joined": lambda: draw.one(("before", "after")),
        "cap_month": lambda: draw.one(SUMS),
        "cap_year": lambda: 5 * draw.one(SUMS),
    }
    sale = {
        "categories": lambda: draw.rising(CATEGORIES, draw.whole(1, 2)),
        "order_numbers": lambda: draw.months(9),
        "minimum_order": lambda: draw.one((20.0, 50.0, 100.0)),
        "maximum_order": lambda: draw.one((250.0, 500.0)),
        "registered": lambda: True,
    }
    stated = dict(partner)
    if c["on"] in ON_SALES or c["on"] == "recruits revenue":
        stated |= sale | ({"customer_months": lambda: draw.months(14)} if customers else {})
    if c["on"] == "customers" and customers:
        stated |= {"categories": sale["categories"], "customer_months": lambda: draw.months(14)}
    return {**c, **{key: value() for key, value in stated.items() if draw.chance(0.15)}}


def _condition(draw: Draw) -> dict[str, Any]:
    measure = draw.one(list(MEASURES))
    side = draw.one(("at_least", "at_least", "below"))
    return {"measure": measure, "over": draw.one(TIMES), side: _threshold(draw, measure)}


def _how(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    ways = {
        "rate": _rate, "amount": _amount, "fees": _fees, "brackets": _brackets, "lump": _lump, "target": _target,
        "guarantee": _guarantee, "pool": _pool, "prizes": _prizes, "recruits": _recruits, "vendor": _vendor, "unit": _unit,
    }  # fmt: skip
    return ways[draw.one(("rate", "rate", "brackets", "brackets", *ways))](draw, levels)


def _by_level(draw: Draw, levels: dict[str, Levels], values: tuple[float, ...]) -> tuple[list[float], dict[str, str]]:
    """One number, or one per level."""
    if not levels or draw.chance(0.4):
        return [draw.one(values)], {}
    name = draw.one(list(levels))
    return [draw.one(values) for _ in range(levels[name].number)], {"levels": name}


def _rate(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    on = draw.one([name for name in MONEY if name not in OF_RECRUITS])
    rates, of = _by_level(draw, levels, RATES)
    return {"on": on, "rate": rates, **of}


def _amount(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    amounts, of = _by_level(draw, levels, (-3.5, 1.0, 2.25, 10.0))
    return {"on": draw.one(("orders", "new customers", "customers")), "amount": amounts, **of}


def _fees(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    named = draw.rising(CATEGORIES, draw.whole(1, 3))
    return {"on": draw.one(("new revenue", "renewals", "revenue")), "rate": {name: draw.one(RATES) for name in named}}


def _brackets(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    on = draw.one(ON_ANYTHING)
    starts = draw.rising((0.0, *SUMS) if on in MONEY else (0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0), draw.whole(1, 5))
    rows = [[start, draw.one(RATES)] + ([draw.one(("marginal", "retroactive"))] if draw.chance(0.2) else []) for start in starts]
    return {"on": on, "brackets": rows, "counted": draw.one(("marginal", "retroactive")), "per": draw.one(PERIODS)}


def _lump(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    lumps, of = _by_level(draw, levels, (-95.0, -10.0, 25.0, 100.01))
    return {"on": "nothing", "lump": lumps, "per": draw.one(PERIODS), **of}


def _target(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    on = draw.one(ON_ANYTHING)
    lumps, of = _by_level(draw, {} if on in OF_RECRUITS else levels, (25.0, 100.01, 500.0))
    target = draw.one(SUMS) if on in MONEY else float(draw.whole(1, 8))
    return {"on": on, "lump": lumps, "target": target, "per": draw.one(PERIODS), **of}


def _guarantee(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    return {"on": "nothing", "guarantee": draw.one(SUMS)}


def _pool(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    return {"on": draw.one(ON_ANYTHING), "pool": draw.one(SUMS), "per": draw.one(PERIODS[:4])}


def _prizes(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    prizes = sorted((draw.one(SUMS) for _ in range(draw.whole(1, 3))), reverse=True)
    return {"on": draw.one(ON_ANYTHING), "prizes": prizes, "per": draw.one(PERIODS[:4])}


def _recruits(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    number = draw.whole(1, 5)
    c = {"on": draw.one(OF_RECRUITS), "rate": [draw.one(RATES) for _ in range(number)]}
    if draw.chance(0.5):
        c["unlocked"] = sorted(draw.whole(0, 3) for _ in range(number))
    if draw.chance(0.5):
        c["most_of_vendor_share"] = draw.one((0.1, 0.5, 0.6))
    return c


def _vendor(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    on, rate, cap = draw.one(("new revenue", "revenue", "margin")), draw.one((0.5, 0.75, 0.85, 0.123456)), draw.one(SUMS)
    return {"on": on, "rate": rate, "vendor_cap_year": cap, "per": draw.one(PERIODS)}


def _unit(draw: Draw, levels: dict[str, Levels]) -> dict[str, Any]:
    rates, of = _by_level(draw, levels, RATES)
    return {
        "on": draw.one(("new revenue", "renewals", "revenue", "margin")),
        "rate": rates,
        "cap_per_unit": draw.one((5.0, 8.0, 20.0)),
        **of,
    }


def _when(draw: Draw) -> dict[str, Any]:
    c: dict[str, Any] = {}
    if draw.chance(0.3):
        c["delay_months"] = draw.whole(1, 4)
    if draw.chance(0.2):
        c["instalments"] = draw.one((2, 3, 7, 12))
    if draw.chance(0.2):
        c |= {"hold_back": draw.one((0.1, 0.333333, 0.5, 1.0)), "hold_months": draw.whole(1, 6)}
    if draw.chance(0.2):
        c["minimum_payout"] = draw.one(SUMS)
    if draw.chance(0.3):
        c["clawback"] = [[3, 1.0], [9, 0.5]][: draw.whole(1, 2)]
    if draw.chance(0.1):
        c["fund"] = True
    return c


# ---- sales


def random_sales(draw: Draw, customers: bool, partners: int = 6, months: int = 18) -> pd.DataFrame:
    """A table of sales with every column that may be there; ``customers``: named, or only ``kind``."""
    names = [f"partner {k:02d}" for k in draw.rng.permutation(partners)]  # recruiters are not the first by name
    start = 12 * 2025 + draw.whole(0, 11)
    lines = []
    for k, name in enumerate(names):
        lines += _of_partner(draw, name, names[:k], start, months, customers)
    table = pd.DataFrame(lines)
    if draw.chance(0.5):
        table = table.drop(columns="retention")
    by_month = table.sort_values("month", key=lambda months: months.str[:7], kind="stable")
    return by_month if draw.chance(0.5) else table


def _of_partner(draw: Draw, name: str, others: list[str], start: int, months: int, customers: bool) -> list[dict[str, Any]]:
    first = start + draw.whole(0, months // 3)
    fixed = {"recruiter": draw.one(others) if others and draw.chance(0.7) else None}
    fixed["joined"] = _text(first - draw.whole(1, 30)) if draw.chance(0.3) else None
    fixed["choice"] = draw.one(("plan A", "plan B")) if draw.chance(0.7) else None
    own: list[str] = []
    lines = [{**_row(draw, name, first, customers, own), **fixed}]
    for month in range(first, start + months):
        lines += [_row(draw, name, month, customers, own) for _ in range(draw.one((0, 1, 1, 2, 4)))]
    return lines


def _row(draw: Draw, name: str, month: int, customers: bool, own: list[str]) -> dict[str, Any]:
    revenue = draw.one((10.0, 20.0, 50.0, 100.0, 250.0, round(float(draw.rng.gamma(1.0, 100.0)), 2)))
    revenue *= draw.one((1.0, 1.0, 1.0, 1.0, 1.0, 1.0, -0.5, 0.0))
    row: dict[str, Any] = {
        "partner": name,
        "month": _text(month) + ("-15" if draw.chance(0.1) else ""),
        "revenue": round(revenue, 2),
    }
    row["orders"] = draw.whole(0, 5) if draw.chance(0.2) else None
    row["margin"], row["savings"] = round(0.6 * revenue, 2), round(0.05 * revenue, 2)
    row["category"], row["registered"] = draw.one(CATEGORIES), draw.one(("yes", "no", None))
    row["kind"] = draw.one(("new", "renewal")) if draw.chance(0.1 if customers else 0.8) else None
    if customers:
        row["customer"] = draw.one(own) if own and draw.chance(0.6) else f"{name} customer {len(own)}"
        leaves = row["customer"] in own and draw.chance(0.2)
        own += [row["customer"]] if row["customer"] not in own else []
    else:
        leaves = draw.chance(0.1)
    if leaves:  # most say no more than that
        row |= {"cancelled": "yes"} | (
            dict.fromkeys(("revenue", "margin", "savings", "orders"), 0.0) if draw.chance(PAID_LAST) else {}
        )
    traits = {"segment": draw.one(SEGMENTS), "certified": draw.whole(0, 6)}
    traits |= {key: draw.one((0.25, 0.5, 0.7, 0.75, 0.8, 0.9, 1.0)) for key in ("skill", *MEANS)}
    return row | {key: value if draw.chance(0.4) else None for key, value in traits.items()}


def _text(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


# ---- terms that came later: drawn from a stream of their own, so that what was found stays where it is


OFFERS = ("lamp", "puzzle", "chair")


def with_later_terms(draw: Draw, plan: Plan, table: pd.DataFrame) -> tuple[Plan, pd.DataFrame]:
    """The same with single offers and fees by offer, and funds of which only proven use is paid."""
    proves = draw.chance(0.5)
    own_sales = (*ON_SALES, "customers")
    changed = {}
    for name, c in plan.components.items():
        new = c.model_dump(exclude_unset=True)
        goods = draw.rising((*CATEGORIES, *OFFERS), draw.whole(1, 4))
        if c.how == "amount" and not c.levels and not c.cap_per_unit and draw.chance(0.5):
            new["amount"] = {each: draw.one((-3.5, 1.0, 2.25, 10.0)) for each in goods}
        elif c.fees and draw.chance(0.5):
            new["rate"] = {each: draw.one(RATES) for each in goods}
        elif c.on in own_sales and not c.fees and c.how != "guarantee" and draw.chance(0.2):
            new["single_offers"] = draw.rising(OFFERS, draw.whole(1, 2))
        if draw.chance(0.2):
            new["fund"] = True
        if new.get("fund") and proves and draw.chance(0.5):
            new["use_months"] = draw.whole(1, 6)
        changed[name] = Component.model_validate(new)
    offers = [draw.one((*OFFERS, None)) for _ in range(len(table))]
    table = table.assign(offer=offers)
    if proves:
        table = table.assign(proven=[draw.one((0.0, 5.0, 20.0, 99.99, 250.0)) if draw.chance(0.3) else None for _ in offers])
    return replace(plan, components=changed), table
