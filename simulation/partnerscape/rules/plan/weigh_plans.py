from __future__ import annotations

import numpy as np

from ..outlook.usual_year import YEAR, usual_year
from ..paying.table import CENTS
from ..shared.compile import vendor_rule
from ..shared.new_terms import is_new
from ..shared.records import SEGMENTS
from ..shared.schedule import average_rate

ROUNDING = 1.0  # currency per year: less is no cut


@vendor_rule
def short_form(w, p, i, row):
    """Currency that a row's short form pays a partner in a usual month."""
    usual, again = p.trailing_new_revenue[i], max(p.trailing_revenue[i] - p.trailing_new_revenue[i], 0.0)
    pay = average_rate(w, row, usual) * usual + w.retainer[row]
    if w.recurring_months[row] > 0.0:
        pay += w.commission_rate[row] * again * p.paid_part[i]
    if usual >= w.target[row]:
        pay += w.bonus[row]
    return pay + w.quality_bonus[row] * p.trailing_revenue[i] * p.distinguished[i]


@vendor_rule
def pays_less(pool, w):
    """Whether the rollout's terms pay anybody less than today's in a year of usual months, by more than rounding."""
    number, n = 0, 0
    for b in range(pool.size):
        number += pool[b].active
    now, then = usual_year(pool, w, 0, number), usual_year(pool, w, 1, number)
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            s = p.segment[i]
            more = YEAR * (short_form(w, p, i, SEGMENTS + s) - short_form(w, p, i, s)) + (then[n] - now[n]) / CENTS
            if more < -ROUNDING:
                return True
            n += 1
    return False


@vendor_rule
def weigh_plans(pool, world):
    """In the month in which the rollout's plan begins: whether it is a change that counts as having been heard.

    Both plans pay every partner a year of usual months, by the rules that pay, and none is to be paid less: a plan is not known
    by a rate. Recruits bring what they brought last month, as far as today's plan counts it.
    """
    w = world[0]
    surveyed = w.survey_every[0] > 0.0 or w.survey_every[SEGMENTS] > 0.0  # nobody else asks whether anything was heard
    if not surveyed or w.month - w.rollout_month != int(w.notice_months[SEGMENTS]):
        return
    members = np.zeros(SEGMENTS)
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.members):
            members[p.segment[i]] += 1.0
    w.weighed, w.heard = 1, w.changed
    if (w.one_plan == 0 or is_new(w, members)) and not pays_less(pool, w):
        w.heard = 1
