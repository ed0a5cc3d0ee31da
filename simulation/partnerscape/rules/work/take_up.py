from __future__ import annotations

from ..shared.compile import rule
from ..shared.hazard import index_of
from ..shared.maths import clip, exp, log
from ..shared.risk import aversion_of

ALWAYS_READ = 1.0  # contacts per month that come with the statement of pay
CLEAR, GROWS = 0.7, 1.5  # of clarity what contacts add, and how many of them add 63 % of it


@rule
def take_up(pool, i, world):
    """Partners take up offered training and contacts (beyond the statement of pay) as far as it pays.

    An hour costs (kappa/H)(e + h), the slope of the cost of hours. An hour of training is worth the pay on new
    customers that its skill brings until skill, partner or patience fade; a contact what it clears of pay that is
    not understood: clarity = transparency (1 - .7 e^(-contacts/1.5)).
    """
    p, w = pool[0], world[0]
    lesson, hours, effort, burden = p.lesson[i], p.hours[i], p.effort[i], p.burden[i]
    taken, known, conversion, hazard = p.training[i], p.contacts[i], p.conversion[i], p.hazard[i]
    offered, contacts, community, transparency = p.training_hours[i], p.communication[i], p.community[i], p.transparency[i]
    expected, outside, risk = p.expected_income[i], p.outside[i] * index_of(w.outside_index, p.segment[i]), p.risk[i]
    rate, planned = p.perceived_rate[i] * p.recurring_worth[i], p.planned_revenue[i]

    slope = w.effort_cost / hours
    rest = effort + max(0.0, burden - taken - w.reading_hours * known)
    lasting = 1.0 / (w.forgetting + hazard + w.discount_monthly + 1e-9)
    step = lesson * w.training_weight * (1.0 + 0.5 * community)
    hour = rate * planned * w.conversion_skill * (1.0 - conversion) * step * lasting
    training = clip(hour / slope - rest, 0.0, offered)

    aversion = aversion_of(w, risk, expected, outside)
    unclear = 0.5 * aversion * w.opacity * expected * expected * transparency * CLEAR
    price = slope * (rest + training) * w.reading_hours
    wanted = GROWS * log(max(unclear / GROWS, 1e-9) / max(price, 1e-9))
    read = min(contacts, max(ALWAYS_READ, wanted))
    p.alternative[i] = outside
    p.training[i] = training
    p.contacts[i] = read
    p.understood[i] = transparency * (1.0 - CLEAR * exp(-read / GROWS))
