"""The hours that a partner would sell at a given rate of pay. Shared by the rules that choose effort."""

from __future__ import annotations

from .compile import rule
from .maths import power

HALLEY_STEPS = 2
LEAST_STEEPNESS = 0.05  # of 1 - gamma: at 0 the start would be 0


@rule
def best_hours(w, felt, earning, burden, hours):
    """Maximiser e of felt y e^gamma - (kappa/H)(e + h)^2 / 2.

    Without lost hours e0 = (felt y gamma H / kappa)^(1/(2 - gamma)); with them e = e0 x, where
    x^(gamma-1) - x = h/e0. Two steps of Halley's method, which bends with the function, leave a
    relative error below 4e-6 up to gamma = .45, none at gamma = 1; Newton's three left 1e-4. They
    start where x^(gamma-1) is known: 1 + h/e0.
    """
    alone = power(felt * earning * w.gamma * hours / w.effort_cost, 1.0 / (2.0 - w.gamma))
    lost = burden / max(alone, 1e-9)
    steepness = max(1.0 - w.gamma, LEAST_STEEPNESS)
    x = power(1.0 + lost, -1.0 / steepness)
    for step in range(HALLEY_STEPS):
        pull = power(x, w.gamma - 1.0) if step > 0 else 1.0 + lost * ((1.0 - w.gamma) / steepness)
        gap, slope = pull - x - lost, (1.0 - w.gamma) * pull + x  # slope times x, sign turned
        bend = (1.0 - w.gamma) * (2.0 - w.gamma) * pull
        x = x + 2.0 * gap * slope * x / max(2.0 * slope * slope - gap * bend, 1e-300)
        x = max(x, 0.0)
    return alone * x
