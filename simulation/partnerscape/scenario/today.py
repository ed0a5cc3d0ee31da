"""What the vendor sees of its programme today: what futures have to agree with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from numbers import Real
from typing import Any, Literal

from pydantic import Field, model_validator

from .declare import Frozen
from .errors import Misfit, named

OF_SEGMENT = "partners."  # begins the name of a target that is a segment's
OVER_A_YEAR = "top_fifth_share_of_year"


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


class TopShareTarget(ShareTarget):
    """The share of the best fifth, of every month's or of the year's."""

    over: Literal["month", "year"] = "month"


class Today(Frozen):
    """Means over the last twelve months under a policy; what is left out is not compared with."""

    policy: str | None = Field(default=None, description="whose programme this is; default: the current one's")
    active_partners: Target | None = Field(default=None, description="partners who are active")
    revenue: Target | None = Field(default=None, description="currency per month, partners' and direct")
    churn: ShareTarget | None = Field(default=None, description="share of the active who leave, per month")
    occupancy: ShareTarget | None = Field(default=None, description="share of the desk's time that is taken")
    top_fifth_share: TopShareTarget | None = Field(
        default=None, description="of the best fifth of partners, in revenue: each month's (the default) or over the year"
    )
    revenue_per_year: Target | None = Field(default=None, description="currency per year, partners' and direct")
    exits_per_year: Target | None = Field(default=None, description="partners who left within the year")
    partners: dict[str, Target] = Field(default_factory=dict, description="active partners by segment")
    headcount: Target | None = Field(default=None, description="agents at the support desk")
    average_order: Target | None = Field(default=None, description="currency per order, partners'")

    @property
    def targets(self) -> dict[str, Target]:
        """What is compared with, by name; a segment's partners as ``partners.<segment>``."""
        return {name: Target(value=given.value, tolerance=given.tolerance) for name, given in self._given()}

    def _given(self) -> Iterator[tuple[str, Target]]:
        for name in SINGLE:
            given = getattr(self, name)
            if given is not None:
                yield OVER_A_YEAR if getattr(given, "over", "") == "year" else name, given
        yield from ((OF_SEGMENT + segment, given) for segment, given in self.partners.items())

    def unstated(self) -> Today:
        """The same targets without their numbers, for another programme."""
        blank: dict[str, Any] = {name: {} for name in SINGLE if getattr(self, name) is not None}
        if self.top_fifth_share is not None:
            blank["top_fifth_share"] = {"over": self.top_fifth_share.over}
        return Today(policy=self.policy, partners={segment: Target() for segment in self.partners}, **blank)

    def misfits(self, segments: Iterable[str] | None) -> list[Misfit]:
        """Partners of a segment that the scenario does not have."""
        known = self.partners if segments is None else tuple(segments)
        unknown = [name for name in self.partners if name not in known]
        return [Misfit(name, named(known, name, "a segment of"), name, ("partners",)) for name in unknown]


SINGLE = tuple(name for name in Today.model_fields if name not in ("policy", "partners"))
TARGETS = SINGLE[:5]  # what the shipped scenarios state
