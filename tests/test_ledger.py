"""Money is conserved: what the vendor books, what partners receive and what contracts promise are the same sums.

Two hundred drawn policies are walked rule by rule. In every month the partners' columns are read
before anybody leaves, pay is worked out again from the contracts' words, overrides from the family
tree, costs from the heads counted; all of it must meet the journal to 1e-9.
"""

from collections.abc import Callable

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.engine.build import compiled_month
from partnerscape.metrics.ledger import COSTS, PAY, Ledger, discount_factors
from partnerscape.rules.shared import records
from partnerscape.scenario import LEVERS, Policy, Scenario, Tier
from partnerscape.scenario.parts import Event

POLICIES = 200
FUTURES = 8
MONTHS = 10
CLOSE = 1e-9
KINDS = ("rival_raises_pay", "demand_shock", "best_leave", "price_change", "arrivals_shock")
SIZES = {"rival_raises_pay": 0.2, "demand_shock": -0.3, "best_leave": 4, "price_change": 0.1, "arrivals_shock": 0.5}


def test_every_cost_is_deducted_and_pays_for_a_lever() -> None:
    booked = {line for line in records.JOURNAL_OF_VENDOR if line.endswith("_cost")} - {"direct_cost"}  # of direct sales
    assert set(COSTS) == booked, "metrics/ledger.py, COSTS: else it is not deducted from profit"
    assert set(COSTS.values()) <= set(LEVERS), "metrics/ledger.py, COSTS: a line and its lever"


def drawn_levers(rng: np.random.Generator) -> dict:
    """Every lever anywhere in its usual range; tiers, cap, bonus and referrals in half of the policies each."""
    levers = {}
    for name, lever in LEVERS.items():
        value = rng.uniform(*(lever.swept if lever.smallest else (lever.low, lever.high)))
        levers[name] = round(value) if lever.whole else float(value)
    levers["tier_months"] = int(rng.choice([1, 2, 3]))
    levers["retroactive"] = bool(rng.random() < 0.5)
    levers["notice_months"], levers["grandfather_months"] = int(rng.integers(0, 4)), int(rng.integers(0, 6))
    for target in ("target_occupancy", "target_wait"):  # without a target the desk follows its tickets
        levers[target] = levers[target] if rng.random() < 0.3 else 0.0
    levers["cap"] = float(rng.uniform(50, 2000)) if rng.random() < 0.5 else 0.0
    levers["target"] = float(rng.uniform(200, 3000)) if rng.random() < 0.5 else 0.0
    if rng.random() < 0.5:
        thresholds = np.sort(rng.uniform(100, 6000, rng.integers(1, 5)))
        levers["tiers"] = tuple(Tier(threshold=float(t), rate=float(rng.uniform(0.0, 0.5))) for t in thresholds)
    if rng.random() < 0.6:
        levers["referral_rates"] = tuple(rng.uniform(0, 0.1, rng.integers(1, 4)).tolist())
    return levers


def drawn_policy(scenario: Scenario, rng: np.random.Generator) -> Policy:
    """A policy with exceptions for the small partners in half of the cases."""
    policy = scenario.current_policy.changed(**drawn_levers(rng))
    if rng.random() < 0.5:
        policy = policy.changed(small__commission_rate=float(rng.uniform(0, 0.5)), small__retainer=float(rng.uniform(-50, 100)))
    return policy


@pytest.fixture(scope="module")
def futures(marketplace: object, programme: Callable) -> list:
    """Small programmes under a current policy that already has everything, with different events ahead."""
    made = []
    rng = np.random.default_rng(31)
    current = marketplace.policy(
        tiers=(Tier(threshold=900, rate=0.24),),
        clawback_months=4,
        referral_rates=(0.05, 0.02, 0.01),
        cap=900.0,
        bonus=50.0,
        target=700.0,
        quality_bonus=0.02,
        status_share=0.1,
        priority_share=0.2,
        survey_every=5,
    )
    for _ in range(FUTURES):
        kinds = rng.choice(KINDS, 3, replace=False)
        events = tuple(
            Event(kind=k, month=int(rng.integers(0, MONTHS - 2)), size=SIZES[k], months=int(rng.integers(0, 5))) for k in kinds
        )
        time = {"burn_in_months": 9, "horizon_months": MONTHS, "initial_partners": 120}
        scenario = marketplace.scenario.changed(time=time, events=events, policies={"now": current}, current="now")
        made.append(programme(scenario.assuming(arrivals=12.0)))
    return made


class Contract:
    """Terms of pay as the world holds them (a review may have changed them), by policy row."""

    def __init__(self, w: np.void) -> None:
        self.w = w

    def schedule(self, row: int, revenue: float) -> float:
        """A period's commission in words: every bracket's rate on its slice, or the reached rate on all."""
        edges = [t for t in self.w["tier_threshold"][:, row] if t < 1e200]
        rates = [self.w["commission_rate"][row], *self.w["tier_rate"][:, row]]
        if self.w["retroactive"][row]:
            return rates[sum(revenue >= t for t in edges)] * revenue
        slices = np.diff(np.clip([0.0, *edges, np.inf], 0.0, revenue)) if revenue > 0.0 else [0.0]
        return float(np.dot(slices, rates[: len(slices)]))


class Books:
    """A second bookkeeper, who knows the people and the contracts, not the rules' formulas."""

    def __init__(self) -> None:
        self.due: dict[int, float] = {}
        self.quarter: dict[int, float] = {}
        self.invested: dict[int, float] = {}
        self.incomes: dict[int, list[tuple[float, float]]] = {}

    def check_pay(self, state: engine.State, members: Callable) -> dict[str, float]:
        """Every partner's month against its contract; returns the sums by line."""
        w = state.world[0]
        contract = Contract(w)
        column = {n: members(state, n) for n in (*PAY, "clawback", "terms", "revenue", "new_revenue", "customers", "distinguished",
                  "paid_customers", "cancelled", "offer_price", "discount", "income", "investment", "marketing_claim")}  # fmt: skip
        ids = members(state, "id")
        row = column["terms"]
        for at, who in enumerate(map(int, ids)):
            before = self.quarter.get(who, 0.0) if w["month"] % int(w["tier_months"][row[at]]) else 0.0
            self.quarter[who] = before + column["new_revenue"][at]
            rate = w["commission_rate"][row[at]]
            owed = contract.schedule(row[at], self.quarter[who]) - contract.schedule(row[at], before)
            owed = min(owed, w["cap"][row[at]])
            assert column["commission"][at] == pytest.approx(owed, rel=1e-9, abs=1e-7)
            met = w["target"][row[at]] < 1e200 and column["new_revenue"][at] >= w["target"][row[at]]
            assert column["bonus_pay"][at] == (w["bonus"][row[at]] if met else 0.0)
            again = column["revenue"][at] - column["new_revenue"][at]
            assert -1e-6 <= column["recurring_pay"][at] <= rate * again + 1e-6
            if w["recurring_months"][row[at]] == 0:
                assert column["recurring_pay"][at] == 0.0
            worth = w["order_value"] * w["price_level"] * column["offer_price"][at] * (1.0 - column["discount"][at])
            taken_back = rate * column["cancelled"][at] * worth if w["clawback_months"][row[at]] else 0.0
            assert column["clawback"][at] == pytest.approx(taken_back, rel=1e-9, abs=1e-9)
            assert column["retainer_pay"][at] == w["retainer"][row[at]]
            assert column["override_pay"][at] == pytest.approx(self.due.get(who, 0.0), rel=1e-9, abs=1e-9)
        assert np.all((column["quality_pay"] == 0.0) | (column["distinguished"] == 1.0))
        received = sum(column[line] for line in PAY) - column["clawback"]
        own = np.array([self.invested.get(int(who), 0.0) for who in ids])
        assert np.allclose(column["income"], received - own, rtol=1e-9, atol=1e-7)
        self.invested = dict(zip(map(int, ids), column["investment"], strict=True))
        return {line: float(column[line].sum()) for line in (*PAY, "clawback", "marketing_claim")} | {
            "received": float(received.sum())
        }

    def owe_overrides(self, state: engine.State, members: Callable) -> None:
        """Next month's overrides from the family tree of those who are active."""
        w = state.world[0]
        ids = [int(i) for i in members(state, "id")]
        parent = dict(zip(ids, map(int, members(state, "recruiter")), strict=True))
        row = dict(zip(ids, members(state, "terms"), strict=True))
        self.due = dict.fromkeys(ids, 0.0)
        for who, revenue in zip(ids, members(state, "revenue"), strict=True):
            above = parent[who]
            for level in range(records.REFERRAL_LEVELS):
                if above not in row:
                    break
                self.due[above] += w["referral_rate"][row[above], level] * revenue
                above = parent[above]

    def note_incomes(self, state: engine.State, members: Callable, discount: float) -> None:
        """What incumbents earn a month."""
        incumbent, income = members(state, "incumbent"), members(state, "income")
        for who, money in zip(incumbent, income, strict=True):
            if who >= 0:
                self.incomes.setdefault(int(who), []).append((money, money * discount))


def vendor_costs(state: engine.State, members: Callable, policy: Policy, scenario: Scenario) -> dict:
    """The programme's costs by counting heads, and by the calendar."""
    since = int(state.world[0]["month"] - state.world[0]["rollout_month"])
    cost = scenario.assumptions.costs
    segment, leads = members(state, "segment"), members(state, "leads")
    own = [policy.terms_of(name) for name in scenario.segment_names]
    taken = float(members(state, "training").sum())
    heads = np.array([(segment == s).sum() for s in range(len(own))], float)
    led = np.array([leads[segment == s].sum() for s in range(len(own))])

    def for_all(value: Callable) -> float:
        return float(sum(n * value(terms) for n, terms in zip(heads, own, strict=True)))

    return {
        "training_cost": cost.training_cost * taken + for_all(lambda t: cost.training_cost * 0.1 * t.training_hours**2),
        "communication_cost": for_all(lambda t: cost.contact_cost * t.communication),
        "community_cost": for_all(lambda t: cost.community_cost * t.community**2),
        "curation_cost": for_all(lambda t: cost.curation_cost * bespoke(t.curation)),
        "transparency_cost": for_all(lambda t: cost.transparency_cost * t.transparency**2),
        "alignment_cost": for_all(lambda t: cost.alignment_cost * t.alignment**2),
        "protection_cost": float(sum(
            cost.registration_cost * t.deal_protection * scenario.assumptions.conversion.contested * n
            for t, n in zip(own, led, strict=True)
        )),
        "priority_cost": cost.priority_cost * policy.priority_share * heads.sum(),
        "status_cost": cost.status_cost * policy.status_share * heads.sum(),
        "survey_cost": cost.survey_cost * heads.sum() if due(policy.survey_every, state.world[0]["month"]) else 0.0,
        "review_cost": cost.review_cost if due(policy.review_every, since) and since > 0 else 0.0,
    }  # fmt: skip


def bespoke(curation: float) -> float:
    """The square at a half, eleven times that of one at one: nearly everybody has a curator then."""
    return curation**2 * 0.55 / (1.05 - curation)


def tickets_per_partner(state: engine.State, members: Callable) -> float:
    w = state.world[0]
    simple = w["tickets_per_lead"] * members(state, "leads") + w["tickets_per_customer"] * members(state, "customers")
    return float((simple * (1.5 - members(state, "skill")) * members(state, "offer_complexity")).mean())


def desk_size(state: engine.State, members: Callable, load: float) -> float:
    """Agents that the policy asks for at a usual load of so many tickets per partner."""
    w = state.world[0]
    row, stated = w["base_row"], members(state, "support_agents").sum() / 100.0
    tickets = load * members(state, "id").size
    if w["target_wait"][row] > 0.0:  # as many as there are, if these suffice and hardly fewer would
        wait = [waiting(w["agents"] * part, tickets * w["ticket_hours"] / w["agent_hours"], w) for part in (1.0, 0.999)]
        assert wait[0] <= w["target_wait"][row] * (1.0 + 1e-6)
        full = tickets * w["ticket_hours"] / w["agent_hours"] / 0.97  # at which .97 of capacity are taken
        assert wait[1] > w["target_wait"][row] or w["agents"] <= full * (1.0 + 1e-6)
        return float(w["agents"])
    if w["target_occupancy"][row] > 0.0:
        return float(tickets * w["ticket_hours"] / w["agent_hours"] / w["target_occupancy"][row])
    return float(stated if w["frozen_desk"][row] else stated * load / w["load_at_rollout"])


def waiting(agents: float, erlangs: float, w: np.void) -> float:
    """Mean wait in hours by Erlang C, between whole numbers of agents; at most .97 of them are taken."""

    def of(count: int) -> float:
        offered = min(erlangs, 0.97 * count)
        terms = np.cumprod([1.0, *(offered / np.arange(1, count + 1))])
        last = terms[-1] / (1.0 - offered / count)
        return float(last / (terms[:-1].sum() + last) / (count - offered) * w["ticket_hours"])

    below, part = int(agents), agents % 1.0
    return (of(below) if below else of(1)) * (1.0 - part) + part * of(below + 1)


def due(every: int, month: int) -> bool:
    return every > 0 and month % every == 0


def close(found: float, true: float, scale: float) -> bool:
    return abs(found - true) <= CLOSE * max(1.0, abs(scale))


@pytest.mark.parametrize("future", range(FUTURES))
def test_money_is_conserved(futures: list, walk: Callable, members: Callable, future: int) -> None:
    programme = futures[future]
    scenario = programme.scenario
    costs = scenario.assumptions.costs
    paid_lines = set()
    for number in range(POLICIES // FUTURES):
        policy = drawn_policy(scenario, np.random.default_rng(1000 * future + number))
        rows = encode.encode_policy(policy, scenario)
        run = engine.branch(programme.eve(future), rows, scenario)
        ledger = Ledger(run)
        state = programme.eve(future).copy(run_blocks(programme.eve(future), run))
        encode.write_policy(state.world, rows, records.SEGMENTS)
        books, month = Books(), 0
        books.due = dict(zip(map(int, members(state, "id")), members(state, "override_due"), strict=True))
        books.invested = dict(zip(map(int, members(state, "id")), members(state, "investment"), strict=True))
        books.quarter = dict(zip(map(int, members(state, "id")), members(state, "quarter_revenue"), strict=True))
        load = float(state.world[0]["load"])
        for rule in walk(state, MONTHS):
            w = state.world[0]
            if rule == "queue_support":
                load += (tickets_per_partner(state, members) - load) / (1.0 + scenario.assumptions.desk.hiring_lag)
                agents = desk_size(state, members, load)
            if rule == "take_stock":
                sums = books.check_pay(state, members)
                books.owe_overrides(state, members)
                books.note_incomes(state, members, (1.0 + costs.discount_monthly) ** -month)
                revenue, goods = members(state, "revenue"), members(state, "goods")
                direct_before = w["direct_in_cell"].sum()
                support = agents * costs.agent_cost
                offered = (members(state, "offers") * costs.offer_cost).sum()
                lost = members(state, "diverted_revenue").sum()
                now = policy if w["base_row"] else scenario.current_policy
                heads = vendor_costs(state, members, now, scenario)
            elif rule == "review":
                page = {line: float(w["today"][records.LINE[line]].sum()) for line in records.JOURNAL}
                scale = page["revenue"] + page["direct_revenue"]
                for line in (*PAY, "clawback", "marketing_claim"):
                    assert close(page[line], sums[line], scale), line
                    paid_lines |= {line} if page[line] else set()
                for line, value in heads.items():
                    assert close(page[line], value, scale), line
                    paid_lines |= {line} if page[line] else set()
                assert close(page["support_cost"], support, scale)
                arrived = w["today"][records.LINE["arrived"]]
                helped = sum(now.terms_of(n).onboarding_hours * arrived[s] for s, n in enumerate(scenario.segment_names))
                assert close(page["onboarding_cost"], costs.onboarding_cost * helped, scale)
                if policy.review_every == 0:
                    assert close(page["offer_cost"], offered, scale)
                again = direct_before * w["recurring_orders"] * w["order_value"] * w["demand_level"]
                assert close(page["direct_revenue"], again * w["price_level"] + lost, scale)
                assert close(page["direct_cost"], w["direct_cost"] * page["direct_revenue"], scale)
                assert close(page["revenue"], revenue.sum(), scale)
                assert close(page["goods"], goods.sum(), scale)
                # all of the vendor's revenue goes somewhere
                spent = sum(page[line] for line in (*COSTS, "goods", "direct_goods", "direct_cost", "marketing_claim"))
                profit = float(ledger.profit[month])
                assert close(revenue.sum() + page["direct_revenue"], sums["received"] + spent + profit, scale)
            elif rule == "end":
                month += 1
        check_accounts(state, run, books, scale)
    assert paid_lines >= {*PAY, "clawback", "marketing_claim", "survey_cost", "review_cost", "status_cost", "priority_cost"}


def run_blocks(eve: engine.State, run: engine.Run) -> int:
    """Blocks that a run may have needed."""
    line = records.LINE
    most = (run.journal[:, line["active"]] + run.journal[:, line["signed"]] + run.journal[:, line["arrived"]]).sum(axis=1).max()
    return max(eve.pool.size, 1 + int(1.2 * most) // records.CAPACITY)


def check_accounts(state: engine.State, run: engine.Run, books: Books, scale: float) -> None:
    """Incumbents' accounts hold the sum of their months' incomes."""
    compiled_month().vendor_close_books(state.pool, state.world)
    assert len(books.incomes) == run.accounts["income"].size
    plain = sum(money for months in books.incomes.values() for money, _ in months)
    discounted = sum(money for months in books.incomes.values() for _, money in months)
    assert close(run.accounts["plain_income"].sum(), plain, scale)
    assert close(run.accounts["income"].sum(), discounted, scale)
    assert run.accounts["months"].sum() == sum(len(months) for months in books.incomes.values())
    for name in ("plain_income", "certainty"):
        mine = np.concatenate([block[f"account_{name}"] for block in state.pool])
        assert set(run.accounts[name]) <= set(mine)  # the walk and the engine leave the same bits


def test_discount_factors_are_powers() -> None:
    assert np.allclose(discount_factors(0.01, 240), 1.01 ** -np.arange(240.0), rtol=1e-13, atol=0.0)
    assert np.array_equal(discount_factors(0.0, 3), [1.0, 1.0, 1.0])
