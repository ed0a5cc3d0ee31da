from __future__ import annotations

from ..shared.compile import vendor_rule
from ..shared.draws import SURVEY, normal
from ..shared.maths import exp
from ..shared.records import SEGMENTS, VENDOR

HEARD_WITHOUT_CHANGE = 0.5
QUARTER = 3.0  # months between surveys at which development has its price


@vendor_rule
def hold_survey(pool, world):
    """Every ``survey_every`` months partners are surveyed: the product improves slowly, and partners have a voice.

    The product gains in proportion to clarity and community, up to a ceiling (an assumption), and development
    that acts on answers is paid for, by the pace: haste costs. Surveys tire: asked again soon, partners say
    less, 1 - e^(-months/rest). The voice is full if something was changed since the last survey, else half; it fades.
    """
    w = world[0]
    w.voice *= w.voice_fading
    every = int(w.survey_every[w.base_row])
    if every == 0 or w.month % every != 0:
        return
    active, clarity, community = 0.0, 0.0, 0.0
    for s in range(SEGMENTS):
        active += w.today_active[s]
        clarity += w.today_active[s] * w.clarity[w.base_row + s]
        community += w.today_active[s] * w.community[w.base_row + s]
        w.today_survey_cost[s] = w.survey_cost * w.today_active[s]
    heard = max(0.0, 1.0 + w.survey_noise * normal(w.key, w.month, SURVEY))
    fresh = 1.0 - exp(-every / w.survey_rest)
    step = w.product_step * 0.5 * (clarity + community) / max(active, 1.0) * heard * fresh
    w.today_development_cost[VENDOR] = w.development_cost * step * QUARTER / every
    w.product += step * (1.0 - w.product / w.product_ceiling)
    w.voice = max(w.voice, fresh * (1.0 if w.changed == 1 else HEARD_WITHOUT_CHANGE))
    w.changed = 0
