from __future__ import annotations

import numpy as np

from ..shared.compile import rule
from ..shared.draws import OBSERVE, STAY, binomial, normal, uniform
from ..shared.maths import clip, logistic
from ..shared.records import CATEGORIES

REPUTATION_SPEED = 0.15


@rule
def serve_customers(pool, i, world):
    """Customers stay or go, and see a quality that does not depend on the partner's size.

    Staying ~ Binomial(customers, logistic(skill, support, overload)). quality = .15 + .2 skill + .4 support
    + .3 care - .5 min(.5, overload), observed with noise falling in the root of customers; reputation
    is its moving mean (validated against review data: size and quality uncorrelated).
    """
    p, w = pool[0], world[0]
    key, young_share, paid_share = p.key[i], p.young_share[i], p.paid_share[i]
    customers, deals, skill, support = p.customers[i], p.deals[i], p.skill[i], p.support[i]
    overload, care, reputation = p.overload[i], p.care[i], p.reputation[i]
    young, paid = p.young_customers[i], p.paid_customers[i]

    staying = logistic(w.stay_base + w.stay_skill * skill + w.stay_support * (support - 0.5) - w.stay_overload * overload)
    stayed = binomial(uniform(key, w.month, STAY), customers, staying)
    kept = stayed / max(customers, 1.0)
    quality = clip(0.15 + 0.2 * skill + 0.4 * support + 0.3 * care - 0.5 * min(0.5, overload) + 0.2 * w.product, 0.0, 1.0)
    noise = w.quality_noise * normal(key, w.month, OBSERVE) / np.sqrt(stayed + deals + 1.0)
    observed = clip(quality + noise, 0.0, 1.0)

    p.asked_to_stay[i] = customers
    p.stayed[i] = stayed
    p.staying[i] = staying
    p.customers[i] = stayed + deals
    p.cancelled[i] = young * (1.0 - kept)
    p.expected_cancelled[i] = young * (1.0 - staying)
    p.young_customers[i] = young * kept * young_share + deals
    p.paid_customers[i] = paid * kept * paid_share + deals
    p.quality[i] = quality
    p.observed_quality[i] = observed
    p.reputation[i] = reputation + REPUTATION_SPEED * (observed - reputation)
    p.complaints[i] = (stayed + deals) * (1.0 - quality) * w.complaint_rate
    for c in range(CATEGORIES):
        p.customers_in[c, i] = p.customers_in[c, i] * kept + deals * p.category_share[c, i]
