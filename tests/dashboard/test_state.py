"""Drafts, their address, their history, controls from declarations, candidates as files."""

import tomllib

import pytest

import partnerscape as ps
from partnerscape.dashboard.screens.map import Explorer, MapScreen
from partnerscape.dashboard.screens.people import PeopleScreen
from partnerscape.dashboard.screens.saved import SavedScreen
from partnerscape.dashboard.screens.start import OwnScreen, StartScreen
from partnerscape.dashboard.screens.study import StudyScreen
from partnerscape.dashboard.screens.tab import spoken
from partnerscape.dashboard.screens.try_ import TryScreen
from partnerscape.dashboard.state.controls import control, controls, plan_numbers
from partnerscape.dashboard.state.draft import Draft, number
from partnerscape.dashboard.state.history import History
from partnerscape.dashboard.state.saved import as_toml, as_workbook
from partnerscape.language import language
from partnerscape.scenario import LEVERS, InputError, load_policy

SCENARIOS = [*ps.scenarios()]
PLAN = {
    "pay": {"split": {"on": "new revenue", "brackets": [[0, 0.1], [5000, 0.2]]}, "renewals": {"on": "renewals", "rate": 0.05}}
}


@pytest.fixture(scope="module")
def scenario():
    return ps.load_scenario("marketplace")


def test_an_address_gives_back_what_it_was_made_from(scenario):
    draft = (
        Draft("try", "marketplace", "pay_more")
        .setting("offers", 6, scenario)
        .setting("small__commission_rate", 0.25, scenario)
        .showing(segment="small", language="ru")
    )
    assert Draft.read(draft.search) == draft
    assert draft.candidate(scenario).terms_of("small").commission_rate == 0.25


@pytest.mark.parametrize(
    "search",
    [
        None,
        "",
        "screen=../etc",
        "set.offers=nan",
        "set.__class__=3",
        "set.nothing=1",
        "x" * 100_000,
        "%00&&==",
        "set.offers=<script>",
    ],
)
def test_an_address_that_says_nothing_of_ours_is_the_first_screen(search):
    assert Draft.read(search).levers == ()
    assert Draft.read(search).screen == "start"


def test_a_lever_back_at_its_start_is_set_no_more(scenario):
    draft = Draft("try", "marketplace").setting("offers", 6, scenario)
    assert draft.setting("offers", 8, scenario).levers == ()


def test_undo_and_redo_go_through_every_step_and_keep_the_screen(scenario):
    steps = [Draft("try", "marketplace")]
    for value in (6, 5, 4):
        steps.append(steps[-1].setting("offers", value, scenario))
    history = History(steps[0])
    for step in steps[1:]:
        history = history.then(step)
    history = history.then(steps[-1].on("people"))  # looking elsewhere is no step
    assert [history.undone.now.levers, history.undone.undone.now.levers] == [steps[2].levers, steps[1].levers]
    assert history.undone.now.screen == "people"
    assert history.undone.redone.now.levers == steps[3].levers
    assert history.then(steps[2]).future[0].levers == steps[3].levers  # the browser's own button


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_lever_has_a_control_with_its_declared_unit_and_bounds(name):
    programme = ps.load_scenario(name)
    policy = programme.current_policy
    made = {c.name: c for c in controls(programme, policy)}
    wanted = set(LEVERS) if not policy.pay else {n for n in LEVERS if n in made} | set(plan_numbers(policy))
    assert set(made) == wanted
    for one in made.values():
        assert one.low <= one.shown(one.value) <= one.high and one.step > 0.0
        assert one.stored(one.shown(one.value)) == pytest.approx(one.value)


def test_a_segment_has_no_control_of_the_whole_programme(scenario):
    assert not any(LEVERS[c.name.partition("__")[2]].vendor_wide for c in controls(scenario, scenario.current_policy, "small"))


def test_numbers_of_a_pay_plan_are_controls(scenario):
    policy = scenario.current_policy.changed(**PLAN)
    names = {c.name for c in controls(scenario, policy) if "." in c.name}
    assert {"pay.split.brackets.1.from", "pay.split.brackets.1.rate", "pay.renewals.rate"} <= names
    assert control("pay.renewals.rate", scenario, policy).shown(0.05) == 5.0


@pytest.mark.parametrize(
    "changes",
    [
        {"offers": 6},
        {"small__commission_rate": 0.25},
        {"frozen_desk": True},
        PLAN,
        {"tiers": [{"threshold": 1000, "rate": 0.3}]},
        {"referral_rates": [0.05]},
    ],
)
def test_a_candidate_saved_as_toml_is_the_same_policy(scenario, changes):
    policy = scenario.current_policy.changed(**changes)
    back = load_policy(tomllib.loads(as_toml(policy, scenario)), scenario)
    assert back.model_dump(exclude={"based_on", "meaning"}) == policy.model_dump(exclude={"based_on", "meaning"})


@pytest.mark.parametrize("changes", [{"offers": 6}, {"small__commission_rate": 0.25}, PLAN], ids=["lever", "segment", "plan"])
def test_a_candidate_saved_as_a_workbook_is_one_of_its_policies(scenario, changes, tmp_path):
    policy = scenario.current_policy.changed(**changes)
    path = tmp_path / "mine.xlsx"
    path.write_bytes(as_workbook(policy, "my candidate", scenario))
    back = ps.load_scenario(path)
    assert {*back.policies} == {*scenario.policies, "my candidate"} and back.current == scenario.current
    assert back.policies["my candidate"].model_dump(exclude={"based_on", "meaning"}) == policy.model_dump(
        exclude={"based_on", "meaning"}
    )


def test_a_workbook_does_not_replace_another_policy(scenario):
    with pytest.raises(InputError, match="no other policy of the programme"):
        as_workbook(scenario.current_policy.changed(offers=6), scenario.current, scenario)


@pytest.mark.parametrize(
    ("typed", "value"), [("22", 22.0), ("2,5", 2.5), (" 3 ", 3.0), ("", None), ("inf", None), ("1e400", None), ("=1+1", None)]
)
def test_numbers_as_typed(typed, value):
    assert number(typed) == value


def test_a_component_speaks_its_tabs_language_when_it_is_drawn_anew_by_itself():
    heard = []
    draw = spoken(lambda code: code)(lambda _: heard.append(language()))
    draw("ru")
    draw("en")
    assert heard == ["ru", "en"]


def test_every_screen_is_drawn_in_its_tabs_language():
    screens = (Explorer, MapScreen, OwnScreen, PeopleScreen, SavedScreen, StartScreen, StudyScreen, TryScreen)
    assert [screen.f.__name__ for screen in screens if not hasattr(screen.f, "__wrapped__")] == []
