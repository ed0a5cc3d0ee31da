"""Partners as a table: a programme built of it goes on as the one that it was written from, and is compared like any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import partnerscape as ps
from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.metrics.gains import Measured, paired
from partnerscape.scenario import InputError, Scenario, load_scenario
from partnerscape.study.question.agreement import agree, targets_of


def some(table: dict, rows: np.ndarray) -> dict:
    return {name: column[rows] for name, column in table.items()}


def without(table: dict, *names: str) -> dict:
    return {name: column for name, column in table.items() if name not in names}


def large(scenario: Scenario) -> Scenario:
    """More partners than a block holds, some of whom have left it."""
    market = {**scenario.market.model_dump(), "potential": 5.0 * scenario.market.potential}
    time = {"burn_in_months": 12, "horizon_months": 6, "initial_partners": 1300}
    return scenario.changed(market=market, time=time).assuming(own_order_sd=0.5, own_demand_sd=0.3, arrivals=100.0)


def planning(scenario: Scenario) -> Scenario:
    """Under a plan whose sums over time partners keep."""
    pay = {"a": {"on": "new revenue", "rate": 0.1, "clawback": [[6, 1.0]], "delay_months": 2}, "b": {"on": "orders", "amount": 2}}
    levels = {"l": {"needs": [{"measure": "revenue", "over": "previous quarter", "at_least": [0, 500]}]}}
    pay["a"] |= {"rate": [0.1, 0.2], "levels": "l"}
    policy = scenario.current_policy.changed(pay=pay, levels=levels)
    time = {"burn_in_months": 12, "horizon_months": 6, "initial_partners": 100}
    return scenario.changed(policies={scenario.current: policy}, time=time)


CHANGED = {"as shipped": lambda scenario: scenario, "of many blocks": large, "with a plan": planning}


@pytest.fixture(
    scope="module",
    params=["as shipped", "of many blocks", "tiers and overrides", pytest.param("with a plan", marks=pytest.mark.slow)],
)
def programme(request: pytest.FixtureRequest) -> tuple[Scenario, engine.State]:
    if request.param not in CHANGED:
        return (scenario := load_scenario("affiliate_network")), engine.burn_in(scenario, 2)
    scenario = CHANGED[request.param](load_scenario("marketplace"))
    return scenario, engine.burn_in(scenario, 2)


def assert_same(one: engine.Run, other: engine.Run) -> None:
    assert np.array_equal(one.journal, other.journal)
    assert np.array_equal(one.ids, other.ids)
    for name, account in one.accounts.items():
        assert np.array_equal(account, other.accounts[name]), name


def test_a_programme_out_of_its_own_table_goes_on_to_the_same_bits(programme: tuple) -> None:
    scenario, eve = programme
    again = engine.from_members(pd.DataFrame(engine.members_of(eve)), eve)
    for levers in ({}, {"commission_rate": 0.3, "offers": 6}):
        rows = encode.encode_policy(scenario.current_policy.changed(**levers), scenario)
        assert_same(engine.branch(eve, rows, scenario), engine.branch(again, rows, scenario))
    assert np.array_equal(eve.copy().play(6), again.copy().play(6))
    assert eve.world.tobytes() == again.world.tobytes()


def test_what_follows_from_the_rest_may_be_missing(programme: tuple) -> None:
    scenario, eve = programme
    bare = without(
        engine.members_of(eve), "key", "terms", "programme", "incumbent", "recruiter_seat", "commission_rate", "clarity"
    )
    rows = encode.encode_policy(scenario.current_policy, scenario)
    assert_same(engine.branch(eve, rows, scenario), engine.branch(engine.from_members(bare, eve), rows, scenario))


def test_the_same_people_with_other_luck_are_the_same_people(marketplace: object) -> None:
    eve = marketplace.eve(2)
    again = engine.from_members(engine.members_of(eve), eve, seed=99)
    before, after = engine.members_of(eve), engine.members_of(again)
    other_luck = {name for name in before if not np.array_equal(before[name], after[name])}
    assert other_luck - {"invited", "recruiter_seat"} == {"key"}  # an invitation that was made, a recruiter who has left
    one, other = eve.copy(), again.copy()
    for state in (one, other):
        state.pool[0]["attention_skill"][:] = -1.0  # whatever is drawn anew of who they are is drawn now
        state.play(1)
    ours, theirs = (
        {int(i): column for i, column in zip(t["id"], np.column_stack([t["focus"], t["reach"]]), strict=True)}
        for t in map(engine.members_of, (one, other))
    )
    both = [i for i in ours if i in theirs]
    focus, reach = (np.array([(ours[i][k], theirs[i][k]) for i in both if i in set(before["id"].tolist())]) for k in (0, 1))
    assert np.array_equal(focus[:, 0], focus[:, 1])
    assert np.corrcoef(reach.T)[0, 1] > 0.999
    assert not np.array_equal(one.play(6), other.play(6))


def test_a_real_programme_is_made_of_some_and_of_copies(marketplace: object) -> None:
    scenario, eve = marketplace.scenario, marketplace.eve(2)
    table = engine.members_of(eve)
    rows = np.random.default_rng(1).integers(0, table["id"].size, 200)
    copies = without(some(table, rows), "id")
    start = engine.from_members(copies, eve, seed=4)
    runs = [
        Measured.of(engine.branch(start, encode.encode_policy(policy, scenario), scenario))
        for policy in (scenario.current_policy, scenario.current_policy.changed(commission_rate=0.3))
    ]
    incumbents = int(start.pool["active"].sum())
    assert incumbents == int(copies["active"].sum())
    assert runs[0].run.ids.size == np.unique(runs[0].run.ids).size == incumbents
    assert paired(runs[1], runs[0])["partner_gain"] > 0.0
    twin = np.flatnonzero(rows == np.bincount(rows).argmax())
    fates = engine.from_members(copies, eve, seed=4)
    fates.play(1)
    after = engine.members_of(fates)
    revenue = dict(zip(after["id"].tolist(), after["revenue"].tolist(), strict=True))
    ids = engine.members_of(start)["id"]
    order = {int(k): n for n, k in enumerate(engine.members_of(start)["seat"])}
    told = [revenue.get(int(ids[order[int(k)]])) for k in twin]
    assert twin.size > 2
    assert len(set(told)) > 1  # twins in all but their luck


def test_the_rollout_is_now_wherever_the_run_stood(marketplace: object) -> None:
    scenario = marketplace.scenario
    young = engine.founded(scenario, 3)
    young.play(10)
    start = engine.from_members(engine.members_of(young), young)
    run = engine.branch(start, encode.encode_policy(scenario.current_policy, scenario), scenario)
    assert run.ids.size == int(young.pool["active"].sum())
    late = marketplace.eve(2).copy()
    late.play(3)
    with pytest.raises(InputError, match="vendor: expected a run before its rollout"):
        engine.from_members(engine.members_of(late), late)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: without(t, "skill"), "skill: expected a column"),
        (lambda t: {**t, "skil": t["skill"]}, "skil: expected a column of members_of; did you mean 'skill'"),
        (lambda t: {**t, "id": np.full_like(t["id"], 7)}, "id: expected each once"),
        (lambda t: {**t, "hours": 0.0 * t["hours"]}, "hours: expected numbers above 0"),
        (lambda t: {**t, "trust": np.nan * t["trust"]}, "trust: expected numbers"),
        (lambda t: {**t, "segment": t["segment"] + 3}, "segment: expected 0 to"),
        (lambda t: {**t, "skill": t["skill"][:-1]}, "skill: expected [0-9]+ values"),
        (lambda t: some(t, np.zeros(0, int)), "active: expected a row per partner"),
        (lambda t: {**t, "id": t["id"].astype(str)}, "id: expected whole numbers"),
    ],
)
def test_a_table_that_is_none_is_refused(marketplace: object, change: object, told: str) -> None:
    eve = marketplace.eve(2)
    with pytest.raises(InputError, match=told):
        engine.from_members(change(engine.members_of(eve)), eve)


@pytest.fixture
def started(tmp_path: Path, marketplace: object) -> Path:
    """A scenario beside a file with its partners, in two versions."""
    table = pd.DataFrame(engine.members_of(marketplace.eve(2))).drop(columns=["key", "seat", "terms", "programme", "incumbent"])
    richer = table.assign(trust=table["trust"] * 0.5)
    pd.concat([table.assign(start=0), richer.assign(start=1)]).to_parquet(tmp_path / "partners.parquet")
    text = find_text("marketplace") + '\n[start]\nmembers = "partners.parquet"\n'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    return tmp_path / "mine.toml"


def find_text(name: str) -> str:
    return (Path(__file__).parents[1] / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")


def test_a_scenario_starts_from_its_own_partners(started: Path, marketplace: object) -> None:
    scenario, ids = load_scenario(started), np.sort(engine.members_of(marketplace.eve(2))["id"])
    eves = [engine.burn_in(scenario, seed) for seed in range(6)]
    assert all(np.array_equal(np.sort(engine.members_of(eve)["id"]), ids) for eve in eves)
    assert len({float(np.sort(engine.members_of(eve)["trust"]).sum()) for eve in eves}) == 2
    rows = encode.encode_policy(scenario.current_policy, scenario)
    one, other = engine.branch(eves[0], rows, scenario), engine.play_policy(scenario, rows, 0)
    assert_same(one, other)
    model = ps.PartnerEcosystem(scenario, rng=0)
    model.run_model()
    assert_same(one, model.outcome())


def test_policies_are_compared_on_one_s_own_partners(started: Path, marketplace: object) -> None:
    found = ps.compare(started, {"commission_rate": 0.25}, seeds=range(3), as_stated=True, hangs_on=False)
    active = int(marketplace.eve(2).pool["active"].sum())
    assert set(found.futures["incumbents"]) == {active}


def test_strangers_are_compared_with_nothing(started: Path) -> None:
    """Today's numbers are the own partners', not those of whom the burn-in made up; without a start they count."""
    scenario = load_scenario(started)
    impossible = {"active_partners": {"value": 1.0, "tolerance": 0.5}}
    own = scenario.changed(today=impossible)
    ranges = dict(own.uncertain)
    assert len(agree(own, ranges, [0, 1, 2]).futures) == 3 and targets_of(own) == {}
    assert "active_partners" in targets_of(own.model_copy(update={"start": None}))


def test_a_start_that_is_not_there_is_refused(started: Path) -> None:
    (started.parent / "partners.parquet").write_bytes(b"no table")
    with pytest.raises(InputError, match="a Parquet table of partners"):
        load_scenario(started)
    (started.parent / "partners.parquet").unlink()
    with pytest.raises(InputError, match="the file of partners beside the scenario"):
        load_scenario(started)


def test_an_edited_file_of_partners_is_another_scenario(started: Path) -> None:
    """Stored runs are found by what the scenario says: the file's content is part of it."""
    file, first = started.parent / "partners.parquet", load_scenario(started)
    assert load_scenario(started) == first
    assert not first.changes  # where the file was found is none
    pd.read_parquet(file).assign(trust=0.3).to_parquet(file)
    second = load_scenario(started)
    assert second != first
    assert second.model_dump()["start"] != first.model_dump()["start"]
    assert engine.burn_in(second, 0).pool["trust"].max() == 0.3
