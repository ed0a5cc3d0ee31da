from __future__ import annotations

from ..shared.compile import rule
from ..shared.maths import power

MOST_SKILL = 0.97


@rule
def learn(pool, i, world):
    """Skill grows with practice, training and exchange, ever more slowly, and fades.

    The exponent 1 + 1/beta with beta = .322 gives Wright's (1936) slope of -.32. Practice counts
    hours, not deals, or size would drive quality.
    """
    p, w = pool[0], world[0]
    skill, effort, hours = p.skill[i], p.effort[i], p.hours[i]
    training, community = p.training[i], p.community[i]
    practice = 8.0 * effort / hours + w.training_weight * training * (1.0 + 0.5 * community) + community
    lesson = w.learning_rate * power(1.0 - skill, 1.0 + 1.0 / w.learning_slope)
    p.lesson[i] = lesson
    p.skill[i] = min(MOST_SKILL, skill + lesson * practice - w.forgetting * skill)
