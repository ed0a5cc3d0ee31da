"""Random pay plans, drawn by Hypothesis: up to six components of every kind, levels, menus, limits, and programmes that pay by them."""

from __future__ import annotations

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from random_programmes import Case, cases, real

from partnerscape.engine import encode
from partnerscape.scenario import InputError, Policy, Scenario
from partnerscape.scenario.pay.contract import contracted

MOST = 6  # components
NAMES = [f"part {n}" for n in range(MOST)]
SALES = ("new revenue", "renewals", "revenue", "margin", "savings")
NUMBERS = ("orders", "new customers", "customers")
RECRUITS = ("recruits revenue", "recruits pay")
CALENDAR = ("month", "quarter", "half-year", "year")
PERIODS = (*CALENDAR, "quarter from joining", "year from joining", "lifetime")
TIMES = (*PERIODS, "3 months", "12 months", "previous quarter", "previous year from joining")
SUMS = ("revenue", "new revenue", "renewals", "margin", "recruits revenue")
COUNTS = ("orders", "new customers", "customers", "certified", "recruits")
SHARES = ("skill", "retention", "quality")


def pick(*words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words)


def threshold(measure: str) -> st.SearchStrategy[float]:
    """A number that some partners reach and others do not."""
    if measure in SHARES:
        return real(0.0, 1.0)
    return st.integers(0, 12).map(float) if measure in COUNTS else st.integers(0, 9_000).map(float)


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    measure = draw(pick(*SUMS, *COUNTS, *SHARES))
    return {"measure": measure, "over": draw(pick(*TIMES)), draw(pick("at_least", "below")): draw(threshold(measure))}


@st.composite
def ladders(draw: st.DrawFn) -> dict[str, Any]:
    """Two to four levels, by one or two measures."""
    number = draw(st.integers(2, 4))
    needs = []
    for measure in draw(st.lists(pick(*SUMS, *COUNTS, *SHARES), min_size=1, max_size=2)):
        steps = sorted(draw(threshold(measure)) for _ in range(number - 1))
        needs.append({"measure": measure, "over": draw(pick(*TIMES)), "at_least": [0.0, *steps]})
    return {"needs": needs, "down": draw(pick(*CALENDAR)), "grace_months": draw(st.integers(0, 4))}


# ---- how a component pays


@st.composite
def rates(draw: st.DrawFn, context: dict[str, Any]) -> dict[str, Any]:
    """A share: flat, by level, by category, by level of recruits, of pay, or until the vendor has its most."""
    kind = draw(pick("flat", "levels", "fees", "recruits", "own pay", "split"))
    share = real(-0.05, 0.4)
    if kind == "recruits":
        number = draw(st.integers(1, 3))
        steps = {"on": draw(pick(*RECRUITS)), "rate": [draw(share) for _ in range(number)]}
        if draw(st.booleans()):
            steps["unlocked"] = sorted(draw(st.integers(0, 3)) for _ in range(number))
        return steps | ({"most_of_vendor_share": draw(real(0.1, 1.0))} if draw(st.booleans()) else {})
    if kind == "own pay":
        return {"on": "own pay", "rate": draw(share)}
    if kind == "split":
        return {"on": draw(pick(*SALES)), "rate": draw(real(0.3, 0.95)), "vendor_cap_year": draw(st.integers(1, 5_000)),
                "per": draw(pick(*PERIODS))}  # fmt: skip
    if kind == "fees":
        names = draw(st.lists(st.sampled_from(context["categories"]), min_size=1, unique=True))
        return {"on": draw(pick(*SALES)), "rate": {name: draw(share) for name in names}}
    several = context["levels"] if kind == "levels" else 0
    rate = [draw(share) for _ in range(several)] if several else draw(share)
    capped = {"cap_per_unit": draw(st.integers(1, 60))} if draw(st.booleans()) else {}
    return {"on": draw(pick(*SALES)), "rate": rate} | ({"levels": "ladder"} if several else {}) | capped


@st.composite
def amounts(draw: st.DrawFn, context: dict[str, Any]) -> dict[str, Any]:
    on = draw(pick(*NUMBERS))
    capped = {"cap_per_unit": draw(st.integers(1, 60))} if on != "customers" and draw(st.booleans()) else {}
    if not capped and draw(st.booleans()):
        names = draw(st.lists(st.sampled_from([*context["categories"], *context["single_offers"]]), min_size=1, unique=True))
        return {"on": on, "amount": {name: draw(real(-5.0, 60.0)) for name in names}}
    return {"on": on, "amount": draw(real(-5.0, 60.0))} | capped


@st.composite
def brackets(draw: st.DrawFn, context: dict[str, Any]) -> dict[str, Any]:
    """One to five brackets, each marginal or on the whole."""
    on = draw(pick(*SALES, *NUMBERS, *RECRUITS))
    most, rate = (30, real(0.0, 40.0)) if on in NUMBERS else (9_000, real(0.0, 0.5))
    starts = sorted({0, *draw(st.lists(st.integers(1, most), max_size=4))})
    counted = pick("marginal", "retroactive")
    rows = [[start, draw(rate), draw(counted)] for start in starts]
    return {"on": on, "brackets": rows, "per": draw(pick(*PERIODS))}


@st.composite
def lumps(draw: st.DrawFn, context: dict[str, Any]) -> dict[str, Any]:
    several = context["levels"] if draw(st.booleans()) else 0
    sum_of = st.integers(-50, 500)
    lump = [draw(sum_of) for _ in range(several)] if several else draw(sum_of)
    assume(lump != 0)
    by = {"lump": lump, "per": draw(pick(*PERIODS))} | ({"levels": "ladder"} if several else {})
    if draw(st.booleans()):
        return by | {"on": "nothing"}
    return by | {"on": draw(pick(*SALES, *NUMBERS)), "target": draw(st.integers(1, 4_000))}


@st.composite
def contests(draw: st.DrawFn, context: dict[str, Any]) -> dict[str, Any]:
    """A pool, prizes, or a guarantee."""
    kind = draw(pick("pool", "prizes", "guarantee"))
    if kind == "guarantee":
        return {"on": "nothing", "guarantee": draw(st.integers(1, 800))}
    sums = draw(st.lists(st.integers(1, 900), min_size=1, max_size=5))
    paid = {"pool": draw(st.integers(1, 9_000))} if kind == "pool" else {"prizes": sorted(sums, reverse=True)}
    return {"on": draw(pick("revenue", "new revenue", "orders", "new customers")), "per": draw(pick(*CALENDAR))} | paid


# ---- for whom, within which limits, when


@st.composite
def scopes(draw: st.DrawFn, on: str, context: dict[str, Any]) -> dict[str, Any]:
    """For which sales and partners; a restriction or two, mostly none."""
    month = st.integers(0, 12)
    own = on in (*SALES, *NUMBERS)
    kinds = ["segments", "tenure_months", "joined", "needs", "choice"]
    kinds += (
        ["categories", "single_offers", "customer_months", "order_numbers", "minimum_order", "maximum_order", "registered"]
        if own
        else []
    )
    made: dict[str, Any] = {}
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=2, unique=True)):
        if kind in ("segments", "categories", "single_offers"):
            made[kind] = draw(st.lists(st.sampled_from(context[kind]), min_size=1, unique=True))
        elif kind in ("tenure_months", "customer_months", "order_numbers"):
            low, length = draw(month), draw(st.sampled_from([1, 3, 12, 10_000]))
            made[kind] = [low, min(low + length, 10_000)]
        elif kind == "needs":
            made[kind] = draw(st.lists(conditions(), min_size=1, max_size=2))
        elif kind in ("minimum_order", "maximum_order"):
            made[kind] = draw(st.integers(1, 60)) + (60 if kind == "maximum_order" else 0)
        else:
            made[kind] = {"joined": pick("before", "after"), "registered": st.just(True), "choice": pick("a", "b")}[kind]
            made[kind] = draw(made[kind])
    return made


@st.composite
def timings(draw: st.DrawFn, on: str) -> dict[str, Any]:
    """Delays, instalments, hold-back, least sums, clawback, funds."""
    made: dict[str, Any] = {}
    kinds = ["delay_months", "instalments", "hold_back", "minimum_payout", "cap_month", "cap_year", "fund"]
    kinds += ["clawback"] if on in (*SALES, *NUMBERS) else []
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=3, unique=True)):
        if kind in ("delay_months", "instalments"):
            made[kind] = draw(st.integers(1, 5))
        elif kind == "hold_back":
            made |= {"hold_back": draw(real(0.0, 1.0)), "hold_months": draw(st.integers(1, 5))}
        elif kind == "clawback":
            until = sorted(draw(st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True)))
            made[kind] = [[months, draw(real(0.0, 1.0))] for months in until]
        elif kind == "fund":
            made |= {"fund": True, "proven_use": draw(real(0.0, 1.0)) if draw(st.booleans()) else 1.0}
        else:
            made[kind] = draw(st.integers(1, 900))
    return made


@st.composite
def components(draw: st.DrawFn, context: dict[str, Any]) -> dict[str, Any]:
    how = draw(st.sampled_from([rates, rates, amounts, brackets, lumps, contests]))
    base = draw(how(context))
    fit = draw(scopes(base["on"], context))
    if isinstance(base.get("rate", base.get("amount")), dict):  # a fee table says itself for which categories
        fit = {key: value for key, value in fit.items() if key not in ("categories", "single_offers")}
    return base | fit | draw(timings(base["on"]))


@st.composite
def plans(draw: st.DrawFn, scenario: Scenario, least: int = 1) -> dict[str, Any]:
    """The keys of a policy that pay by components."""
    levels = draw(ladders())
    context = {"segments": scenario.segment_names, "categories": list(scenario.market.categories),
               "single_offers": [offer.name for offer in scenario.catalogue],
               "levels": len(levels["needs"][0]["at_least"])}  # fmt: skip
    names = draw(st.lists(st.sampled_from(NAMES), min_size=least, max_size=MOST, unique=True))
    made: dict[str, Any] = {"pay": {name: draw(components(context)) for name in names}, "levels": {"ladder": levels}}
    if draw(st.booleans()):
        keys = draw(st.lists(pick("minimum", "cap_month", "cap_year"), max_size=2, unique=True))
        made["payout"] = {key: draw(st.integers(1, 2_000)) for key in keys}
    if draw(st.integers(0, 4)) == 0:
        measure = draw(pick(*SUMS, *COUNTS))
        made["up_or_out"] = {"measure": measure, "over": draw(pick(*TIMES)), "at_least": draw(threshold(measure)),
                             "from_month": draw(st.integers(1, 12))}  # fmt: skip
    return made


SHORT = {"commission_rate": 0.0, "recurring_months": 0, "tiers": [], "bonus": 0.0, "retainer": 0.0, "referral_rates": [], "cap": 0.0,
         "clawback_months": 0, "quality_bonus": 0.0}  # fmt: skip


def with_plan(policy: Policy, plan: dict[str, Any], short: bool) -> Policy:
    """The policy with a plan in place of its short form, or beside it."""
    table = policy.model_dump() | ({} if short else SHORT | {"segments": {}}) | {"pay": {}, "levels": {}} | plan
    return Policy.model_validate(table)


def fits(case: Case) -> bool:
    """Whether both plans have room: a plan may name more sales, times and levels than a partner's table holds."""
    try:
        encode.encode_policy(case.policy, case.scenario)
    except InputError as error:
        return "at most" not in str(error)
    return True


@st.composite
def planned_cases(draw: st.DrawFn, longest: int = 8, today: bool | None = None, short: bool | None = None, **held: Any) -> Case:
    """A small programme whose new policy pays by components; today's policy in half of the cases, or as told."""
    case = draw(cases(longest, **held))
    scenario = case.scenario
    time = {**scenario.time.model_dump(), "initial_partners": min(scenario.time.initial_partners, 60)}
    now = scenario.current_policy
    if draw(st.booleans()) if today is None else today:
        now = with_plan(now, draw(plans(scenario)), draw(st.booleans()) if short is None else short)
    scenario = scenario.changed(time=time, policies={"now": now})
    policy = with_plan(case.policy, draw(plans(scenario)), draw(st.booleans()) if short is None else short)
    made = Case(scenario, policy, case.seed)
    assume(fits(made))
    assume(scenario.current_policy.plan or contracted(policy) is None)  # else nobody keeps anything of a plan
    return made
