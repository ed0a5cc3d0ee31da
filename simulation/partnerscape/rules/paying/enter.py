"""Pay goes to its line of the books. Shared by the rules that pay."""

from __future__ import annotations

from ..shared.compile import vendor_rule
from .table import BONUS, FIXED_PAY, FUND, ON_NEW, ON_RENEWALS, OVERRIDE


@vendor_rule
def enter(p, i, w, line, pay):
    """Pay in currency goes to its line of the books; a fund's is what partners claim of it."""
    if line == ON_NEW:
        p.commission[i] += pay
    elif line == ON_RENEWALS:
        p.recurring_pay[i] += pay
    elif line == BONUS:
        p.bonus_pay[i] += pay
    elif line == FIXED_PAY:
        p.retainer_pay[i] += pay
    elif line == OVERRIDE:
        p.override_pay[i] += pay
    elif line == FUND:
        p.marketing_claim[i] += pay * w.marketing_claimed
    if line != FUND:
        p.income[i] += pay
