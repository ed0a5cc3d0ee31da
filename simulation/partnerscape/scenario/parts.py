"""Tables of a scenario as frozen values: market, offers, segments, events, goals, time."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .declare import Frozen
from .errors import Misfit, Shown, refuse

Share = Annotated[float, Field(ge=0, le=1)]
EventKind = Literal["rival_raises_pay", "demand_shock", "best_leave", "price_change", "arrivals_shock"]


class Market(Frozen):
    """Cells are regions x categories, each with a finite potential."""

    regions: tuple[str, ...] = Field(min_length=1, max_length=8)
    categories: tuple[str, ...] = Field(min_length=1, max_length=8)
    potential: float = Field(gt=0, le=1e30, description="customers that a cell can have")


class Offer(Frozen):
    """An offer of the catalogue, best liked first."""

    name: str
    category: str
    price: float = Field(default=1.0, gt=0, le=100, description="relative to the mean order")
    margin: float = Field(default=1.0, gt=0, le=1.6, description="relative to the mean margin")
    complexity: float = Field(default=1.0, gt=0, le=10, description="support tickets, relative to the mean")


class Segment(Frozen):
    """A kind of partner: its share of newcomers, its reach and skill, perhaps its region and speciality."""

    name: str = Field(
        pattern=r"^([a-pr-z][a-z0-9_]*|q[a-z_][a-z0-9_]*|q)$", description="not q1 to q5: these are quintiles of size"
    )
    share: Share
    ln_reach: float = Field(ge=-10, le=10)
    ln_reach_sd: float = Field(ge=0, le=5)
    ln_order: float = Field(
        default=0.0, ge=-10, le=10, description="ln of what its orders are worth, relative to those of other segments"
    )
    skill: Share
    skill_sd: float = Field(default=0.1, ge=0, le=0.5)
    region: str | None = Field(default=None, description="where its partners are; none: anywhere")
    speciality: str | None = Field(default=None, description="the category that its partners know best; none: any")


class Event(Frozen):
    """What happens to everybody, in months after the rollout."""

    kind: EventKind
    month: int = Field(ge=0, le=240)
    size: float = Field(gt=-1, le=1000, description="relative change; for best_leave: how many leave")
    months: int = Field(default=0, ge=0, le=240, description="how long; 0: for good")


class Constraint(Frozen):
    """A limit on a metric of the candidate, required for win-win."""

    metric: str
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _check(self) -> Constraint:
        if (self.at_least is None) == (self.at_most is None):
            refuse([Misfit("at_least", "one of at_least and at_most", Shown("both or neither"))])
        return self


class Goals(Frozen):
    """When a policy counts as win-win."""

    share_not_worse: Share = 0.7
    tolerance: Share = Field(
        default=0.01,
        description="a partner whose loss is within this share of what it earns under today's policy is not worse off",
    )
    loss_limit: Share = 0.05
    quality_slack: Share = 0.02
    customer_slack: Share = Field(default=0.02, description="customers' surplus may fall by up to this share of today's")
    newcomer_slack: Share = Field(
        default=0.02, description="newcomers' surplus may fall by up to this share of their outside option"
    )
    newcomer_number_slack: Share = Field(default=0.1, description="fewer may start than today, by up to this share")
    required_probability: Share = 0.8
    constraints: tuple[Constraint, ...] = ()


class Time(Frozen):
    """Months before and after the rollout."""

    burn_in_months: int = Field(default=60, ge=0, le=240)
    horizon_months: int = Field(default=36, ge=1, le=240)
    initial_partners: int = Field(default=800, ge=1, le=2_000_000)
