"""What a plan would pay at a month's new revenue: the line of each feed, levels as they would be, pay by component.

Shared by the rule that plans hours and that which expects pay. ``ahead``: looking to the end of each period at this pace, with
what a level reached now is worth later; else of this month alone.
"""

from __future__ import annotations

from ..paying.cents import scheduled
from ..paying.earn import eligible, period_begins
from ..paying.table import (
    CENTS,
    ENDLESS,
    FIXED,
    FLAT,
    GUARANTEE,
    MILLION,
    POOL,
    PRIZE,
    SCHEDULE,
    SHARE_OF_PAY,
    SPLIT,
    TARGET,
)
from ..shared.compile import vendor_rule
from ..shared.maths import exp, log
from .levels_ahead import by_the_day, lasts, level_ahead, line, months_left, months_looked, rising_months

STEEP = 4.0  # of the chance of a prize: a quarter more than last time's line makes it likely


@vendor_rule
def prizes_ahead(w, o, k, total):
    """Cents per month of the prizes that a period's sum may win, by how it compares with the sums that won last time."""
    pay = 0.0
    for j in range(w.pay_prize.shape[2]):
        if w.pay_prize[o, k, j] <= 0.0:
            break
        drop = w.pay_prize[o, k, j] - (w.pay_prize[o, k, j + 1] if j + 1 < w.pay_prize.shape[2] else 0.0)
        if drop > 0.0:
            cut = max(w.prize_cut[o, k, j], 1.0)
            pay += drop / (1.0 + exp(-STEEP * (total / cut - 1.0)))
    return pay / w.pay_period[o, k]


@vendor_rule
def reached_once(s, i, w, o, k, x, before, left, lump, ahead, keep, pace):
    """Cents per month of a lump at a target.

    Within a period it is worked for at a pace that rises until its end; of one for ever each sale brings the day nearer on which
    it is reached at the usual pace.
    """
    if ahead and w.pay_period[o, k] >= ENDLESS:
        worth, _ = by_the_day(w.pay_target[o, k] - before, x, max(pace, 1e-9), keep)
        return lump * worth
    months = rising_months(w, left, keep) if ahead else 1.0
    if before + x * months < w.pay_target[o, k]:
        return 0.0
    return lump * exp((left - 1.0) * log(keep)) / months if ahead else lump


@vendor_rule
def pay_of(s, i, w, o, k, t, tenure, new, ahead, total, level, usual, keep):
    """A component's cents at a month's new revenue and a level; ``total``: what the components above pay."""
    how, feed = w.pay_how[o, k], w.pay_feed[o, k, 0]
    if how == FLAT:
        if w.pay_capped[o, k] == 1:
            return line(s, i, w, o, w.capped_feed[o, k, level], new) / MILLION
        if w.pay_feeds[o, k] == 1 and w.pay_unlocked[o, k] == 0:
            return w.pay_rate[o, k, level] * line(s, i, w, o, feed, new) / w.pay_scale[o, k]
        pay = 0.0
        for step in range(w.pay_feeds[o, k]):
            if w.pay_unlocked[o, k] == 0 or s[w.recruits_row[o] + 1, i] >= w.pay_unlock[o, k, step]:
                pay += w.pay_rate[o, k, step] * line(s, i, w, o, w.pay_feed[o, k, step], new)
        return pay / w.pay_scale[o, k]
    if how == SHARE_OF_PAY:
        return w.pay_rate[o, k, level] / MILLION * total
    if how == GUARANTEE:
        return max(0.0, w.pay_sum[o, k] - total)
    fresh = period_begins(w, o, k, t, tenure)
    if how == FIXED:
        return w.pay_rate[o, k, level] if fresh or tenure == 0 else 0.0
    x = line(s, i, w, o, feed, new)
    left = months_looked(tenure if w.pay_joining[o, k] == 1 else t, w.pay_period[o, k], keep) if ahead else 1.0
    before = 0.0 if fresh else s[w.sum_row[o, k], i]
    if how == SCHEDULE:
        return (scheduled(w, o, k, before + x * left) - scheduled(w, o, k, before)) / w.pay_scale[o, k] / left
    if how == SPLIT:
        most, share = w.pay_sum[o, k], 1.0 - w.pay_rate[o, k, 0] / MILLION
        return x - (min(share * (before + x * left), most) - min(share * before, most)) / left
    if how == TARGET:
        if not fresh and s[w.sum_row[o, k] + 1, i] > 0.5:
            return 0.0
        pace = line(s, i, w, o, feed, usual)
        return reached_once(s, i, w, o, k, x, before, left, w.pay_rate[o, k, level], ahead, keep, pace)
    if how == POOL:
        return w.pool_rate[o, k] * x
    return prizes_ahead(w, o, k, before + x * left) if how == PRIZE else 0.0


@vendor_rule
def within_limits(s, i, w, o, k, pay, t, tenure):
    """Within a component's caps."""
    if w.cap_month[o, k] > 0.0:
        pay = min(pay, w.cap_month[o, k])
    if w.cap_year[o, k] > 0.0:
        since = tenure if w.cap_joining[o, k] == 1 else t
        so_far = 0.0 if since % 12 == 0 else s[w.capped_row[o, k], i]
        pay = min(pay, (w.cap_year[o, k] - so_far) / months_left(since, 12))
    return pay


@vendor_rule
def fits(s, i, w, o, k, tenure, segment, before):
    """Whether a component is for this partner, apart from the conditions on what it sells."""
    gate = w.pay_gate[o, k]
    if gate < 0:
        return eligible(s, i, w, o, k, tenure, segment, before)
    was = s[w.ladder_row[o, gate], i]
    s[w.ladder_row[o, gate], i] = 1.0
    there = eligible(s, i, w, o, k, tenure, segment, before)
    s[w.ladder_row[o, gate], i] = was
    return there


@vendor_rule
def believed(s, i, w, o, k):
    """A partner's belief about a component's pay, relative to the truth."""
    return 1.0 + s[w.belief_row[o, k], i]


@vendor_rule
def later_pay(s, i, w, o, k, level, new):
    """Cents of a later month from the customers that new revenue wins: at today's rate; in brackets at that of usual months."""
    per_month = s[w.feed_row[o, w.pay_feed[o, k, 0]] + 3, i] * new
    if w.pay_how[o, k] == FLAT:
        return w.pay_rate[o, k, level] * per_month / w.pay_scale[o, k]
    return s[w.usual_row[o, k], i] * per_month


@vendor_rule
def note_usual_rates(s, i, w, o, t, tenure, usual, keep):
    """What components in brackets pay per unit in usual months."""
    for k in range(w.components[o]):
        if w.annuity[o, k] != 0.0 and w.pay_how[o, k] != FLAT:
            x = line(s, i, w, o, w.pay_feed[o, k, 0], usual)
            pay = pay_of(s, i, w, o, k, t, tenure, usual, True, 0.0, 0, usual, keep)
            s[w.usual_row[o, k], i] = pay / x if x > 0.0 else 0.0


@vendor_rule
def from_later_levels(s, i, w, o, k, t, tenure, new, total, level, is_open, usual, keep):
    """Cents of later months, at the usual pace, that the levels and rights bring to which a month's new revenue leads."""
    worth, ladder, gate = 0.0, w.pay_ladder[o, k], w.pay_gate[o, k]
    if ladder >= 0 and is_open:
        lower = within_limits(s, i, w, o, k, pay_of(s, i, w, o, k, t, tenure, usual, True, total, 0, usual, keep), t, tenure)
        for higher in range(1, w.ladder_levels[o, ladder]):
            pay = pay_of(s, i, w, o, k, t, tenure, usual, True, total, higher, usual, keep)
            pay = within_limits(s, i, w, o, k, pay, t, tenure)
            months, _ = lasts(s, i, w, o, ladder, higher, t, tenure, new, usual, keep)
            worth += (pay - lower) * months
            lower = pay
    if gate >= 0:
        months, _ = lasts(s, i, w, o, gate, 1, t, tenure, new, usual, keep)
        if months != 0.0:
            pay = pay_of(s, i, w, o, k, t, tenure, usual, True, total, level, usual, keep)
            worth += within_limits(s, i, w, o, k, pay, t, tenure) * months
    return worth


@vendor_rule
def component_ahead(s, i, w, o, k, t, tenure, new, ahead, keep, usual, total):
    """(cents, cents as a partner feels them who plans) of a component that is for this partner; ``total``: of those above."""
    ladder, gate = w.pay_ladder[o, k], w.pay_gate[o, k]
    level = level_ahead(s, i, w, o, ladder, t, tenure, new) if ladder >= 0 else 0
    is_open = gate < 0 or level_ahead(s, i, w, o, gate, t, tenure, new) > 0
    pay = 0.0
    if is_open:
        pay = pay_of(s, i, w, o, k, t, tenure, new, ahead, total, level, usual, keep)
        pay = within_limits(s, i, w, o, k, pay, t, tenure)
    if not ahead:
        return pay, 0.0
    worth = pay
    if ladder >= 0 or gate >= 0:
        worth += from_later_levels(s, i, w, o, k, t, tenure, new, total, level, is_open, usual, keep)
    worth *= w.patience[o, k]
    if is_open and w.annuity[o, k] != 0.0:
        worth += w.annuity[o, k] * later_pay(s, i, w, o, k, level, new)
    if is_open and w.lost_early[o, k] != 0.0:
        least = pay_of(s, i, w, o, k, t, tenure, 0.0, ahead, total, level, usual, keep)
        worth -= w.lost_early[o, k] * (pay - least)
    return pay, worth * believed(s, i, w, o, k)


@vendor_rule
def pay_ahead(s, i, w, o, t, tenure, segment, before, new, ahead, keep, usual):
    """Currency per month that a plan pays at a month's new revenue.

    ``ahead``: as a partner plans: as it believes, discounted by each component's delay, with the annuity of what new customers
    will pay it later, and with what it will earn at its ``usual`` pace by levels that last.
    """
    total, felt = 0.0, 0.0
    for k in range(w.components[o]):
        if fits(s, i, w, o, k, tenure, segment, before):
            pay, worth = component_ahead(s, i, w, o, k, t, tenure, new, ahead, keep, usual, total)
            total += pay
            felt += worth
    if w.total_cap_month[o] > 0.0:
        beyond = max(total - w.total_cap_month[o], 0.0)
        total, felt = total - beyond, felt - beyond
    felt += CENTS * s[w.short_row[o], i] * new  # the short form's, beside the plan
    return (felt if ahead else total) / CENTS
