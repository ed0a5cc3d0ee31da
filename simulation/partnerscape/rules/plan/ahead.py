"""What a plan would pay at a month's new revenue: the line of each feed, levels as they would be, pay by component.

Shared by the rule that plans hours and that which expects pay. ``ahead``: looking to the end of each period at this pace, with
what a level reached now is worth later; else of this month alone.
"""

from __future__ import annotations

from ..shared.compile import vendor_rule
from ..shared.maths import exp, log
from .cents import scheduled
from .climb import held_level
from .earn import eligible, period_begins
from .measure import begins
from .table import (
    CENTS,
    FIXED,
    FLAT,
    GUARANTEE,
    LIFETIME,
    MILLION,
    NOW,
    POOL,
    PREVIOUS,
    PRIZE,
    SCHEDULE,
    SHARE_OF_PAY,
    SPLIT,
    TARGET,
    TO_DATE,
    TRAILING,
)

STEEP = 4.0  # of the chance of a prize: a quarter more than last time's line makes it likely


@vendor_rule
def line(s, i, w, o, f, new):
    """A feed at a month's new revenue: what is there anyway, and what each unit of it adds."""
    row = w.feed_row[o, f]
    return s[row + 1, i] + s[row + 2, i] * new


@vendor_rule
def months_left(since, months):
    """Months of the period that are left, this one included."""
    return months - since % months


@vendor_rule
def meter_ahead(s, i, w, o, m, t, tenure, new, later):
    """A meter at a month's new revenue; ``later``: what next period's level will look back on."""
    x, row, kind = line(s, i, w, o, w.meter_feed[o, m], new), w.meter_row[o, m], w.meter_kind[o, m]
    if kind == NOW:
        return x
    fresh = begins(w, o, m, t, tenure)
    if kind == TO_DATE:
        return x if fresh else s[row, i] + x
    if kind == TRAILING:
        return s[row, i] - s[row + 1 + t % w.meter_months[o, m], i] + x
    if kind == LIFETIME:
        return s[row, i] + x
    if not later:
        return s[row + 1, i] if fresh else s[row, i]
    left = months_left(tenure if w.meter_joining[o, m] == 1 else t, w.meter_months[o, m])
    return (0.0 if fresh else s[row + 1, i]) + x * left


@vendor_rule
def level_ahead(s, i, w, o, ladder, t, tenure, new, later):
    """The level at a month's new revenue."""
    level = 0
    for k in range(1, w.ladder_levels[o, ladder]):
        met = True
        for c in range(w.ladder_needs[o, ladder]):
            value = meter_ahead(s, i, w, o, w.need_meter[o, ladder, c], t, tenure, new, later)
            per, size = w.need_per[o, ladder, c], 1.0
            if per >= 0:
                size = max(meter_ahead(s, i, w, o, per, t, tenure, new, later), 1.0 * w.need_known[o, ladder, c])
            threshold = w.need_threshold[o, ladder, c, k]
            enough = value >= threshold * size or threshold == 0.0
            met = met and (value < threshold * size if w.need_below[o, ladder, c] == 1 else enough)
        level = k if met else level
    held = held_level(s, i, w, o, ladder)
    stays = w.ladder_down[o, ladder] > 1 or s[w.ladder_row[o, ladder] + 1, i] < w.ladder_grace[o, ladder]
    return max(level, held) if stays else level


@vendor_rule
def lasting(w, o, ladder, t, tenure, keep):
    """How many months' pay a level is worth beyond this one, at ``keep``, the patience and survival of a month."""
    m = w.need_meter[o, ladder, 0]
    kind, months = w.meter_kind[o, m], w.meter_months[o, m]
    left = months_left(tenure if w.meter_joining[o, m] == 1 else t, months)
    if kind == TRAILING:
        return keep * (1.0 - exp((months - 1) * log(keep))) / (1.0 - keep)
    if kind == TO_DATE:
        return left - 1.0
    if kind == LIFETIME:
        return keep / (1.0 - keep)
    return exp(left * log(keep)) if kind == PREVIOUS else 0.0


@vendor_rule
def pay_of(s, i, w, o, k, t, tenure, new, ahead, total, level):
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
    left = months_left(tenure if w.pay_joining[o, k] == 1 else t, w.pay_period[o, k]) if ahead else 1
    before = 0.0 if fresh else s[w.sum_row[o, k], i]
    if how == SCHEDULE:
        return (scheduled(w, o, k, before + x * left) - scheduled(w, o, k, before)) / w.pay_scale[o, k] / left
    if how == SPLIT:
        most, share = w.pay_sum[o, k], 1.0 - w.pay_rate[o, k, 0] / MILLION
        return x - (min(share * (before + x * left), most) - min(share * before, most)) / left
    if how == TARGET:
        paid = not fresh and s[w.sum_row[o, k] + 1, i] > 0.5
        return w.pay_rate[o, k, level] / left if not paid and before + x * left >= w.pay_target[o, k] else 0.0
    if how == POOL:
        return w.pool_rate[o, k] * x
    if how == PRIZE:
        pay = 0.0
        for j in range(w.pay_prize.shape[2]):
            drop = w.pay_prize[o, k, j] - (w.pay_prize[o, k, j + 1] if j + 1 < w.pay_prize.shape[2] else 0.0)
            if drop > 0.0:
                cut = max(w.prize_cut[o, k, j], 1.0)
                pay += drop / (1.0 + exp(-STEEP * ((before + x * left) / cut - 1.0)))
            if w.pay_prize[o, k, j] <= 0.0:
                break
        return pay / w.pay_period[o, k]
    return 0.0


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
def gate_open(s, i, w, o, k, t, tenure, segment, before, new):
    """Whether a component would be there at a month's new revenue."""
    gate = w.pay_gate[o, k]
    if gate >= 0:
        was = s[w.ladder_row[o, gate], i]
        s[w.ladder_row[o, gate], i] = level_ahead(s, i, w, o, gate, t, tenure, new, False)
        there = eligible(s, i, w, o, k, tenure, segment, before)
        s[w.ladder_row[o, gate], i] = was
        return there
    return eligible(s, i, w, o, k, tenure, segment, before)


@vendor_rule
def believed(s, i, w, o, k):
    """A partner's belief about a component's pay, relative to the truth."""
    return 1.0 + s[w.belief_row[o, k], i]


@vendor_rule
def later_pay(s, i, w, o, k, level, pay, new):
    """Cents of a later month that the customers won by a month's new revenue bring, at today's rate."""
    feed = w.pay_feed[o, k, 0]
    per_month = s[w.feed_row[o, feed] + 3, i] * new
    if w.pay_how[o, k] == FLAT:
        return w.pay_rate[o, k, level] * per_month / w.pay_scale[o, k]
    x = line(s, i, w, o, feed, new)
    return pay / x * per_month if x > 0.0 else 0.0


@vendor_rule
def pay_ahead(s, i, w, o, t, tenure, segment, before, new, ahead, keep):
    """Currency per month that a plan pays at a month's new revenue.

    ``ahead``: as a partner plans: as it believes, discounted by each component's delay, with the annuity of what new customers
    will pay it later and of levels that last.
    """
    total, felt = 0.0, 0.0
    for k in range(w.components[o]):
        if not gate_open(s, i, w, o, k, t, tenure, segment, before, new):
            continue
        ladder = w.pay_ladder[o, k]
        level = level_ahead(s, i, w, o, ladder, t, tenure, new, False) if ladder >= 0 else 0
        pay = within_limits(s, i, w, o, k, pay_of(s, i, w, o, k, t, tenure, new, ahead, total, level), t, tenure)
        total += pay
        if not ahead:
            continue
        worth = pay * w.patience[o, k]
        if w.annuity[o, k] != 0.0:
            worth += w.annuity[o, k] * later_pay(s, i, w, o, k, level, pay, new)
        if w.lost_early[o, k] != 0.0:
            worth -= w.lost_early[o, k] * (pay - pay_of(s, i, w, o, k, t, tenure, 0.0, ahead, total, level))
        if ladder >= 0:
            later = level_ahead(s, i, w, o, ladder, t, tenure, new, True)
            least = int(s[w.zero_row[o, k], i])
            if later != least:
                more = pay_of(s, i, w, o, k, t, tenure, new, ahead, total, later)
                more -= pay_of(s, i, w, o, k, t, tenure, new, ahead, total, least)
                worth += more * lasting(w, o, ladder, t, tenure, keep)
        felt += worth * believed(s, i, w, o, k)
    if w.total_cap_month[o] > 0.0:
        total = min(total, w.total_cap_month[o])
        felt = min(felt, w.total_cap_month[o])
    felt += CENTS * s[w.short_row[o], i] * new  # the short form's, beside the plan
    return (felt if ahead else total) / CENTS
