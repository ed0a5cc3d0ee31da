"""What the vendor decides. Each lever is declared once: unit, usual range, cost, meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from .declare import Declared, Frozen, Lever, declarations, merged_names
from .errors import InputError, Misfit, Shown, one_of, refuse
from .pay import Component, Levels, PayOut, Plan, Registration, UpOrOut
from .pay.changes import PLAN, inherited_plan, with_value
from .pay.numbers import is_path, number_at, value_at
from .pay.plan import MOST_COMPONENTS, MOST_LEVELS, misfits_of_levels

MONTH = "currency per month"
SHARE = "share, 0-1"
REVENUE_SHARE = "share of revenue"


class Tier(Frozen):
    """From ``threshold`` (revenue per period) on, the commission is ``rate``."""

    threshold: float = Field(gt=0)
    rate: float = Field(ge=0, le=0.6)


class Policy(Declared):
    """A partner programme: a default for everybody and exceptions by segment.

    Parameters
    ----------
    **levers
        Levers by name, see ``LEVERS`` for meaning, unit and range; ``tiers`` and ``referral_rates`` are lists.
        A lever that is not named has its declared default.

    Attributes
    ----------
    segments : dict
        Exceptions: segment, lever, value.

    Raises
    ------
    InputError
        For an unknown lever, and a value that a lever cannot have.

    Examples
    --------
    >>> import partnerscape as ps
    >>> ps.Policy(commission_rate=0.25, offers=5).commission_rate
    0.25
    """

    based_on: str | None = None
    meaning: str = ""

    commission_rate: Annotated[float, Lever(REVENUE_SHARE, 0, 0.5, "paid on new revenue", "flat commission", most=1.5, pay=True)] = 0.2
    retainer: Annotated[float, Lever(MONTH, -50, 500, "paid to every active partner", "fixed pay; negative: a fee", least=-1e5, most=1e5, pay=True, at_end="where partners earn thousands, 500 per month is little")] = 0.0
    tiers: tuple[Tier, ...] = Field(default=(), max_length=4, description="increasing thresholds with their rates; empty: flat")
    tier_months: Annotated[int, Lever("months", 1, 3, "none of its own", "length of a tier period: 1 is a month, 3 a quarter", whole=True, pay=True, at_end="none of its own without tiers")] = 1
    retroactive: Annotated[bool, Lever("yes/no", 0, 1, "the higher rate on all revenue", "a tier's rate applies to all of the period's revenue", whole=True, pay=True, at_end="yes or no")] = False
    bonus: Annotated[float, Lever(MONTH, 0, 500, "paid when the target is met", "target bonus", most=1e5, pay=True, at_end="0 is none: a target that most reach anyway pays for what they do anyway")] = 0.0
    target: Annotated[float, Lever("revenue per month", 0, 5000, "none of its own", "revenue from which the bonus is paid; 0: no bonus", most=1e9, pay=True, at_end="0 is none")] = 0.0
    recurring_months: Annotated[int, Lever("months", 0, 60, "commission on recurring orders", "how long recurring orders earn commission", whole=True, pay=True, at_end="where customers leave within months, a longer term changes little")] = 12
    referral_rates: tuple[Annotated[float, Field(ge=0, le=0.3)], ...] = Field(default=(), max_length=3, description="override on recruits' revenue by level, paid next month; 0-.1 each")
    cap: Annotated[float, Lever(MONTH, 0, 5000, "saves commission above it", "most commission per month; 0: none", most=1e9, pay=True, at_end="0 is none: a cap takes pay from those who sell most and saves little")] = 0.0
    clawback_months: Annotated[int, Lever("months", 0, 12, "returns commission to the vendor", "commission is taken back if the customer cancels within this time", whole=True, pay=True, at_end="0 is none: it takes back more of the partners' work than it saves where few cancel early")] = 0
    support_agents: Annotated[float, Lever("agents per 100 partners", 0, 10, "agents' wages", "size of the support desk at today's tickets per partner", most=100)] = 2.2
    frozen_desk: Annotated[bool, Lever("yes/no", 0, 1, "none of its own", "yes: the desk keeps its size per partner; no: it follows the tickets", whole=True, vendor_wide=True, at_end="yes or no")] = False
    target_occupancy: Annotated[float, Lever(SHARE, 0, 0.95, "agents' wages", "the desk is staffed to this occupancy instead of by support_agents; 0: off", smallest=0.05, vendor_wide=True, at_end="0 is none: the desk is stated per partner")] = 0.0
    target_wait: Annotated[float, Lever("hours", 0, 24, "agents' wages", "the desk is staffed to this mean wait instead; 0: off", most=1000, smallest=0.01, vendor_wide=True, at_end="0 is none: the desk is stated per partner")] = 0.0
    training_hours: Annotated[float, Lever("hours per partner-month", 0, 8, "an hour's price, if taken", "training offered; partners take as much as pays off")] = 1.0
    onboarding_hours: Annotated[float, Lever("hours per signed partner", 0, 20, "an hour's price", "help for signed partners to start", at_end="few sign per month: what they need first costs little")] = 4.0
    joint_marketing: Annotated[float, Lever(REVENUE_SHARE, 0, 0.08, "what partners claim", "marketing budget for partners", most=0.2)] = 0.01
    community: Annotated[float, Lever(SHARE, 0, 1, "events and platform", "exchange among partners")] = 0.3
    offers: Annotated[int, Lever("offers", 1, 30, "upkeep per offer and partner", "number of offers shown; partners study as many as pay off", whole=True, most=64)] = 8
    curation: Annotated[float, Lever(SHARE, 0, 1, "curators, rising with its square", "how well the offers shown are chosen for the partner")] = 0.5
    transparency: Annotated[float, Lever(SHARE, 0, 1, "reporting, rising with its square", "how clearly pay and rules are shown")] = 0.6
    communication: Annotated[float, Lever("contacts per partner-month", 0, 8, "a contact's price", "regular contact offered; partners read as much as pays off")] = 2.0
    alignment: Annotated[float, Lever(SHARE, 0, 1, "coordination, rising with its square", "how far the vendor's teams say the same thing")] = 0.8
    priority_share: Annotated[float, Lever("share of partners", 0, 0.5, "key-account desk", "best partners served first at the desk", vendor_wide=True, most=1, at_end="0 is none: at a desk with room nobody need be first")] = 0.0
    deal_protection: Annotated[float, Lever(SHARE, 0, 1, "deal registration, its delay, direct sales forgone", "contested deals left to the partner")] = 0.6
    discount: Annotated[float, Lever("share of price", 0, 0.3, "revenue forgone", "price reduction that partners may give", most=0.9, at_end="0 is none: a price cut costs its whole margin and demand answers less")] = 0.0
    quality_bonus: Annotated[float, Lever(REVENUE_SHARE, 0, 0.05, "paid to the best fifth by quality", "pay for quality", most=0.3, pay=True, at_end="0 is none, and the best fifth earn it whatever it is: it pays as far as quality follows")] = 0.0
    status_share: Annotated[float, Lever("share of partners", 0, 0.3, "recognition and exclusive terms", "best partners by revenue hold a status tier", vendor_wide=True, most=1)] = 0.0
    survey_every: Annotated[int, Lever("months", 0, 12, "a survey's price per partner, development that acts on it", "months between partner surveys; 0: none", whole=True, vendor_wide=True)] = 0
    review_every: Annotated[int, Lever("months", 0, 24, "a review's price", "months between reviews that correct the policy; 0: none", whole=True, vendor_wide=True, at_end="0 is none: reviews pay where the world changes, not under stated values")] = 0
    notice_months: Annotated[int, Lever("months", 0, 12, "the old policy during the notice", "notice before the change", whole=True, vendor_wide=True, at_end="0 is none: a change that pays is wanted soon")] = 0
    grandfather_months: Annotated[int, Lever("months", 0, 24, "the old pay during this time", "incumbents keep the old pay after the change", whole=True, vendor_wide=True, at_end="0 is none: a change that pays is wanted soon")] = 0

    pay: dict[str, Component] = Field(default_factory=dict, max_length=MOST_COMPONENTS, description="components of the pay plan, by name")
    levels: dict[str, Levels] = Field(default_factory=dict, max_length=MOST_LEVELS, description="levels that components pay by")
    payout: PayOut = Field(default=PayOut(), description="how the components' pay reaches a partner")
    up_or_out: UpOrOut | None = Field(default=None, description="who falls short must leave")
    old_customers_keep: bool = Field(default=False, description="customers won before the policy keep their terms")
    registration: Registration | None = Field(default=None, description="who is paid for a deal that several partners claim")

    segments: dict[str, dict[str, Any]] = Field(default_factory=dict, description="exceptions by segment: lever = value")

    @model_validator(mode="before")
    @classmethod
    def _components_stand_alone(cls, table: Any) -> Any:
        """Beside components, the short way to write a plan pays only what is stated: no commission by default."""
        if isinstance(table, dict) and table.get("pay") and "commission_rate" not in table:
            return {**table, "commission_rate": 0.0}
        return table

    @field_validator("tiers")
    @classmethod
    def _tiers_rise(cls, tiers: tuple[Tier, ...]) -> tuple[Tier, ...]:
        thresholds = [t.threshold for t in tiers]
        if thresholds != sorted(set(thresholds)):
            refuse([Misfit("", "thresholds that increase from tier to tier", thresholds)])
        return tiers

    @field_validator("segments")
    @classmethod
    def _exceptions_are_levers(cls, segments: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        refuse(misfit.within(segment) for segment, exceptions in segments.items() for misfit in _wrong_exceptions(exceptions))
        return {segment: typed_levers(exceptions) for segment, exceptions in segments.items()}

    @model_validator(mode="after")
    def _levels_fit(self) -> Policy:
        refuse(misfits_of_levels(self.pay, self.levels))
        return self

    @property
    def plan(self) -> Plan:
        """Its pay plan's components, with what they refer to; empty where the short form says all."""
        return Plan(self.pay, self.levels, self.payout, self.up_or_out, self.old_customers_keep, self.registration)

    def terms_of(self, segment: str) -> Policy:
        """The policy that applies to a segment: the default with the segment's exceptions."""
        own = self.segments.get(segment)
        if not own:
            return self
        return Policy.model_validate({**self.model_dump(exclude={"segments", "based_on"}), **own})

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """The levers that differ from the declared defaults."""
        return [pair for pair in super().__repr_args__() if pair[0] not in ("based_on", "meaning")]

    def changed(self, **levers: Any) -> Policy:
        """A copy with other levers; ``small__commission_rate=.1`` sets an exception for a segment.

        ``segments={"small": {"offers": 3}}`` sets it too, and keeps the other exceptions; None removes one.
        ``**{"pay.renewals.rate": .05}`` changes a number of the pay plan.

        Parameters
        ----------
        **levers
            Levers with their new values; a component of ``pay`` keeps the keys that are not named.

        Returns
        -------
        Policy

        Raises
        ------
        InputError
            For an unknown lever, and a value that a lever cannot have.

        Examples
        --------
        >>> import partnerscape as ps
        >>> ps.Policy(offers=5).changed(commission_rate=0.25, small__offers=3).terms_of("small").offers
        3
        """
        refuse(_unknown(key) for key in levers if not _is_lever(key))
        inner = {key: value for key, value in levers.items() if "." in key}
        whole = {key: value for key, value in levers.items() if "." not in key}
        now = self.model_dump()
        fields = inherited_plan(now, {key: value for key, value in whole.items() if "__" not in key})
        fields["segments"] = merged_names(now["segments"], whole["segments"]) if "segments" in whole else now["segments"]
        fields = with_exceptions(fields, {key: value for key, value in whole.items() if "__" in key})
        for key, value in inner.items():
            fields = with_value(fields, key, value)
        return Policy.model_validate(fields)


def _is_lever(key: str) -> bool:
    """Whether it names a key of a policy, or one of a segment's."""
    if key.partition(".")[0] in PLAN and "." in key:  # a number of the pay plan
        return True
    segment, divided, lever = key.rpartition("__")
    return lever in Policy.model_fields and bool(segment or not divided)


def is_exception(key: object) -> bool:
    """Whether it is written as a lever of one segment: ``small__offers``."""
    return isinstance(key, str) and all(key.rpartition("__"))


def with_exceptions(fields: Mapping[str, Any], exceptions: Mapping[str, Any]) -> dict[str, Any]:
    """The ``fields`` of a policy with values such as ``small__offers`` among those of its segments."""
    segments = fields.get("segments", {})
    for key, value in exceptions.items():
        segment, _, lever = key.rpartition("__")
        if isinstance(segments, Mapping) and isinstance(own := segments.get(segment, {}), Mapping):
            segments = {**segments, segment: {**own, lever: value}}
    return {**fields, "segments": segments}


def typed_levers(levers: Mapping[str, Any]) -> dict[str, Any]:
    """Values as their levers hold them: NumPy's 3, 3.0 and "3" are 3; what no lever can have stays, for others to refuse."""
    return {key: value if key in PLAN else _typed(key.rpartition("__")[2], value) for key, value in levers.items()}


def _typed(lever: str, value: Any) -> Any:
    try:
        return Policy.model_validate({lever: value}).model_dump(include={lever})[lever]
    except InputError:
        return value


def _unknown(key: str) -> Misfit:
    return Misfit(key, one_of("the name of a lever", Policy.model_fields, key.rpartition("__")[2]), Shown(repr(key)))


def _wrong_exceptions(exceptions: dict[str, Any]) -> list[Misfit]:
    """What is wrong with a segment's exceptions, whatever the default is."""
    wrong = [
        Misfit(key, one_of("a lever that may differ by segment", SEGMENT_LEVERS, key), key)
        for key in exceptions
        if key not in SEGMENT_LEVERS
    ]
    try:
        Policy.model_validate({key: value for key, value in exceptions.items() if key in SEGMENT_LEVERS})
    except InputError as error:
        wrong += error.misfits
    return wrong


LEVERS: dict[str, Lever] = declarations(Policy, Lever)


def split_lever(key: str) -> tuple[str, str]:
    """Segment (or "") and lever of a key: ``small__offers``; a number of the pay plan is of no segment.

    Parameters
    ----------
    key : str

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> split_lever("small__offers"), split_lever("pay.renewals.rate")
    (('small', 'offers'), ('', 'pay.renewals.rate'))
    """
    if is_path(key):
        return "", key
    segment, _, lever = key.rpartition("__")
    return segment, lever


def declared(key: str) -> Lever | None:
    """The declaration of a lever, of a segment's, or of a number of the pay plan; None for what has none, such as a choice.

    Parameters
    ----------
    key : str

    Returns
    -------
    Lever or None

    Examples
    --------
    >>> declared("small__offers").unit, declared("pay.renewals.rate").unit, declared("package")
    ('offers', 'share', None)
    """
    return number_at(key) if is_path(key) else LEVERS.get(split_lever(key)[1])


def value_of(policy: Policy, key: str) -> float:
    """Where a policy stands on a lever, on a segment's or on a number of its pay plan.

    Parameters
    ----------
    policy : Policy
    key : str
        Such as ``offers``, ``small__offers`` or ``pay.renewals.rate``.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If its pay plan has no such number.
    """
    if is_path(key):
        return value_at(policy.model_dump(), key)
    segment, lever = split_lever(key)
    return float(getattr(policy.terms_of(segment) if segment else policy, lever))


SEGMENT_LEVERS = {n for n, lever in LEVERS.items() if not lever.vendor_wide} | {"tiers", "referral_rates"}
