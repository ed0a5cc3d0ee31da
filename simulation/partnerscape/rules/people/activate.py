from __future__ import annotations

from ..shared.compile import rule
from ..shared.draws import ACTIVATE, GIVE_UP, uniform
from ..shared.hazard import index_of
from ..shared.maths import clip, exp, log, logistic


@rule
def activate(pool, i, world):
    """A signed partner starts to sell, or gives up; about half of the signed never sell.

    The starting hazard rises with the expected gain, onboarding (saturating at 6 hours) and
    training (at 3).
    """
    p, w = pool[0], world[0]
    key, onboarding, training = p.key[i], p.onboarding_hours[i], p.training_hours[i]
    expected, alternative, waited = p.expected_income[i], p.outside[i] * index_of(w.outside_index, p.segment[i]), p.tenure[i]
    signed = p.since_signing[i]
    gain = clip(log(max(expected, 0.1 * alternative) / alternative), -2.0, 2.0)
    ready = logistic(
        w.start_base
        + w.start_gain * gain
        + w.start_onboarding * (1.0 - exp(-onboarding / 6.0))
        + w.start_training * (1.0 - exp(-training / 3.0))
    )
    starts = uniform(key, w.month, ACTIVATE) < ready
    quits = uniform(key, w.month, GIVE_UP) < logistic(w.give_up_base)
    p.start_chance[i] = ready
    p.starting[i] = 1 if starts else 0
    p.leaving[i] = 1 if quits and not starts else 0
    p.tenure[i] = waited + 1.0
    p.since_signing[i] = signed + 1.0
