"""Which department a lever is of."""

from __future__ import annotations

from enum import StrEnum

from partnerscape.scenario import declared
from partnerscape.scenario.pay.numbers import is_path

from ...style.lever_words import split_lever
from .case import Case, Change


class Owner(StrEnum):
    """Departments that a partner programme concerns."""

    MARKETING = "marketing"
    SALES = "sales"
    SUPPORT = "support"
    FINANCE = "finance"


M, S, D, F = Owner.MARKETING, Owner.SALES, Owner.SUPPORT, Owner.FINANCE
OF_PAY = (S, F)
OWNERS: dict[str, tuple[Owner, ...]] = {  # pay is of sales and finance
    "joint_marketing": (M, F),
    "offers": (M,),
    "curation": (M,),
    "community": (M,),
    "communication": (M, S),
    "transparency": (M, S),
    "survey_every": (M,),
    "status_share": (S, M),
    "alignment": (M, S, D),
    "discount": (S, F),
    "deal_protection": (S,),
    "priority_share": (S, D),
    "review_every": (S, F),
    "notice_months": (S, M),
    "grandfather_months": (S, F),
    "support_agents": (D, F),
    "frozen_desk": (D, F),
    "target_occupancy": (D, F),
    "target_wait": (D, F),
    "training_hours": (D,),
    "onboarding_hours": (D, S),
}


def owners_of(lever: str) -> tuple[Owner, ...]:
    """The departments that a lever is of: of pay and of what sets several levers at once, sales and finance."""
    name = split_lever(lever)[1]
    known = declared(name)
    if is_path(lever) or known is None or known.pay:
        return OF_PAY
    return OWNERS.get(name, (S,))


def changes_of(owner: Owner, case: Case) -> list[Change]:
    """The levers of a department that move."""
    return [change for change in case.changes if owner in owners_of(change.lever)]
