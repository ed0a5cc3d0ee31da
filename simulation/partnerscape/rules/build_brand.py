from __future__ import annotations

from .compile import vendor_rule
from .draws import SURVEY, normal
from .maths import exp
from .records import CATEGORIES, REGIONS, SEGMENTS


@vendor_rule
def build_brand(pool, world):
    """Brand follows the quality that customers met; surveys improve the product, slowly.

    Brand moves at ``brand_speed`` to e^(2 (mean quality - .75)). In a survey month the product gains
    in proportion to clarity and community up to a ceiling (an assumption), and partners have a
    voice if something was changed since the last one; the voice fades.
    """
    w = world[0]
    served, customers, active, clarity, community = 0.0, 0.0, 0.0, 0.0, 0.0
    for s in range(SEGMENTS):
        served += w.today_quality_served[s]
        customers += w.today_customers[s]
        active += w.today_active[s]
        clarity += w.today_active[s] * w.clarity[w.base_row + s]
        community += w.today_active[s] * w.community[w.base_row + s]
    if customers > 0.0:
        w.brand += w.brand_speed * (exp(2.0 * (served / customers - 0.75)) - w.brand)
    every = int(w.survey_every[w.base_row])
    w.voice *= w.voice_fading
    w.surveyed = 1.0 if every > 0 and w.month % every == 0 else 0.0
    if w.surveyed > 0.5 and active > 0.0:
        heard = max(0.0, 1.0 + w.survey_noise * normal(w.key, w.month, SURVEY))
        step = w.product_step * 0.5 * (clarity + community) / active * heard
        w.product += step * (1.0 - w.product / w.product_ceiling)
        w.voice = 1.0 if w.changed == 1 else 0.5
        w.changed = 0
    for k in range(REGIONS * CATEGORIES):
        w.direct_in_cell[k] *= w.direct_retention
