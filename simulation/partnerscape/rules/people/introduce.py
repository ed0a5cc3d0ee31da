from __future__ import annotations

import numpy as np

from ..shared.compile import rule
from ..shared.draws import PERSON, mix, normal, uniform
from ..shared.maths import clip, exp, power
from ..shared.own_market import first_demand, order_of
from ..shared.records import SEGMENTS


@rule
def introduce(pool, i, world):
    """Who a newcomer is: traits from its own luck, terms from the policy, expectations from the others.

    The recruited have ``recruited_lift`` times the reach (+16 % customer value: Schmitt, Skiera &
    Van den Bulte 2011). Reach is measured at today's hours: another gamma leaves leads at these as they are.
    Expected income is the programme's mean per reach, times its own reach and the value of its own orders.
    """
    p, w = pool[0], world[0]
    key = mix(w.key, p.id[i])
    lift = w.recruited_lift if p.recruiter_seat[i] >= 0 else 1.0
    p.key[i] = key
    p.taste[i] = key
    u, segment = uniform(key, 0, PERSON), 0
    ln_reach, ln_reach_sd = w.segment_ln_reach[0], w.segment_ln_reach_sd[0]
    skill, skill_sd = w.segment_skill[0], w.segment_skill_sd[0]
    region, speciality, ln_order = w.segment_region[0], w.segment_speciality[0], w.segment_ln_order[0]
    own = p.segment[i]
    for s in range(1, SEGMENTS):
        beyond = s <= own if own >= 0 else u > w.segment_until[s - 1]
        segment = s if beyond else segment
        ln_reach = w.segment_ln_reach[s] if beyond else ln_reach
        ln_reach_sd = w.segment_ln_reach_sd[s] if beyond else ln_reach_sd
        skill = w.segment_skill[s] if beyond else skill
        skill_sd = w.segment_skill_sd[s] if beyond else skill_sd
        ln_order = w.segment_ln_order[s] if beyond else ln_order
        region = w.segment_region[s] if beyond else region
        speciality = w.segment_speciality[s] if beyond else speciality
    anywhere = np.floor(uniform(key, 0, PERSON + 2) * w.regions)
    anything = np.floor(uniform(key, 0, PERSON + 3) * w.categories)
    ln_reach += ln_reach_sd * normal(key, 0, PERSON + 1)
    reach = w.reach_scale * exp(ln_reach) * lift
    p.segment[i] = segment
    p.region[i] = int(region if region >= 0.0 else anywhere)
    p.speciality[i] = int(speciality if speciality >= 0.0 else anything)
    p.terms[i] = w.base_row + segment
    p.programme[i] = w.base_row + segment
    p.incumbent[i] = -1
    hours = w.hours_scale * exp(w.hours_by_reach * ln_reach + w.hours_sd * normal(key, 0, PERSON + 4))
    p.reach[i] = reach * power(w.usual_effort * hours, w.gamma_stated - w.gamma)
    p.hours[i] = hours
    p.outside[i] = (
        w.outside_scale * w.outside_level * exp(w.outside_by_reach * ln_reach + w.outside_sd * normal(key, 0, PERSON + 5))
    )
    p.skill[i] = clip(skill + skill_sd * normal(key, 0, PERSON + 6), 0.02, 0.9)
    p.risk[i] = w.risk_aversion * exp(w.risk_sd * normal(key, 0, PERSON + 7))
    p.fairness[i] = exp(w.fairness_sd * normal(key, 0, PERSON + 8))
    p.care[i] = uniform(key, 0, PERSON + 9)
    own_order = order_of(w, key, ln_order, ln_reach)
    p.growth[i] = 1.0
    p.own_order[i] = own_order
    p.own_demand[i] = first_demand(w, key)
    p.expected_income[i] = w.income_per_reach * reach * own_order
    p.expected_support[i] = w.support_second
    p.trust[i] = 0.5
    p.satisfaction[i] = 0.5
    p.loyalty[i] = 0.5
    p.reputation[i] = 0.6
    p.attention_skill[i] = -1.0
