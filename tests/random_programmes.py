"""Random programmes: markets, people, assumptions, policies and events, drawn by Hypothesis and shared by what is tested on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from hypothesis import strategies as st

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.rules.shared import records
from partnerscape.scenario import ASSUMPTIONS, LEVERS, Policy, Scenario

EVENT_SIZES = {
    "rival_raises_pay": (-0.9, 3.0),
    "demand_shock": (-0.99, 3.0),
    "best_leave": (0.0, 400.0),
    "price_change": (-0.9, 3.0),
    "arrivals_shock": (-0.99, 1.0),
}


class Case(NamedTuple):
    scenario: Scenario
    policy: Policy
    seed: int


# ---- what may be drawn


def real(low: float, high: float) -> st.SearchStrategy[float]:
    return st.one_of(st.floats(low, high), st.sampled_from([low, high]))


def share() -> st.SearchStrategy[float]:
    return real(0.0, 1.0)


def assumption(name: str) -> st.SearchStrategy[float]:
    """Within the declared range, at its ends, and where the bounds are a share's or begin at 0, there too."""
    declared = ASSUMPTIONS[name]
    if declared.whole:
        return st.integers(int(declared.low), int(declared.high))
    ends = [end for end in declared.bounds if end in (0.0, 1.0)]
    usual = real(declared.low, declared.high)
    return st.one_of(usual, usual, usual, st.sampled_from(ends)) if ends else usual


def lever(name: str) -> st.SearchStrategy[float | int | bool]:
    """Mostly in the usual range, sometimes anywhere within the bounds."""
    declared = LEVERS[name]
    if declared.unit == "yes/no":
        return st.booleans()
    ranges = [(declared.low, declared.high), (declared.low, declared.high), declared.bounds]
    if declared.whole:
        return st.one_of([st.integers(int(low), int(high)) for low, high in ranges])
    none = [st.just(0.0)] if declared.smallest else []
    return st.one_of([real(max(low, declared.smallest) if none else low, high) for low, high in ranges] + none)


def some_or_all(names: Iterable[str], most: int) -> st.SearchStrategy[list[str]]:
    """Up to so many of them, and in every third case all at once."""
    some = st.lists(st.sampled_from(sorted(names)), max_size=most, unique=True)
    return st.one_of(some, some, st.just(sorted(names)))


@st.composite
def terms(draw: st.DrawFn, offers: int) -> dict[str, Any]:
    """Levers that a segment may have to itself."""
    wide = {name for name, declared in LEVERS.items() if declared.vendor_wide}
    chosen = draw(some_or_all(LEVERS.keys() - wide, 8))
    levers = {name: draw(lever(name)) for name in chosen} | {"offers": draw(st.integers(1, offers))}
    if draw(st.booleans()):
        thresholds = sorted(draw(st.lists(real(1.0, 20_000.0), min_size=1, max_size=4, unique=True)))
        levers["tiers"] = [{"threshold": t, "rate": draw(real(0.0, 0.6))} for t in thresholds]
    if draw(st.booleans()):
        levers["referral_rates"] = draw(st.lists(real(0.0, 0.3), min_size=1, max_size=3))
    return levers


@st.composite
def policies(draw: st.DrawFn, segments: list[str], offers: int) -> dict[str, Any]:
    """Levers for everybody, and exceptions for up to two segments."""
    wide = [name for name, declared in LEVERS.items() if declared.vendor_wide]
    levers = draw(terms(offers))
    levers |= {name: draw(lever(name)) for name in draw(some_or_all(wide, 5))}
    exceptions = draw(st.lists(st.sampled_from(segments), max_size=2, unique=True))
    return levers | {"segments": {name: draw(terms(offers)) for name in exceptions}}


@st.composite
def segments(draw: st.DrawFn, regions: list[str], categories: list[str]) -> list[dict[str, Any]]:
    count = draw(st.integers(1, 6))
    parts = draw(st.lists(st.integers(0, 20), min_size=count, max_size=count).filter(any))
    return [
        {
            "name": f"segment_{number}",
            "share": part / sum(parts),
            "ln_reach": draw(real(-2.0, 3.0)),
            "ln_reach_sd": draw(real(0.0, 1.0)),
            "skill": draw(share()),
            "skill_sd": draw(real(0.0, 0.5)),
            "region": draw(st.sampled_from([None, *regions])),
            "speciality": draw(st.sampled_from([None, *categories])),
        }
        for number, part in enumerate(parts)
    ]


@st.composite
def events(draw: st.DrawFn, horizon: int) -> list[dict[str, Any]]:
    kinds = draw(st.lists(st.sampled_from(sorted(EVENT_SIZES)), max_size=8))
    month, length = st.integers(0, horizon - 1), st.integers(0, horizon)
    return [{"kind": k, "month": draw(month), "size": draw(real(*EVENT_SIZES[k])), "months": draw(length)} for k in kinds]


@st.composite
def cases(draw: st.DrawFn, longest: int = 12, **held: Any) -> Case:
    """A programme, a policy to roll out and a seed; ``held`` are tables or assumptions that are not drawn."""
    regions = [f"region {n}" for n in range(draw(st.integers(1, 8)))]
    categories = [f"category {n}" for n in range(draw(st.integers(1, 8)))]
    kinds = st.fixed_dictionaries(
        {"category": st.sampled_from(categories)},
        optional={"price": real(0.01, 100.0), "margin": real(0.01, 1.6), "complexity": real(0.01, 10.0)},
    )
    some = draw(st.lists(kinds, min_size=1, max_size=5))
    offers = draw(st.integers(1, 64))
    people = draw(segments(regions, categories))
    names = [segment["name"] for segment in people]
    horizon = draw(st.integers(1, longest))
    assumed = draw(st.lists(st.sampled_from(sorted(ASSUMPTIONS)), max_size=12, unique=True))
    fixed = {name: value for name, value in held.items() if name in ASSUMPTIONS}
    scenario = Scenario.model_validate(
        {
            "name": "drawn",
            "market": {"regions": regions, "categories": categories, "potential": draw(real(1.0, 1e6))},
            "catalogue": [{"name": f"offer {n}", **some[n % len(some)]} for n in range(offers)],
            "segments": people,
            "time": {
                "burn_in_months": draw(st.integers(0, longest)),
                "horizon_months": horizon,
                "initial_partners": draw(st.integers(5, 300)),
            },
            "policies": {"now": draw(policies(names, offers))},
            "current": "now",
            "events": draw(events(horizon)),
            **{name: table for name, table in held.items() if name not in ASSUMPTIONS},
        }
    ).assuming(**{name: draw(assumption(name)) for name in assumed} | fixed)
    return Case(scenario, Policy.model_validate(draw(policies(names, offers))), draw(st.integers(0, 2**32 - 1)))


def rolled_out(case: Case, eve: engine.State, policy: Policy | None = None) -> engine.State:
    """A copy of the eve, with room for all who will come, to which the policy has been sent."""
    rows = encode.encode_policy(policy or case.policy, case.scenario)
    eve = eve.planning(encode.plan_size_of(rows))

    def attempt(blocks: int) -> engine.State:
        rehearsal, state = eve.branched(blocks), eve.copy(blocks)
        for copy in (rehearsal, state):
            encode.write_policy(copy.world, rows, records.SEGMENTS)
        rehearsal.play(case.scenario.time.horizon_months)
        return state

    return engine.until_it_fits(attempt, eve.pool.size)


def played(case: Case, eve: engine.State, policy: Policy | None = None) -> engine.Run:
    return engine.branch(eve, encode.encode_policy(policy or case.policy, case.scenario), case.scenario)
