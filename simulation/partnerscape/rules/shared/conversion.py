"""The chance that a lead becomes a deal. Shared by the rules that expect it and that draw it."""

from __future__ import annotations

from .compile import rule
from .maths import logistic


@rule
def conversion_of(w, skill, support, discount, standing, protection):
    """A logit in skill, support quality (expected or received), discount, standing and the product, less delayed deals.

    ``standing`` is status less its share: exclusive terms are worth the less the more partners have them, and
    customers miss them elsewhere. Of contested deals some are lost to the time that registration takes,
    few of them as long as it is not asked for every deal (fourth power).
    """
    kept = protection * protection
    delayed = w.contested * w.approval_loss * kept * kept
    return (1.0 - delayed) * logistic(
        w.conversion_base
        + w.conversion_skill * skill
        + w.conversion_support * (support - 0.5)
        + w.conversion_discount * discount
        + w.status_conversion * standing
        + w.product
    )
