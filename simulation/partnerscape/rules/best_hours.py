"""The hours that a partner would sell at a given rate of pay. Shared by the rules that choose effort."""

from __future__ import annotations

from .compile import rule
from .maths import power

NEWTON_STEPS = 3


@rule
def best_hours(w, felt, earning, burden, hours):
    """Maximiser e of felt y e^gamma - (kappa/H)(e + h)^2 / 2.

    Without lost hours e0 = (felt y gamma H / kappa)^(1/(2 - gamma)); with them e = e0 x, where
    x^(gamma-1) - x = h/e0. Newton starts below the root of a convex falling function, so it rises
    to it; three steps leave a relative error below 1e-4 up to gamma = .45, none at gamma = 1.
    """
    alone = power(felt * earning * w.gamma * hours / w.effort_cost, 1.0 / (2.0 - w.gamma))
    lost = burden / max(alone, 1e-9)
    x = power(1.0 + lost, -1.0 / max(1.0 - w.gamma, 0.05))
    for _ in range(NEWTON_STEPS):
        pull = power(x, w.gamma - 1.0)
        x = x + (pull - x - lost) * x / max((1.0 - w.gamma) * pull + x, 1e-300)
        x = max(x, 0.0)
    return alone * x
