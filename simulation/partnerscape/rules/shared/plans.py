"""The worth of a plan for the month under a schedule with notches. Shared by the rules that plan."""

from __future__ import annotations

from .compile import rule
from .maths import clip, power
from .records import NEVER
from .schedule import schedule_pay

VAGUE = 0.01  # rates are believed to within a point, so that a rate of nothing has a ratio too


@rule
def belief_in_pay(p, i):
    """What a unit of pay is worth to a partner: its wrong belief about the rate scales all pay, risk and recurring pay too."""
    perceived, felt, average, recurring = p.perceived_rate[i], p.felt_rate[i], p.average_rate[i], p.recurring_worth[i]
    worth = felt / max(perceived, 1e-9) if perceived > 1e-9 else recurring
    return worth * (perceived + VAGUE) / (average + VAGUE)


@rule
def period(p, i, w):
    """(revenue of the period so far, months that are left of it); a period is as long as tiers count: one to three months."""
    months, so_far, half, third = p.tier_months[i], p.quarter_revenue[i], w.month % 2 * 1.0, w.month % 3 * 1.0
    passed = (third if months > 2.5 else half) if months > 1.5 else 0.0
    return (so_far if passed > 0.5 else 0.0), months - passed


@rule
def effort_for(p, i, w, needed):
    """Hours that just reach a monthly revenue."""
    return power(max(needed, 0.0) * (1.0 + 1e-9) / max(p.yield_per_effort[i], 1e-9), 1.0 / w.gamma)


@rule
def keep_the_better(p, i, w, effort, best_so_far, at_threshold):
    """Plan ``effort`` instead of what was planned, if its certainty equivalent beats ``best_so_far``."""
    hours, burden, earning, cap, bonus, target = p.hours[i], p.burden[i], p.yield_per_effort[i], p.cap[i], p.bonus[i], p.target[i]
    planned, planned_revenue, was_at_threshold = p.effort[i], p.planned_revenue[i], p.at_threshold[i]
    done, left = period(p, i, w)
    effort = clip(effort, 0.0, max(0.0, w.longest_day * hours - burden))
    revenue = earning * power(effort, w.gamma)
    commission = (schedule_pay(p, i, done + revenue * left) - schedule_pay(p, i, done)) / left
    pay = min(commission, cap) * belief_in_pay(p, i) + (bonus if revenue >= target else 0.0)
    load = effort + burden
    worth = pay - 0.5 * w.effort_cost / hours * load * load
    first_threshold = p.tier_threshold[0, i]
    kinked = 1.0 if first_threshold < NEVER else 0.0
    kinked = 1.0 if cap < NEVER or bonus > 0.0 else kinked  # others keep the hours of linear pay
    better = worth > best_so_far and kinked > 0.5
    best = effort if better else planned
    p.effort[i] = best
    p.planned_revenue[i] = revenue if better else planned_revenue
    p.at_threshold[i] = at_threshold if better else was_at_threshold
    p.overload[i] = max(0.0, (best + burden) / hours - 1.0)
    p.plan_worth[i] = worth if better else best_so_far
