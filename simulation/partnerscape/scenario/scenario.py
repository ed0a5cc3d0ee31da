"""A partner programme and its market, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from .assumptions import ASSUMPTIONS, BY_HAND, Assumptions
from .declare import Frozen
from .errors import one_of
from .levers import Policy
from .today import Today

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
    """A metric of the candidate that must hold for win-win."""

    metric: str
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _check(self) -> Constraint:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("at_least|one of at_least and at_most|both or neither")
        return self


class Goals(Frozen):
    """When a policy counts as win-win."""

    share_not_worse: Share = 0.7
    tolerance: Share = Field(default=0.01, description="a partner within this share of its own CE is not worse off")
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


class Scenario(Frozen):
    """A programme, its market, its assumptions and what counts as win-win."""

    name: str
    title: str = ""
    illustrative: bool = True
    currency: str = Field(default="€", max_length=8)
    time: Time = Time()
    market: Market
    catalogue: tuple[Offer, ...] = Field(min_length=1, max_length=64)
    segments: tuple[Segment, ...] = Field(min_length=1, max_length=6)
    assumptions: Assumptions = Assumptions()
    uncertain: dict[str, tuple[float, float]] = Field(
        default_factory=dict, description="ranges that studies sweep; each holds the stated value"
    )
    by_hand: tuple[str, ...] = Field(default=BY_HAND, description="assumptions whose value here has no source")
    policies: dict[str, Policy] = Field(min_length=1)
    current: str
    today: Today = Field(default=Today(), description="what the vendor sees today: other futures are ruled out")
    events: tuple[Event, ...] = Field(default=(), max_length=8)
    goals: Goals = Goals()

    @model_validator(mode="before")
    @classmethod
    def _what_is_not_stated_is_as_declared(cls, table: Any) -> Any:
        """An assumption that the scenario leaves at its default has no source if it is declared so, listed or not."""
        listed, groups = (table.get("by_hand"), table.get("assumptions", {})) if isinstance(table, dict) else (None, {})
        if not isinstance(listed, list | tuple) or not isinstance(groups, dict):
            return table
        stated = {name for group in groups.values() if isinstance(group, dict) for name in group}
        return {**table, "by_hand": [*listed, *(name for name in BY_HAND if name not in stated and name not in listed)]}

    @model_validator(mode="before")
    @classmethod
    def _today_is_the_current_policys(cls, table: Any) -> Any:
        """Another current policy, chosen later, has another programme today."""
        today = table.get("today") if isinstance(table, dict) else None
        if not isinstance(today, dict) or today.get("policy") is not None:
            return table
        return {**table, "today": {**today, "policy": table.get("current")}}

    @model_validator(mode="after")
    def _check(self) -> Scenario:
        total = sum(s.share for s in self.segments)
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"segments.share|shares that add up to 1|{total:g}")
        names = [s.name for s in self.segments]
        if len(set(names)) < len(names):
            raise ValueError(f"segments.name|names that differ|{names}")
        if self.current not in self.policies:
            raise ValueError(f"current|one of the policies {sorted(self.policies)}|{self.current}")
        if (seen_under := self.today.policy) is not None and seen_under not in self.policies:
            raise ValueError(f"today.policy|one of the policies {sorted(self.policies)}|{seen_under}")
        for label, policy in self.policies.items():
            if misfit := self.misfit(policy):
                raise ValueError(f"policies.{label}.{misfit[0]}|{misfit[1]}|{misfit[2]}")
        for segment in self.segments:
            for key, known in (("region", self.market.regions), ("speciality", self.market.categories)):
                if (found := getattr(segment, key)) is not None and found not in known:
                    raise ValueError(f"segments.{key}|one of {list(known)}|{found}")
        for offer in self.catalogue:
            if offer.category not in self.market.categories:
                raise ValueError(f"catalogue.category|one of {list(self.market.categories)}|{offer.category}")
        return self

    @model_validator(mode="after")
    def _check_futures(self) -> Scenario:
        stated = self.assumptions.values()
        for key, (low, high) in self.uncertain.items():
            if key not in ASSUMPTIONS:
                raise ValueError(f"uncertain.{key}|{one_of('the name of an assumption', ASSUMPTIONS, key)}|{key}")
            if wrong := ASSUMPTIONS[key].misfit(low, high, stated[key]):
                raise ValueError(f"uncertain.{key}|{wrong}|{[low, high]}")
        for key in self.by_hand:
            if key not in ASSUMPTIONS:
                raise ValueError(f"by_hand|{one_of('names of assumptions', ASSUMPTIONS, key)}|{key}")
        for event in self.events:
            if event.month >= self.time.horizon_months:
                raise ValueError(f"events.month|a month before the horizon's {self.time.horizon_months}|{event.month}")
        return self

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """The name, which tells one shipped scenario from another."""
        return [(None, self.name)]

    def misfit(self, policy: Policy) -> tuple[str, str, object] | None:
        """(key, expected, found) where a policy names a segment or more offers than there are; None if it fits."""
        for segment in policy.segments:
            if segment not in self.segment_names:
                return f"segments.{segment}", f"a segment of {list(self.segment_names)}", segment
        for segment in self.segment_names:
            if (shown := policy.terms_of(segment).offers) > len(self.catalogue):
                return "offers", f"at most the catalogue's {len(self.catalogue)} offers", shown
        return None

    @property
    def current_policy(self) -> Policy:
        """What the vendor does today; "do nothing" is this, continued."""
        return self.policies[self.current]

    @property
    def segment_names(self) -> tuple[str, ...]:
        """Segments in their order."""
        return tuple(s.name for s in self.segments)

    def changed(self, **tables: Any) -> Scenario:
        """A copy with other tables (``time``, ``goals``, ``events`` …), checked like the original.

        A copy with another market, other people or another current policy is another programme: what ``today`` states of
        this one then follows from the stated assumptions, unless the tables say otherwise.
        """
        whole = {**self.model_dump(), **tables}
        if "today" not in tables and self.today.policy not in whole["policies"]:
            whole["today"]["policy"] = None
        other = Scenario.model_validate(whole)
        if "today" in tables or other._programme() == self._programme():
            return other
        return other.model_copy(update={"today": other.today.unstated()})

    def _programme(self) -> tuple[Any, ...]:
        """What a vendor has built until today, but for what is assumed."""
        until = (self.time.burn_in_months, self.time.initial_partners)
        return (until, self.market, self.catalogue, self.segments, self.policies.get(self.today.policy or self.current))

    def assuming(self, **values: float) -> Scenario:
        """A copy under other assumptions, by name; a range that leaves the new value out is widened to it."""
        wider = {k: (min(r[0], values[k]), max(r[1], values[k])) for k, r in self.uncertain.items() if k in values}
        return self.model_copy(
            update={"assumptions": self.assumptions.changed(**values), "uncertain": {**self.uncertain, **wider}}
        )

    def range_of(self, name: str) -> tuple[float, float]:
        """How far an assumption may lie: its range here, else as declared around the stated value."""
        return self.uncertain.get(name) or ASSUMPTIONS[name].range_around(self.assumptions.values()[name])
