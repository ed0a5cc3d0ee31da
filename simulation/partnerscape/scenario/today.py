"""What the vendor sees of its programme today: what futures have to agree with."""

from __future__ import annotations

from numbers import Real
from typing import Any

from pydantic import Field, model_validator

from .declare import Frozen


class Target(Frozen):
    """A number of the programme today, and how far off a future may be; what is missing follows from the stated assumptions."""

    value: float | None = Field(default=None, ge=0, le=1e30)
    tolerance: float | None = Field(default=None, gt=0, le=1e30)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:
        """A plain number is a value without a tolerance."""
        return {"value": given} if isinstance(given, Real) else given


class ShareTarget(Target):
    """A target between 0 and 1."""

    value: float | None = Field(default=None, ge=0, le=1)


class Today(Frozen):
    """Means over the last twelve months under a policy; what is left out is not compared with."""

    policy: str | None = Field(default=None, description="whose programme this is; default: the current one's")
    active_partners: Target | None = Field(default=None, description="partners who are active")
    revenue: Target | None = Field(default=None, description="currency per month, partners' and direct")
    churn: ShareTarget | None = Field(default=None, description="share of the active who leave, per month")
    occupancy: ShareTarget | None = Field(default=None, description="share of the desk's time that is taken")
    top_fifth_share: ShareTarget | None = Field(default=None, description="of each month's best fifth of partners, in revenue")

    @property
    def targets(self) -> dict[str, Target]:
        """What is compared with, by name."""
        return {name: getattr(self, name) for name in TARGETS if getattr(self, name) is not None}

    def unstated(self) -> Today:
        """The same targets without their numbers, for another programme."""
        return Today(policy=self.policy, **{name: {} for name in self.targets})  # type: ignore[arg-type]


TARGETS = tuple(name for name in Today.model_fields if name != "policy")
