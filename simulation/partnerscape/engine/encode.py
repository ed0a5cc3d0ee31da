"""The one bridge from a scenario's values to the rules' records."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from statistics import NormalDist
from typing import Any

import numpy as np

from partnerscape.rules.paying.table import PLANS, plan_fields
from partnerscape.rules.shared import records
from partnerscape.rules.shared.maths import exp
from partnerscape.rules.shared.records import NEVER
from partnerscape.scenario import ASSUMPTIONS, LEVERS, InputError, Policy, Scenario
from partnerscape.scenario.errors import Shown
from partnerscape.scenario.pay.contract import contracted

from .plans import Layout, write_plan

EVENT_KINDS = {"rival_raises_pay": 1, "demand_shock": 2, "best_leave": 3, "price_change": 4, "arrivals_shock": 5}
PAY = {name for name, lever in LEVERS.items() if lever.pay} | {
    *records.TIERED,
    "recurring_worth",
    "recurring_on",
    "paid_share",
    "young_share",
    "clawback_on",
    "override_total",
}
ANYWHERE = -1.0
CACHE_LINE = 64  # bytes
OWN_EXP = getattr(exp, "py_func", exp)  # the rules' own: NumPy's differs between processors
ABSENT = 10.0 * NEVER
PLANNED = tuple(field[0] for field in plan_fields() if len(field) == 3 and field[2][0] == PLANS)  # per plan
OF_ORDERS = ("order_spread", "order_mix")  # what follows from assumptions and segments, once per world
NONE_AT_ZERO = ("cap", "target")  # levers for which 0 means that there is none


@lru_cache(maxsize=2)
def world_type(planned: bool = False) -> np.dtype:
    """Layout of ``world``: levers by policy row, assumptions, the vendor's state, and plans of components where there are any."""
    referral_rate = ("referral_rate", np.float64, (records.ROWS, records.REFERRAL_LEVELS))
    assumptions = [(name, np.float64) for name in ASSUMPTIONS]
    return records.world_type(
        tuple(LEVERS),
        [referral_rate, *assumptions, *((name, np.float64) for name in OF_ORDERS)],
        plan_fields() if planned else None,
    )


@lru_cache(maxsize=8)
def pool_type(fields: tuple[str, ...] = (), plan_size: int = 0) -> np.dtype:
    """Layout of a block of partners; ``fields`` are columns that replaced rules add, ``plan_size`` those that a plan keeps."""
    return records.pool_type(tuple(LEVERS), fields, plan_size)


def encode_policy(policy: Policy, scenario: Scenario, today: Policy | None = None, *, in_components: bool = False) -> np.ndarray:
    """A policy as rows, one per segment: a record to copy into ``world`` as often as it is tried.

    Where today's policy (default: the current one) or this one pays by components, it holds both plans, whose sums over
    time share their columns. Components that the short form says exactly are levers, unless today's plan has sums to go on
    with, or ``in_components`` leaves them as they are.
    """
    today = today or scenario.current_policy
    if not today.plan and not in_components:
        policy = contracted(policy) or policy
    plans = (today.plan, policy.plan)
    rows = np.zeros(1, world_type(any(plans)))
    w = rows[0]
    if plans[1].old_customers_keep and not plans[0] and policy is not scenario.current_policy:
        expected = "a current policy that pays by components, for old customers to keep"
        raise InputError(scenario.name, ("policies",), "old_customers_keep", expected, Shown("commission in the short form"))
    if any(plans):
        layout, catalogue = Layout(), [(offer.name, offer.category) for offer in scenario.catalogue]
        for o, plan in enumerate(plans):
            write_plan(w, o, plan, layout, scenario.segment_names, scenario.market.categories, catalogue)
        w["planned"], w["plan_size"], w["one_plan"] = 1, layout.fitting, plans[0] == plans[1]
    last = len(scenario.segments) - 1
    for s in range(records.SEGMENTS):
        own = policy.terms_of(scenario.segments[min(s, last)].name)
        for name in LEVERS:
            value = float(getattr(own, name))
            w[name][s] = ABSENT if name in NONE_AT_ZERO and value == 0.0 else value
        w["tier_threshold"][:, s] = [t.threshold for t in own.tiers] + [ABSENT] * (records.TIERS - len(own.tiers))
        rates = [t.rate for t in own.tiers]
        w["tier_rate"][:, s] = rates + [rates[-1] if rates else own.commission_rate] * (records.TIERS - len(rates))
        w["referral_rate"][s] = list(own.referral_rates) + [0.0] * (records.REFERRAL_LEVELS - len(own.referral_rates))
    return rows


def write_policy(world: np.ndarray, rows: np.ndarray, first_row: int) -> None:
    """Copy an encoded policy into the rows from ``first_row``: 0 for today's terms, SEGMENTS for the rollout's."""
    w, source = world[0], rows[0]
    target = slice(first_row, first_row + records.SEGMENTS)
    w["policy"][:, target] = source["policy"][:, : records.SEGMENTS]
    w["referral_rate"][target] = source["referral_rate"][: records.SEGMENTS]
    w["stale"] = 1
    if plan_size_of(rows):
        first = first_row // records.SEGMENTS if w["planned"] else 0  # a programme without plans learns today's too: none
        for name in PLANNED:
            w[name][first:] = source[name][first:]
        w["planned"], w["plan_size"], w["one_plan"] = 1, source["plan_size"], source["one_plan"]


def plan_size_of(rows: np.ndarray) -> int:
    """Columns that a policy's plan keeps per partner; 0: it has none."""
    return int(rows[0]["plan_size"]) if "plan_size" in (rows.dtype.names or ()) else 0


def blom_scores(n: int) -> np.ndarray:
    """Expected normal order statistics of ``n`` draws, best first (Blom 1958).

    To nine decimals, so that the last bits of a library do not matter.
    """
    scores = [NormalDist().inv_cdf((n + 1 - j - 0.375) / (n + 0.25)) for j in range(1, n + 1)]
    return np.round(scores, 9)


def _write_market(w: Any, scenario: Scenario) -> None:
    market = scenario.market
    w["regions"], w["categories"], w["segments"] = len(market.regions), len(market.categories), len(scenario.segments)
    for r in range(len(market.regions)):
        at = r * records.CATEGORIES
        w["potential"][at : at + len(market.categories)] = market.potential * scenario.assumptions.demand.market_size
    n = len(scenario.catalogue)
    w["offer_rank"][:n] = blom_scores(n)
    w["offer_category"][:n] = [market.categories.index(o.category) for o in scenario.catalogue]
    for name in ("price", "margin", "complexity"):
        w[f"offer_{name}"][:n] = [getattr(o, name) for o in scenario.catalogue]
    k = len(scenario.segments)
    w["segment_until"][:] = 2.0  # beyond any draw
    w["segment_until"][:k] = np.cumsum([s.share for s in scenario.segments])
    w["segment_region"][:] = w["segment_speciality"][:] = ANYWHERE
    for s, segment in enumerate(scenario.segments):
        if segment.region is not None:
            w["segment_region"][s] = market.regions.index(segment.region)
        if segment.speciality is not None:
            w["segment_speciality"][s] = market.categories.index(segment.speciality)
    for name in ("ln_order", "ln_reach", "ln_reach_sd", "skill", "skill_sd"):
        w[f"segment_{name}"][:k] = [getattr(s, name) for s in scenario.segments]
    for name in ("segment_ln_reach", "segment_ln_reach_sd"):
        w[name] *= scenario.assumptions.person.reach_spread


def _order_mix(w: Any, shares: list[float]) -> float:
    """What newcomers' orders would be worth, weighted by reach, if nothing were divided by it: the mean order stays as stated."""
    e, valued, plain = 1.0 + w["own_order_by_reach"], 0.0, 0.0
    for s, share in enumerate(shares):
        mean, sd = w["segment_ln_reach"][s], w["segment_ln_reach_sd"][s]
        valued += share * OWN_EXP(e * mean + 0.5 * e * e * sd * sd + w["segment_ln_order"][s])
        plain += share * OWN_EXP(mean + 0.5 * sd * sd)
    return valued / plain


def new_world(scenario: Scenario, policy: Policy, seed: int) -> np.ndarray:
    """One row of world at the start of the burn-in, under ``policy``."""
    rows = encode_policy(policy, scenario, policy)
    world = np.zeros(1, rows.dtype)
    w = world[0]
    for name, value in scenario.assumptions.values().items():
        w[name] = value
    w["is_pay"] = [1.0 if name in PAY else 0.0 for name in records.terms(tuple(LEVERS))]
    w["order_spread"] = OWN_EXP(w["order_ln_sd"] * w["order_ln_sd"])
    w["key"] = key_of(seed)
    _write_market(w, scenario)
    w["order_mix"] = _order_mix(w, [s.share for s in scenario.segments])
    write_policy(world, rows, 0)
    write_policy(world, rows, records.SEGMENTS)
    w["rollout_month"] = scenario.time.burn_in_months
    w["initial_partners"] = scenario.time.initial_partners
    w["brand"], w["support_first"], w["support_second"] = 0.8, 0.7, 0.7
    w["demand_level"] = w["price_level"] = w["arrivals_now"] = 1.0
    w["outside_index"][:] = 1.0
    w["income_per_reach"] = w["outside_scale"] / w["reach_scale"]
    _write_paths(w, scenario)
    for e, event in enumerate(scenario.events):
        w["event_kind"][e], w["event_month"][e] = EVENT_KINDS[event.kind], event.month
        w["event_size"][e], w["event_months"][e] = event.size, event.months
    return world


def _write_paths(w: Any, scenario: Scenario) -> None:
    """Monthly factors of demand and arrivals around the rollout; 1 where none is stated."""
    for name in ("demand", "arrivals"):
        path = w[f"{name}_path"]
        path[:] = 1.0
        if scenario.history is not None:
            before, ahead = getattr(scenario.history, name), getattr(scenario.history, f"{name}_ahead")
            path[records.AROUND - len(before) : records.AROUND] = before
            path[records.AROUND : records.AROUND + len(ahead)] = ahead


def key_of(seed: int) -> int:
    """The world's key: every draw of a run hangs on it."""
    return int.from_bytes(hashlib.blake2b(str(seed).encode(), digest_size=8).digest(), "little")


def _aligned(blocks: int, kind: np.dtype) -> np.ndarray:
    """Blocks of zeros that start on a cache line: vector loads that cross one cost twice."""
    size = blocks * kind.itemsize
    raw = np.zeros(size + CACHE_LINE, np.uint8)
    start = -raw.ctypes.data % CACHE_LINE
    return raw[start : start + size].view(kind)


def new_pool(blocks: int, fields: tuple[str, ...] = (), plan_size: int = 0) -> np.ndarray:
    """Empty blocks of partners."""
    return _aligned(blocks, pool_type(fields, plan_size))


def with_plans(world: np.ndarray) -> np.ndarray:
    """A world with room for plans of components, which stands behind all else."""
    wide = np.zeros(1, world_type(planned=True))
    wide.view(np.uint8)[: world.itemsize] = world.view(np.uint8)
    return wide


@lru_cache(maxsize=32)
def byte_of(field: str, kind: np.dtype) -> int:
    """Byte at which a record's field begins."""
    fields = kind.fields
    assert fields is not None
    return fields[field][1]


def with_columns(pool: np.ndarray, kind: np.dtype) -> np.ndarray:
    """A pool whose members have the columns of a plan too, all at nothing: they stand behind all other columns."""
    wide = _aligned(pool.size, kind)
    narrow_end, wide_end = (byte_of("slot_of_seat", t) for t in (pool.dtype, kind))
    used = int(np.count_nonzero(pool["opened"]))
    before = pool.view(np.uint8).reshape(pool.size, -1)[:used]
    after = wide.view(np.uint8).reshape(pool.size, -1)[:used]
    after[:, :narrow_end] = before[:, :narrow_end]
    after[:, wide_end:] = before[:, narrow_end:]
    return wide


def copied_world(world: np.ndarray) -> np.ndarray:
    """A copy, byte by byte: NumPy's own goes field by field, and its views check every field; thirty times slower."""
    copied: np.ndarray = np.ndarray(world.shape, world.dtype, buffer=bytes_of(world).copy())
    return copied


def bytes_of(records: np.ndarray) -> np.ndarray:
    """The bytes of records that stand side by side, shape (records, bytes of one); a view."""
    return np.ndarray((records.size, records.itemsize), np.uint8, buffer=records)


def copied(pool: np.ndarray, blocks: int) -> np.ndarray:
    """A copy, with empty blocks added up to ``blocks``."""
    return copied_into(_aligned(max(blocks, pool.size), pool.dtype), pool)


def copied_into(wide: np.ndarray, pool: np.ndarray) -> np.ndarray:
    """``wide``, made to hold what ``pool`` holds; what nobody uses stays unwritten, and its blocks count as new.

    Byte by byte: NumPy's own joining lays out afresh a record whose fields overlap, as ours do.
    """
    used = int(np.count_nonzero(pool["opened"]))
    size = used * pool.itemsize
    wide.view(np.uint8)[:size] = pool.view(np.uint8)[:size]
    for block in wide[used:]:
        if block["opened"]:
            for counter in records.COUNTERS:
                block[counter] = 0
    return wide
