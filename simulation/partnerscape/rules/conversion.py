"""The chance that a lead becomes a deal. Shared by the rules that expect it and that draw it."""

from __future__ import annotations

from .compile import rule
from .maths import logistic


@rule
def conversion_of(w, skill, support, discount, status):
    """A logit in skill, support quality (expected or received), discount, status tier and the product."""
    return logistic(
        w.conversion_base
        + w.conversion_skill * skill
        + w.conversion_support * (support - 0.5)
        + w.conversion_discount * discount
        + w.status_conversion * status
        + w.product
    )
