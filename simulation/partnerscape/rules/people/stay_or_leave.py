from __future__ import annotations

from ..shared.compile import rule
from ..shared.draws import EXIT, uniform
from ..shared.hazard import hazard_of


@rule
def stay_or_leave(pool, i, world):
    """A partner leaves by a logistic hazard in its gain, loyalty and tenure.

    Calibrated to the exits of a real marketplace's sellers: high in the first month, falling with
    tenure and with income. One whom an event takes away leaves whatever the hazard.
    """
    p, w = pool[0], world[0]
    gain, loyalty, tenure = p.gain[i], p.loyalty[i], p.tenure[i]
    taken = p.leaving[i]
    hazard = hazard_of(w, gain, loyalty, tenure)
    leaves = 1 if uniform(p.key[i], w.month, EXIT) < hazard else 0
    p.hazard[i] = hazard
    p.leaving[i] = max(leaves, taken)
