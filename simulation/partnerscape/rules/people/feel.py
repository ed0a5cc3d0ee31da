from __future__ import annotations

from ..shared.compile import rule
from ..shared.hazard import LEAST_CERTAINTY
from ..shared.maths import clip, log, logistic


@rule
def feel(pool, i, world):
    """How the partner perceives the month: income, satisfaction, trust, loyalty.

    Felt certainty equivalent = expected income - cost of all hours - risk; what it was worth in truth stands in
    ``appraise``. Status is positional: those without it notice (Frank 1985). Satisfaction moves to a
    logistic of the gain over the outside option, support against expectation, the vendor's margin
    on the same sale (inequity aversion, Fehr & Schmidt 1999), procedural fairness, which weighs more
    than distributive (Kumar, Scheer & Steenkamp 1995), influence, status, trust and community.
    Trust and loyalty follow, faster down than up.
    """
    p, w = pool[0], world[0]
    income, expected, support, expected_support = p.income[i], p.expected_income[i], p.support[i], p.expected_support[i]
    satisfaction, trust, loyalty = p.satisfaction[i], p.trust[i], p.loyalty[i]
    hours, load, risk_cost = p.hours[i], p.effort[i] + p.burden[i], p.risk_cost[i] + p.opacity_cost[i]
    perceived, margin, fairness, status = p.perceived_rate[i], p.offer_margin[i], p.fairness[i], p.status[i]
    contradicted, lost_deals, tenure = p.contradicted[i], p.lost_deals[i], p.tenure[i]
    understood, community, share = p.understood[i], p.community[i], p.status_share[i]
    ahead, lumpiness = p.receipts[i], p.lumpiness[i]
    alternative = p.alternative[i]

    # a month's luck counts the less the lumpier it is: the share of signal in it (Kalman 1960)
    signal = ahead + (income - ahead) / (1.0 + lumpiness)
    expected = expected + w.income_speed * (signal - expected)
    certainty = expected - 0.5 * w.effort_cost / hours * load * load - risk_cost
    gain = log(max(certainty, LEAST_CERTAINTY * alternative) / alternative)
    envy = max(0.0, 1.0 - 2.0 * perceived / (w.margin * margin))
    procedure = understood - 0.5 - 0.5 * contradicted
    goal = logistic(
        w.content_base
        + w.content_gain * gain
        + w.content_support * (support - expected_support)
        + w.procedural_weight * procedure
        - w.fairness_weight * fairness * envy
        + w.content_influence * w.voice
        + w.content_status * (status - share)
        + w.content_trust * (trust - 0.5)
        + w.content_community * community
    )
    content = satisfaction + w.satisfaction_speed * (goal - satisfaction)
    step = content - trust
    trust = trust + (w.trust_up if step > 0.0 else w.trust_down) * step - w.lost_deal_trust * min(lost_deals, 1.0)
    trust = clip(trust, 0.0, 1.0)
    step = 0.5 * (content + trust) - loyalty
    p.loyalty[i] = loyalty + (w.loyalty_up if step > 0.0 else w.loyalty_down) * step
    p.trust[i] = trust
    p.satisfaction[i] = content
    p.expected_income[i] = expected
    p.expected_support[i] = expected_support + w.support_speed * (support - expected_support)
    p.certainty[i] = certainty
    p.gain[i] = gain
    p.tenure[i] = tenure + 1.0
