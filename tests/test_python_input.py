"""Bad input to the Python face: one exception type from every entry, whole after a journey between processes."""

from __future__ import annotations

import itertools
import multiprocessing
import pickle
import tomllib
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import partnerscape as ps
from partnerscape.scenario import InputError, Misfit, UnusualValue, load_policy, shipped
from partnerscape.scenario.reading.kinds import wrong_kind
from partnerscape.show.facts import write_facts
from partnerscape.study.claims.claim import try_claim
from partnerscape.study.question.counts import available
from partnerscape.study.question.question import load_question
from partnerscape.study.study import reopen

MARKETPLACE = ps.load_scenario("marketplace")
TABLES = tomllib.loads(shipped("scenarios")["marketplace"].read_text("utf-8"))
ASKED = {"question": "?", "scenario": "marketplace", "levers": {"offers": [2, 9]}}
POLICY = MARKETPLACE.current_policy
OUT = "never_written"
MANY = 2_000_000


def tables(**changes: Any) -> dict[str, Any]:
    return {**TABLES, **changes}


# what is called, and what the message must say
CALLS: dict[str, tuple[Callable[[], object], tuple[str, ...]]] = {
    "a scenario of no type": (lambda: ps.run(3), ("scenario", "3")),
    "no scenario": (lambda: ps.load_scenario(None), ("scenario", "None")),
    "an empty name": (lambda: ps.load_scenario(""), ("scenario", "nothing")),
    "a misspelt scenario": (lambda: ps.compare("marketplaze", "pay_more"), ("did you mean 'marketplace'",)),
    "tables without a market": (lambda: ps.run({k: v for k, v in TABLES.items() if k != "market"}), ("market", "this key")),
    "a question's tables": (lambda: ps.run(ASKED), ("expected a scenario, found a question",)),
    "a table by name": (lambda: ps.run(tables(time="long")), ("time", "a table with burn_in_months", "'long'")),
    "segments by name": (
        lambda: ps.run(tables(segments=["small", "large"])),
        ("[segments] 0", "[segments] 1", "a table with name"),
    ),
    "policies by name": (lambda: ps.run(tables(policies=["good"])), ("policies", "a table", "['good']")),
    "Scenario of nothing": (ps.Scenario, ("Scenario: market", "Scenario: current", "this key")),
    "Scenario with a key of another type": (lambda: ps.Scenario(**tables(time=3)), ("time", "3")),
    "Scenario out of JSON": (lambda: ps.Scenario.model_validate_json('{"name": 3}'), ("name", "3")),
    "Policy misspelt": (lambda: ps.Policy(comission_rate=0.3), ("did you mean 'commission_rate'",)),
    "Policy, two mistakes": (lambda: ps.Policy(commission_rate=30, offers="many"), ("did you mean 0.3", "offers", "'many'")),
    "Policy set": (lambda: setattr(POLICY, "offers", 3), ("offers", ".changed(offers=")),
    "Policy.changed misspelt": (lambda: POLICY.changed(ofers=3), ("ofers", "did you mean 'offers'")),
    "Policy.changed for no segment": (lambda: POLICY.changed(__offers=3), ("__offers", "the name of a lever")),
    "Policy.changed out of bounds": (
        lambda: POLICY.changed(small__commission_rate=30),
        ("[segments.small] commission_rate", "0.3"),
    ),
    "Policy.changed with no table": (lambda: POLICY.changed(segments=3), ("segments", "a table")),
    "Policy.changed for all by segment": (
        lambda: POLICY.changed(small__survey_every=3),
        ("survey_every", "may differ by segment"),
    ),
    "changed, a misspelt table": (lambda: MARKETPLACE.changed(tme={}), ("marketplace: tme", "did you mean 'time'")),
    "changed, a misspelt key": (lambda: MARKETPLACE.changed(time={"horizon": 3}), ("[time] horizon", "'horizon_months'")),
    "changed, no table": (lambda: MARKETPLACE.changed(time=3), ("time", "a table", "3")),
    "changed, no list": (lambda: MARKETPLACE.changed(segments=3), ("segments", "a list", "3")),
    "assuming misspelt": (lambda: MARKETPLACE.assuming(gama=0.3), ("[assumptions] gama", "did you mean 'gamma'")),
    "assuming text": (lambda: MARKETPLACE.assuming(gamma="0,3"), ("gamma", "write 0.3, with a decimal point")),
    "assuming out of bounds": (lambda: MARKETPLACE.assuming(gamma=5), ("[assumptions.effort] gamma", "from 0.05 to 1", "5")),
    "a policy of no type": (lambda: ps.run("marketplace", 3), ("policy", "a table of levers", "3")),
    "a policy's table misspelt": (lambda: ps.compare("marketplace", {"ofers": 3}), ("ofers", "did you mean 'offers'")),
    "a policy's table, two mistakes": (
        lambda: ps.compare("marketplace", {"based_on": "goood", "offers": "few"}),
        ("based_on", "did you mean 'good'", "offers", "'few'"),
    ),
    "a policy of another programme": (lambda: ps.run("marketplace", ps.Policy(segments={"gold": {"offers": 2}})), ("gold",)),
    "no seeds": (lambda: ps.run("marketplace", seeds=[]), ("seeds", "nothing")),
    "seeds without end": (lambda: ps.run("marketplace", seeds=itertools.count()), ("seeds", "more than 1,000,000")),
    "a million millions of seeds": (lambda: ps.compare("marketplace", "good", seeds=range(10**12)), ("seeds", "1,000,000")),
    "seeds in words": (lambda: ps.run("marketplace", seeds="0-9"), ("seeds", "'0-9'")),
    "half a seed": (lambda: ps.run("marketplace", seeds=[0.5]), ("seeds", "whole", "0.5")),
    "no workers": (lambda: ps.run("marketplace", workers=0), ("workers", "from 1")),
    "workers in words": (lambda: ps.compare("marketplace", "good", workers="all"), ("workers", "'all'")),
    "rules that are none": (lambda: ps.run("marketplace", rules="mine"), ("rules", "replace_rule")),
    "more partners than memory": (
        lambda: ps.run(MARKETPLACE.changed(time={"initial_partners": MANY}), seeds=range(10**5), partners=True),
        ("memory", "GB", "rows of partners"),
    ),
    "more months than memory": (
        lambda: ps.compare(MARKETPLACE.changed(time={"horizon_months": 240}), "pay_more", seeds=range(10**6)),
        ("memory", "GB"),
    ),
    "more runs than disk": (
        lambda: ps.study({**ASKED, "design": {"policies": 10**6, "futures": 10**5}}, OUT),
        ("disk", "100,000,000,000 runs"),
    ),
    "a question of no type": (lambda: ps.study(3, OUT), ("question", "3")),
    "a pair that is no question": (lambda: ps.study(("a", "b"), OUT), ("question", "'a'")),
    "a scenario's tables as a question": (lambda: ps.study(TABLES, OUT), ("expected a question, found a scenario",)),
    "a question about no scenario": (lambda: ps.study({**ASKED, "scenario": 3}, OUT), ("scenario", "3")),
    "a question about wrong tables": (lambda: ps.study({**ASKED, "scenario": {"market": 3}}, OUT), ("market", "3")),
    "two misspelt levers": (
        lambda: ps.study({**ASKED, "levers": {"ofers": [2, 3], "bonuss": [1, 2]}}, OUT),
        ("did you mean 'offers'", "did you mean 'bonus'"),
    ),
    "a folder of no type": (lambda: ps.study(ASKED, 3), ("out", "a folder", "3")),
    "no runs per task": (lambda: ps.study(ASKED, OUT, chunk=0), ("chunk", "0")),
    "no folder to reopen": (lambda: reopen(None), ("out", "None")),
    "a rule of no name": (lambda: ps.replace_rule("decide_efort", len), ("did you mean 'decide_effort'",)),
    "fields that are none": (lambda: ps.replace_rule("decide_effort", lambda pool, i, world: None, [3]), ("fields", "3")),
    "no claim": (lambda: try_claim(3), ("claim", "3")),
    "a claim that is a scenario": (lambda: try_claim(TABLES), ("expected a claim, found a scenario",)),
    "a claim on one seed": (lambda: try_claim(TABLES, seeds=1), ("a claim",)),
    "facts of no panel": (lambda: write_facts(OUT, "/nowhere"), ("marketplace_sellers.csv", "No such file")),
    "a model of no scenario": (lambda: ps.PartnerEcosystem(3), ("scenario", "3")),
    "a model with a misspelt lever": (lambda: ps.PartnerEcosystem(offerz=3), ("did you mean 'offers'",)),
    "a model with rules that are none": (lambda: ps.PartnerEcosystem(rules=3), ("rules", "3")),
    "a model of other agents": (lambda: ps.PartnerEcosystem(partner_class=dict), ("partner_class", "a subclass of Partner")),
}


def error_of(call: Callable[[], object]) -> InputError:
    with pytest.raises(InputError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize("case", CALLS)
def test_every_entry_refuses_with_one_type(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    call, told = CALLS[case]
    error = error_of(call)
    for part in told:
        assert part in str(error), str(error)
    assert all("expected" in line and "found" in line for line in str(error).splitlines())
    assert (error.table, error.key, error.expected, error.found) == (
        error.misfits[0].table_name,
        error.misfits[0].key,
        error.misfits[0].expected,
        str(error.misfits[0].found),
    )
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.file, again.misfits) == (str(error), error.file, error.misfits)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_a_pool_of_processes_hands_the_error_on(start: str) -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(start)) as pool:
        error = pool.submit(ps.load_scenario, "marketplaze").exception(timeout=60)
    assert isinstance(error, InputError) and str(error) == str(error_of(lambda: ps.load_scenario("marketplaze")))


def test_what_was_found_need_not_be_picklable_nor_have_a_repr() -> None:
    class Shy:
        def __repr__(self) -> str:
            raise RuntimeError

    for found in (lambda: 0, Shy(), iter([]), "x" * 10**7, "\udc80", "a\nb"):
        error = InputError("file", "table", "key", "something else", found)
        assert str(pickle.loads(pickle.dumps(error))) == str(error)
        assert str(error).encode() and len(str(error)) < 200 and "\n" not in str(error)


def test_all_mistakes_of_a_file_are_told_at_once_and_none_twice() -> None:
    wrong = tables(
        title=3,
        current="Good",
        by_hand=["gama"],
        time={"horizon_months": 36_000},
        uncertain={"gama": [0.1, 0.2], "gamma": [0.5, 0.6]},
        policies={**TABLES["policies"], "good": {"comission_rate": 0.2, "offers": 900}, "child": {"based_on": "goood"}},
        events=[{"kind": "demand_shock", "month": 36, "size": 0.1}],
        goals={"loss_limit": 5, "constraints": [{"metric": "npv"}]},
    )
    error = error_of(lambda: ps.load_scenario(wrong))
    places = [misfit.place for misfit in error.misfits]
    assert sorted(places) == sorted(
        [
            "title",
            "by_hand",
            "[time] horizon_months",
            "[uncertain] gama",
            "[uncertain] gamma",
            "[policies.good] comission_rate",
            "[policies.good] offers",
            "[policies.child] based_on",
            "[goals] loss_limit",
            "[goals.constraints.0] at_least",
        ]
    )  # current and events are compared with tables that are themselves at fault: in the next round
    assert error.lines == str(error).splitlines() and len(error.lines) == len(places)


def test_what_fits_not_together_is_told_at_once_too() -> None:
    wrong = tables(
        current="Good",
        today={"policy": "best"},
        catalogue=[{"name": "a", "category": "homes"}, {"name": "b", "category": "home"}, {"name": "c", "category": "toy"}],
        segments=[{**TABLES["segments"][0], "region": "moon", "share": 0.5}, *TABLES["segments"][1:]],
        events=[{"kind": "demand_shock", "month": 36, "size": 0.1}],
    )
    places = {misfit.place for misfit in error_of(lambda: ps.load_scenario(wrong)).misfits}
    told = {
        "current",
        "[today] policy",
        "[catalogue.0] category",
        "[catalogue.2] category",
        "[segments.0] region",
        "[segments] share",
    }
    assert places == told | {"[events.0] month"}


def test_hundreds_of_mistakes_are_cut() -> None:
    error = error_of(lambda: ps.Policy(**{f"x{number}": 0 for number in range(500)}))
    assert len(error.misfits) == 500 and len(error.lines) == 41 and "460 more" in error.lines[-1]


NAMES = st.text(min_size=1, max_size=30).filter(lambda name: name not in ps.LEVERS and name not in MARKETPLACE.policies)


@given(NAMES, NAMES)
@example("a|b|c", "|")
@example("[key]", "[key]")
@example("[bold]x[/bold]", "dict[str, float]")
@example("{x}", "a.b")
@example("x", "\n\r\u2028")
@example("🙂", '"')
def test_no_text_breaks_an_error(name: str, other: str) -> None:
    for call, place in (
        (lambda: ps.load_scenario(tables(policies={"good": {}, name: {other: 0.1}})), ("policies", name, other)),
        (lambda: ps.load_scenario(tables(policies={"good": {}, name: {"offers": other + "!"}})), ("policies", name, "offers")),
        (lambda: ps.load_scenario(tables(uncertain={name + "!": [0, 1]})), ("uncertain", name + "!")),
        (lambda: ps.Policy(segments={name: {"offers": -1}}), ("segments", name, "offers")),
        (lambda: load_question({**ASKED, "uncertainties": {name + "!": [0.0, 1.0]}}), ("uncertainties", name + "!")),
        (lambda: load_question({**ASKED, "uncertainties": {name: "few"}}), ("uncertainties", name)),
        (lambda: load_question({**ASKED, "levers": {name + "!": [0, 1]}}), ("levers", name + "!")),
    ):
        error = error_of(call)
        (misfit,) = error.misfits
        assert (*misfit.table, misfit.key) == place
        assert len(str(error).splitlines()) == 1 and str(error).encode()
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


@given(st.text(max_size=40))
@example("\ud800")
def test_no_text_breaks_a_name_that_is_looked_up(name: str) -> None:
    for call in (
        lambda: ps.load_scenario(f"{name}?"),
        lambda: load_policy(f"{name}?", MARKETPLACE),
        lambda: load_question(f"{name}?"),
        lambda: try_claim(f"{name}?"),
    ):
        error = error_of(call)
        assert len(str(error).splitlines()) == 1 and str(error).encode()


def test_a_misfit_is_a_value() -> None:
    misfit = Misfit("rate", "a share", 30)
    assert misfit == Misfit("rate", "a share", 30) and hash(misfit) == hash(Misfit("rate", "a share", 30))
    assert misfit.within("tiers", "0").place == "[tiers.0] rate"
    assert Misfit("", "a share", 30).within("policies", "a b").place == '[policies] "a b"'


# ---- changes


def test_a_changed_table_keeps_the_rest() -> None:
    shorter = MARKETPLACE.changed(time={"horizon_months": 24})
    assert shorter.time.model_dump() == {**MARKETPLACE.time.model_dump(), "horizon_months": 24}
    assert shorter.changed(time={"horizon_months": 36}) == MARKETPLACE


def test_every_table_is_merged_and_a_list_replaces() -> None:
    gamma = MARKETPLACE.changed(assumptions={"effort": {"gamma": 0.3}})
    assert gamma == MARKETPLACE.changed(assumptions=MARKETPLACE.assumptions.changed(gamma=0.3))
    goals = MARKETPLACE.changed(goals={"loss_limit": 0.1}, market={"potential": 7000}).goals
    assert goals.model_dump() == {**MARKETPLACE.goals.model_dump(), "loss_limit": 0.1}
    more = MARKETPLACE.changed(policies={"pay_more": {"commission_rate": 0.3}, "new": {"based_on": "good", "offers": 3}})
    assert set(more.policies) == {*MARKETPLACE.policies, "new"}
    assert more.policies["pay_more"] == MARKETPLACE.policies["pay_more"].changed(commission_rate=0.3)
    assert more.policies["new"].alignment == POLICY.alignment and more.policies["new"].offers == 3
    small = MARKETPLACE.changed(policies={"grow_the_small": {"segments": {"small": {"offers": 4}}}}).policies["grow_the_small"]
    assert small.segments["small"] == {**MARKETPLACE.policies["grow_the_small"].segments["small"], "offers": 4}
    wider = MARKETPLACE.changed(uncertain={"gamma": [0.2, 0.5]}).uncertain
    assert wider == {**MARKETPLACE.uncertain, "gamma": (0.2, 0.5)}
    regions = MARKETPLACE.changed(market={"regions": ["north"]}).market.regions
    assert regions == ("north",)


def test_free_names_are_taken_out_by_none_and_by_an_empty_table() -> None:
    assert "gamma" not in MARKETPLACE.changed(uncertain={"gamma": None}).uncertain
    assert MARKETPLACE.changed(uncertain={}).uncertain == {}
    assert MARKETPLACE.changed(goals={}).goals == ps.Scenario.model_fields["goals"].default
    assert MARKETPLACE.changed(policies={"grow_the_small": {"segments": {}}}).policies["grow_the_small"].segments == {}
    assert "pay_more" not in MARKETPLACE.changed(policies={"pay_more": None}).policies
    kept = MARKETPLACE.policies["grow_the_small"].changed(segments={"small": None})
    assert "small" not in kept.segments


@given(st.sampled_from([*MARKETPLACE.assumptions.values()]), st.floats(0, 1))
def test_one_assumption_moves_alone(name: str, share: float) -> None:
    low, high = MARKETPLACE.range_of(name)
    value = low + share * (high - low)
    if ps.scenario.ASSUMPTIONS[name].whole:
        value = float(round(value))
    before, after = (s.assumptions.values() for s in (MARKETPLACE, MARKETPLACE.assuming(**{name: value})))
    assert after == {**before, name: value}
    assert MARKETPLACE.assuming(**{name: value}).changes == ({name: value} if value != before[name] else {})


def test_policies_in_python_inherit_as_in_a_file() -> None:
    built = ps.Scenario(**tables(name="marketplace"))
    assert built == MARKETPLACE == ps.load_scenario(tables(name="marketplace"))
    assert ps.Scenario.model_validate(MARKETPLACE.model_dump()) == MARKETPLACE
    assert ps.Scenario.model_validate_json(MARKETPLACE.model_dump_json()) == MARKETPLACE


# ---- what is accepted


def test_unusual_values_are_accepted_with_one_line(tmp_path: Path) -> None:
    with pytest.warns(UnusualValue) as told:
        policy = load_policy({"commission_rate": 0.9, "bonus": 900}, MARKETPLACE)
    assert policy.commission_rate == 0.9 and len(told) == 1 and told[0].filename == __file__
    assert "commission_rate = 0.9 (usually 0 to 0.5" in str(told[0].message) and "bonus = 900" in str(told[0].message)
    path = tmp_path / "mine.toml"
    text = shipped("scenarios")["marketplace"].read_text("utf-8").replace("commission_rate = 0.2", "commission_rate = 0.9", 1)
    path.write_text(text, "utf-8")
    with pytest.warns(UnusualValue, match=r"mine.toml: .*good.commission_rate = 0.9") as told:
        ps.load_scenario(path)
    assert len(told) == 1


def test_what_is_usual_in_a_programme_is_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ps.scenarios():
            scenario = ps.load_scenario(name)
            for policy in scenario.policies:
                load_policy(scenario.policies[policy], scenario)
            load_policy({"meaning": "the same"}, scenario)


def test_the_shipped_programmes_are_listed_with_their_titles() -> None:
    assert {name: ps.load_scenario(name).title for name in ps.scenarios()} == ps.scenarios()
    assert set(ps.scenarios()) == set(shipped("scenarios"))
    assert ps.LEVERS["offers"].whole


def test_every_shipped_file_is_of_its_kind() -> None:
    claims = (Path(__file__).parents[1] / "experiments" / "claims").glob("*.toml")
    files = {"a scenario": shipped("scenarios").values(), "a question": shipped("experiments").values(), "a claim": claims}
    for kind, paths in files.items():
        for path in paths:
            table = tomllib.loads(path.read_text("utf-8"))
            assert [k for k in (*files, "a policy") if not wrong_kind(table, k)] == [kind], path


def test_free_memory_is_known_here() -> None:
    assert (available() or 0.0) > 1e6
