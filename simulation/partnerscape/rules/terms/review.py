from __future__ import annotations

from ..shared.compile import vendor_rule
from ..shared.draws import REVIEW, normal
from ..shared.records import TIERS, VENDOR

TOLERANCE = 0.15
PAY_STEP, AGENT_STEP = 0.01, 0.1
MOST_PAY, MOST_AGENTS = 0.5, 10.0
BUSY, IDLE, HEAVY = 0.9, 0.6, 0.1
CHURN_SPEED = 0.2


@vendor_rule
def follow_churn(world):
    """Moving means by segment of churn, overload and of who reaches the first tier."""
    w = world[0]
    for s in range(w.segments):
        active = w.today_active[s]
        if active > 0.0:
            w.churn[s] += CHURN_SPEED * (w.today_left[s] / active - w.churn[s])
            w.overload_now[s] = w.today_overload[s] / active
            w.mean_new_revenue[s] += CHURN_SPEED * (w.today_new_revenue[s] / active - w.mean_new_revenue[s])
        if w.month < w.rollout_month:
            w.churn_at_rollout[s] = w.churn[s]


@vendor_rule
def more(now, step, most):
    """A step up, as far as reviews go; what is beyond that already stays."""
    return max(now, min(most, now + step))


@vendor_rule
def raise_pay(w, row):
    """A point of commission, on every tier: the first rate must not overtake them."""
    w.commission_rate[row] = more(w.commission_rate[row], PAY_STEP, MOST_PAY)
    for k in range(TIERS):
        w.tier_rate[k, row] = more(w.tier_rate[k, row], PAY_STEP, MOST_PAY)


@vendor_rule
def answer_churn(w, s, row):
    """Churn well above that at the rollout: pay up, or support where the desk is the weaker side; well below: pay down."""
    if w.churn_at_rollout[s] == 0.0:  # a programme without burn-in: what its first review found
        w.churn_at_rollout[s] = w.churn[s]
    heard = 1.0 + w.survey_noise * normal(w.key, w.month, REVIEW + s)
    ratio = w.churn[s] * heard / max(w.churn_at_rollout[s], 1e-3)
    if ratio > 1.0 + TOLERANCE:
        if w.support_second < 0.5:
            w.support_agents[row] = more(w.support_agents[row], AGENT_STEP * w.support_agents[row], MOST_AGENTS)
        else:
            raise_pay(w, row)
        w.changed = 1
    elif ratio < 1.0 - TOLERANCE:
        w.commission_rate[row] = max(0.0, w.commission_rate[row] - PAY_STEP)


@vendor_rule
def review(pool, world):
    """Every ``review_every`` months the vendor corrects its policy, one bounded step each.

    Churn 15 % above that at the rollout: pay up, or support where the desk is the weaker side;
    15 % below: pay down. Desk above .9 busy: agents up, under .6: down. Overload reported: fewer
    offers. A first tier that a segment's mean stays far below: lower. What takes from partners does not count
    as their having been heard. Churn is read with survey noise. Thresholds are relative to the rollout: absolute ones ratchet.
    """
    w = world[0]
    follow_churn(world)
    since = w.month - w.rollout_month
    every = int(w.review_every[w.base_row])
    if since <= 0 or every == 0 or since % every != 0:
        return
    w.today_review_cost[VENDOR] = w.review_cost
    for s in range(w.segments):
        row = w.base_row + s
        answer_churn(w, s, row)
        if w.utilisation > BUSY:
            w.support_agents[row] = more(w.support_agents[row], AGENT_STEP * w.support_agents[row], MOST_AGENTS)
            w.changed = 1
        elif w.utilisation < IDLE:
            w.support_agents[row] *= 1.0 - AGENT_STEP
        if w.overload_now[s] > HEAVY and w.offers[row] > 1.0:
            w.offers[row] -= 1.0
            w.changed = 1
            for b in range(pool.size):
                p = pool[b]
                for i in range(p.members):
                    if p.programme[i] == row:
                        p.attention_skill[i] = -1.0
        if w.tier_threshold[0, row] < 1e290 and 3.0 * w.mean_new_revenue[s] * w.tier_months[row] < w.tier_threshold[0, row]:
            for k in range(TIERS):
                w.tier_threshold[k, row] *= 0.9
            w.changed = 1
    w.stale = 1
