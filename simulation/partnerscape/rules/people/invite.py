from __future__ import annotations

from ..shared.compile import rule
from ..shared.draws import RECRUIT, uniform


@rule
def invite(pool, i, world):
    """A satisfied partner recruits a newcomer, more often where recruits' revenue pays overrides.

    Referral programmes: Schmitt, Skiera & Van den Bulte 2011.
    """
    p, w = pool[0], world[0]
    overrides, satisfaction = p.override_total[i], p.satisfaction[i]
    chance = w.invite_rate * satisfaction * (1.0 + w.invite_override * overrides)
    p.invited[i] = 1 if uniform(p.key[i], w.month, RECRUIT) < chance else 0
