"""Registered deals: how long a registration protects, and who is paid for a deal that several partners claim."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..declare import Frozen
from ..durations import InMonths
from ..errors import Misfit, refuse
from .words import LONGEST, Share

MOST_SHARES = 4


class Registration(Frozen):
    """Who is paid for a deal that several partners claim: who registered it first, of those whose registration is in time.

    Parameters
    ----------
    protection_months : int
        Months for which a registration protects: the deal must close within them. 0: no end.
    split : sequence of float
        Shares of the first, the second … to have registered; none: all is the first's.
    claims : str
        What is claimed: a "deal", or a "customer" with all its orders.

    Examples
    --------
    >>> Registration(protection_months="90 days", split=["70 %", "30 %"]).protection_months
    3
    """

    protection_months: Annotated[int, Field(ge=0, le=LONGEST), InMonths(1, LONGEST)] = Field(
        default=0, description="the deal must close within so many months of its registration; 0: no end"
    )
    split: tuple[Share, ...] = Field(
        default=(), max_length=MOST_SHARES, description="shares of the first, the second … to register; none: all is the first's"
    )
    claims: Literal["deal", "customer"] = Field(default="deal", description="what is claimed")

    @model_validator(mode="after")
    def _whole(self) -> Registration:
        if self.split and abs(sum(self.split) - 1.0) > 1e-9:
            refuse([Misfit("split", "shares that sum to 1 (100 %)", list(self.split))])
        return self
