from __future__ import annotations

from ..shared.compile import rule
from ..shared.maths import clip

LEAST_GROWTH, MOST_GROWTH = 0.5, 3.0


@rule
def invest(pool, i, world):
    """Joint growth: a satisfied partner that trusts the vendor puts part of its profit into capacity.

    Capacity (hours and reach) grows by ``invest_growth`` x gain x trust per month and shrinks by
    ``decline`` while the programme pays less than the outside option; .5 to 3 times the start. What is
    above the start wears out by ``capacity_wear`` per month, what is below recovers (capital with
    replacement, Jorgenson 1963): without it satisfied partners would grow for ever, and a few would dominate the market.
    Its money is finite: growth and the co-funding of marketing come off next month's income.
    """
    p, w = pool[0], world[0]
    certainty, alternative, trust, growth = p.certainty[i], p.alternative[i], p.trust[i], p.growth[i]
    reach, hours, claim, gain = p.reach[i], p.hours[i], p.marketing_claim[i], p.gain[i]
    surplus = certainty - alternative
    rate = w.invest_growth * min(gain, 2.0) * trust if gain > 0.0 else w.decline * max(gain, -1.0)
    rate -= w.capacity_wear * (growth - 1.0)
    renewed = clip(growth * (1.0 + rate), LEAST_GROWTH, MOST_GROWTH)
    factor = renewed / growth
    p.growth[i] = renewed
    p.reach[i] = reach * factor
    p.hours[i] = hours * factor
    p.investment[i] = w.cofunding * claim + w.invest_share * trust * max(0.0, surplus)
