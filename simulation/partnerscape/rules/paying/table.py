"""A pay plan as numbers: what ``engine.plans`` writes of a policy, and the rules of pay read.

``o`` is the plan: 0 today's, 1 the rollout's. Feeds are what is counted in a month, meters sum feeds over time, ladders are
levels and conditions on meters, components pay. A partner's own numbers stand in rows of ``s``, a column per partner.
Money is in cents, rates in millionths, both as whole numbers in float64: exact up to 2^53.
"""

from __future__ import annotations

import numpy as np

from ..shared.records import CATEGORIES

PLANS = 2
COMPONENTS = 8
BRACKETS = 16
FEEDS = 32
METERS = 32
LADDERS = 12
NEEDS = 4
CLAWS = 4
RECRUIT_LEVELS = 5
PRIZES = 64
BENDS, BEND_ROWS = 256, 6  # of pay as a bent line, see ``outlook.lines``
ENDLESS = 10_000  # months, orders
MILLION = 1e6
CENTS = 100.0

# what a feed counts
NEW, RENEWALS, REVENUE, MARGIN, SAVINGS, ORDERS, WON, CUSTOMERS = range(8)
SKILL, CERTIFIED, STAYED, ASKED, QUALITY, ONE, RECRUITS = range(8, 15)
FROM_RECRUITS, PAY_OF_RECRUITS, OWN_PAY_OF_RECRUITS = 20, 21, 22  # all they earn; without what is on their own recruits
# how a meter sums
NOW, TO_DATE, TRAILING, LIFETIME, PREVIOUS = range(5)
# how a component pays
FLAT, SCHEDULE, TARGET, FIXED, GUARANTEE, POOL, PRIZE, SHARE_OF_PAY, SPLIT = range(9)
# which line of the books it belongs to
ON_NEW, ON_RENEWALS, BONUS, FIXED_PAY, OVERRIDE, FUND = range(6)


Field = tuple[str, type, tuple[int, ...]]


def _fields(kind: type, shape: tuple[int, ...], names: str) -> list[Field]:
    """Numbers of a kind and a shape, by name."""
    return [(name, kind, (PLANS, *shape)) for name in names.split()]


def _of_the_plan() -> list[Field]:
    """What holds for a plan as a whole."""
    return [
        *_fields(np.int64, (), "feeds meters ladders components choices ages counts_orders out_ladder out_from keeps_old"),
        *_fields(np.int64, (), "straight apart"),
        *_fields(np.int64, (), "choice_row recruits_row ages_row settled_row year_row orders_row start_row since_row short_row"),
        *_fields(np.int64, (), "proof_row"),
        *_fields(np.float64, (), "least_payout total_cap_month total_cap_year"),
    ]


def _of_feeds_meters_and_ladders() -> list[Field]:
    """What is counted of a month, how it is summed over time, which levels and conditions look at the sums."""
    f, g = FEEDS, LADDERS
    return [
        *_fields(np.int64, (f,), "feed_basis feed_row feed_level feed_registered feed_everywhere feed_paid_on feed_plain"),
        *_fields(np.int64, (f, 2), "feed_months feed_orders"),
        *_fields(np.float64, (f, 2), "feed_size"),
        *_fields(np.float64, (f,), "feed_rate feed_cap"),
        *_fields(np.float64, (f, CATEGORIES), "feed_weight"),
        *_fields(np.int64, (METERS,), "meter_feed meter_kind meter_months meter_joining meter_row meter_new"),
        *_fields(np.int64, (g,), "ladder_levels ladder_needs ladder_down ladder_grace ladder_row"),
        *_fields(np.int64, (g, NEEDS), "need_meter need_per need_below need_known"),
        *_fields(np.float64, (g, NEEDS, BRACKETS), "need_threshold"),
    ]


def _of_components() -> list[Field]:
    """For whom, on what, how, within which limits and when each component pays."""
    k = COMPONENTS
    return [
        *_fields(np.int64, (k,), "pay_how pay_line pay_feeds pay_ladder pay_gate pay_segments pay_choice pay_joined pay_period"),
        *_fields(np.int64, (k,), "pay_joining cap_joining pay_brackets pay_unlocked pay_capped of_vendor sum_new"),
        *_fields(np.int64, (k,), "pay_delay pay_instalments pay_hold_months pay_ring pay_claws use_months fund_row"),
        *_fields(np.int64, (k,), "earned_row due_row paid_row balance_row carried_row capped_row returned_row risk_row"),
        *_fields(np.int64, (k,), "share_row belief_row fit_row sum_row usual_row"),
        *_fields(np.int64, (k, 2), "pay_tenure"),
        *_fields(np.int64, (k, RECRUIT_LEVELS), "pay_feed pay_unlock vendor_pay_feed"),
        *_fields(np.int64, (k, BRACKETS), "capped_feed"),
        *_fields(np.int64, (k, CLAWS), "claw_until"),
        *_fields(np.float64, (k,), "pay_scale pay_target pay_sum cap_month cap_year hold_share least_due most_of_vendor"),
        *_fields(np.float64, (k,), "annuity lost_early patience pool_rate proven_use"),
        *_fields(np.float64, (k, CLAWS), "claw_share"),
        *_fields(np.float64, (k, BRACKETS), "pay_rate pay_start pay_slope pay_constant"),
        *_fields(np.float64, (k, PRIZES), "pay_prize prize_cut"),
    ]


def plan_fields() -> list[tuple]:
    """The plan's part of ``world``; ``one_plan`` is 1 where the rollout's is today's, ``bends`` are one partner's at a time."""
    # weighed: heard says whether the change of plans counts as having been heard
    single = [(name, np.int64) for name in ("plan_size", "planned", "one_plan", "weighed", "heard")]
    scratch: list[tuple] = [("bends", np.float64, (BEND_ROWS, BENDS))]
    return [*_of_the_plan(), *single, *scratch, *_of_feeds_meters_and_ladders(), *_of_components()]


# what a partner's rows hold, by the name under which ``engine.plans`` hands them out
KEPT = {
    "feed": "4 rows per kind of sales: what is counted of the month, of money in cents; what is there anyway "
    "(of recruits: this month's, paid next), what a unit of new revenue adds, what the customers that it wins add per month",
    "meter": "a sum over a time; trailing ones with a ring of their months, previous ones with the sum of the present period",
    "ladder": "3 rows: the level, months short of it, the level that the next month starts from",
    "sum": "2 rows: what a component is paid on, summed over its period; 1: its target was reached",
    "fit": "1: a component is for this partner this month",
    "earned": "cents that a component earned this month",
    "returned": "cents taken back this month",
    "paid": "cents paid this month",
    "due": "a ring: cents by the month in which they fall due",
    "balance": "cents that wait for a component's least sum",
    "carried": "cents that wait for the plan's least sum",
    "capped": "cents of the year that count towards a component's cap",
    "paid in the year": "the same of the plan's cap",
    "risk": "a running sum of pay that clawback can take, deflated by retention, and a ring of its past months",
    "share": "cents of a pool or prize at its period's end",
    "belief": "what a partner believes of a component's pay, relative to the truth, less 1",
    "usual": "what a component pays on a unit in the partner's usual month",
    "ages": "retention since a start, a running sum of customers won, deflated by it, and a ring of its past months",
    "orders so far": "orders of the partner",
    "choice": "the plan of a menu that it chose",
    "plan": "the plan to which its sums were opened: 1 today's, 2 the rollout's",
    "since": "the month from which that plan has paid it, 0: from its first",
    "under": "the plan that paid it last: 1 today's, 2 the rollout's",
    "short form": "what the short form beside the plan pays on a unit of new revenue, its renewals included",
}
