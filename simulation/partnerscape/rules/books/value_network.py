"""The worth of a network of partners beyond the horizon, as a going concern. See ``partnerscape.metrics.network``."""

from __future__ import annotations

import numpy as np

from ..shared.compile import vendor_rule
from ..shared.maths import log
from ..shared.records import LINE

AHEAD = 300  # months that are followed one by one; from then on all stays as it is
LEAST = 1e-9
REVENUE, EXPECTED, CLAWBACK, DEALS = LINE["revenue"], LINE["expected_revenue"], LINE["clawback"], LINE["deals"]
LEADS, CUSTOMERS, DIRECT_CUSTOMERS = LINE["expected_leads"], LINE["customers"], LINE["direct_customers"]
VALUE, LIABILITY, DIRECT_VALUE = LINE["customer_value"], LINE["liability"], LINE["direct_value"]
ACTIVE, HAZARD, STARTS, PENETRATION = LINE["active"], LINE["hazard"], LINE["expected_starts"], LINE["penetration"]
DIRECT_REVENUE = LINE["direct_revenue"]
PAID_ON_SALES = ("goods", "commission", "recurring_pay", "bonus_pay", "quality_pay", "override_pay")
AGAINST_SALES = np.array([LINE[name] for name in PAID_ON_SALES])
BESIDE_SALES = np.array([LINE[name] for name in ("direct_goods", "direct_cost", "marketing_claim", "retainer_pay")])


@vendor_rule
def profit_of_sales(page, s):
    """A month's sales less goods and pay on them, at the revenue that was expected before its draws."""
    revenue = page[REVENUE, s]
    realised = revenue + page[CLAWBACK, s]
    for line in AGAINST_SALES:
        realised -= page[line, s]
    return realised / max(revenue, LEAST) * page[EXPECTED, s] if revenue > 0.0 else realised


@vendor_rule
def other_profit(page, s, costs):
    """A month's other profit: direct sales, fixed pay, joint marketing, the levers' ``costs``."""
    profit = page[DIRECT_REVENUE, s]
    for line in BESIDE_SALES:
        profit -= page[line, s]
    for line in costs:
        profit -= page[line, s]
    return profit


@vendor_rule
def sum_year(journal, rate, per_lead, per_customer, costs):
    """A year's profit by segment with sales and without them: economic profit, which pays interest on the net worth.

    What belongs to no segment is shared by the tickets that segments bring. Net worth is what customers' further
    orders leave before pay, less what is owed.
    """
    vendor = journal.shape[2] - 1
    with_sales, without, worth = np.zeros(vendor), np.zeros(vendor), np.zeros(vendor)
    for t in range(journal.shape[0]):
        page, tickets = journal[t], 0.0
        for s in range(vendor):
            tickets += per_lead * page[LEADS, s] + per_customer * page[CUSTOMERS, s] + LEAST
        shared = other_profit(page, vendor, costs)
        for s in range(vendor):
            share = (per_lead * page[LEADS, s] + per_customer * page[CUSTOMERS, s] + LEAST) / tickets
            before, worth[s] = worth[s], page[VALUE, s] - page[LIABILITY, s] + share * page[DIRECT_VALUE, vendor]
            if t > 0:  # the first page is the month before the year
                with_sales[s] += profit_of_sales(page, s) + (worth[s] - before - rate * before)
                without[s] += other_profit(page, s, costs) + share * shared
    return with_sales, without


@vendor_rule
def mean_of(journal, line):
    """A line's mean per month of the year, over all segments."""
    total = 0.0
    for t in range(1, journal.shape[0]):
        for s in range(journal.shape[2]):
            total += journal[t, line, s]
    return total / (journal.shape[0] - 1)


@vendor_rule
def market(journal, word_of_mouth):
    """How the market saturates: rate of new customers in what is left, rate of those that go, share of leads by word of mouth.

    All as in the year; the rate of new customers is 0 where nothing can be said.
    """
    months, vendor = journal.shape[0] - 1, journal.shape[2] - 1
    reached, deals = mean_of(journal, PENETRATION), mean_of(journal, DEALS)
    least, first, last = np.inf, 0.0, 0.0
    for t in range(months, 0, -1):
        first = journal[t, DIRECT_CUSTOMERS, vendor]
        for s in range(vendor):
            first += journal[t, CUSTOMERS, s]
        last = first if t == months else last
        least = min(least, first)
    if not 0.0 < reached < 1.0 or least <= 0.0 or deals <= 0.0:
        return 0.0, 1.0, 0.0
    usual = mean_of(journal, CUSTOMERS) + mean_of(journal, DIRECT_CUSTOMERS)
    won = deals / usual * reached / (1.0 - reached)
    lost = won * (1.0 - reached) / reached - log(last / first) / max(months - 1, 1)
    told = word_of_mouth * (1.0 - reached) * usual / max(mean_of(journal, LEADS), LEAST)
    return won, max(lost, LEAST), min(1.0, told)


@vendor_rule
def crowding(won, lost, told, sales):
    """How much less a partner sells as more of them share the market, at relative ``sales`` before it.

    New customers come at a rate in what the market has left and old ones go: penetration p = k s/(k s + m). Leads by
    word of mouth follow p (1 - p) and are shared by all.
    """
    if won == 0.0:
        return 1.0
    left = (won + lost) / (won * sales + lost)  # of the market, relative to before; p/s is in proportion to it too
    return left * (1.0 - told + told * left)


@vendor_rule
def value_network(journal, costs, rate, discounting, per_lead, per_customer, word_of_mouth):
    """Discounted economic profit of the partners to come, at the year's hazards, starts and profit per partner.

    ``journal`` has the shape (1 + months, lines, segments + 1), from the month before the year on.
    """
    months, segments = journal.shape[0] - 1, journal.shape[2] - 1
    with_sales, without = sum_year(journal, rate, per_lead, per_customer, costs)
    won, lost, told = market(journal, word_of_mouth)
    active, leaving, starting, sold = np.zeros(segments), np.zeros(segments), np.zeros(segments), np.zeros(segments)
    for t in range(1, months + 1):
        for s in range(segments):
            active[s] += journal[t, ACTIVE, s]
            leaving[s] += journal[t, HAZARD, s]
            starting[s] += journal[t, STARTS, s]
            sold[s] += journal[t, EXPECTED, s]
    for s in range(segments):
        leaving[s] = max(leaving[s] / max(active[s], LEAST), LEAST)
    usual, stayed = max(mean_of(journal, EXPECTED), LEAST), np.ones(segments)
    value, flow, discount = 0.0, 0.0, 1.0
    for _ in range(AHEAD):
        flow, selling, sales = 0.0, 0.0, 0.0
        for s in range(segments):
            stayed[s] *= 1.0 - leaving[s]
            coming = starting[s] / months / leaving[s] * (1.0 - stayed[s])
            partners = (journal[months, ACTIVE, s] * stayed[s] + coming) / max(active[s], LEAST)
            flow += partners * without[s]
            selling += partners * with_sales[s]
            sales += partners * sold[s]
        flow += crowding(won, lost, told, sales / usual) * selling
        discount /= 1.0 + discounting
        value += flow * discount
    return value + flow * discount / discounting
