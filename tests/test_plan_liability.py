"""What pay by components promises and states: the liability is the pay to come, the simulation pays what the statement says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numba import njit
from random_plans import NUMBERS, RECRUITS, SALES, planned_cases, plans, with_plan
from random_programmes import Case, cases, played, rolled_out

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.metrics.ledger import Ledger
from partnerscape.rules.outlook.amounts import counted
from partnerscape.rules.paying import table as at
from partnerscape.rules.shared import records
from partnerscape.scenario import Policy
from partnerscape.statement import pay_statement

LONG = 3000  # months until nothing is left
pytestmark = pytest.mark.long
few = settings() if settings.default.max_examples > 100 else settings(max_examples=20)


# ---- the liability is the pay to come


@njit
def count_month(pool, i, world, o, feed, revenue, orders, goods):
    """What a plan counts of a customer's month of renewals."""
    p = pool[0]
    return counted(p.plan, i, world[0], o, feed, p, 0.0, 0.0, revenue, orders, goods, 1.0, 0.0, 1.0)


class Contract:
    """One partner's plan at a month's end, played on as contracts run: customers and partner stay by chance, prices as they are."""

    def __init__(self, state: engine.State, b: int, i: int) -> None:
        self.block, self.world, self.w, self.i = state.pool[b : b + 1], state.world, state.world[0], i
        p = self.p = state.pool[b]
        self.s = p["plan"]
        self.o = int(p["terms"][i] >= records.SEGMENTS and not self.w["one_plan"])
        self.t = int(self.w["month"]) - int(self.w["rollout_month"]) + 1200
        self.patience = 1.0 / (1.0 + self.w["discount_monthly"])
        self.staying, self.stay = float(p["staying"][i]), 1.0 - float(p["hazard"][i])
        self.own = {int(self.s[self.of("earned_row", k), i]) for k in range(int(self.w["components"][self.o]))}

    def of(self, name: str, *index: int) -> Any:
        return self.w[name][(self.o, *index)]

    def row(self, number: int) -> float:
        return float(self.s[number, self.i])

    def by_age(self, first: int, ages: int) -> np.ndarray:
        """Differences of a running sum that is kept in a ring: of each month's newcomers, the oldest together at the end."""
        ring = [self.row(first + (self.t - back) % (ages + 1)) for back in range(ages + 1)]
        return np.array([*(np.subtract(ring[:-1], ring[1:])), ring[-1]])

    def renewals(self, k: int) -> float:
        feed, ages = self.of("pay_feed", k, 0), int(self.of("ages"))
        if self.of("pay_how", k) != at.FLAT or self.of("feed_basis", feed) in (at.NEW, at.WON) or self.of("pay_feeds", k) > 1:
            return 0.0
        low, high = (int(month) for month in self.of("feed_months", feed))
        number, level = float(self.p["customers"][self.i]), self.level(k)
        people = np.array([number])
        if ages:
            people = self.by_age(int(self.of("ages_row")) + 2, ages)
            people = people / people.sum() * number if people.sum() > 0.0 else 0.0 * people
        else:
            low = 0  # nobody's age matters
        age, worth, each = np.arange(people.size), self.patience, self.a_month(k, int(feed), level)
        total = 0.0
        for _ in range(LONG):
            age = age + 1
            paid = (age >= low) & ((age < high) | (high >= at.ENDLESS))
            total += worth * each * people[paid].sum()
            people, worth = people * self.staying * self.stay, worth * self.patience
        return total

    def level(self, k: int) -> int:
        ladder = int(self.of("pay_ladder", k))
        return int(self.row(int(self.of("ladder_row", ladder)))) if ladder >= 0 else 0

    def a_month(self, k: int, feed: int, level: int) -> float:
        """Cents of a customer's month, as the plan counts an average one."""
        w, p, i = self.w, self.p, self.i
        order = w["order_value"] * p["offer_price"][i] * (1.0 - p["discount"][i]) * w["price_level"]
        goods = w["order_value"] * p["offer_price"][i] * max(0.0, 1.0 - w["margin"] * p["offer_margin"][i]) / max(order, 1e-9)
        many, rate, scale = w["recurring_orders"], self.of("pay_rate", k, level), self.of("pay_scale", k)
        if self.of("pay_capped", k):
            feed, rate, scale = int(self.of("capped_feed", k, level)), 1.0, at.MILLION
        seen = count_month(self.block, i, self.world, self.o, feed, many * order, many, goods)
        return float(rate * seen / scale)

    def claims(self, k: int) -> float:
        steps = int(self.of("pay_claws", k))
        if not steps:
            return 0.0
        until, share = self.of("claw_until", k)[:steps], self.of("claw_share", k)[:steps] / at.MILLION
        at_stake = self.by_age(int(self.of("risk_row", k)) + 1, int(until[-1]))[:-1] * self.row(int(self.of("ages_row")))
        total, worth = 0.0, self.patience
        for month in range(1, int(until[-1])):
            for age, pay in enumerate(np.maximum(at_stake, 0.0)):
                step = int(np.searchsorted(until, age + month, side="right"))
                total += worth * (1.0 - self.staying) * pay * (share[step] if step < steps else 0.0)
            worth *= self.patience * self.staying * self.stay
        return total

    def owed(self) -> float:
        """Currency: all components, beside the short form's."""
        total = 0.0
        for k in range(int(self.w["components"][self.o])):
            ring, fund = int(self.of("pay_ring", k)), self.of("pay_line", k) == at.FUND
            later = [
                self.row(int(self.of("due_row", k)) + (self.t + ahead) % ring) * self.patience**ahead for ahead in range(1, ring)
            ]
            waiting = self.row(int(self.of("balance_row", k))) if self.of("balance_row", k) >= 0 else 0.0
            waiting += self.row(int(self.of("carried_row", k))) if self.of("least_payout") > 0.0 else 0.0
            coming = self.renewals(k) if self.row(int(self.of("fit_row", k))) > 0.5 else 0.0
            used = float(self.of("proven_use", k)) / at.MILLION if fund else 1.0
            assert float(self.of("patience", k)) <= used + 1e-12  # partners count on no more
            coming = coming * float(self.of("patience", k)) - used * self.claims(k)
            owed = used * (sum(later) + waiting * self.patience * self.stay) + coming
            total += owed * (float(self.w["marketing_claimed"]) if fund else 1.0) / at.CENTS
        return total


def without_recruits(case: Case) -> Case:
    """What recruits bring is due next month and tested by what is paid then."""

    def changed(policy: Policy) -> Policy:
        table = policy.model_dump()
        table["pay"] = {name: c for name, c in table["pay"].items() if c["on"] not in RECRUITS}
        return Policy.model_validate(table)

    now = {label: changed(policy) for label, policy in case.scenario.policies.items()}
    return Case(case.scenario.changed(policies=now), changed(case.policy), case.seed)


@few
@given(planned_cases(discount_monthly=0.01))
def test_the_liability_is_the_pay_to_come(case: Case) -> None:
    case = without_recruits(case)
    assume(case.policy.pay)
    state = rolled_out(case, engine.burn_in(case.scenario, case.seed))
    for rule in engine.walk(state, case.scenario.time.horizon_months):
        if rule == "take_stock":
            short = [block["liability"][: int(block["active"])].copy() for block in state.pool]
        elif rule == "owe_plan":
            owed = [block["liability"][: int(block["active"])] - before for block, before in zip(state.pool, short, strict=True)]
            for b, block in enumerate(state.pool):
                for i in range(min(int(block["active"]), 5)):
                    if block["leaving"][i] == 0 and block["staying"][i] * (1.0 - block["hazard"][i]) < 0.99:
                        expected = Contract(state, b, i).owed()
                        assert owed[b][i] == pytest.approx(expected, rel=1e-6, abs=1e-6 * max(1.0, abs(short[b][i])))


def test_what_recruits_bring_is_owed_until_it_is_paid(marketplace: Any, members: Callable) -> None:
    """The overrides of a month, to the cent, are what stood in the books as due; a commission on new revenue leaves nothing due."""
    pay = {"commission": {"on": "new revenue", "rate": 0.2}, "override": {"on": "recruits revenue", "rate": [0.1]}}
    scenario = marketplace.scenario
    policy = with_plan(marketplace.policy(), {"pay": pay}, short=False)
    rows = encode.encode_policy(policy, scenario, in_components=True)
    state = marketplace.eve(3).planning(encode.plan_size_of(rows)).copy(8)
    encode.write_policy(state.world, rows, records.SEGMENTS)
    patience, due, total = 1.0 / (1.0 + state.world[0]["discount_monthly"]), {}, 0.0
    for rule in engine.walk(state, 12):
        if rule == "pay_plan":
            for who, paid in zip(members(state, "id"), members(state, "override_pay"), strict=True):
                assert paid == pytest.approx(due.get(int(who), 0.0) / patience, abs=1e-6)
                total += paid
        elif rule == "owe_plan":
            owed = zip(members(state, "id"), members(state, "liability"), members(state, "leaving"), strict=True)
            due = {int(who): amount for who, amount, leaving in owed if not leaving}
    assert total > 0.0


# ---- the simulation pays what the statement says


def on_new_sales(plan: dict[str, Any]) -> dict[str, Any]:
    """The plan as far as one table of new revenue and new customers decides it."""
    other = ("categories", "single_offers", "customer_months", "order_numbers", "minimum_order", "maximum_order", "registered", "clawback",
             "cap_per_unit", "choice", "joined", "unlocked", "most_of_vendor_share", "proven_use")  # fmt: skip

    def measured(need: dict[str, Any]) -> dict[str, Any]:
        return need | {"measure": "new revenue" if need["measure"] in SALES else "new customers"}

    pay = {}
    for name, stated in plan["pay"].items():
        component = {key: value for key, value in stated.items() if key not in other}
        if component["on"] in RECRUITS:
            continue
        component["on"] = {**dict.fromkeys(SALES, "new revenue"), **dict.fromkeys(NUMBERS, "new customers")}.get(
            component["on"], component["on"]
        )
        for key in ("rate", "amount"):
            if isinstance(component.get(key), dict):
                component[key] = 0.125
        component["needs"] = [measured(need) for need in component.get("needs", [])]
        pay[name] = component
    ladder = plan["levels"]["ladder"]
    levels = {"ladder": ladder | {"needs": [measured(need) for need in ladder["needs"]]}}
    return {"pay": pay, "levels": levels, "payout": plan.get("payout", {})}


ALONE = {"recurring_orders": 0.0, "exit_base": -20.0, "exit_gain": 0.0, "additive_noise_sd": 0.0}


@st.composite
def stated_cases(draw: st.DrawFn) -> Case:
    """Nobody leaves, nobody buys again: one table of sales decides what is earned. The plan is there from the first month on."""
    case = draw(cases(16, **ALONE))
    plan = on_new_sales(draw(plans(case.scenario)))
    assume(plan["pay"])
    policy = with_plan(case.policy, plan, short=False)
    time = {"burn_in_months": 0, "horizon_months": case.scenario.time.horizon_months, "initial_partners": 40}
    return Case(case.scenario.changed(time=time, policies={"now": policy}, events=()), policy, case.seed)


@few
@given(stated_cases())
def test_the_simulation_pays_what_the_statement_says(members: Callable, case: Case) -> None:
    """Earned and paid, to the cent, component by component."""
    state = rolled_out(case, engine.burn_in(case.scenario, case.seed))
    names, sales, paid = list(case.policy.pay), [], []
    w = state.world[0]
    for rule in engine.walk(state, case.scenario.time.horizon_months):
        if rule != "pay_plan":
            continue
        month = f"{2000 + int(w['month']) // 12}-{int(w['month']) % 12 + 1:02d}"
        plan, who = members(state, "plan"), [f"{number:020d}" for number in members(state, "id")]
        own = {name: members(state, name) for name in ("new_revenue", "deals", "segment")}
        for i, partner in enumerate(who):
            segment = case.scenario.segment_names[int(own["segment"][i])]
            money = np.floor(100.0 * own["new_revenue"][i] + 0.5) / 100.0
            sales.append((partner, month, money, "new", own["deals"][i], segment))
            for k, name in enumerate(names):
                cents = [plan[int(w[f"{row}_row"][0, k]), i] for row in ("earned", "paid")]
                paid.append((partner, month, name, *cents))
    columns = ["partner", "month", "revenue", "kind", "orders", "segment"]
    assume(sales)
    stated = pay_statement(case.policy.plan, pd.DataFrame(sales, columns=columns), segments=case.scenario.segment_names)
    ours = pd.DataFrame(paid, columns=["partner", "month", "component", "earned", "paid"])
    both = ours.merge(stated, on=["partner", "month", "component"], suffixes=("", "_stated"))
    assert len(both) == len(ours)
    for column in ("earned", "paid"):
        assert np.array_equal(both[column], np.round(100.0 * both[f"{column}_stated"])), column


# ---- what is the same plan is the same pay


@few
@given(planned_cases(today=True))
def test_todays_plan_rolled_out_anew_changes_nothing(case: Case) -> None:
    """From the first month on, or only after the horizon."""
    now = case.scenario.current_policy.changed(grandfather_months=0, notice_months=0)
    case = case._replace(scenario=case.scenario.changed(policies={"now": now}))
    eve = engine.burn_in(case.scenario, case.seed)
    longest = case.scenario.time.horizon_months + 1
    at_once, never = (played(case, eve, now.changed(notice_months=months)) for months in (0, longest))
    assert np.array_equal(at_once.journal, never.journal)


NOTHING = {
    "rate": {"on": "revenue", "rate": 0.0},
    "amount": {"on": "orders", "amount": 0.0},
    "brackets": {"on": "new revenue", "brackets": [[0, 0.0], [1_000, 0.0]], "per": "quarter"},
}


@pytest.mark.parametrize("name", NOTHING)
def test_a_plan_that_pays_nothing_changes_no_sales(marketplace: Any, name: str) -> None:
    """Beside the short form, which pays and moves as it does alone."""
    rows = [marketplace.policy(), with_plan(marketplace.policy(), {"pay": {"nothing": NOTHING[name]}}, short=True)]
    one, two = (
        Ledger(engine.branch(marketplace.eve(3), encode.encode_policy(p, marketplace.scenario), marketplace.scenario))
        for p in rows
    )
    for line in ("new_revenue", "revenue", "commission", "recurring_pay", "income", "effort"):
        assert two.total(line).sum() == pytest.approx(one.total(line).sum(), rel=2e-3), line


def test_the_short_form_and_its_component_are_the_same_pay(marketplace: Any) -> None:
    """A fifth of new revenue: nearly the same sales; of these the same pay, but for rounding each month to the cent."""
    short = marketplace.policy(commission_rate=0.2, recurring_months=0)
    plan = with_plan(short, {"pay": {"commission": {"on": "new revenue", "rate": 0.2}}}, short=False)
    one, two = (
        Ledger(engine.branch(marketplace.eve(3), encode.encode_policy(p, marketplace.scenario), marketplace.scenario))
        for p in (short, plan)
    )
    for line in ("new_revenue", "revenue", "effort", "liability"):
        assert two.total(line).sum() == pytest.approx(one.total(line).sum(), rel=1e-2, abs=1.0), line
    cents = 0.005 * two.total("active")
    assert np.all(np.abs(two.total("commission") - 0.2 * two.total("new_revenue")) <= cents)
    assert np.allclose(one.total("commission"), 0.2 * one.total("new_revenue"))
