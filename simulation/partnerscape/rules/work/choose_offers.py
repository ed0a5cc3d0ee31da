from __future__ import annotations

import numpy as np

from ..shared.compile import rule
from ..shared.draws import FIT, normal
from ..shared.maths import exp, log
from ..shared.records import CATEGORIES

RENEW = 0.02  # skill must move by more than this before attention is spread anew


@rule
def choose_offers(pool, i, world):
    """Attention over the n offers shown: a logit, dearer to focus for the less skilled.

    The fit of the j-th offer is c z_j + sqrt(1 - c^2) e_ij: c curation, z_j expected order statistics of the
    catalogue (Blom 1958), e_ij a fixed draw of (taste, offer). Shares are proportional to e^(f/lambda) (Matejka &
    McKay 2015), N_eff = 1 / sum of squared shares, and focus = (1 - e^(-a sum e^(b f))) N_eff^(-delta): more offers
    cover more of the audience and split attention; looking costs hours. Offers are studied from the first on as far
    as one more pays: the income that its coverage adds, at mean coverage x, I x/(e^(n x) - 1), against the hours that
    it takes; what is shown beyond that covers nothing and still splits attention. That curation and skill lower
    looking cost and dilution is an assumption after Chernev, Boeckenholt & Goodman 2015. Kept until skill or
    programme move.
    """
    p, w = pool[0], world[0]
    skill = p.skill[i]
    known = p.attention_skill[i]
    if known >= 0.0 and abs(skill - known) <= RENEW:
        return
    taste, home, own_order = p.taste[i], p.speciality[i], p.own_order[i]
    curation, shown = p.insight[i], int(p.offers[i])
    hour = w.effort_cost / p.hours[i] * max(p.effort[i] + p.burden[i], w.usual_effort * p.hours[i])
    luck = np.sqrt(1.0 - curation * curation)
    lightness = (1.0 - w.curation_relief * curation) * (1.3 - skill)
    focus_cost = w.attention_cost * (1.3 - skill)
    cover_rate, cover_fit = w.coverage_rate, w.coverage_fit
    wide = (shown + 7) // 8 * 8  # whole vectors: what is worked out beyond the shown is not used
    for j in range(wide):  # separate loops over the offers vectorise
        w.fit[j] = curation * w.offer_rank[j] + luck * normal(taste, 0, FIT + j)
    best = w.fit[0]
    for j in range(1, shown):
        best = max(best, w.fit[j])
    for j in range(wide):
        w.weight[j] = exp((w.fit[j] - best) / focus_cost)  # the best weighs 1, however dear attention is
        w.cover[j] = cover_rate * exp(cover_fit * w.fit[j])
    total, squares, coverage, mean, price, margin, complexity = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for j in range(shown):
        mean += w.cover[j]
    mean /= shown
    pays = log(1.0 + max(p.expected_income[i], 0.0) * mean / max(w.looking_hours * lightness * hour, 1e-9)) / max(mean, 1e-9)
    studied = min(max(pays, 1.0), shown)
    for c in range(CATEGORIES):
        p.category_share[c, i] = 0.0
    for j in range(shown):
        weight = w.weight[j]
        total += weight
        squares += weight * weight
        coverage += w.cover[j] * min(max(studied - j, 0.0), 1.0)
        price += weight * w.offer_price[j]
        margin += weight * w.offer_price[j] * w.offer_margin[j]
        complexity += weight * w.offer_complexity[j]
        p.category_share[int(w.offer_category[j]), i] += weight
    effective_number = total * total / squares
    for c in range(CATEGORIES):
        p.category_share[c, i] *= (1.0 - w.speciality_weight) / total
    p.category_share[home, i] += w.speciality_weight
    p.attention_skill[i] = skill
    p.focus[i] = (1.0 - exp(-coverage)) * exp(-w.dilution * lightness * log(effective_number))
    p.looking[i] = w.looking_hours * studied * lightness
    p.offer_price[i] = price / total * own_order
    p.offer_margin[i] = margin / price
    p.offer_complexity[i] = complexity / total
