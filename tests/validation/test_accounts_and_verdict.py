"""What accounts and the verdict say where partners compete: a gift, exits by luck, luck and lumps, newcomers, the horizon.

The exact claims stand in ``tests/test_accounts.py``; here they meet the shipped programmes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.metrics.gains import Measured, is_win_win, paired
from partnerscape.rules.shared import records
from partnerscape.scenario import Policy, Scenario, load_scenario

SOURCE = "accounts and verdict"
PROGRAMMES = ("marketplace", "saas_resellers", "affiliate_network", "integrators")
SEEDS = range(8)
FUTURES = 96
LUMP = 60.0
RISE = 0.001  # a tenth of a point of commission
pytestmark = pytest.mark.slow


def against_today(scenario: Scenario, policies: list[Policy], seeds: range) -> list[list[tuple[Measured, Measured]]]:
    """(Candidate, today) by seed and policy."""
    rows = [encode.encode_policy(policy, scenario) for policy in policies]
    out = []
    for seed in seeds:
        eve = engine.burn_in(scenario, seed)
        today = Measured.of(engine.branch(eve, encode.encode_policy(scenario.current_policy, scenario), scenario))
        out.append([(Measured.of(engine.branch(eve, row, scenario)), today) for row in rows])
    return out


def gains(pair: tuple[Measured, Measured], account: str = "certainty") -> np.ndarray:
    candidate, today = pair
    return candidate.run.accounts[account] - today.run.accounts[account]


def noise(scenario: Scenario, policy: Policy, account: str, seeds: range = range(2), lucks: int = 12) -> float:
    """Variance of a partner's paired gain over luck after the rollout, for the same people, relative to the mean gain's square."""
    rows = [encode.encode_policy(p, scenario) for p in (policy, scenario.current_policy)]
    variance, mean = [], []
    for seed in seeds:
        eve, found = engine.burn_in(scenario, seed), []
        for luck in range(lucks):
            other, mask = eve.copy(), np.random.default_rng(luck).integers(0, 2**63, dtype=np.uint64)
            other.pool["key"] ^= mask
            other.world["key"] ^= mask
            one, two = (engine.branch(other, row, scenario).accounts[account] for row in rows)
            found.append(one - two)
        variance.append(np.var(found, axis=0, ddof=1).mean())
        mean.append(np.mean(found))
    return float(np.mean(variance) / np.mean(mean) ** 2)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_gift_where_partners_compete(name: str, record: Callable) -> None:
    """Who stays longer, and who comes, crowds the market, and rivals answer: a few for whom the gift is a trifle lose by it."""
    scenario = load_scenario(name)
    seeds = range(2) if name == "affiliate_network" else SEEDS
    policy, tolerance = scenario.current_policy, scenario.goals.tolerance
    outside = float(np.mean(against_today(scenario, [policy], range(1))[0][0][1].run.accounts["outside"]))
    found = against_today(scenario, [policy.changed(retainer=policy.retainer + share * outside) for share in (0.1, 0.5)], seeds)
    for k, share in enumerate((0.1, 0.5)):
        relative = np.concatenate([gains(pairs[k]) / pairs[k][1].base_values for pairs in found])
        losers, lost = float((relative < -tolerance).mean()), float(np.percentile(relative, 0.1))
        said = f"{losers:.2%} lose more than {tolerance:.0%}; {float((relative < 0).mean()):.2%} at all; worst {relative.min():+.1%}, 1 in 1,000 {lost:+.1%}"
        assert record(
            f"{name}: gift of {share:g} outside options to all", must="nobody", gives=said, holds=losers == 0.0, asserted=False
        )
        assert losers < 0.03  # crowding, not a debt or a bad account


@pytest.mark.parametrize("name", PROGRAMMES)
def test_more_exits_by_luck_do_not_raise_the_mean_account(name: str, walk: Callable, record: Callable) -> None:
    """The hazard moves by half a logit after accounts have opened."""
    scenario = load_scenario(name)
    rows = encode.encode_policy(scenario.current_policy, scenario)
    means = []
    for seed in range(2) if name == "affiliate_network" else SEEDS:
        eve = engine.burn_in(scenario, seed)
        means.append([])
        for step in (-0.5, 0.0, 0.5):
            state = eve.copy(3 * eve.pool.size)
            encode.write_policy(state.world, rows, records.SEGMENTS)
            for rule in walk(state, 1):
                if rule == "roll_out":
                    state.world["exit_base"] += step
            journal = state.play(scenario.time.horizon_months - 1)
            run = engine.closed(state, journal, engine.incumbents_of(eve.pool), scenario)
            means[-1].append(float(run.accounts["certainty"].mean()))
    fewer, today, more = np.mean(means, axis=0)
    said = f"{fewer / today - 1.0:+.1%} with fewer, {more / today - 1.0:+.1%} with more"
    holds = bool(np.all(np.diff(np.array(means), axis=1) < 0.0))
    assert record(f"{name}: mean account as exits move by ±.5 logit", must="falls with exits", gives=said, holds=holds)


# ---- luck is not loss


def lumpy(scenario: Scenario, times: float) -> Scenario:
    """Orders ``times`` as large, as many fewer; what counts leads or customers counts for as much more.

    In both twins nothing hangs on an order's size as such: no risk aversion, no trust lost with a single deal; waits do not
    matter, and income is judged over long, so that lumpy months by themselves drive nobody out.
    """
    stated = scenario.assumptions.values()
    by_lead = ("order_value", "tickets_per_lead", "tickets_per_customer", "complaint_rate", "registration_cost")
    changed = {name: stated[name] * times for name in by_lead} | {"reach_scale": stated["reach_scale"] / times}
    calm = {"risk_aversion": 0.0, "lost_deal_trust": 0.0, "patience_hours": 1000.0, "income_speed": 0.05, "serving_hours": 0.0}
    market = scenario.market.model_dump()
    return scenario.assuming(**changed | calm).changed(market={**market, "potential": market["potential"] / times}, uncertain={})


TWINS = (
    {"commission_rate": 0.2 + RISE},
    {"commission_rate": 0.22},
    {"support_agents": 3.0},
    {"curation": 0.8},
    {"curation": 0.8, "commission_rate": 0.23},
)


def test_lumps_do_not_decide(record: Callable) -> None:
    scenario = load_scenario("marketplace")
    policies = [scenario.current_policy.changed(**levers) for levers in TWINS]
    smooth, lumps = (against_today(lumpy(scenario, times), policies, range(FUTURES)) for times in (1.0, LUMP))
    for world, found in (("smooth", smooth), ("lumpy", lumps)):
        better = np.concatenate([gains(pairs[0]) >= -scenario.goals.tolerance * pairs[0][1].base_values for pairs in found])
        share = float(better.mean())
        assert record(
            f"{world}: not worse off by .1 point of commission", must="above 97 %", gives=f"{share:.1%}", holds=share > 0.97
        )
    for k, levers in enumerate(TWINS):
        told = ", ".join(f"{name} {value:g}" for name, value in levers.items())
        wins = [np.array([is_win_win(paired(*pairs[k])) for pairs in found], dtype=float) for found in (smooth, lumps)]
        apart, error = float(np.mean(wins[1] - wins[0])), float(np.std(wins[1] - wins[0]) / np.sqrt(FUTURES))
        assert record(
            f"P(win-win), smooth and lumpy: {told}",
            must="within 5 points",
            gives=f"{wins[0].mean():.2f}, {wins[1].mean():.2f}; apart by {100 * apart:+.1f} ± {196 * error:.1f} points",
            holds=abs(apart) - 1.96 * error <= 0.05,
        )


@pytest.mark.parametrize("times", [1.0, LUMP])
def test_the_account_is_steadier_than_income(times: float, record: Callable) -> None:
    """The same people under other luck: how far a partner's paired gain by two points of commission varies, relative to its mean."""
    scenario = lumpy(load_scenario("marketplace"), times)
    policy = scenario.current_policy.changed(commission_rate=0.22)
    account, earned, income = (noise(scenario, policy, name) for name in ("certainty", "earned", "income"))
    said = f"{account / income:.2f} of realised income's ({earned / income:.2f} without the worth of staying)"
    case = f"{'smooth' if times == 1.0 else 'lumpy'}: variance of a partner's gain over luck"
    assert record(case, must="below", gives=said, holds=account < income, asserted=False)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_little_more_pay_is_no_loss(name: str, record: Callable) -> None:
    scenario = load_scenario(name)
    policy = scenario.current_policy.changed(commission_rate=scenario.current_policy.commission_rate + RISE)
    found = against_today(scenario, [policy], range(2) if name == "affiliate_network" else SEEDS)
    better = np.concatenate([gains(pairs[0]) >= -scenario.goals.tolerance * pairs[0][1].base_values for pairs in found])
    said = f"{better.mean():.2%}"
    assert record(
        f"{name}: not worse off by .1 point of commission", must="above 97 %", gives=said, holds=bool(better.mean() > 0.97)
    )


# ---- newcomers


def test_lower_pay_for_newcomers_only_is_never_certified(marketplace: object, record: Callable) -> None:
    """Incumbents keep their pay for two years; services in exchange do not help."""
    scenario = marketplace.scenario
    services = {"curation": 0.85, "support_agents": 3.55, "survey_every": 2, "deal_protection": 1.0, "status_share": 0.1}
    cuts = [{"commission_rate": 0.2 * part, "grandfather_months": 24} for part in (0.5, 0.7, 0.85, 0.95)]
    cuts += [cut | services for cut in cuts[:2]] + [{"retainer": -10.0, "grandfather_months": 24}]
    found = against_today(scenario, [scenario.current_policy.changed(**cut) for cut in cuts], range(16))
    for k, cut in enumerate(cuts):
        differences = [paired(*pairs[k]) for pairs in found]
        p, newcomers = np.mean([is_win_win(d) for d in differences]), np.mean([d["newcomer_gain"] for d in differences])
        told = ", ".join(f"{name} {value:g}" for name, value in cut.items() if name != "grandfather_months")
        said = f"P {p:.2f}; newcomers {newcomers:+.1f} a month"
        assert record(
            f"newcomers only: {told}", must="not certified", gives=said, holds=bool(p < scenario.goals.required_probability)
        )


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_gift_is_no_loss_to_newcomers(name: str, record: Callable) -> None:
    """It draws more of them, who crowd the market: what a newcomer's month is worth still rises."""
    scenario = load_scenario(name)
    policy = scenario.current_policy
    outside = float(np.mean(against_today(scenario, [policy], range(1))[0][0][1].run.accounts["outside"]))
    found = against_today(
        scenario, [policy.changed(retainer=policy.retainer + 0.1 * outside)], range(2) if name == "affiliate_network" else SEEDS
    )
    change = np.array([paired(*pairs[0])["newcomer_gain"] for pairs in found])
    said = f"{change.mean() / (0.1 * outside):.2f} of the gift, least {change.min() / (0.1 * outside):.2f}"
    assert record(f"{name}: newcomers' gain by a gift to all", must="never falls", gives=said, holds=bool(np.all(change >= 0.0)))


# ---- the horizon


def best_rate(scenario: Scenario, months: int, rates: np.ndarray, seeds: range) -> float:
    """The flat commission with the largest mean NPV at a horizon: the vertex of a parabola through the best and three on each side."""
    longer = scenario.changed(time={**scenario.time.model_dump(), "horizon_months": months}, events=())
    rows = [encode.encode_policy(longer.current_policy.changed(commission_rate=float(rate)), longer) for rate in rates]
    npv = np.zeros(len(rates))
    for seed in seeds:
        eve = engine.burn_in(longer, seed)
        npv += [Measured.of(engine.branch(eve, row, longer)).metrics["npv"] for row in rows]
    top = int(npv.argmax())
    near = slice(max(0, top - 3), top + 4)
    bend, slope, _ = np.polyfit(rates[near], npv[near], 2)
    return float(-slope / (2.0 * bend))


def test_the_best_commission_does_not_hang_on_the_horizon(record: Callable, full: bool) -> None:
    scenario, rates = load_scenario("marketplace"), np.round(np.arange(0.14, 0.261, 0.01), 3)
    near, far = (best_rate(scenario, months, rates, range(32 if full else 16)) for months in (36, 120))
    said = f"{near:.3f}, {far:.3f}"
    assert record(
        "best flat commission at 36 and 120 months", must="less than a point apart", gives=said, holds=abs(near - far) < 0.01
    )
