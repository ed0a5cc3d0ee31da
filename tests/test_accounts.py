"""The verdict's accounts: one balance sheet, a gift harms nobody, nobody is expelled into welfare, luck is not loss.

Random programmes as in ``test_random_programmes``: 100 cases per test in ``make test-long``, 2,000 in ``make test-random-full``.
What a gift does is exact where nothing else moves. ``STILL`` holds everybody's behaviour; ``ISLANDS`` let partners
respond but share nothing: no market, desk, brand, rank, rival or newcomer through which one partner's stay
is another's loss. Competition itself is measured in ``validation/test_small_rosen_1981.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_programmes import Case, cases, played, real, rolled_out

from partnerscape import engine
from partnerscape.engine import Run
from partnerscape.metrics import measure
from partnerscape.metrics.gains import Measured, paired
from partnerscape.metrics.ledger import COSTS, PAY, Ledger
from partnerscape.metrics.network import LEAST_RATE, network_value
from partnerscape.metrics.vendor import customer_assets, network, owed
from partnerscape.rules.shared import records
from partnerscape.scenario import LEVERS, Policy, Scenario

CLOSE = 1e-9
ROUNDING = 1e-9  # of what a gain is measured against
NOBODY_NEW = {"arrivals": 0.0, "invite_rate": 0.0}
STILL = NOBODY_NEW | {  # behaviour does not depend on income: no exits, no hours given up to risk, no growth, no reading or studying for pay
    "exit_gain": 0.0, "exit_loyalty": 0.0, "risk_aversion": 0.0, "looking_hours": 0.0, "rivals": 0.0,
    "invest_growth": 0.0, "decline": 0.0, "invest_share": 0.0,
}  # fmt: skip
ISLANDS = NOBODY_NEW | {
    "word_of_mouth": 0.0,
    "tickets_per_lead": 0.0,
    "tickets_per_customer": 0.0,
    "brand_speed": 0.0,
    "rivals": 0.0,
}
UNSHARED = {  # levers by which partners compete: ranks, surveys, reviews, overrides
    "quality_bonus": 0.0, "status_share": 0.0, "priority_share": 0.0, "survey_every": 0, "review_every": 0, "referral_rates": (),
    "support_agents": 100.0, "target_wait": 0.0, "target_occupancy": 0.0,  # never less than one agent, whoever stays
}  # fmt: skip
WORK_AS_BEFORE = {"risk_aversion": 0.0, "invest_growth": 0.0, "decline": 0.0, "invest_share": 0.0}
OWN_TRAINING = {"training_hours": 0.0}  # what is learnt pays later, the longer a partner stays
ONE_OFFER = {"offers": 1}  # who has money studies more offers, which takes hours
MOST_RETAINER = LEVERS["retainer"].bounds[1]
pytestmark = pytest.mark.long
few = settings() if settings.default.max_examples > 100 else settings(max_examples=50)


# ---- one balance sheet


@few
@given(cases())
def test_what_the_vendor_owes_is_what_partners_are_owed(members: Callable, case: Case) -> None:
    """At the horizon, by segment: the liability in the journal is the asset of incumbents and of newcomers, head by head."""
    eve = engine.burn_in(case.scenario, case.seed)
    run, state = played(case, eve), rolled_out(case, eve)
    state.play(case.scenario.time.horizon_months)
    ledger = Ledger(run)
    last, segment = ledger.discount[-1], members(state, "segment")
    theirs, new = members(state, "liability"), members(state, "incumbent") < 0
    started = members(state, "tenure") > 0.5  # who starts tomorrow is owed nothing yet
    for s in range(len(case.scenario.segments)):
        to_newcomers = last * theirs[new & started & (segment == s)].sum()
        to_incumbents = run.accounts["owed"][run.accounts["segment"] == s].sum()
        scale = max(1.0, last * np.abs(theirs[segment == s]).sum())
        assert abs(last * ledger.by_segment("liability")[-1, s] - to_incumbents - to_newcomers) <= CLOSE * scale
    assert owed(ledger) == pytest.approx(last * theirs[started].sum(), rel=CLOSE, abs=CLOSE * max(1.0, np.abs(theirs).sum()))


@few
@given(cases())
def test_the_liability_is_the_pay_to_come(members: Callable, case: Case) -> None:
    """Month by month as contracts run on: customers stay, partners stay, terms fade at the last month's rates."""
    state = rolled_out(case, engine.burn_in(case.scenario, case.seed))
    for _ in range(case.scenario.time.horizon_months):
        state.play(1)
    w = state.world[0]
    column = {name: members(state, name) for name in ("paid_customers", "young_customers", "offer_price", "discount", "staying",
              "hazard", "override_due", "commission_rate", "recurring_months", "clawback_months", "tenure", "liability")}  # fmt: skip
    order = w["order_value"] * w["price_level"] * column["offer_price"] * (1.0 - column["discount"])
    rate, leaving = column["commission_rate"], 1.0 - column["staying"]
    recurring = rate * w["recurring_orders"] * order * column["paid_customers"] * (column["recurring_months"] > 0)
    taken_back = rate * order * leaving * column["young_customers"] * (column["clawback_months"] > 0)
    keeps = (1.0 - column["hazard"]) * column["staying"]
    paid_left = 1.0 - 1.0 / np.maximum(column["recurring_months"], 1.0)
    young_left = 1.0 - 1.0 / np.maximum(column["clawback_months"], 1.0)
    factor = 1.0 / (1.0 + w["discount_monthly"])
    total, worth = column["override_due"] * factor, factor
    for _ in range(3000):
        total = total + worth * (recurring - taken_back)
        recurring, taken_back, worth = recurring * keeps * paid_left, taken_back * keeps * young_left, worth * factor
    old = column["tenure"] > 0.5
    scale = np.maximum(1.0, np.abs(total))
    assert np.all(np.abs(total - column["liability"])[old] <= 1e-6 * scale[old])


@few
@given(cases())
def test_npv_is_the_sum_of_its_parts(case: Case) -> None:
    """Discounted profit, what customers are worth, less what is owed, and the network: month by month from the journal."""
    run = played(case, engine.burn_in(case.scenario, case.seed))
    ledger = Ledger(run)
    rate = case.scenario.assumptions.costs.discount_monthly
    discounted = sum(float(profit) / (1.0 + rate) ** month for month, profit in enumerate(ledger.profit))
    last = (1.0 + rate) ** (1 - ledger.months)
    kept = last * (run.journal[-1, records.LINE["customer_value"]].sum() + run.journal[-1, records.LINE["direct_value"]].sum())
    due = last * run.journal[-1, records.LINE["liability"]].sum()
    parts = (discounted, kept, -due, network(ledger))
    scale = max(1.0, float(np.abs(ledger.profit).sum()), *(abs(part) for part in parts))
    assert abs(measure(run)["npv"] - sum(parts)) <= CLOSE * scale
    assert abs(customer_assets(ledger) - kept) <= CLOSE * scale


class Steady(NamedTuple):
    """A run as ``Ledger`` reads it."""

    scenario: Scenario
    journal: np.ndarray
    accounts: dict[str, np.ndarray]


@st.composite
def steady_runs(draw: st.DrawFn) -> Steady:
    """A programme in which every month is like the last: as many start as leave, by segment; its lines are drawn."""
    scenario = draw(cases(discount_monthly=draw(real(LEAST_RATE, 0.05)))).scenario
    segments, months = len(scenario.segments), draw(st.integers(2, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    page = np.zeros((len(records.JOURNAL), segments + 1))
    page[:, :-1] = rng.lognormal(5.0, 1.0, (len(records.JOURNAL), segments))
    page[:, -1] = rng.lognormal(5.0, 1.0, len(records.JOURNAL))
    line = records.LINE
    hazard, active = rng.uniform(0.01, 0.3, segments), rng.uniform(1.0, 500.0, segments)
    page[line["active"], :-1], page[line["hazard"], :-1] = active, hazard * active
    page[line["expected_starts"], :-1] = hazard * active
    page[[line[name] for name in records.JOURNAL_BY_PARTNER], -1] = 0.0
    page[[line["active"], line["hazard"], line["expected_starts"]], -1] = 0.0
    page[[line["penetration"], line["direct_value"]], :-1] = 0.0
    page[line["penetration"], -1] = rng.uniform(0.0, 0.99)
    return Steady(scenario, np.tile(page, (months, 1, 1)), {})


def steady_profit(ledger: Ledger) -> float:
    """A month's profit: sales, goods and pay on them at the revenue expected before the draws, all else as it was."""
    on_sales = ledger.by_segment("revenue")[-1] + ledger.by_segment("clawback")[-1] - ledger.by_segment("goods")[-1]
    on_sales = on_sales - sum(ledger.by_segment(name)[-1] for name in PAY if name != "retainer_pay")
    at_expected = on_sales / ledger.by_segment("revenue")[-1] * ledger.by_segment("expected_revenue")[-1]
    fixed = ("retainer_pay", "marketing_claim", "direct_goods", "direct_cost", *COSTS)
    return float(at_expected.sum() + ledger.total("direct_revenue")[-1] - sum(ledger.total(name)[-1] for name in fixed))


@few
@given(steady_runs(), real(0.0, 100.0))
def test_what_customers_are_put_down_for_does_not_matter(steady: Steady, factor: float) -> None:
    """Residual income (Ohlson 1995): in a steady programme NPV is discounted profit for ever, whatever its stocks are valued at."""

    def worth(run: Steady) -> float:
        ledger = Ledger(run)
        return customer_assets(ledger) - owed(ledger) + network(ledger)

    other = steady.journal.copy()
    for name in ("customer_value", "direct_value", "liability"):
        other[:, records.LINE[name]] *= factor
    ledger = Ledger(steady)
    rate, last = ledger.rate, ledger.discount[-1]
    scale = 1.0 + factor * abs(customer_assets(ledger)) + abs(customer_assets(ledger)) + abs(network_value(ledger)) + owed(ledger)
    one, two = worth(steady), worth(steady._replace(journal=other))
    assert abs(one - two) <= 1e-8 * scale, (one, two, scale)
    # and it is the perpetuity of a month's profit at expected revenue
    month = steady_profit(ledger)
    assert abs(one - last * month / rate) <= 1e-8 * max(scale, abs(month) / rate)


# ---- a gift harms nobody


@st.composite
def gifts(draw: st.DrawFn) -> tuple[float, float, int | None]:
    """Two sizes, relative to the mean outside option, and the number of the segment that gets it; None: everybody."""
    small, large = sorted((draw(real(1e-3, 0.5)), draw(real(1e-3, 0.5))))
    return small, large, draw(st.one_of(st.none(), st.integers(0, 5)))


def given_to(policy: Policy, scenario: Scenario, amount: float, segment: int | None) -> Policy:
    """The policy with ``amount`` more retainer for a segment, or for all."""
    names = scenario.segment_names if segment is None else [scenario.segment_names[segment % len(scenario.segments)]]
    own = {name: policy.terms_of(name).retainer + amount for name in names}
    assume(max(map(abs, own.values())) <= MOST_RETAINER)
    return policy.changed(**{f"{name}__retainer": retainer for name, retainer in own.items()})


def recipients(run: Run, segment: int | None) -> np.ndarray:
    everybody = np.ones(run.accounts["segment"].size, dtype=bool)
    return everybody if segment is None else run.accounts["segment"] == segment % len(run.scenario.segments)


def unit(run: Run) -> float:
    return float(run.accounts["outside"].mean())


def on_terms(case: Case, levers: dict[str, Any]) -> Case:
    """The case on such terms for everybody, at once."""
    levers = levers | {"review_every": 0, "notice_months": 0, "grandfather_months": 0}
    segments = {name: {k: v for k, v in own.items() if k not in levers} for name, own in case.policy.segments.items()}
    return case._replace(policy=Policy.model_validate({**case.policy.model_dump(), **levers, "segments": segments}))


def unshared(case: Case, levers: dict[str, Any]) -> Case:
    """The case on terms by which partners do not compete, in a market without end."""
    market = {**case.scenario.market.model_dump(), "potential": 1e30}
    scenario = case.scenario.changed(market=market, events=tuple(e for e in case.scenario.events if e.kind != "best_leave"))
    return on_terms(case._replace(scenario=scenario), UNSHARED | levers)


def outside_values(case: Case, eve: engine.State, run: Run) -> np.ndarray:
    """What an incumbent would have had outside from the rollout to the horizon, shape (incumbents,)."""
    state = rolled_out(case, eve)
    state.play(case.scenario.time.horizon_months)
    return run.accounts["outside"] * state.world[0]["outside_sum"][run.accounts["segment"].astype(int)]


def gift_runs(case: Case, eve: engine.State, gift: tuple[float, float, int | None]) -> tuple[Run, list[Run], list[float]]:
    """The case's run without and with each gift, and the gifts, currency per month."""
    small, large, segment = gift
    without = played(case, eve)
    assume(without.accounts["segment"].size)
    amounts = [share * float(without.accounts["outside"].mean()) for share in (small, large)]
    return without, [played(case, eve, given_to(case.policy, case.scenario, g, segment)) for g in amounts], amounts


@few
@given(cases(**STILL), gifts())
def test_a_gift_is_worth_its_money_where_nothing_else_moves(case: Case, gift: tuple[float, float, int | None]) -> None:
    """Earned: the gift in every month until the exit; the account: up for every recipient, and for nobody else."""
    case = on_terms(case, ONE_OFFER)
    eve = engine.burn_in(case.scenario, case.seed)
    without, runs, amounts = gift_runs(case, eve, gift)
    mine, base = recipients(without, gift[2]), Measured.of(without).base_values
    discount = Ledger(without).discount
    gained = []
    for run, amount in zip(runs, amounts, strict=True):
        for name, before in without.accounts.items():
            assert np.array_equal(run.accounts[name][~mine], before[~mine]), name
        for name in ("months", "left", "hours", "revenue", "owed"):
            assert np.array_equal(run.accounts[name], without.accounts[name]), name
        paid = amount * np.cumsum(np.append(0.0, discount))[run.accounts["months"].astype(int)]
        earned, left = run.accounts["earned"] - without.accounts["earned"], run.accounts["left"] >= 0.0
        assert np.allclose(earned[mine & left], paid[mine & left], rtol=1e-6, atol=1e-9 * base.max())
        assert np.all(earned[mine & ~left] >= paid[mine & ~left] - 1e-9 * base.max())
        gained.append(run.accounts["certainty"] - without.accounts["certainty"])
    assert np.all(gained[0][mine] >= -ROUNDING * base[mine])
    assert np.all(gained[1][mine] >= gained[0][mine] - ROUNDING * base[mine])
    outside = outside_values(case, eve, without)
    inside = mine & (
        without.accounts["certainty"] > 1.001 * outside
    )  # whoever would rather go, at any price, has the outside option
    assert np.all(gained[0][inside] > 0.0)


@few
@given(cases(**ISLANDS | WORK_AS_BEFORE), gifts())
def test_a_gift_harms_nobody_who_shares_nothing(case: Case, gift: tuple[float, float, int | None]) -> None:
    """It moves satisfaction, trust and exits: no recipient loses, and a larger gift is worth no less.

    Work stays as it was. Who is wrong about its pay, or has more customers than it can serve, may work or grow to its
    own loss once a gift has made risk bearable or growth affordable: a mistake of its own, not one of the account.
    """
    case = unshared(case, ONE_OFFER | OWN_TRAINING)
    eve = engine.burn_in(case.scenario, case.seed)
    without, runs, _ = gift_runs(case, eve, gift)
    mine, base = recipients(without, gift[2]), Measured.of(without).base_values
    less, more = (run.accounts["certainty"] - without.accounts["certainty"] for run in runs)
    assert np.all(np.abs(less[~mine]) <= ROUNDING * base[~mine])
    assert np.all(less[mine] >= -ROUNDING * base[mine]), (less / base)[mine].min()
    assert np.all(more[mine] >= less[mine] - ROUNDING * base[mine]), ((more - less) / base)[mine].min()


# ---- nobody is expelled into welfare, and exits are no blessing


@few
@given(cases())
def test_nobody_is_below_the_outside_option(case: Case) -> None:
    """Every incumbent's account is at least its outside option from the rollout to the horizon."""
    eve = engine.burn_in(case.scenario, case.seed)
    run = played(case, eve)
    assert np.all(run.accounts["certainty"] >= outside_values(case, eve, run) * (1.0 - CLOSE))


@few
@given(cases(rivals=0.0), st.integers(0, 5), st.integers(0, 2**32 - 1))
def test_being_expelled_helps_nobody(case: Case, segment: int, seed: int) -> None:
    """All of a segment, and half of everybody: none of those who must go after a month is better off for it."""
    eve = engine.burn_in(case.scenario, case.seed)
    stay, rng = played(case, eve), np.random.default_rng(seed)
    for who in ("segment", "half"):
        expelled, gone = eve.copy(), []
        for block in expelled.pool:
            active = int(block["active"])
            chosen = (
                block["segment"][:active] == segment % len(case.scenario.segments)
                if who == "segment"
                else rng.random(active) < 0.5
            )
            block["leaving"][:active] = np.where(chosen, 1, block["leaving"][:active])
            gone.append(chosen)
        mine = np.concatenate(gone)
        run = played(case, expelled)
        assert np.all(run.accounts["months"][mine] == 1.0)
        before, after = stay.accounts["certainty"][mine], run.accounts["certainty"][mine]
        assert np.all(after <= before + CLOSE * np.abs(before))


def played_with_exits(case: Case, eve: engine.State, walk: Callable, step: float) -> Run:
    """The case's run with another exit hazard from the rollout on; accounts open, and value what staying is worth, at the old one."""
    state = rolled_out(case, eve)
    for rule in walk(state, 1):
        if rule == "roll_out":
            state.world["exit_base"] += step
    journal = state.play(case.scenario.time.horizon_months - 1)
    return engine.closed(state, journal, engine.incumbents_of(eve.pool), case.scenario)


@few
@given(cases(**ISLANDS), real(0.0, 0.5), real(0.0, 0.5))
def test_exits_by_luck_raise_no_account(walk: Callable, case: Case, fewer: float, more: float) -> None:
    """Where partners share nothing nobody gains by likelier exits; with competition the mean is measured in validation."""
    case = unshared(case, OWN_TRAINING)
    eve = engine.burn_in(case.scenario, case.seed)
    before = played(case, eve).accounts["certainty"]
    assume(before.size)
    some, many = (played_with_exits(case, eve, walk, step).accounts["certainty"] for step in (-fewer, more))
    assert np.all(some >= before - CLOSE * np.abs(before))
    assert np.all(many <= before + CLOSE * np.abs(before))


# ---- newcomers


@few
@given(
    cases(**{name: value for name, value in STILL.items() if name not in NOBODY_NEW}, start_gain=0.0),
    real(1e-3, 0.5),
    real(1e-3, 0.5),
)
def test_what_newcomers_are_given_or_charged_is_their_gain(case: Case, gift: float, fee: float) -> None:
    """The same people start: a gift is their gain, to the cent, and a fee for newcomers only is never win-win."""
    case = on_terms(case, ONE_OFFER | {"clawback_months": 0})
    eve = engine.burn_in(case.scenario, case.seed)
    eve.world["arrivals"] = eve.world["invite_rate"] = 0.0  # those who have signed still start
    without = Measured.of(played(case, eve))
    assume(without.newcomers[1].sum() > 0.0)
    outside = without.metrics["outside_option"]
    for amount in (gift * outside, -fee * outside):
        run = Measured.of(played(case, eve, given_to(case.policy, case.scenario, amount, None)))
        differences = paired(run, without)
        assert differences["newcomer_gain"] == pytest.approx(amount, rel=1e-6, abs=1e-9 * outside)
        if amount < -case.scenario.goals.newcomer_slack * outside:
            assert differences["margin.newcomers"] < 0.0
