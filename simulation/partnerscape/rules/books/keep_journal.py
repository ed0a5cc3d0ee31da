from __future__ import annotations

from ..shared.best import sum_best
from ..shared.compile import vendor_rule
from ..shared.maths import log
from ..shared.records import VENDOR
from ..shared.sums import sum_partners

ATTRACTION_SPEED = 0.2
MOST_GAINED = 2.302585092994046  # log points, ln 10: more attractiveness than that rivals do not see
CURRICULUM = 0.1  # hours of upkeep per partner and square of an hour offered: longer courses must be made and kept up
HAND_MADE = 1.05  # curation at which no price would do


@vendor_rule
def follow_attractiveness(w, s):
    """A segment's attractiveness, and how far rivals have seen it move against outside options as they were."""
    w.outside_sum[s] += w.discount_factor * w.outside_index[s]
    if w.today_active[s] > 0.0:
        w.attractiveness[s] += ATTRACTION_SPEED * (w.today_gain[s] / w.today_active[s] - w.attractiveness[s])
    if w.month < w.rollout_month:
        w.attractiveness_at_rollout[s] = w.attractiveness[s]
        return
    gained = w.attractiveness[s] + log(w.outside_index[s]) - w.attractiveness_at_rollout[s]
    gained = min(gained, MOST_GAINED)  # a gain is felt down to a tenth only: rivals would chase their own answer
    w.rival_view[s] += (gained - w.rival_view[s]) / (1.0 + w.rival_lag)


@vendor_rule
def bespoke(curation):
    """Cost of curation relative to its price: its square at a half, ten times as much for one's own curator per partner."""
    return curation * curation * (HAND_MADE - 0.5) / (HAND_MADE - curation)


@vendor_rule
def keep_journal(pool, world):
    """The month's sums by segment, and the vendor's ledger: one line per lever's cost.

    Attractiveness is a moving mean of ln(max(CE, .1 outside)/outside) over a segment's active partners.
    """
    w = world[0]
    sum_partners(pool, w)
    sum_best(pool, w)
    everybody, income, reach = 0.0, 0.0, 0.0
    for s in range(w.segments):
        row, active = w.base_row + s, w.today_active[s]
        everybody += active
        income += w.today_income[s]
        reach += w.today_reach[s]
        follow_attractiveness(w, s)
        curriculum = CURRICULUM * w.training_hours[row] * w.training_hours[row] * active
        w.today_training_cost[s] = w.training_cost * (w.today_training[s] + curriculum)
        w.today_communication_cost[s] = w.contact_cost * w.communication[row] * active
        w.today_community_cost[s] = w.community_cost * w.community[row] * w.community[row] * active
        w.today_curation_cost[s] = w.curation_cost * bespoke(w.curation[row]) * active
        w.today_offer_cost[s] = w.offer_cost * w.offers[row] * active
        w.today_transparency_cost[s] = w.transparency_cost * w.transparency[row] * w.transparency[row] * active
        w.today_alignment_cost[s] = w.alignment_cost * w.alignment[row] * w.alignment[row] * active
        w.today_protection_cost[s] = w.registration_cost * w.deal_protection[row] * w.contested * w.today_leads[s]
    if reach > 0.0:
        w.income_per_reach = max(0.0, income) / reach
    if w.month < w.rollout_month:
        w.income_at_rollout += ATTRACTION_SPEED * (w.income_per_reach - w.income_at_rollout)
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
    fading = max(1.0 + w.discount_monthly - w.direct_retention, 1e-9)
    left = w.order_value * (w.price_level * (1.0 - w.direct_cost) - (1.0 - w.margin))
    w.today_direct_value[VENDOR] = kept * w.direct_retention * w.recurring_orders * left / fading
    w.today_agents[VENDOR] = w.agents
    w.today_wait[VENDOR] = w.wait_hours
    w.today_utilisation[VENDOR] = w.utilisation
    w.today_brand[VENDOR] = w.brand
    w.today_penetration[VENDOR] = w.penetration
    w.today_voice[VENDOR] = w.voice
