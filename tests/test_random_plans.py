"""What holds for any pay plan of up to six components: money is conserved, and names, storage and drivers change nothing.

20 cases each in ``make test-long``, 2,000 in ``make test-random-full``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from random_plans import planned_cases
from random_programmes import Case, played, rolled_out
from test_random_programmes import check_close

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.metrics.ledger import COSTS, PAY, Ledger
from partnerscape.model import PartnerEcosystem
from partnerscape.rules.paying import table as at
from partnerscape.rules.shared import records
from partnerscape.scenario import Policy

CLOSE = 1e-9
LINES = ("commission", "recurring_pay", "bonus_pay", "retainer_pay", "override_pay", "marketing_claim")  # by ``table.ON_NEW`` …
pytestmark = pytest.mark.long
few = settings() if settings.default.max_examples > 100 else settings(max_examples=20)


# ---- the ledger conserves money


class Plans:
    """What both plans keep of each partner, read from the tables: rows of what was earned and not yet paid, in cents."""

    def __init__(self, world: np.void) -> None:
        self.w = world

    def components(self, o: int) -> range:
        return range(int(self.w["components"][o]))

    def line(self, o: int, k: int) -> int:
        return int(self.w["pay_line"][o, k])

    def due(self, o: int, k: int) -> list[int]:
        """What falls due in later months."""
        start, ring = int(self.w["due_row"][o, k]), int(self.w["pay_ring"][o, k])
        return list(range(start, start + ring)) if ring > 1 else []

    def waiting(self, o: int, k: int) -> list[int]:
        """What waits for a least sum: of the component, of the plan."""
        rows = [int(self.w["balance_row"][o, k])] if self.w["balance_row"][o, k] >= 0 else []
        carried = self.w["least_payout"][o] > 0.0 and self.line(o, k) != at.FUND
        return rows + ([int(self.w["carried_row"][o, k])] if carried else [])

    def outstanding(self, o: int, k: int) -> list[int]:
        return self.due(o, k) + self.waiting(o, k)

    def proven(self, o: int, k: int, cents: np.ndarray) -> np.ndarray:
        """What of a sum is paid: of a fund what is used with proof, rounded, halves away from zero."""
        if self.line(o, k) != at.FUND:
            return cents
        return np.floor(np.abs(self.w["proven_use"][o, k] * cents) / at.MILLION + 0.5) * np.sign(cents)


class Month:
    """The partners of all blocks between two rules of a month."""

    def __init__(self, state: engine.State, members: Callable) -> None:
        self.plan = members(state, "plan").copy()
        self.under = ((members(state, "terms") >= records.SEGMENTS) & (state.world[0]["one_plan"] == 0)).astype(int)
        self.column = {name: members(state, name).copy() for name in (*LINES, *PAY, "clawback", "income", "investment")}
        self.leaving = members(state, "leaving") > 0

    def held(self, rows: list[int]) -> np.ndarray:
        """What rows of a partner's table sum to."""
        return self.plan[rows].sum(axis=0) if rows else np.zeros(self.plan.shape[1])


class Bookkeeper:
    """Follows a programme's plans month by month, and what became of every cent that was earned."""

    def __init__(self) -> None:
        self.moved = dict.fromkeys(("earned", "returned", "paid", "unproven", "settled", "to leavers", "forfeited"), 0.0)

    def check_pay(self, plans: Plans, before: Month, after: Month) -> None:
        """Component by component: earned, less returned, less paid, is what more is due; the books hold what was paid."""
        w, number = plans.w, after.under.size
        booked = np.zeros((len(LINES), number))
        for o in range(at.PLANS):
            mine = after.under == o
            came = mine & (before.plan[int(w["settled_row"][o])] == 2.0 - o)
            for k in plans.components(o):
                earned, returned, paid = (after.plan[int(w[f"{name}_row"][o, k])] for name in ("earned", "returned", "paid"))
                more = after.held(plans.outstanding(o, k)) - before.held(plans.outstanding(o, k))
                assert np.array_equal(paid[mine], plans.proven(o, k, earned - returned - more)[mine]), k
                booked[plans.line(o, k), mine] += paid[mine] / at.CENTS
                if plans.line(o, k) == at.ON_NEW:
                    booked[at.ON_NEW, mine] += returned[mine] / at.CENTS
                unproven = earned - returned - more - paid
                for name, sums in (("earned", earned), ("returned", returned), ("paid", paid), ("unproven", unproven)):
                    self.moved[name] += sums[mine].sum()
            self.settle(plans, before, after, booked, came, 1 - o)
        booked[at.FUND] *= w["marketing_claimed"]
        scale = max(1.0, *(np.abs(column).max(initial=0.0) for column in before.column.values()), np.abs(booked).max(initial=0.0))
        for number, line in enumerate(LINES):
            assert np.allclose(after.column[line] - before.column[line], booked[number], rtol=CLOSE, atol=CLOSE * scale), line

    def settle(self, plans: Plans, before: Month, after: Month, booked: np.ndarray, came: np.ndarray, old: int) -> None:
        """Who came under another plan was paid what the old one owed and the new one does not know."""
        known = {row for k in plans.components(1 - old) for row in plans.outstanding(1 - old, k)}
        for k in plans.components(old):
            left = before.held([row for row in plans.outstanding(old, k) if row not in known])
            booked[plans.line(old, k), came] += plans.proven(old, k, left)[came] / at.CENTS
            self.moved["settled"] += left[came].sum()
            assert not after.held([row for row in plans.outstanding(old, k) if row not in known])[came].any()

    def check_exits(self, plans: Plans, before: Month, after: Month) -> None:
        """Leavers get at once what is due later; what waits for a least sum stays with the vendor."""
        w, scale = plans.w, max(1.0, *(np.abs(column).max(initial=0.0) for column in before.column.values()))
        booked = np.zeros((len(LINES), after.under.size))
        for o in range(at.PLANS):
            gone = after.leaving & (after.under == o)
            for k in plans.components(o):
                due = after.held(plans.due(o, k))
                booked[plans.line(o, k), gone] += plans.proven(o, k, due)[gone] / at.CENTS
                self.moved["to leavers"] += due[gone].sum()
                self.moved["forfeited"] += after.held(plans.waiting(o, k))[gone].sum()
        booked[at.FUND] *= w["marketing_claimed"]
        for number, line in enumerate(LINES):
            assert np.allclose(after.column[line] - before.column[line], booked[number], rtol=CLOSE, atol=CLOSE * scale), line

    def outstanding(self, plans: Plans, month: Month) -> float:
        """What all plans owe all partners, in cents."""
        return sum(
            month.held(plans.outstanding(o, k))[month.under == o].sum() for o in range(at.PLANS) for k in plans.components(o)
        )


def check_books(page: dict[str, float], month: Month, ledger: Ledger, number: int, revenue: float) -> None:
    """The journal holds what partners' columns say; all of the vendor's revenue goes somewhere."""
    scale = max(1.0, *(np.abs(values).sum() for values in month.column.values()))
    for name in (*PAY, "clawback", "marketing_claim"):
        assert abs(month.column[name].sum() - page[name]) <= CLOSE * scale, name
    paid = sum(month.column[name] for name in PAY) - month.column["clawback"]
    received = month.column["income"]
    spent = sum(page[name] for name in (*COSTS, "goods", "direct_goods", "direct_cost", "marketing_claim"))
    scale += abs(spent) + page["direct_revenue"] + abs(revenue)
    own = paid.sum() - received.sum()  # what partners put into marketing themselves
    everything = received.sum() + own + spent + float(ledger.profit[number])
    assert abs(revenue + page["direct_revenue"] - everything) <= CLOSE * scale


def check_finite(state: engine.State) -> None:
    for block in state.pool:
        first, everybody = len(records.WHOLE), int(block["members"])
        assert np.all(np.isfinite(block["numbers"][first:, :everybody]))
    w = state.world[0]
    assert all(np.all(np.isfinite(w[name])) for name in w.dtype.names if w.dtype[name].base.kind == "f")


@few
@given(planned_cases())
def test_every_cent_goes_somewhere(walk: Callable, members: Callable, case: Case) -> None:
    eve = engine.burn_in(case.scenario, case.seed)
    run = played(case, eve)
    ledger, state, keeper, pages = Ledger(run), rolled_out(case, eve), Bookkeeper(), []
    plans = Plans(state.world[0])
    owed = keeper.outstanding(plans, Month(state, members))
    for rule in walk(state, case.scenario.time.horizon_months):
        if rule in ("settle", "take_stock"):
            before = Month(state, members)
        elif rule == "pay_plan":
            keeper.check_pay(plans, before, Month(state, members))
        elif rule == "owe_plan":
            revenue = float(members(state, "revenue").sum())
            keeper.check_exits(plans, before, month := Month(state, members))
        elif rule == "end":
            check_finite(state)
            page = {name: float(state.world[0]["today"][records.LINE[name]].sum()) for name in records.JOURNAL}
            check_books(page, month, ledger, len(pages), revenue)
            pages.append(state.world[0]["today"].copy())
    moved = keeper.moved
    left = moved["earned"] - sum(moved[name] for name in ("returned", "paid", "unproven", "settled", "to leavers", "forfeited"))
    assert left == keeper.outstanding(plans, Month(state, members)) - owed
    used = [*range(len(case.scenario.segments)), records.VENDOR]
    assert np.array_equal(np.array(pages)[:, :, used], run.journal)


# ---- one balance sheet


@few
@given(planned_cases())
def test_what_the_vendor_owes_is_what_partners_are_owed(members: Callable, case: Case) -> None:
    """At the horizon, by segment: the liability in the journal is the asset of incumbents and of newcomers."""
    eve = engine.burn_in(case.scenario, case.seed)
    run, state = played(case, eve), rolled_out(case, eve)
    state.play(case.scenario.time.horizon_months)
    last = Ledger(run).discount[-1]
    segment, theirs = members(state, "segment"), members(state, "liability")
    new, started = members(state, "incumbent") < 0, members(state, "tenure") > 0.5
    for s in range(len(case.scenario.segments)):
        to_newcomers = last * theirs[new & started & (segment == s)].sum()
        to_incumbents = run.accounts["owed"][run.accounts["segment"] == s].sum()
        scale = max(1.0, last * np.abs(theirs[segment == s]).sum())
        booked = last * Ledger(run).by_segment("liability")[-1, s]
        assert abs(booked - to_incumbents - to_newcomers) <= CLOSE * scale


@few
@given(planned_cases())
def test_incomes_of_incumbents_are_in_their_accounts(walk: Callable, members: Callable, case: Case) -> None:
    """A leaver's last pay too."""
    eve = engine.burn_in(case.scenario, case.seed)
    run, state, plain = played(case, eve), rolled_out(case, eve), 0.0
    for rule in walk(state, case.scenario.time.horizon_months):
        if rule == "owe_plan":
            plain += float(members(state, "income")[members(state, "incumbent") >= 0].sum())
    assert run.accounts["plain_income"].sum() == pytest.approx(
        plain, rel=CLOSE, abs=CLOSE * max(1.0, Ledger(run).total("revenue").max())
    )


# ---- drivers, storage, names


@few
@given(planned_cases(longest=4))
def test_the_mesa_driver_leaves_the_engines_bits(case: Case) -> None:
    run = played(case, engine.burn_in(case.scenario, case.seed))
    model = PartnerEcosystem(case.scenario, rng=case.seed, policy=case.policy)
    for _ in range(case.scenario.time.horizon_months):
        model.step()
    used = [*range(len(case.scenario.segments)), records.VENDOR]
    assert np.array_equal(model.journal[:, :, used], run.journal)


@few
@given(planned_cases())
def test_the_order_of_storage_changes_nothing_but_rounding(permuted: Callable, case: Case) -> None:
    eve = engine.burn_in(case.scenario, case.seed)
    check_close(played(case, eve).journal, played(case, permuted(eve, np.random.default_rng(case.seed))).journal)


def renamed(policy: Policy, names: dict[str, str]) -> Policy:
    """A policy for segments that are called otherwise."""
    table = policy.model_dump()
    table["segments"] = {names[name]: own for name, own in table["segments"].items()}
    for component in table["pay"].values():
        component["segments"] = [names[name] for name in component["segments"]]
    return Policy.model_validate(table)


@few
@given(planned_cases())
def test_renamed_segments_leave_the_same_bits(case: Case) -> None:
    told = case.scenario.model_dump()["segments"]
    names = {segment["name"]: f"a{len(told) - number}" for number, segment in enumerate(told)}
    now = {label: renamed(policy, names) for label, policy in case.scenario.policies.items()}
    changed = case.scenario.changed(segments=[{**one, "name": names[one["name"]]} for one in told], policies=now)
    other = Case(changed, renamed(case.policy, names), case.seed)
    one, two = (played(c, engine.burn_in(c.scenario, c.seed)) for c in (case, other))
    assert same_bits(one, two)


def same_bits(one: engine.Run, two: engine.Run) -> bool:
    equal = one.journal.tobytes() == two.journal.tobytes()
    return equal and all(one.accounts[name].tobytes() == two.accounts[name].tobytes() for name in one.accounts)


@few
@given(planned_cases())
def test_two_identical_policies_differ_by_nothing(case: Case) -> None:
    """Written twice, read from its own table, played in one go or from the eve."""
    eve = engine.burn_in(case.scenario, case.seed)
    again = Policy.model_validate(case.policy.model_dump())
    one, two = played(case, eve), played(case, eve, again)
    three = engine.play_policy(case.scenario, encode.encode_policy(again, case.scenario), case.seed)
    assert same_bits(one, two)
    assert same_bits(one, three)
