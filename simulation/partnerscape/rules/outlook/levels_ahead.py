"""For how long a level, or the right to a component, lasts that a month's new revenue leads to. Shared by the rules that plan.

Sums over a calendar period and for ever are looked at as a partner would who goes on at its usual pace after this month: each
sale brings the level nearer by so many months. For a period before and for the trailing months what counts is a pace that is
kept, so that the months that a level lasts are shared among those in which it must be worked for.
"""

from __future__ import annotations

from ..paying.climb import held_level
from ..paying.measure import begins
from ..paying.table import ENDLESS, LIFETIME, NOW, PREVIOUS, TRAILING
from ..shared.compile import vendor_rule
from ..shared.maths import exp, log


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
def months_looked(since, months, keep):
    """Months that a partner looks ahead: to the period's end; where there is none, as long as it expects to stay."""
    return 1.0 / (1.0 - keep) if months >= ENDLESS else 1.0 * months_left(since, months)


@vendor_rule
def annuity_for(months, keep):
    """What a unit per month is worth for so many months, the first one now."""
    return (1.0 - exp(months * log(keep))) / (1.0 - keep)


@vendor_rule
def rising_months(w, left, keep):
    """Months of this month's amount that a period's last ``left`` months bring to who is paid at its end.

    The cost of output x is as x^(2/gamma), later hours are discounted: the cheapest path rises by keep^(-gamma/(2 - gamma)) per
    month. Its discounted cost is as many times this month's, so that a sum at the end is shared among so many months (one part of
    the spike before a year's end: Oyer 1998).
    """
    growth = -w.gamma / (2.0 - w.gamma) * log(keep)
    return (exp(left * growth) - 1.0) / (exp(growth) - 1.0)


@vendor_rule
def base_ahead(s, i, w, o, m, t, tenure):
    """What a meter will hold of the months before this one; of the period before: of the one that runs."""
    row, kind = w.meter_row[o, m], w.meter_kind[o, m]
    if kind == NOW:
        return 0.0
    if kind == TRAILING:
        return s[row, i] - s[row + 1 + t % w.meter_months[o, m], i]
    if kind == LIFETIME:
        return s[row, i]
    if begins(w, o, m, t, tenure):
        return 0.0
    return s[row + 1, i] if kind == PREVIOUS else s[row, i]


@vendor_rule
def meter_ahead(s, i, w, o, m, t, tenure, new):
    """A meter at the end of this month, at its new revenue."""
    row = w.meter_row[o, m]
    if w.meter_kind[o, m] == PREVIOUS:
        return s[row + 1, i] if begins(w, o, m, t, tenure) else s[row, i]
    return base_ahead(s, i, w, o, m, t, tenure) + line(s, i, w, o, w.meter_feed[o, m], new)


@vendor_rule
def reached(s, i, w, o, ladder, c, t, tenure, new):
    """The highest level of which a need is met at a month's new revenue; thresholds do not fall from level to level."""
    value = meter_ahead(s, i, w, o, w.need_meter[o, ladder, c], t, tenure, new)
    per, size, below = w.need_per[o, ladder, c], 1.0, w.need_below[o, ladder, c] == 1
    if per >= 0:
        size = max(meter_ahead(s, i, w, o, per, t, tenure, new), 1.0 * w.need_known[o, ladder, c])
    for level in range(1, w.ladder_levels[o, ladder]):
        threshold = w.need_threshold[o, ladder, c, level]
        if not (value < threshold * size if below else value >= threshold * size or threshold == 0.0):
            return level - 1
    return w.ladder_levels[o, ladder] - 1


@vendor_rule
def stays(s, i, w, o, ladder):
    """Whether a level is kept this month, however little is sold."""
    return w.ladder_down[o, ladder] > 1 or s[w.ladder_row[o, ladder] + 1, i] < w.ladder_grace[o, ladder]


@vendor_rule
def level_ahead(s, i, w, o, ladder, t, tenure, new):
    """The month's level at its new revenue."""
    level = w.ladder_levels[o, ladder] - 1
    for c in range(w.ladder_needs[o, ladder]):
        level = min(level, reached(s, i, w, o, ladder, c, t, tenure, new)) if level > 0 else level
    held = held_level(s, i, w, o, ladder)
    return max(level, held) if held > level and stays(s, i, w, o, ladder) else level


@vendor_rule
def worked_for(s, i, w, o, ladder, c):
    """Whether a need is a sum that the partner's new revenue adds to."""
    m = w.need_meter[o, ladder, c]
    adds = s[w.feed_row[o, w.meter_feed[o, m]] + 2, i] > 0.0
    return adds and w.need_per[o, ladder, c] < 0 and w.meter_kind[o, m] != NOW


@vendor_rule
def until_review(w, o, ladder, t):
    """Months until levels are reviewed, this one included."""
    return months_left(t, w.ladder_down[o, ladder])


@vendor_rule
def pace_at_review(s, i, w, o, m, t, tenure, threshold, left):
    """The month's amount that, kept up, meets a threshold at a review after ``left`` months."""
    base, months = base_ahead(s, i, w, o, m, t, tenure), w.meter_months[o, m]
    if w.meter_kind[o, m] == TRAILING:
        if left >= months:
            return threshold / months
        return (threshold - base + (left - 1) * base / max(months - 1, 1)) / left
    ends = months_left(tenure if w.meter_joining[o, m] == 1 else t, months)
    if left > ends:
        return threshold / ((left - ends - 1) % months + 1)
    return (threshold - base) / left


@vendor_rule
def trailing_share(base, x, months, threshold, keep):
    """Share of the discounted time to come in which the trailing sum is at the threshold, if the pace ``x`` is kept; its slope.

    Exact where the level is had at once, where the pace just holds it, and where it is never had; a straight line between these.
    """
    pace, now = threshold / months, threshold - base
    if x >= max(pace, now):
        return 1.0, 0.0
    if x < min(pace, now):
        return 0.0, 0.0
    patient = exp((months - 1) * log(keep))
    if x >= pace:
        slope = (1.0 - patient) / max(now - pace, 1e-9)
        return patient + slope * (x - pace), slope
    slope = (1.0 - patient) / max(pace - now, 1e-9)
    return slope * (x - now), slope


@vendor_rule
def by_the_day(missing, x, pace, keep):
    """What a unit is worth that comes on the day on which ``missing`` is reached, beginning with ``x``, at the usual pace.

    With its slope. A straight line in ``x``, that touches the curve at the usual pace.
    """
    if x >= missing:
        return 1.0, 0.0
    decay = log(keep)
    at_usual = exp(max(missing - pace, 0.0) / pace * decay)
    worth = at_usual * (1.0 - decay * (x - pace) / pace)
    return (worth, -at_usual * decay / pace) if 0.0 < worth < 1.0 else (max(min(worth, 1.0), 0.0), 0.0)


@vendor_rule
def need_lasts(s, i, w, o, ladder, c, level, t, tenure, new, usual, keep):
    """Months beyond this one, discounted, for which the level is had by this need; how many more a unit of its feed brings.

    Only differences between new revenues count.
    """
    m, threshold = w.need_meter[o, ladder, c], w.need_threshold[o, ladder, c, level]
    feed, kind, months = w.meter_feed[o, m], w.meter_kind[o, m], w.meter_months[o, m]
    x, base = line(s, i, w, o, feed, new), base_ahead(s, i, w, o, m, t, tenure)
    down, review = w.ladder_down[o, ladder], until_review(w, o, ladder, t)
    if kind != PREVIOUS and kind != LIFETIME and down > 1 and level <= int(s[w.ladder_row[o, ladder] + 2, i]):
        if x < pace_at_review(s, i, w, o, m, t, tenure, threshold, review):
            return 0.0, 0.0
        return exp(review * log(keep)) * annuity_for(down, keep) / review, 0.0
    if kind == TRAILING:
        share, slope = trailing_share(base, x, months, threshold, keep)
        return keep * share, keep * slope
    left = months_left(tenure if w.meter_joining[o, m] == 1 else t, months)
    if kind == PREVIOUS:
        rising = rising_months(w, left, keep)
        enough = base + x * rising >= threshold
        return (exp(left * log(keep)) * annuity_for(months, keep) / rising if enough else 0.0), 0.0
    pace = max(line(s, i, w, o, feed, usual), 1e-9)
    if kind == LIFETIME:
        worth, slope = by_the_day(threshold - base, x, pace, keep)
        return keep * worth / (1.0 - keep), keep * slope / (1.0 - keep)
    missing, sight = threshold - base - x, max(left, review if down > 1 else 0) - 1.0
    if missing <= 0.0:
        return max(sight, 0.0), 0.0
    return (sight - missing / pace, 1.0 / pace) if missing < sight * pace else (0.0, 0.0)


@vendor_rule
def lasts(s, i, w, o, ladder, level, t, tenure, new, usual, keep):
    """Months beyond this one, discounted, for which what is sold brings a level, by the first need that is worked for.

    Beside them: how many more a unit of new revenue brings.
    """
    months, slope, found = 0.0, 0.0, False
    for c in range(w.ladder_needs[o, ladder]):
        if w.need_threshold[o, ladder, c, level] == 0.0:
            continue
        if not found and worked_for(s, i, w, o, ladder, c):
            found = True
            months, slope = need_lasts(s, i, w, o, ladder, c, level, t, tenure, new, usual, keep)
            slope *= s[w.feed_row[o, w.meter_feed[o, w.need_meter[o, ladder, c]]] + 2, i]
            if w.need_below[o, ladder, c] == 1:
                months, slope = -months, -slope
        elif reached(s, i, w, o, ladder, c, t, tenure, new) < level:
            return 0.0, 0.0
    return months, slope
