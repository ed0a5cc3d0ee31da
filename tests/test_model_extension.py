"""Mesa agents of one's own: what is refused, what a change of them does, copies, and what stays in memory."""

import copy
import gc
import pickle
import weakref

import mesa
import numpy as np
import pytest

import partnerscape as ps
from partnerscape.engine.month import MONTH, NEEDED
from partnerscape.metrics import measure
from partnerscape.model import Partner, PartnerEcosystem, Vendor
from partnerscape.model.agents import with_fields
from partnerscape.rules.shared import records
from partnerscape.scenario import InputError, Scenario, load_scenario


@pytest.fixture(scope="module")
def small() -> Scenario:
    return load_scenario("marketplace").changed(time={"burn_in_months": 3, "horizon_months": 6, "initial_partners": 60})


def played(model: PartnerEcosystem, months: int) -> PartnerEcosystem:
    for _ in range(months):
        model.step()
    return model


# ---- a partner leaves


def test_a_removed_partner_is_gone_and_counts_as_an_exit(small):
    model = played(PartnerEcosystem(small, rng=4), 2)
    before, left = len(model.partners()), model.last_month().total("left").sum()
    leavers = [p for p in model.partners() if p.active][:3]
    customers, kept = sum(p.customers for p in leavers), model.world[0]["direct_in_cell"].sum()
    accounts = [int(p.incumbent) for p in leavers]
    for partner in leavers:
        partner.remove()
    assert len(model.partners()) == len(model.agents) - 1 == before - 3
    assert not any(p.is_member or p.active or p in model.agents for p in leavers)
    assert model.world[0]["direct_in_cell"].sum() == pytest.approx(kept + customers * model.vendor.kept_customers)
    assert model.last_month().total("left").sum() == model.journal[-1, records.LINE["left"]].sum() == left + 3
    assert model.outcome().accounts["left"][accounts].tolist() == [1.0, 1.0, 1.0]  # the last month that they saw
    model.run_model()
    assert np.isfinite(list(model.metrics().values())).all()
    assert not {p.unique_id for p in leavers} & {p.unique_id for p in model.partners()}


def test_who_is_removed_before_the_first_month_is_no_incumbent_but_an_exit(small):
    plain, model = PartnerEcosystem(small, rng=4), PartnerEcosystem(small, rng=4)
    incumbents = sum(p.active for p in model.partners())
    gone = next(p for p in model.partners() if p.active)
    gone.remove()
    for each in (plain, model):
        each.step()
    assert model.outcome().ids.size == incumbents - 1
    assert gone.unique_id not in model.outcome().ids
    assert model.journal[0, records.LINE["active"]].sum() == plain.journal[0, records.LINE["active"]].sum() - 1
    stayed = {p.unique_id for p in plain.partners()} - {p.unique_id for p in model.partners()}
    assert stayed <= {gone.unique_id}
    exits = [m.journal[0, records.LINE["left"]].sum() for m in (plain, model)]
    assert exits[1] == exits[0] + len(stayed)


def test_a_signed_partner_that_is_removed_gives_up(small):
    model = played(PartnerEcosystem(small, rng=4), 1)
    signed = next(p for p in model.partners() if not p.active)
    before = model.last_month().total("gave_up").sum()
    signed.remove()
    assert model.last_month().total("gave_up").sum() == before + 1


@pytest.mark.parametrize("rule", ["take_up", "activate", "stay_or_leave", "introduce"])
def test_a_partner_may_leave_in_a_rule_of_its_own(small, rule):
    """Nobody else's turn is lost: each of the others plays every rule once."""
    seen = {}

    class Leaver(Partner):
        pass

    def perform(self):
        getattr(super(Leaver, self), rule)()
        seen[self.unique_id] = seen.get(self.unique_id, 0) + 1
        if self.unique_id % 2:
            self.remove()

    setattr(Leaver, rule, perform)
    model = played(PartnerEcosystem(small, rng=4, partner_class=Leaver), 1)
    assert set(seen.values()) == {1}
    odd = {who for who in seen if who % 2}
    assert odd
    assert not odd & {p.unique_id for p in model.partners()}
    assert set(model.agents) == {*model.partners(), model.vendor}
    assert np.isfinite(list(played(model, 2).metrics().values())).all()


def test_a_vendor_may_dismiss_in_its_last_rule(small):
    class Strict(Vendor):
        def review(self):
            super().review()
            self.model.partners()[0].remove()

    model = played(PartnerEcosystem(small, rng=4, vendor_class=Strict), 3)
    others = played(PartnerEcosystem(small, rng=4), 3)
    assert model.journal[:, records.LINE["left"]].sum() > others.journal[:, records.LINE["left"]].sum()


def test_a_remove_of_ones_own_is_called_once_at_every_exit(small):
    gone = []

    class Noted(Partner):
        def remove(self):
            gone.append(self.unique_id)
            super().remove()

    model = PartnerEcosystem(small, rng=4, partner_class=Noted)
    everybody = {p.unique_id for p in model.partners()}
    model.partners()[3].remove()
    played(model, 4)
    assert everybody - {p.unique_id for p in model.partners()} <= set(gone)
    assert len(gone) == len(set(gone)) > 1


def test_all_agents_may_be_removed(small):
    model = PartnerEcosystem(small, rng=4)
    model.remove_all_agents()
    assert len(model.agents) == model.pool["members"].sum() == 0
    model.step()
    assert model.journal[0, records.LINE["active"]].sum() == 0


# ---- what is refused


@pytest.mark.parametrize(
    "make",
    [
        Partner,
        lambda model: Partner(model, 5, 0),
        lambda model: Partner.create_agents(model, 3),
        lambda model: Partner(mesa.Model()),
    ],
)
def test_no_partner_is_made_by_hand(small, make):
    model = PartnerEcosystem(small, rng=1)
    before = len(model.agents)
    with pytest.raises(InputError, match="sign in the rule `recruit`"):
        make(model)
    with pytest.raises(InputError, match="one vendor per programme"):
        Vendor(model)
    assert len(model.agents) == before


REFUSED = {
    "a misspelt rule": (Partner, "decide_efort", lambda self: None, "did you mean 'decide_effort'"),
    "a rule in another style": (Partner, "decideEffort", lambda self: None, "did you mean 'decide_effort'"),
    "a misspelt field": (Partner, "custmers", 3.0, "did you mean 'customers'"),
    "a field that would be hidden": (Partner, "trust", 0.9, "no other meaning of a field"),
    "a field behind a property": (Partner, "trust", property(lambda self: 1.0), "no other meaning of a field"),
    "the vendor's rule": (Partner, "queue_support", lambda self: None, "this rule in a subclass of Vendor"),
    "a partner's rule": (Vendor, "decide_effort", lambda self: None, "this rule in a subclass of Partner"),
    "a misspelt rule of the vendor": (Vendor, "queue_suport", lambda self: None, "did you mean 'queue_support'"),
    "a lever that would be hidden": (Vendor, "commission_rate", 0.3, "no other meaning of a field"),
    "a rule with arguments": (Partner, "decide_effort", lambda self, world: None, "a method without arguments"),
    "a number for a rule": (Partner, "decide_effort", 3, "a method without arguments"),
    "the books turned off": (Vendor, "keep_journal", None, "nothing works without this one"),
    "a misspelt class": (PartnerEcosystem, "partner_clas", Partner, "did you mean 'partner_class'"),
    "no class": (PartnerEcosystem, "partner_class", 3, "a subclass of Partner"),
    "the other's class": (PartnerEcosystem, "partner_class", Vendor, "a subclass of Partner"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_override_that_could_never_act_is_refused_when_the_class_is_made(case):
    base, name, value, expected = REFUSED[case]
    with pytest.raises(InputError, match=expected):
        type("Mine", (base,), {name: value})
    mix_in = type("MixIn", (), {name: value})
    with pytest.raises(InputError, match=expected):
        type("Mine", (mix_in, base), {})


def test_names_of_ones_own_are_free(small):
    class Mine(Partner):
        memory = 0.0
        _truts = 1

        def usual_effort(self):
            return self.effort

        def decide_effort(self, *, usual=1.0):
            super().decide_effort()
            self.memory = self.memory * 0.5 + self.usual_effort() * usual

    model = played(PartnerEcosystem(small, rng=1, partner_class=Mine), 1)
    assert any(p.memory > 0.0 for p in model.partners())


@pytest.mark.parametrize("given", [Vendor, 3, "Partner"])
def test_a_class_that_is_none_of_partners_is_refused(small, given):
    with pytest.raises(InputError, match="a subclass of Partner"):
        PartnerEcosystem(small, partner_class=given)
    with pytest.raises(InputError, match="a subclass of Partner"):
        ps.run(small, seeds=[1], partner_class=given)


BAD = (float("nan"), float("inf"), "much", None)


@pytest.mark.parametrize("value", BAD, ids=repr)
def test_no_number_from_an_override_is_refused_with_rule_agent_and_month(small, value):
    class Broken(Partner):
        def decide_effort(self):
            super().decide_effort()
            if self.model.month == 1 and self.unique_id == who:
                self.effort = value

    who = 0
    model = played(PartnerEcosystem(small, rng=1, partner_class=Broken), 1)
    who = model.partners()[4].unique_id
    with pytest.raises(InputError, match=rf"decide_effort, partner {who}, month 1: effort: expected a number"):
        model.step()


def test_no_number_behind_the_propertys_back_is_refused_too(small):
    class InPlace(Partner):
        def learn(self):
            self.customers_in[1] = float("nan")

    class Columns(Vendor):
        def queue_support(self):
            self.model.pool[0]["trust"][2] = float("nan")

    class World(Vendor):
        def build_brand(self):
            self.outside_index[0] = float("nan")

    for classes, told in (
        ({"partner_class": InPlace}, "learn, partner .*customers_in"),
        ({"vendor_class": Columns}, "queue_support, partner .*trust"),
        ({"vendor_class": World}, "build_brand, the vendor.*outside_index"),
    ):
        with pytest.raises(InputError, match=told):
            PartnerEcosystem(small, rng=1, **classes).step()


def test_no_number_written_between_two_months_is_refused(small):
    model = PartnerEcosystem(small, rng=1)
    with pytest.raises(InputError, match=r"between two months, partner .*trust: expected a number"):
        model.partners()[0].trust = float("nan")
    with pytest.raises(InputError, match=r"between two months, the vendor.*brand: expected a number"):
        model.vendor.brand = float("nan")


# ---- levers written by hand


def in_place(model):
    model.vendor.commission_rate[:] = 0.4


def by_attribute(model):
    model.vendor.commission_rate = 0.4


def in_the_world(model):
    model.world[0]["commission_rate"][:] = 0.4


@pytest.mark.parametrize("write", [in_place, by_attribute, in_the_world])
def test_a_lever_written_by_hand_takes_effect(small, write):
    plain, model = (played(PartnerEcosystem(small, rng=1), 2) for _ in range(2))
    write(model)
    for each in (plain, model):
        each.step()
    assert {p.commission_rate for p in model.partners() if p.tenure > 1} == {0.4}
    paid = [each.journal[-1, records.LINE["commission"]].sum() for each in (plain, model)]
    assert paid[1] > 1.5 * paid[0]


def test_a_lever_written_in_a_rule_takes_effect_the_month_after_at_the_latest(small):
    class Generous(Vendor):
        def build_brand(self):
            super().build_brand()
            if self.model.month == 1:
                self.commission_rate = 0.4

    model = played(PartnerEcosystem(small, rng=1, vendor_class=Generous), 3)
    assert {p.commission_rate for p in model.partners() if p.tenure > 2} == {0.4}


def test_a_cap_of_nothing_is_none_as_in_a_policy(small):
    plain, model = (played(PartnerEcosystem(small, rng=1), 1) for _ in range(2))
    model.vendor.cap = 0.0
    played(model, 2)
    assert np.array_equal(model.journal, played(plain, 2).journal)


@pytest.mark.parametrize(("lever", "value"), [("commission_rate", 25.0), ("transparency", -0.1), ("cap", -5.0)])
def test_an_impossible_lever_is_refused(small, lever, value):
    model = PartnerEcosystem(small, rng=1)
    with pytest.raises(InputError, match=rf"{lever}: expected from .*found {value}"):
        setattr(model.vendor, lever, value)


# ---- what an agent says of itself


def test_agents_say_who_they_are(small):
    model = played(PartnerEcosystem(small, rng=1), 1)
    assert repr(model) == "PartnerEcosystem('marketplace', seed=1, month=1)"
    assert repr(model.vendor) == "Vendor('marketplace')"
    partner = model.partners()[0]
    assert partner.active
    assert partner.segment_name == small.segment_names[partner.segment]
    assert repr(partner) == f"Partner({partner.unique_id}, {partner.segment_name}, active)"
    assert sum(p.active for p in model.partners()) == model.pool["active"].sum()
    partner.remove()
    assert repr(partner) == f"Partner({partner.unique_id}, has left)"


def test_results_and_agents_share_an_id(small):
    model = PartnerEcosystem(small, rng=1)
    incumbents = {p.unique_id: p.segment_name for p in model.partners() if p.active}
    table = ps.run(small, seeds=[1], partners=True).partners
    assert dict(zip(table["partner"].tolist(), table["segment"], strict=True)) == incumbents
    model.run_model()
    assert model.outcome().ids.tolist() == table["partner"].tolist()
    still_in = set(table.loc[table["left"] < 0, "partner"].tolist())
    assert still_in == {p.unique_id for p in model.partners() if p.active and p.incumbent >= 0}
    followed = ps.compare(small, "pay_more", seeds=[1, 2], as_stated=True, hangs_on=False).followed
    assert set(followed["partner"].tolist()) <= set(incumbents)


# ---- copies


class Remembering(Partner):
    memory = 0.0

    def feel(self):
        super().feel()
        self.memory = 0.5 * self.memory + self.trust


COPIES = {
    "copy": lambda model: model.copy(),
    "deepcopy": copy.deepcopy,
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),
}


def test_a_class_with_columns_of_a_rule_pickles():
    """Replaced rules add columns to a class that no module holds."""
    made = with_fields(Remembering, ("mood", "zeal"))
    assert made is not Remembering
    assert pickle.loads(pickle.dumps(made)) is made is copy.deepcopy(made)


@pytest.mark.parametrize("months", [0, 2])
@pytest.mark.parametrize("how", COPIES)
def test_a_copy_is_independent_and_goes_on_to_the_same_bits(small, how, months):
    model = played(PartnerEcosystem(small, rng=5, partner_class=Remembering, commission_rate=0.22), months)
    twin, before = COPIES[how](model), model.pool.tobytes()
    assert type(twin) is PartnerEcosystem
    twin.run_model()
    assert (model.month, twin.month) == (months, 6)
    assert model.pool.tobytes() == before
    model.run_model()
    assert twin.metrics() == model.metrics()
    assert np.array_equal(twin.journal, model.journal)
    frames = [each.datacollector.get_model_vars_dataframe() for each in (model, twin)]
    assert frames[0].equals(frames[1])
    ours, theirs = ({p.unique_id: p.memory for p in each.partners()} for each in (model, twin))
    assert ours == theirs
    assert max(ours.values()) > 0.0
    assert {p.model for p in twin.partners()} == {twin}
    assert twin.rng.random() == model.rng.random()


def test_models_are_freed(small):
    gone = []
    for _ in range(5):
        model = played(PartnerEcosystem(small, rng=5, partner_class=Remembering), 1)
        gone += [weakref.ref(model), weakref.ref(model.pool), weakref.ref(model.copy())]
        del model
    gc.collect()
    assert [reference() for reference in gone if reference() is not None] == []


# ---- classes of one's own in run and compare


class Plain(Partner):
    """Overrides nothing."""


class Passing(Partner):
    """Overrides a rule by its like."""

    def decide_effort(self):
        super().decide_effort()


class Keen(Partner):
    def decide_effort(self):
        super().decide_effort()
        self.effort *= 1.3


class Unknown(Vendor):
    def build_brand(self):
        super().build_brand()
        self.brand *= 0.5


@pytest.mark.parametrize("partner_class", [Plain, Passing])
def test_run_and_compare_leave_the_engines_bits_where_nothing_is_overridden(small, partner_class):
    ours = ps.run(small, "pay_more", seeds=[1, 2], partners=True, partner_class=partner_class)
    engines = ps.run(small, "pay_more", seeds=[1, 2], partners=True)
    for name, table in engines.tables().items():
        assert ours.tables()[name].equals(table), name
    assert ours.stamp == f"{engines.stamp}, own class {partner_class.__name__}"


@pytest.mark.long  # some hundred runs agent by agent
def test_compare_plays_ones_own_classes_throughout(small):
    few = {"seeds": [1, 2], "as_stated": True}
    asked = small.changed(uncertain={name: small.uncertain[name] for name in ("gamma", "margin", "rivals")})
    engines, same, keen = (ps.compare(asked, "pay_more", **few, partner_class=c) for c in (None, Plain, Keen))
    for name, table in engines.tables().items():
        assert same.tables()[name].equals(table), name
    effort = [each.differences.set_index("metric").loc["effort", ["current", "candidate"]] for each in (engines, keen)]
    assert (effort[1] > 1.05 * effort[0]).all()
    assert not keen.followed["effort"].equals(engines.followed["effort"])
    assert not keen.hangs_on.table.equals(engines.hangs_on.table)
    assert "own class Keen" in keen.stamp


def test_a_vendor_of_ones_own_is_played_too(small):
    plain, unknown = (ps.run(small, seeds=[1], vendor_class=c).metrics["brand"][0] for c in (Vendor, Unknown))
    assert unknown < 0.8 * plain


# ---- a rule turned off


def off(name):
    phase = next(phase for phase in MONTH if phase.rule == name)
    base = Vendor if phase.who == "vendor" else Partner
    return type("Off", (base,), {name: None}), "vendor_class" if base is Vendor else "partner_class"


@pytest.mark.parametrize("name", [phase.rule for phase in MONTH if phase.rule not in NEEDED])
def test_any_rule_but_the_books_can_be_turned_off(small, name):
    agent, keyword = off(name)
    policy = small.current_policy.changed(bonus=50, target=500, referral_rates=(0.05,), survey_every=2, review_every=2)
    models = [PartnerEcosystem(small, rng=1, policy=policy, **extra) for extra in ({}, {keyword: agent})]
    for model in models:
        model.run_model()
    plain, without = (measure(model.outcome()) for model in models)
    assert np.isfinite(list(without.values())).all()
    silent = {"drift_demand", "rank_partners", "aim_at_cap", "add_noise"}  # nothing for them to do here
    assert (plain != without) or name in silent


def test_a_rule_that_keeps_the_books_cannot_be_turned_off():
    for name in NEEDED:
        with pytest.raises(InputError, match="nothing works without"):
            ps.replace_rule(name, None)
    with pytest.raises(InputError, match="did you mean 'invest'"):
        ps.replace_rule("invst", None)


@pytest.mark.long  # a month of its own is compiled
def test_a_rule_turned_off_is_off_in_the_engine_and_in_mesa(small):
    founded = small.changed(time={**small.time.model_dump(), "burn_in_months": 0})
    rules = ps.replace_rule("invest", None) | ps.replace_rule("hold_survey", None)
    assert str(rules) == "hold_survey (off), invest (off)"
    by_engine = ps.run(founded, seeds=[1], rules=rules)
    assert "own rule hold_survey (off), invest (off)" in by_engine.stamp
    by_rules = PartnerEcosystem(founded, rng=1, rules=rules)
    partner_class, vendor_class = off("invest")[0], off("hold_survey")[0]
    by_classes = PartnerEcosystem(founded, rng=1, partner_class=partner_class, vendor_class=vendor_class)
    for model in (by_rules, by_classes):
        model.run_model()
        assert model.metrics() == by_engine.metrics.drop(columns="seed").iloc[0].to_dict()
    assert by_engine.months["investment"].sum() == 0.0 < ps.run(founded, seeds=[1]).months["investment"].sum()
