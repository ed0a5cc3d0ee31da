"""Whether a scenario's tables fit each other: each check gives every misfit, seen from the table that it is about.

A table that is itself at fault is None here; what depends on it is then not checked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..assumptions import ASSUMPTIONS
from ..errors import Misfit, Shown, named, one_of
from ..levers import Policy
from ..pay.changes import inherited_plan

if TYPE_CHECKING:
    from ..history import History
    from ..parts import Event, Market, Offer, Segment, Time


def wrong_offers(catalogue: Iterable[Offer], market: Market | None) -> Iterator[Misfit]:
    """Offers of a category that the market does not have."""
    known = market.categories if market else ()
    for number, offer in enumerate(catalogue):
        if market and offer.category not in known:
            yield Misfit("category", named(known, offer.category), offer.category, (str(number),))


def wrong_segments(segments: Sequence[Segment], market: Market | None) -> Iterator[Misfit]:
    """Shares that do not add up, duplicate names, regions and specialities that the market does not have."""
    total = sum(s.share for s in segments)
    if abs(total - 1.0) > 1e-6:
        yield Misfit("share", "shares that add up to 1", Shown(f"{total:g}"))
    names = [s.name for s in segments]
    if len(set(names)) < len(names):
        yield Misfit("name", "names that differ", names)
    for number, segment in enumerate(segments):
        for key, known in (("region", market.regions), ("speciality", market.categories)) if market else ():
            if (found := getattr(segment, key)) is not None and found not in known:
                yield Misfit(key, named(known, found), found, (str(number),))


def wrong_ranges(ranges: Mapping[str, tuple[float, float]], stated: Mapping[str, float]) -> Iterator[Misfit]:
    """Ranges of what is no assumption, and those that cannot be swept or leave the stated value out."""
    for key, (low, high) in ranges.items():
        if key not in ASSUMPTIONS:
            yield unknown_assumption(key, key)
        elif wrong := ASSUMPTIONS[key].misfit(low, high, stated.get(key)):
            yield Misfit(key, wrong, [low, high])


def unknown_assumption(name: str, key: str) -> Misfit:
    """A name that is no assumption's, as a ``key`` or in a list."""
    return Misfit(key, one_of("the name of an assumption", ASSUMPTIONS, name), name)


def wrong_events(events: Iterable[Event], time: Time | None) -> Iterator[Misfit]:
    """Events beyond the horizon."""
    for number, event in enumerate(events):
        if time and event.month >= time.horizon_months:
            yield Misfit("month", f"a month before the horizon's {time.horizon_months}", event.month, (str(number),))


def wrong_policies(
    policies: Mapping[str, Policy],
    segments: Sequence[Segment] | None,
    catalogue: Sequence[Offer] | None,
    market: Market | None,
) -> Iterator[Misfit]:
    """Exceptions for unknown segments, and more offers than the catalogue has."""
    for label, policy in policies.items():
        if segments is not None and catalogue is not None and market is not None:
            for wrong in misfits_of_policy(policy, [s.name for s in segments], catalogue, market.categories):
                yield wrong.within(label)


def wrong_history(history: History | None, policies: Mapping[str, Policy] | None) -> Iterator[Misfit]:
    """Policies of the past that nobody knows, that pay by components, or that are not the oldest first."""
    earlier = history.policies if history is not None else ()
    for number, one in enumerate(earlier):
        key = f"policies {number + 1}"
        if policies is not None and one.policy not in policies:
            yield Misfit(f"{key} policy", one_of("a policy of the scenario", list(policies), one.policy), one.policy)
        elif policies is not None and policies[one.policy].plan:
            yield Misfit(f"{key} policy", "a policy in the short form, without a plan of components", one.policy)
        if number and one.until >= earlier[number - 1].until:
            yield Misfit(f"{key} until", f"less than {earlier[number - 1].until}, that of the policy before it", one.until)


def misfits_of_policy(
    policy: Policy, segments: Collection[str], catalogue: Sequence[Offer], categories: Collection[str]
) -> list[Misfit]:
    """Where a policy names a segment, a category or an offer that is unknown, or more offers than there are."""
    offers = len(catalogue)
    unknown = [name for name in policy.segments if name not in segments]
    wrong = [Misfit(name, named(segments, name, "a segment of"), name, ("segments",)) for name in unknown]
    for segment in segments:
        if (shown := policy.terms_of(segment).offers) > offers:
            place = ("segments", segment) if "offers" in policy.segments.get(segment, {}) else ()
            wrong.append(Misfit("offers", f"at most the catalogue's {offers} offers", shown, place))
    return list(dict.fromkeys([*wrong, *policy.plan.misfits(segments, categories, [offer.name for offer in catalogue])]))


def inherited(policies: Mapping[str, Any]) -> tuple[dict[str, Any], list[Misfit]]:
    """``based_on``: a policy starts from another one's levers, unless it states all of them itself."""
    full: dict[str, Any] = {}
    wrong: list[Misfit] = []

    def resolve(name: str, chain: tuple[str, ...]) -> Any:
        own = policies[name]
        base = own.get("based_on") if isinstance(own, Mapping) else None
        if base is None or own.keys() >= Policy.model_fields.keys():
            return own
        if not isinstance(base, str) or base not in policies or base in chain:
            known = [other for other in policies if other != name]
            wrong.append(Misfit("based_on", named(known, base, "another policy of"), base, ("policies", name)))
            return {key: value for key, value in own.items() if key != "based_on"}
        return _over(resolve(base, (*chain, name)), own)

    for name in policies:
        full[name] = resolve(name, (name,))
    return full, list(dict.fromkeys(wrong))


def stated_by_itself(misfit: Misfit, policies: Mapping[str, Any]) -> bool:
    """Whether a misfit of a policy stands in its own table: what is inherited is reported for the parent."""
    way = (*misfit.table, misfit.key)
    if len(way) < 3 or way[0] != "policies":
        return True
    inner: Any = policies.get(way[1])
    if not isinstance(inner, Mapping) or "based_on" not in inner:
        return True
    for step in way[2:]:
        if not isinstance(inner, Mapping):
            return True
        if step not in inner:
            return False
        inner = inner[step]
    return True


def _over(parent: Any, own: Mapping[str, Any]) -> Any:
    """A policy's own levers over its parent's, exceptions lever by lever; what is no table is for the model to refuse."""
    parent = parent.model_dump() if isinstance(parent, Policy) else parent
    if not isinstance(parent, Mapping) or not _has_exceptions(parent) or not _has_exceptions(own):
        return own
    plan = inherited_plan(parent, own)
    before, after = parent.get("segments", {}), own.get("segments", {})
    segments = {name: {**before.get(name, {}), **after.get(name, {})} for name in {**before, **after}}
    return {**plan, **({"segments": segments} if segments else {})}


def _has_exceptions(policy: Mapping[str, Any]) -> bool:
    """Whether a policy's exceptions are tables."""
    segments = policy.get("segments", {})
    return isinstance(segments, Mapping) and all(isinstance(levers, Mapping) for levers in segments.values())
