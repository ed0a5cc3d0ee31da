"""A partner programme and its market, as frozen values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import Field, PrivateAttr, ValidationError, ValidationInfo, field_validator, model_validator

from .assumptions import ASSUMPTIONS, BY_HAND, Assumptions
from .declare import Frozen, merged, merged_names
from .errors import InputError, Misfit, named, one_of, refuse
from .fitted import Fitted
from .history import History
from .levers import Policy
from .parts import Event, Goals, Market, Offer, Segment, Time
from .reading import fit
from .reading.changes import FREE_NAMES, NOT_STATED, differences
from .reading.complaints import misfits_of
from .start import Start
from .today import Today


def _unknown_policy(name: str | None, policies: Mapping[str, Policy] | None, key: str = "") -> list[Misfit]:
    wrong = name is not None and policies is not None and name not in policies
    return [Misfit(key, named(policies or (), name, "one of the policies"), name)] if wrong else []


Above = Callable[[str], Any]  # a table that stands above in the scenario; None if it is at fault
CHECKS: dict[str, Callable[[Any, Above], Iterable[Misfit]]] = {
    "catalogue": lambda offers, above: fit.wrong_offers(offers, above("market")),
    "segments": lambda segments, above: fit.wrong_segments(segments, above("market")),
    "uncertain": lambda ranges, above: fit.wrong_ranges(ranges, above("assumptions").values() if above("assumptions") else {}),
    "by_hand": lambda names, above: [fit.unknown_assumption(name, "") for name in names if name not in ASSUMPTIONS],
    "policies": lambda policies, above: fit.wrong_policies(policies, above("segments"), above("catalogue"), above("market")),
    "current": lambda name, above: _unknown_policy(name, above("policies")),
    "today": lambda today, above: [
        *_unknown_policy(today.policy, above("policies"), "policy"),
        *today.misfits([s.name for s in above("segments")] if above("segments") else None),
    ],
    "history": lambda history, above: fit.wrong_history(history, above("policies")),
    "events": lambda events, above: fit.wrong_events(events, above("time")),
}


class Scenario(Frozen):
    """A programme, its market, its assumptions and what counts as win-win; frozen.

    ``load_scenario`` makes one of a shipped name, a file or a dict; ``changed`` and ``assuming`` make copies.

    Raises
    ------
    InputError
        One line per mistake.

    Examples
    --------
    >>> import partnerscape as ps
    >>> scenario = ps.load_scenario("marketplace")
    >>> scenario.segment_names, scenario.time.horizon_months
    (('small', 'middle', 'large'), 36)
    """

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
        default_factory=dict, description="ranges that studies sweep; each contains the stated value"
    )
    by_hand: tuple[str, ...] = Field(default=BY_HAND, description="assumptions whose value here has no source")
    policies: dict[str, Policy] = Field(min_length=1)
    current: str
    today: Today = Field(default=Today(), description="what the vendor sees today: other futures are ruled out")
    history: History | None = Field(default=None, description="demand and arrivals in the months around the rollout")
    start: Start | None = Field(default=None, description="partners that the rollout begins with, in place of burnt-in ones")
    events: tuple[Event, ...] = Field(default=(), max_length=8)
    goals: Goals = Goals()
    fitted: Fitted | None = Field(default=None, description="what `partnerscape fit` says of the data behind the assumptions")
    _stated: dict[str, Any] = PrivateAttr(default_factory=dict)

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
        today, policies = (table.get("today"), table.get("policies")) if isinstance(table, dict) else (None, None)
        if not isinstance(today, dict) or today.get("policy") is not None:
            return table
        if not isinstance(policies, Mapping) or table.get("current") not in policies:  # reported for ``current`` only
            return table
        return {**table, "today": {**today, "policy": table.get("current")}}

    @model_validator(mode="wrap")
    @classmethod
    def _policies_inherit(cls, table: Any, make: Callable[[Any], Scenario]) -> Scenario:
        """``based_on``: a policy starts from another one's levers; its mistakes are reported with all the others."""
        if not isinstance(table, Mapping) or not isinstance(table.get("policies"), Mapping):
            return make(table)
        policies, wrong = fit.inherited(table["policies"])
        try:
            made = make({**table, "policies": policies})
        except ValidationError as error:
            own = [misfit for misfit in misfits_of(error, cls) if fit.stated_by_itself(misfit, table["policies"])]
            raise InputError.of([*wrong, *own], cls.__name__) from None
        refuse(wrong)
        return made

    @field_validator("catalogue", "segments", "uncertain", "by_hand", "policies", "current", "today", "history", "events")
    @classmethod
    def _tables_fit(cls, value: Any, info: ValidationInfo) -> Any:
        """Against the tables above it that are not themselves at fault, so that all misfits are reported at once."""
        refuse(CHECKS[info.field_name or ""](value, info.data.get))
        return value

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """The name, which tells one shipped scenario from another."""
        return [(None, self.name)]

    @property
    def current_policy(self) -> Policy:
        """What the vendor does today; "do nothing" is this, continued."""
        return self.policies[self.current]

    @property
    def standing(self) -> str:
        """How far the numbers are a company's own: "illustrative", "partly fitted", "fitted to your data", or ""."""
        if self.fitted is not None:
            return self.fitted.state
        return "illustrative" if self.illustrative else ""

    @property
    def segment_names(self) -> tuple[str, ...]:
        """Segments in their order."""
        return tuple(s.name for s in self.segments)

    def misfits(self, policy: Policy) -> list[Misfit]:
        """Where a policy names a segment or more offers than there are."""
        return fit.misfits_of_policy(policy, self.segment_names, self.catalogue, self.market.categories)

    def changed(self, **tables: Any) -> Scenario:
        """A copy with changes, checked like the original: what a table does not name stays as it is.

        A copy with another market, other people or another current policy is another programme: what ``today`` states of
        this one then follows from the stated assumptions, unless the tables say otherwise.

        Parameters
        ----------
        **tables
            Keys of the scenario. A table is merged, whatever is nested in it too; a list, a number, a value such as
            ``Policy`` or ``Time``, or an empty table replaces what was there. In ``uncertain`` and ``policies``, whose
            names are free, None takes a name out. ``today`` under another policy keeps no number of this one's.

        Returns
        -------
        Scenario

        Raises
        ------
        InputError
            Names table, key, what was expected and what was found.

        Examples
        --------
        >>> import partnerscape as ps
        >>> shorter = ps.load_scenario("marketplace").changed(time={"horizon_months": 24})
        >>> shorter.time.horizon_months, shorter.time.initial_partners
        (24, 800)
        """
        known = list(Scenario.model_fields)
        refuse((Misfit(key, one_of("a known key", known, key), key) for key in tables if key not in known), self.name)
        now = self.model_dump()
        whole = merged(now, tables) | {key: merged_names(now[key], tables[key]) for key in FREE_NAMES if key in tables}
        seen = tables.get("today")
        if isinstance(seen, Mapping) and seen.get("policy", self.today.policy) != self.today.policy:
            whole["today"] = seen
        if "today" not in tables and isinstance(whole["policies"], Mapping) and self.today.policy not in whole["policies"]:
            whole["today"]["policy"] = None
        try:
            other = Scenario.model_validate(whole)
        except InputError as error:
            raise error.at(self.name) from None
        if other._programme() != self._programme():  # no longer the one that was fitted
            today = other.today if "today" in tables else other.today.unstated()
            other = other.model_copy(update={"today": today, "fitted": None if "fitted" not in tables else other.fitted})
        other._stated = self._stated
        return other

    @property
    def stated(self) -> dict[str, Any]:
        """What it stated when it was loaded, as plain values; what no result depends on is left out."""
        return self._stated

    def remembering(self, stated: Mapping[str, Any] | None) -> Scenario:
        """The same scenario, as a change of what was ``stated``; None: of itself."""
        other = self.model_copy()
        other._stated = dict(stated) if stated else self._stated
        return other

    @property
    def changes(self) -> dict[str, Any]:
        """What was changed since it was loaded or first stated: ``gamma``, ``time.horizon_months`` … with the new values."""
        return differences(self._stated, self.model_dump(mode="json", exclude=NOT_STATED))

    def model_post_init(self, context: Any, /) -> None:
        """Remembers what is stated, so that results can say what was changed since."""
        self._stated = self.model_dump(mode="json", exclude=NOT_STATED)

    def __eq__(self, other: object) -> bool:
        """By what is stated now, however it came about."""
        return isinstance(other, Scenario) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        """Of what tells most scenarios apart."""
        return hash((self.name, self.current, self.time))

    def _programme(self) -> tuple[Any, ...]:
        """What a vendor has built until today, but for what is assumed."""
        until = (self.time.burn_in_months, self.time.initial_partners)
        return (until, self.market, self.catalogue, self.segments, self.policies.get(self.today.policy or self.current))

    def assuming(self, **values: float) -> Scenario:
        """A copy under other assumptions, by name; a range that leaves the new value out is widened to it.

        Parameters
        ----------
        **values : float
            Assumptions by name.

        Returns
        -------
        Scenario

        Raises
        ------
        InputError
            For an unknown assumption, and a value that an assumption cannot have.

        Examples
        --------
        >>> import partnerscape as ps
        >>> ps.load_scenario("marketplace").assuming(gamma=0.3).assumptions.effort.gamma
        0.3
        """
        try:
            assumptions = self.assumptions.changed(**values)
        except InputError as error:
            raise error.at(self.name, "assumptions") from None
        stated = assumptions.values()
        wider = {k: (min(r[0], stated[k]), max(r[1], stated[k])) for k, r in self.uncertain.items() if k in values}
        return self.model_copy(update={"assumptions": assumptions, "uncertain": {**self.uncertain, **wider}})

    def range_of(self, name: str) -> tuple[float, float]:
        """How far an assumption may lie: its range here, else as declared around the stated value."""
        return self.uncertain.get(name) or ASSUMPTIONS[name].range_around(self.assumptions.values()[name])
