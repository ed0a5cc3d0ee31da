from __future__ import annotations

from ..shared.compile import rule
from ..shared.draws import BRIEF, uniform


@rule
def brief(pool, i, world):
    """A partner hears the vendor: contradictions cost trust, contacts correct what it believes of its pay.

    With probability 1 - alignment it hears contradictory messages. The perceived rate closes the
    share 1 - e^(-speed (0.3 + communication)) of its gap to the effective rate each month (partial
    adjustment, Nerlove 1958). Hours of confusion are felt in ``decide_effort``.
    """
    p, w = pool[0], world[0]
    trust, perceived = p.trust[i], p.perceived_rate[i]
    flat, average, alignment, correction = p.commission_rate[i], p.average_rate[i], p.alignment[i], p.correction[i]
    contradicted = 1.0 if uniform(p.key[i], w.month, BRIEF) > alignment else 0.0
    effective = average if w.varied > 0.5 else flat
    p.contradicted[i] = contradicted
    p.trust[i] = max(0.0, trust - w.contradiction_trust * contradicted)
    p.perceived_rate[i] = perceived + (effective - perceived) * correction
