"""The Mesa driver against the engine: same scenario and seed, same bits; and what Mesa's own tools make of it."""

import mesa
import numpy as np
import pytest

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.engine.month import MONTH
from partnerscape.metrics import measure
from partnerscape.model import Partner, PartnerEcosystem, Vendor
from partnerscape.model.ecosystem import COLUMNS, REPORTERS
from partnerscape.rules.shared import records
from partnerscape.scenario import InputError, Policy, Scenario, Tier, load_policy, load_scenario

MONTHS = 60
SHORT = 6
KEPT = ("slot_of_seat", *(f"account_{name}" for name in records.ACCOUNT))


@pytest.fixture(scope="module")
def marketplace() -> Scenario:
    scenario = load_scenario("marketplace")
    return scenario.changed(time={"burn_in_months": 12, "horizon_months": MONTHS, "initial_partners": 330})


@pytest.fixture(scope="module")
def eventful(marketplace: Scenario) -> Scenario:
    """Every kind of event, noise of the Holmstrom-Milgrom limit and demand that drifts: every rule has something to do."""
    kinds = ("rival_raises_pay", "demand_shock", "best_leave", "price_change", "arrivals_shock")
    sizes = (0.1, -0.3, 5, 0.05, 0.5)
    events = [
        {"kind": k, "month": 4 + 3 * n, "size": s, "months": 6 * (n % 2)}
        for n, (k, s) in enumerate(zip(kinds, sizes, strict=True))
    ]
    return marketplace.changed(events=events).assuming(
        additive_noise_sd=0.5, outside_trend=0.001, own_order_sd=0.5, own_demand_sd=0.3
    )


def everything(scenario: Scenario) -> Policy:
    """A policy that uses every lever that the current one leaves alone."""
    return scenario.current_policy.changed(
        tiers=(Tier(threshold=600, rate=0.23), Tier(threshold=4000, rate=0.25)),
        tier_months=3,
        retroactive=True,
        bonus=60,
        target=900,
        cap=2500,
        referral_rates=(0.02, 0.01),
        clawback_months=3,
        retainer=5,
        discount=0.05,
        priority_share=0.2,
        status_share=0.1,
        quality_bonus=0.01,
        survey_every=4,
        review_every=6,
        notice_months=2,
        grandfather_months=5,
        small__commission_rate=0.22,
        large__offers=6,
    )


def assert_same_bits(model: PartnerEcosystem, state: engine.State) -> None:
    assert [n for n in state.world.dtype.names if model.world[n].tobytes() != state.world[n].tobytes()] == []
    assert model.pool["members"].sum() == state.pool["members"].sum()
    for ours, theirs in zip(model.pool, state.pool, strict=False):
        for counter in ("active", "members", "newcomers", "next_seat"):
            assert ours[counter] == theirs[counter]
        members = int(ours["members"])
        other = [name for name in COLUMNS if ours[name][..., :members].tobytes() != theirs[name][..., :members].tobytes()]
        other += [name for name in KEPT if ours[name].tobytes() != theirs[name].tobytes()]
        assert other == []


def eve_with(scenario: Scenario, policy: Policy, seed: int) -> engine.State:
    state = engine.burn_in(scenario, seed)
    encode.write_policy(state.world, encode.encode_policy(policy, scenario), records.SEGMENTS)
    return state


def walk_beside_the_engine(model: PartnerEcosystem, months: int, seed: int) -> None:
    """Month by month: the same bits in every field; at the end the same journal and metrics."""
    scenario, policy = model.programme, model.policy
    state = eve_with(scenario, policy, seed)
    pages = []
    assert_same_bits(model, state)
    for _ in range(months):
        model.step()
        pages.append(state.play(1))
        assert_same_bits(model, state)
    assert np.array_equal(model.journal, np.concatenate(pages))
    events = [event.model_dump() for event in scenario.events if event.month < months]
    horizon = scenario.changed(time={**scenario.time.model_dump(), "horizon_months": months}, events=events)
    run = engine.branch(engine.burn_in(horizon, seed), encode.encode_policy(policy, scenario), horizon)
    assert model.metrics() == measure(run)
    assert_same_bits(model, state)  # measuring closed a copy of the books


class Everyone(Partner):
    """Every rule overridden by one that only calls its parent's: walked agent by agent."""


class Everything(Vendor):
    """The same for the vendor."""


def pass_on(rule, calls):
    def perform(self):
        calls.append((rule, self.unique_id))
        getattr(super(type(self), self), rule)()

    return perform


@pytest.fixture
def calls(monkeypatch):
    """Calls of all rules, as (rule, agent), while ``Everyone`` and ``Everything`` are used."""
    made = []
    for phase in MONTH:
        agent = Everything if phase.who == "vendor" else Everyone
        monkeypatch.setattr(agent, phase.rule, pass_on(phase.rule, made), raising=True)
    return made


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mesa_and_engine_leave_the_same_bits(marketplace, seed):
    walk_beside_the_engine(PartnerEcosystem(marketplace, rng=seed, commission_rate=0.18), MONTHS, seed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_bits_with_every_lever_and_event(eventful, seed):
    model = PartnerEcosystem(eventful, rng=seed, policy=everything(eventful))
    walk_beside_the_engine(model, MONTHS, seed)
    assert model.vendor.kinked > 0.0
    assert model.journal[:, records.LINE["override_pay"]].sum() > 0.0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_bits_agent_by_agent(eventful, calls, seed):
    model = PartnerEcosystem(eventful, rng=seed, policy=everything(eventful), partner_class=Everyone, vendor_class=Everything)
    walk_beside_the_engine(model, 9, seed)
    assert {rule for rule, _ in calls} == {phase.rule for phase in MONTH}


def test_the_same_bits_when_the_blocks_overflow(marketplace):
    crowded = marketplace.assuming(arrivals=280.0)
    model = PartnerEcosystem(crowded, rng=1, burn_in_months=0)
    assert model.pool.size == 1
    grown, seed = 8, 1
    state = eve_with(model.programme, model.policy, seed).copy(4)
    for _ in range(grown):
        model.step()
        state.play(1)
        assert_same_bits(model, state)
    assert model.pool.size > 1
    assert model.pool["members"][1] > 0
    assert len(model.partners()) == model.pool["members"].sum()
    horizon = model.programme.changed(time={**model.programme.time.model_dump(), "horizon_months": grown})
    run = engine.branch(engine.burn_in(horizon, seed), encode.encode_policy(model.policy, horizon), horizon)
    assert model.metrics() == measure(run)


def test_an_overridden_recruit_is_repeated_alone_when_the_blocks_overflow(marketplace):
    made = {"recruit": 0, "announce": 0}

    class Counting(Vendor):
        def recruit(self):
            made["recruit"] += 1
            super().recruit()

        def announce(self):
            made["announce"] += 1
            super().announce()

    model = PartnerEcosystem(marketplace.assuming(arrivals=280.0), rng=1, burn_in_months=0, vendor_class=Counting)
    for _ in range(8):
        model.step()
    assert made == {"recruit": 9, "announce": 8}


def test_the_walk_follows_the_month(eventful, calls):
    model = PartnerEcosystem(eventful, rng=5, policy=everything(eventful), partner_class=Everyone, vendor_class=Everything)
    for _ in range(4):
        model.step()
        calls.clear()
    order = {"each": [p.unique_id for p in model.partners() if p.slot < model.pool["active"][0]]}
    order["signed"] = [p.unique_id for p in model.partners() if p.slot >= model.pool["active"][0]]
    kinked = model.vendor.kinked
    model.step()
    seen = list(dict.fromkeys(rule for rule, _ in calls))
    assert kinked > 0.0
    assert seen == [phase.rule for phase in MONTH]
    assert [rule for n, (rule, _) in enumerate(calls) if n == 0 or calls[n - 1][0] != rule] == seen  # one rule after the other
    for phase in MONTH:
        if phase.who in order:
            assert [who for rule, who in calls if rule == phase.rule] == order[phase.who]


def test_a_rule_without_its_number_is_left_out(marketplace, calls):
    model = PartnerEcosystem(marketplace, rng=1, burn_in_months=2, partner_class=Everyone, vendor_class=Everything)
    model.step()
    made = {rule for rule, _ in calls}
    assert {phase.rule for phase in MONTH} - made == {phase.rule for phase in MONTH if phase.only_if}


class Keen(Partner):
    def decide_effort(self):
        super().decide_effort()
        self.effort *= 1.1


def test_an_overridden_rule_acts(marketplace):
    plain = PartnerEcosystem(marketplace, rng=4)
    keen = PartnerEcosystem(marketplace, rng=4, partner_class=Keen)
    ours, theirs = plain.partners(), keen.partners()
    plain.step()
    keen.step()
    active = [(a, b) for a, b in zip(ours, theirs, strict=True) if a in plain.agents and b in keen.agents and a.sum_months]
    assert len(active) > 100
    for a, b in active:
        assert a.unique_id == b.unique_id
        assert b.effort == a.effort * 1.1 > 0.0
    assert keen.last_month().total("leads").sum() > plain.last_month().total("leads").sum()


def test_classes_may_stand_on_the_model(marketplace):
    class KeenEcosystem(PartnerEcosystem):
        partner_class = Keen

    assert all(type(partner) is Keen for partner in KeenEcosystem(marketplace, burn_in_months=1).partners())


# ---- agents mirror the pool


def test_agents_are_the_members(marketplace):
    model = PartnerEcosystem(marketplace, rng=2)
    for _ in range(SHORT):
        before = {p.unique_id: p for p in model.partners()}
        model.step()
        agents = list(model.agents_by_type[Partner])
        members = int(model.pool["members"].sum())
        assert len(agents) == members == len(model.partners())
        assert len(model.agents) == members + 1
        assert {a.unique_id for a in agents} == set(model.pool["id"][0][:members].tolist())
        for agent in agents:
            assert before.get(agent.unique_id, agent) is agent  # who stays is the same object
            assert agent.seat // records.CAPACITY == 0
    assert set(before) - {p.unique_id for p in model.partners()}


def test_fields_are_columns(marketplace):
    model = PartnerEcosystem(marketplace, rng=2)
    partner = model.partners()[17]
    row = model.pool[0]
    for name in COLUMNS:
        assert np.array_equal(getattr(partner, name), row[name][..., partner.slot])
    partner.trust = 0.125
    assert row["trust"][17] == 0.125
    partner.customers_in = 3.0
    assert (row["customers_in"][:, 17] == 3.0).all()
    assert type(partner.trust) is float
    assert type(partner.segment) is int
    assert Partner.trust.__doc__ == records.REAL["trust"]
    assert "Holmstrom" in Partner.decide_effort.__doc__


def test_the_vendors_fields_are_the_world(marketplace):
    model = PartnerEcosystem(marketplace, rng=2, small__commission_rate=0.1)
    assert model.vendor.commission_rate[records.SEGMENTS : records.SEGMENTS + 3].tolist() == [0.1, 0.2, 0.2]
    assert model.vendor.brand == model.world[0]["brand"]
    model.vendor.brand = 1.5
    assert model.world[0]["brand"] == 1.5


def test_who_has_left_has_no_fields(marketplace):
    model = PartnerEcosystem(marketplace, rng=2)
    leaver = model.partners()[0]
    leaver.leaving = 1
    model.step()
    assert leaver not in model.agents
    with pytest.raises(LookupError, match="left the programme"):
        _ = leaver.trust


def test_no_field_hides_a_name_of_mesa():
    taken = {"model", "unique_id", "pos", "random", "rng", "remove", "step", "advance", "scenario", "create_agents"}
    assert not taken & (set(COLUMNS) | set(encode.world_type().names) | {phase.rule for phase in MONTH})
    assert not {"time", "scenario", "data_registry", "subscribers"} & set(vars(PartnerEcosystem))


# ---- Mesa's own tools


has_batch_run = pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="Mesa 4 has no batch_run")


@has_batch_run
def test_batch_run(marketplace):
    rows = mesa.batch_run(
        PartnerEcosystem,
        {"programme": [marketplace], "commission_rate": [0.15, 0.25], "rng": [1, 2], "burn_in_months": 3},
        max_steps=3,
        data_collection_period=1,
        display_progress=False,
    )
    assert len(rows) == 2 * 2 * 4
    assert all(row["month"] == row["Step"] for row in rows)
    for seed in (1, 2):
        low, high = ([r["profit"] for r in rows if r["commission_rate"] == rate and r["rng"] == seed] for rate in (0.15, 0.25))
        assert low[0] == high[0]  # one eve
        assert low[-1] != high[-1]


@has_batch_run
def test_batch_run_ends_with_the_horizon(marketplace):
    brief = marketplace.changed(time={"burn_in_months": 1, "horizon_months": 3, "initial_partners": 50})
    rows = mesa.batch_run(PartnerEcosystem, {"programme": [brief], "seed": [0, 1]}, display_progress=False)
    assert [row["month"] for row in rows] == [3, 3]


class Watched(PartnerEcosystem):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.datacollector = mesa.DataCollector(
            model_reporters={**REPORTERS, "npv": lambda model: model.metrics()["npv"]},
            agenttype_reporters={Partner: {"trust": "trust", "customers": "customers"}},
        )


def test_data_collector(marketplace):
    model = Watched(marketplace, rng=3)
    for _ in range(SHORT):
        model.step()
    months = model.datacollector.get_model_vars_dataframe()
    assert list(months["month"]) == list(range(1, SHORT + 1))
    lines = [records.LINE["revenue"], records.LINE["direct_revenue"]]
    assert months["revenue"].to_numpy() == pytest.approx(model.journal[:, lines].sum(axis=(1, 2)))
    assert months["npv"].iloc[-1] == model.metrics()["npv"]
    agents = model.datacollector.get_agenttype_vars_dataframe(Partner)
    last = agents.xs(SHORT, level="Step")
    assert last["trust"].to_dict() == {p.unique_id: p.trust for p in model.partners()}


def test_agent_sets_read_fields(marketplace):
    model = PartnerEcosystem(marketplace, rng=3)
    model.step()
    trust = model.agents_by_type[Partner].get("trust")
    assert sorted(trust) == sorted(model.pool["trust"][0][: model.pool["members"][0]].tolist())


def test_the_horizon_ends_a_run(marketplace):
    model = PartnerEcosystem(marketplace.changed(time={"burn_in_months": 1, "horizon_months": 4, "initial_partners": 40}))
    model.run_model()
    assert model.month == 4


# ---- what is given


def test_a_lever_as_keyword_is_a_policy(marketplace):
    by_keyword = PartnerEcosystem(marketplace, rng=6, commission_rate=0.22)
    by_name = PartnerEcosystem(marketplace, rng=6, policy="pay_more")
    for _ in range(SHORT):
        by_keyword.step()
        by_name.step()
    assert np.array_equal(by_keyword.journal, by_name.journal)
    assert by_keyword.policy.commission_rate == load_policy("pay_more", marketplace).commission_rate


def test_seeds(marketplace):
    def key(**given):
        return int(PartnerEcosystem(marketplace, burn_in_months=0, **given).vendor.key)

    assert key(rng=7) == key(seed=7) == key(rng=np.int64(7)) != key(rng=0)
    assert len({key(), key(rng=None, seed=None), key(rng=0)}) == 3
    with pytest.raises(ValueError, match="give one"):
        key(rng=1, seed=1)


def test_a_shipped_name_suffices():
    model = PartnerEcosystem("marketplace", rng=7, commission_rate=0.18)
    assert model.policy.commission_rate == 0.18
    assert model.vendor.month == model.programme.time.burn_in_months


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"comission_rate": 0.2}, "did you mean 'commission_rate'"),
        ({"transparency": 60}, "did you mean 0.6"),
        ({"tiny__commission_rate": 0.2}, "a segment of"),
        ({"offers": 40}, "at most the catalogue's 30"),
        ({"small__offers": 40}, "at most the catalogue's 30"),
        ({"policy": "pay_mor"}, "did you mean 'pay_more'"),
        ({"programme": "market"}, "did you mean 'marketplace'"),
    ],
)
def test_what_cannot_be_used_is_one_clear_error(given, expected):
    with pytest.raises(InputError, match=expected):
        PartnerEcosystem(**{"burn_in_months": 0, **given})


def test_nothing_to_measure_before_the_first_month(marketplace):
    with pytest.raises(RuntimeError, match="nothing to measure"):
        PartnerEcosystem(marketplace, burn_in_months=0).metrics()
