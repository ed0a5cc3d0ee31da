from __future__ import annotations

import numpy as np

from .compile import vendor_rule
from .rank_partners import line_of_best
from .records import CAPACITY, COLUMN, JOURNAL_BY_PARTNER, STRIDE, VENDOR

SUMMED = np.array([COLUMN[name] for name in JOURNAL_BY_PARTNER])
ATTRACTION_SPEED = 0.2
BEST = 5


@vendor_rule
def sum_of(p, column, mask, partial):
    """Sum of a column over the members that ``mask`` counts: quarters added up, then halves of what is left.

    A plain sum cannot become vector code without an order that differs from machine to machine.
    """
    quarter = (p.active + 3) // 4
    x = p.numbers[column]
    for i in range(quarter):
        j, k, m = i + quarter, i + 2 * quarter, i + 3 * quarter
        partial[i] = (x[i] * mask[i] + x[j] * mask[j]) + (x[k] * mask[k] + x[m] * mask[m])
    left = quarter
    while left > 8:
        half = (left + 1) // 2
        for i in range(left - half):
            partial[i] += partial[i + half]
        left = half
    total = 0.0
    for i in range(left):
        total += partial[i]
    return total


@vendor_rule
def sum_partners(pool, w):
    """Sums over the active partners by segment."""
    partial, mask = np.empty(CAPACITY), np.empty(STRIDE)
    for b in range(pool.size):
        p = pool[b]
        for s in range(w.segments):
            mask[:] = 0.0
            for i in range(p.active):
                mask[i] = 1.0 if p.segment[i] == s else 0.0
            for k in range(SUMMED.size):
                w.today[k, s] += sum_of(p, SUMMED[k], mask, partial)
        for i in range(p.active):
            w.today_active[p.segment[i]] += 1.0
        for i in range(p.active, p.members):
            w.today_signed[p.segment[i]] += 1.0


@vendor_rule
def sum_best(pool, w):
    """Revenue of the best fifth and of the best five."""
    total = 0
    for b in range(pool.size):
        total += pool[b].active
    if total == 0:
        return
    revenue, best = np.empty(total), np.zeros(BEST)
    at = 0
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            x = p.revenue[i]
            revenue[at] = x
            at += 1
            if x > best[0]:
                place = 1
                while place < BEST and best[place] < x:
                    best[place - 1] = best[place]
                    place += 1
                best[place - 1] = x
    fifth = line_of_best(revenue, 0.2)
    for k in range(total):
        w.today_top_revenue[VENDOR] += revenue[k] if revenue[k] >= fifth else 0.0
    w.today_top_five_revenue[VENDOR] = best.sum()


@vendor_rule
def keep_journal(pool, world):
    """The month's sums by segment, and the vendor's ledger: each lever's cost has its line.

    Attractiveness is a moving mean of ln(max(CE, .1 outside)/outside) over the active partners.
    """
    w = world[0]
    sum_partners(pool, w)
    sum_best(pool, w)
    w.outside_sum += w.discount_factor * w.outside_index
    everybody, gain, income, reach = 0.0, 0.0, 0.0, 0.0
    for s in range(w.segments):
        row, active = w.base_row + s, w.today_active[s]
        everybody += active
        gain += w.today_gain[s]
        income += w.today_income[s]
        reach += w.today_reach[s]
        w.today_training_cost[s] = w.training_cost * w.training_hours[row] * active
        w.today_communication_cost[s] = w.contact_cost * w.communication[row] * active
        w.today_community_cost[s] = w.community_cost * w.community[row] * active
        w.today_curation_cost[s] = w.curation_cost * w.curation[row] * w.curation[row] * active
        w.today_offer_cost[s] = w.offer_cost * w.offers[row] * active
        w.today_transparency_cost[s] = w.transparency_cost * w.transparency[row] * w.transparency[row] * active
        w.today_alignment_cost[s] = w.alignment_cost * w.alignment[row] * w.alignment[row] * active
        w.today_protection_cost[s] = w.registration_cost * w.deal_protection[row] * w.contested * w.today_leads[s]
    if reach > 0.0:
        w.income_per_reach = max(0.0, income) / reach
    w.attractiveness += ATTRACTION_SPEED * (gain / max(everybody, 1.0) - w.attractiveness)
    if w.month < w.rollout_month:
        w.attractiveness_at_rollout = w.attractiveness
    base, kept = w.base_row, 0.0
    for k in range(w.direct_in_cell.size):
        kept += w.direct_in_cell[k]
    orders = kept * w.recurring_orders * w.order_value * w.demand_level
    diverted, diverted_goods = 0.0, 0.0
    for s in range(w.segments):
        diverted += w.today_diverted_revenue[s]
        diverted_goods += w.today_diverted_goods[s]
    w.today_support_cost[VENDOR] = w.agent_cost * w.agents
    w.today_priority_cost[VENDOR] = w.priority_cost * w.priority_share[base] * everybody
    w.today_status_cost[VENDOR] = w.status_cost * w.status_share[base] * everybody
    w.today_direct_customers[VENDOR] = kept
    w.today_direct_revenue[VENDOR] = orders * w.price_level + diverted
    w.today_direct_goods[VENDOR] = orders * (1.0 - w.margin) + diverted_goods
    w.today_direct_cost[VENDOR] = w.direct_cost * w.today_direct_revenue[VENDOR]
    w.today_wait[VENDOR] = w.wait_hours
    w.today_utilisation[VENDOR] = w.utilisation
    w.today_brand[VENDOR] = w.brand
    w.today_penetration[VENDOR] = w.penetration
    w.today_voice[VENDOR] = w.voice
