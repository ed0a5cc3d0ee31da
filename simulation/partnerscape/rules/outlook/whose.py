"""Under which plan a partner is, and since when. Shared by the rules of plans."""

from __future__ import annotations

from ..shared.compile import vendor_rule
from ..shared.records import SEGMENTS

LONG_AGO = 1200  # months that make all months of a run whole numbers above nothing; periods begin with the rollout


@vendor_rule
def month_of(w):
    """The month as plans count it: a year, a quarter begins with the rollout."""
    return w.month - w.rollout_month + LONG_AGO


@vendor_rule
def plan_of(w, p, i):
    """0: today's plan pays this partner; 1: that of the rollout, unless it is the same plan."""
    return 1 if p.terms[i] >= SEGMENTS and w.one_plan == 0 else 0


@vendor_rule
def was_before(w, p, i):
    """Whether a partner was one before the rollout."""
    return w.month < w.rollout_month or p.incumbent[i] >= 0


@vendor_rule
def first_plan(w, own):
    """The first of the plans that pay a partner: where old customers keep their terms, today's goes on for them."""
    return 0 if own == 1 and w.keeps_old[1] == 1 else own


@vendor_rule
def ages_noted(w, o, p, i):
    """The plan whose notes of customers' ages hold for a partner's plan ``o``."""
    return 1 if w.keeps_old[1] == 1 and plan_of(w, p, i) == 1 else o


@vendor_rule
def ages_of_terms(s, i, w, o, f, p, t):
    """Ages, from and until, of the customers whom a plan pays a partner for: all, or those won under it."""
    low, high = w.feed_months[o, f, 0], w.feed_months[o, f, 1]
    if w.feed_paid_on[o, f] == 1 and w.keeps_old[1] == 1 and plan_of(w, p, i) == 1:
        since = t - int(s[w.since_row[1], i]) + 1
        if o == 1:
            high = min(high, since)
        else:
            low = max(low, since)
    return low, high
