"""What holds for any programme: random markets, people, assumptions, policies and events, and what follows from theory.

100 cases each in ``make test-long``, 2,000 in ``make test-random-full``. A failing case shrinks to few departures from the defaults.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from random_programmes import EVENT_SIZES, Case, cases, played, real, rolled_out

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.metrics import METRICS
from partnerscape.metrics.gains import Measured, paired
from partnerscape.metrics.ledger import COSTS, PAY, Ledger
from partnerscape.rules.shared import records
from partnerscape.scenario import Policy

SHARES = ("skill", "trust", "satisfaction", "loyalty", "reputation", "quality", "observed_quality", "care", "support", "expected_support",
          "conversion", "staying", "clarity", "correction", "focus", "availability", "contradicted", "cells_reached", "better_off",
          "distinguished", "priority", "status", "has_sold", "bunched", "understood", "insight", "hazard", "paid_part", "start_chance",
          "newcomer")  # fmt: skip
STOCKS = ("customers", "young_customers", "paid_customers", "leads", "deals", "lost_deals", "orders", "revenue", "new_revenue", "goods",
          "effort", "burden", "overload", "hours", "reach", "outside", "risk", "tenure", "since_signing", "override_due",
          "trailing_revenue", "commission", "clawback", "marketing_claim", "investment", "risk_cost", "opacity_cost", "looking", "cancelled",
          "training", "contacts", "direct_deals", "expected_leads", "expected_new_revenue", "expected_revenue", "customer_surplus",
          "stake", "attachment", "override_expected", "override_ahead", "complaints", "audience", "rumour", "yield_per_effort", "growth")  # fmt: skip
COUNTS = ("customers", "leads", "deals", "lost_deals", "orders", "stayed", "tenure", "since_signing")
OF_REVENUE = (  # may be negative under the additive noise of the Holmstrom-Milgrom limit, which is on revenue
    "revenue", "new_revenue", "goods", "commission", "trailing_revenue", "override_due", "marketing_claim", "investment",
)  # fmt: skip
PARTS = {"young_customers": "customers", "paid_customers": "customers", "stayed": "asked_to_stay", "deals": "leads"}
OF_PAY = ("income_from_recruiting", "partners_share")  # shares of pay, which fees and clawback may turn negative
OF_BEST = ("top_fifth_share", "best_five_share")
CLOSE = 1e-9
ROUNDING = 1e-12
pytestmark = pytest.mark.long


# ---- every month of any programme is sound


def takes_back(state: engine.State) -> bool:
    """Whether some terms lower the rate on revenue of earlier months: only then may a month's commission be negative."""
    w = state.world[0]
    rates = np.column_stack([w["commission_rate"], w["tier_rate"].T])
    return bool(np.any((w["retroactive"] > 0.5) & (w["tier_months"] > 1.5) & np.any(np.diff(rates) < 0.0, axis=1)))


def check_columns(state: engine.State, members: Callable, case: Case) -> None:
    noisy = case.scenario.assumptions.effort.additive_noise_sd > 0.0
    signed = {*(OF_REVENUE if noisy else ()), *(("commission",) if takes_back(state) else ())}
    for block in state.pool:  # everything that a member has, whatever it is called
        at, everybody = len(records.WHOLE), int(block["members"])
        assert np.all(np.isfinite(block["numbers"][at:, :everybody]))
    for name in SHARES:
        column = members(state, name)
        assert np.all((column >= 0.0) & (column <= 1.0 + ROUNDING)), (name, column.min(), column.max())
    for name in STOCKS:
        column = members(state, name)
        assert name in signed or np.all(column >= 0.0), (name, column.min())
    for name in COUNTS:
        column = members(state, name)
        assert np.array_equal(column, np.round(column)), name
    for part, whole in PARTS.items():
        assert np.all(members(state, part) <= members(state, whole) * (1.0 + ROUNDING)), part
    assert np.allclose(members(state, "customers_in").sum(axis=0), members(state, "customers"), rtol=CLOSE, atol=CLOSE)
    assert np.all(members(state, "category_share") >= 0.0)


def check_world(state: engine.State) -> None:
    w = state.world[0]
    for name in w.dtype.names:
        if w.dtype[name].base.kind == "f":
            assert np.all(np.isfinite(w[name])), name
    for name in ("support_first", "support_second", "utilisation", "penetration", "voice"):
        assert 0.0 <= w[name] <= 1.0 + ROUNDING, (name, w[name])
    assert w["brand"] >= 0.0
    assert 0.0 <= w["product"] <= w["product_ceiling"] * (1.0 + ROUNDING)
    assert np.all(w["direct_in_cell"] >= 0.0)
    assert np.all((w["cell_available"] >= 0.0) & (w["cell_available"] <= 1.0))


def check_page(before: engine.State, page: np.ndarray) -> None:
    """People are accounted for, from one month to the next; nothing is booked as a negative cost."""
    assert np.all(np.isfinite(page))
    assert page[records.LINE["active"]].sum() == before.pool["active"].sum()
    assert page[records.LINE["signed"]].sum() == (before.pool["members"] - before.pool["active"]).sum()
    for name in (*COSTS, "direct_revenue", "direct_goods", "direct_cost", "direct_customers", "wait"):
        assert np.all(page[records.LINE[name]] >= 0.0), name


def check_results(run: engine.Run, baseline: engine.Run, noisy: bool) -> None:
    """What a user reads of a run and of its comparison with going on as today."""
    assert all(np.all(np.isfinite(column)) for column in run.accounts.values())
    candidate = Measured.of(run)
    for name, value in candidate.metrics.items():
        assert np.isfinite(value), name
        if METRICS[name].unit in ("share", "0-1", "share per month") and name not in OF_PAY and not (noisy and name in OF_BEST):
            assert 0.0 <= value <= 1.0 + CLOSE, (name, value)
    if run.accounts["months"].size:
        for name, value in paired(candidate, Measured.of(baseline)).items():
            assert np.isfinite(value), name


def test_every_month_is_sound(members: Callable) -> None:
    """And the cases leave no line of the journal and no kind of event out."""
    met, lines = set(), np.zeros(len(records.JOURNAL), dtype=bool)

    @given(cases())
    def is_sound(case: Case) -> None:
        eve = engine.burn_in(case.scenario, case.seed)
        check_columns(eve, members, case)
        state = rolled_out(case, eve)
        for _ in range(case.scenario.time.horizon_months):
            before = state.copy()
            page = state.play(1)[0]
            check_page(before, page)
            check_columns(state, members, case)
            check_world(state)
            lines[:] |= np.any(page != 0.0, axis=1)
        noisy = case.scenario.assumptions.effort.additive_noise_sd > 0.0
        check_results(played(case, eve), played(case, eve, case.scenario.current_policy), noisy)
        met.update(event.kind for event in case.scenario.events)
        met.update("exceptions" for _ in case.policy.segments)

    is_sound()
    assert {name for name, seen in zip(records.JOURNAL, lines, strict=True) if not seen} == set()
    assert met == {*EVENT_SIZES, "exceptions"}


@given(cases())
def test_all_revenue_goes_somewhere(walk: Callable, members: Callable, case: Case) -> None:
    """Vendor's revenue = what partners received, what everything else cost, and profit."""
    eve = engine.burn_in(case.scenario, case.seed)
    run = played(case, eve)
    ledger, state = Ledger(run), rolled_out(case, eve)
    pages = []
    for rule in walk(state, case.scenario.time.horizon_months):
        if rule == "settle":
            received = members(state, "income") + members(state, "investment")  # own money of the month before
        elif rule == "pay_overrides":
            column = {name: members(state, name) for name in ("revenue", "goods", *PAY, "clawback", "marketing_claim")}
        elif rule == "take_stock":
            lost = float(members(state, "diverted_revenue").sum())
        elif rule == "end":
            scale = max(1.0, *(np.abs(values).sum() for values in column.values()))
            page = {name: float(state.world[0]["today"][records.LINE[name]].sum()) for name in records.JOURNAL}
            for name, values in column.items():
                assert abs(values.sum() - page[name]) <= CLOSE * scale, name
            paid = sum(column[name] for name in PAY) - column["clawback"]
            assert np.allclose(received, paid, rtol=CLOSE, atol=CLOSE * scale)
            assert page["direct_revenue"] >= lost * (1.0 - CLOSE)
            spent = sum(page[name] for name in (*COSTS, "goods", "direct_goods", "direct_cost", "marketing_claim"))
            profit = float(ledger.profit[len(pages)])
            everything = float(received.sum()) + spent + profit
            scale += abs(spent) + page["direct_revenue"]
            assert abs(float(column["revenue"].sum()) + page["direct_revenue"] - everything) <= CLOSE * scale
            pages.append(state.world[0]["today"].copy())
    used = [*range(len(case.scenario.segments)), records.VENDOR]
    assert np.array_equal(np.array(pages)[:, :, used], run.journal)  # rule by rule and in one go: the same bits


# ---- what a programme is called, and where its people are stored, changes nothing


def check_close(one: np.ndarray, other: np.ndarray) -> None:
    """Equal but for rounding; money is compared within its month, for a small sum of large ones keeps their rounding."""
    for number, name in enumerate(records.JOURNAL):
        scale = np.abs(one[:, number]).max(initial=1.0)
        assert np.allclose(one[:, number], other[:, number], rtol=CLOSE, atol=CLOSE * scale), name


@given(cases())
def test_the_order_of_storage_changes_nothing_but_rounding(permuted: Callable, case: Case) -> None:
    eve = engine.burn_in(case.scenario, case.seed)
    check_close(played(case, eve).journal, played(case, permuted(eve, np.random.default_rng(case.seed))).journal)


def with_segments(case: Case, told: list[dict[str, Any]], names: dict[str, str]) -> Case:
    """The case with other segments; ``names`` says what the old ones are called now."""

    def renamed(policy: Policy) -> Policy:
        return Policy.model_validate(
            {**policy.model_dump(), "segments": {names[k]: v for k, v in policy.model_dump()["segments"].items()}}
        )

    now = {label: renamed(policy) for label, policy in case.scenario.policies.items()}
    return Case(case.scenario.changed(segments=told, policies=now), renamed(case.policy), case.seed)


@given(cases())
def test_renamed_segments_leave_the_same_bits(case: Case) -> None:
    told = case.scenario.model_dump()["segments"]
    names = {segment["name"]: f"a{len(told) - number}" for number, segment in enumerate(told)}
    other = with_segments(case, [{**segment, "name": names[segment["name"]]} for segment in told], names)
    one, two = (played(c, engine.burn_in(c.scenario, c.seed)) for c in (case, other))
    assert one.journal.tobytes() == two.journal.tobytes()
    assert all(one.accounts[name].tobytes() == two.accounts[name].tobytes() for name in one.accounts)


@given(st.one_of(cases(), cases(arrivals=0.0)), st.integers(0, 5))
def test_a_segment_without_partners_changes_nothing(case: Case, at: int) -> None:
    """Wherever it stands; but a review draws its luck by the segment's place, and arrivals do: with these it comes last."""
    assume(len(case.scenario.segments) < records.SEGMENTS and case.policy.review_every == 0)
    assume(case.scenario.current_policy.review_every == 0)
    told = list(case.scenario.model_dump()["segments"])
    at = min(at, len(told)) if case.scenario.assumptions.membership.arrivals == 0.0 else len(told)
    told.insert(at, {"name": "nobody", "share": 0.0, "ln_reach": 0.0, "ln_reach_sd": 1.0, "skill": 0.5})
    other = with_segments(case, told, {name: name for name in case.scenario.segment_names})
    one, two = (played(c, engine.burn_in(c.scenario, c.seed)) for c in (case, other))
    check_close(one.journal, np.delete(two.journal, at, axis=2))


@given(cases(arrivals=0.0, invite_rate=0.0), st.randoms(use_true_random=False))
def test_the_same_people_in_reordered_segments(case: Case, rng: Any) -> None:
    """Who is what follows from a draw and the order of segments; given the people, their order changes nothing."""
    assume(case.policy.review_every == 0 and case.scenario.current_policy.review_every == 0)
    told = case.scenario.model_dump()["segments"]
    order = list(range(len(told)))
    rng.shuffle(order)
    place = np.argsort(order)  # of an old segment among the new
    other = with_segments(case, [told[k] for k in order], {name: name for name in case.scenario.segment_names})
    one, two = (engine.founded(c.scenario, c.seed) for c in (case, other))
    two.pool.view(np.uint8)[:] = one.pool.view(np.uint8)
    for block in two.pool:
        for name in ("segment", "terms", "programme"):
            block[name][: block["members"]] = place[block[name][: block["members"]]]
    months = case.scenario.time.burn_in_months + case.scenario.time.horizon_months
    for state, c in ((one, case), (two, other)):
        encode.write_policy(state.world, encode.encode_policy(c.policy, c.scenario), records.SEGMENTS)
    ours, theirs = one.play(months), two.play(months)
    used = [*order, *range(len(told), records.SEGMENTS + 1)]
    check_close(ours[:, :, used], theirs)


# ---- what theory gives: the same month of the same people under a little more of one thing


class Relation(NamedTuple):
    """More of a lever (from ``low`` to ``high``), or of what the state holds, moves what a rule leaves one way for everybody."""

    more_of: str
    low: float
    high: float
    after: str
    moves: str
    sign: float = 1.0
    beside: tuple[tuple[str, Any], ...] = ()  # levers that stand still at a value


LEVER_RELATIONS = (
    Relation("alignment", 0.0, 1.0, "brief", "contradicted", -1.0),
    Relation("priority_share", 0.0, 1.0, "rank_partners", "priority"),
    Relation("status_share", 0.0, 1.0, "rank_partners", "status"),
    Relation("curation", 0.0, 1.0, "choose_offers", "looking", -1.0, (("offers", 1),)),  # lighter to look at, more may be studied
    Relation("commission_rate", 0.0, 1.5, "decide_effort", "effort"),
    Relation("commission_rate", 0.0, 1.5, "decide_effort", "planned_revenue"),
    Relation("discount", 0.0, 0.9, "decide_effort", "conversion"),
    Relation("joint_marketing", 0.0, 0.2, "decide_effort", "audience"),
    Relation("transparency", 0.0, 1.0, "take_up", "understood"),
    Relation("transparency", 0.0, 1.0, "decide_effort", "opacity_cost", -1.0),
    Relation("communication", 0.0, 8.0, "take_up", "understood"),
    Relation("support_agents", 0.0, 100.0, "queue_support", "support"),
    Relation("deal_protection", 0.0, 1.0, "close_deals", "lost_deals", -1.0),
    Relation("quality_bonus", 0.0, 0.3, "settle", "quality_pay"),
    Relation("referral_rates", 0.0, 0.3, "pay_overrides", "override_due"),
    Relation("community", 0.0, 1.0, "feel", "skill"),
    Relation("community", 0.0, 1.0, "feel", "satisfaction"),
    Relation("retainer", -1000.0, 1000.0, "stay_or_leave", "satisfaction"),
    Relation("retainer", -1000.0, 1000.0, "stay_or_leave", "leaving", -1.0),
    Relation("onboarding_hours", 0.0, 20.0, "activate", "starting"),
)
STATE_RELATIONS = (
    Relation("outside", 1.0, 10.0, "stay_or_leave", "leaving"),
    Relation("potential", 1.0, 100.0, "decide_effort", "availability"),
    Relation("potential", 1.0, 100.0, "decide_effort", "effort"),
    Relation("arrivals", 1.0, 3.0, "recruit", "newcomers"),
)
AT_ONCE = {
    "training_hours": 0.0,
    "notice_months": 0,
    "grandfather_months": 0,
    "tiers": (),
    "cap": 0.0,
    "bonus": 0.0,
    "segments": {},
}  # who learns more trains more, which costs now


def left_by(walk: Callable, members: Callable, state: engine.State, relation: Relation) -> np.ndarray:
    """What the state's next month holds after the relation's rule."""
    for rule in walk(state, 1):
        if rule == relation.after:
            break
    if relation.moves == "newcomers":
        return np.array([state.pool["newcomers"].sum()])
    return members(state, relation.moves, "members" if relation.moves == "starting" else "active") * 1.0


def under(case: Case, eve: engine.State, relation: Relation, share: float) -> engine.State:
    """The eve under a relation's lever or state, ``share`` of the way from its low end to its high one."""
    amount = relation.low + share * (relation.high - relation.low)
    if relation in LEVER_RELATIONS:
        amount = (amount,) if relation.more_of == "referral_rates" else amount
        return rolled_out(case, eve, case.policy.changed(**AT_ONCE | dict(relation.beside) | {relation.more_of: amount}))
    state = rolled_out(case, eve, case.policy.changed(**AT_ONCE))
    (state.pool if relation.more_of == "outside" else state.world)[relation.more_of] *= amount
    return state


@given(cases(longest=3, additive_noise_sd=0.0), real(0.0, 1.0), real(0.0, 1.0))
def test_more_of_one_thing_moves_another_one_way(walk: Callable, members: Callable, case: Case, one: float, other: float) -> None:
    eve = engine.burn_in(case.scenario, case.seed)
    eve.pool["attention_skill"] = -1.0  # whoever may have looked at the offers looks again
    for relation in (*LEVER_RELATIONS, *STATE_RELATIONS):
        start = eve.copy()
        if relation.more_of in ("commission_rate", "outside"):
            start.pool["risk"] = 0.0  # the risk averse give up hours for certainty, the well-off among them fewer
        less, more = (left_by(walk, members, under(case, start, relation, share), relation) for share in sorted([one, other]))
        gained = relation.sign * (more - less)
        assert np.all(gained >= -CLOSE * np.maximum(1e-3, np.abs(less))), (relation, gained.min())
