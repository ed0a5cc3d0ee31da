from __future__ import annotations

from ..shared.compile import rule
from ..shared.draws import NOISE, normal


@rule
def add_noise(pool, i, world):
    """Additive noise on revenue: only in the limit of Holmstrom & Milgrom 1987, where pay is linear in it."""
    p, w = pool[0], world[0]
    noise = w.additive_noise_sd * normal(p.key[i], w.month, NOISE)
    p.revenue[i] += noise
    p.new_revenue[i] += noise
