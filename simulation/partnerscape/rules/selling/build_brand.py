from __future__ import annotations

from ..shared.compile import vendor_rule
from ..shared.maths import exp
from ..shared.records import SEGMENTS


@vendor_rule
def build_brand(pool, world):
    """Brand follows the quality that customers received: it moves at ``brand_speed`` to e^(2 (mean quality - .75))."""
    w = world[0]
    served, customers = 0.0, 0.0
    for s in range(SEGMENTS):
        served += w.today_quality_served[s]
        customers += w.today_customers[s]
    if customers > 0.0:
        w.brand += w.brand_speed * (exp(2.0 * (served / customers - 0.75)) - w.brand)
