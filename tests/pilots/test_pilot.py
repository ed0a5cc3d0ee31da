"""A pilot from the question to the decision: planned in simulated worlds, run on a world's own data."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import partnerscape as ps
from partnerscape import engine
from partnerscape.cli import app
from partnerscape.engine import encode
from partnerscape.own_data.pilots import Pilot
from partnerscape.own_data.pilots.play import watch
from partnerscape.own_data.pilots.result import NEW, OLD
from partnerscape.scenario import InputError
from partnerscape.show.own_data.pilot import pilot_page

DRAWS = 40


@pytest.fixture(name="scenario", scope="module")
def _scenario() -> ps.Scenario:
    shipped = ps.load_scenario("marketplace")
    nothing = dict.fromkeys(shipped.uncertain)
    small = shipped.changed(time={"burn_in_months": 12, "horizon_months": 12, "initial_partners": 120}, uncertain=nothing)
    return small.changed(uncertain={"margin": [0.25, 0.75]}, today=dict.fromkeys(shipped.today.targets))


@pytest.fixture(name="answer", scope="module")
def _answer(scenario: ps.Scenario) -> Pilot:
    return ps.pilot(scenario, {"curation": 0.8}, partners=[10], months=[3], segments=None, draws=DRAWS, seeds=2)


@pytest.fixture(name="folder", scope="module")
def _folder(answer: Pilot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return answer.save(tmp_path_factory.mktemp("pilot") / "out")


def trial_data(effect: float = 0.0, partners: int = 24) -> pd.DataFrame:
    """A company's own table: four months before and three of the trial; the new terms multiply sales by e to the effect."""
    rng = np.random.default_rng(8)
    rows = []
    for partner in range(partners):
        new = partner % 2 == 0
        size = np.exp(rng.normal(5.0, 0.5))
        for month in range(-3, 4):
            sales = size * np.exp(rng.normal(0.0, 0.1) + (effect if new and month > 0 else 0.0))
            rows.append({"partner": f"{partner:03d}", "arm": NEW if new else OLD, "month": month, "sales": round(sales, 2)})
    return pd.DataFrame(rows)


def test_every_number_of_a_pilot_is_finite_and_possible(answer: Pilot) -> None:
    trials = answer.trials
    assert set(trials["segment"]) <= {"all", "small", "middle", "large"}
    assert np.isfinite(trials.select_dtypes("number")).all(axis=None)
    assert trials["wrong"].between(0.0, answer.wrong_now + 1e-12).all()
    assert trials["power"].between(0.0, 1.0).all()
    assert (trials["harmed"] <= trials["partners"]).all()
    assert answer.ignorance + answer.luck == pytest.approx(1.0)
    assert list(answer.look_up["assumption"]) == ["margin"]


def test_what_decides_is_known_to_be_worth_looking_up(answer: Pilot) -> None:
    """The vendor's margin alone decides whether curation gains, and no trial of partners' sales shows it."""
    gains = answer.draws.sort_values("margin")["gain"].to_numpy()
    assert gains[:8].mean() < 0.0 < gains[-8:].mean()
    assert answer.look_up["value"][0] > 0.5 * answer.perfect.information
    assert (answer.trials["value"] <= answer.perfect.information).all()


def test_only_the_lot_gets_the_new_terms(scenario: ps.Scenario) -> None:
    eve = engine.burn_in(scenario, 3)
    before = eve.pool.tobytes()
    better = encode.encode_policy(scenario.current_policy.changed(commission_rate=0.4), scenario)
    watched = watch(eve, better, 4, 3, scenario)
    assert eve.pool.tobytes() == before
    assert abs(int(watched.treated.sum()) - watched.treated.size // 2) <= 1
    same = watch(eve, encode.encode_policy(scenario.current_policy, scenario), 4, 3, scenario)
    assert watched.cost[-1] > same.cost[-1] == pytest.approx(0.0, abs=1e-6) or watched.cost[-1] > abs(same.cost[-1])


def test_a_trial_that_shows_an_effect_finds_it(folder: Path) -> None:
    result = ps.pilot_result(folder, trial_data(0.5))
    assert 0.0 < result.low < result.effect < 0.5  # what is added before logarithms are taken makes it smaller
    assert result.p_value < 0.01
    assert result.draws["weight"].sum() == pytest.approx(1.0)
    nothing = ps.pilot_result(folder, trial_data(0.0))
    assert nothing.low < 0.0 < nothing.high
    assert nothing.p_value > 0.05


def test_data_in_any_order_and_without_months_of_no_sales_are_the_same_data(folder: Path, tmp_path: Path) -> None:
    table = trial_data(0.2)
    table.loc[(table["partner"] == "005") & (table["month"] == 2), "sales"] = 0.0
    (tmp_path / "trial.csv").write_text(table[table["sales"] > 0.0].sample(frac=1.0, random_state=1).to_csv(index=False))
    first, second = ps.pilot_result(folder, table), ps.pilot_result(folder, tmp_path / "trial.csv")
    assert (first.effect, first.p_value, first.gain) == pytest.approx((second.effect, second.p_value, second.gain))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.drop(columns="arm"), "arm"),
        (lambda t: t.assign(arm="treated"), "new terms"),
        (lambda t: t.assign(sales="much"), "sales"),
        (lambda t: t.assign(month=t["month"] + 0.5), "month"),
        (lambda t: t[t["month"] > 0], "before the trial"),
        (lambda t: t[t["month"] < 3], "months up to 3"),
        (lambda t: t.assign(arm=[NEW, OLD] * (len(t) // 2)), "one arm per partner"),
        (lambda t: t[t["partner"].isin(["000", "001", "003"])], "at least 2 partners"),
    ],
)
def test_wrong_data_is_one_clear_error(folder: Path, change: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        ps.pilot_result(folder, change(trial_data()))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"partners": [0]}, "partners"),
        ({"partners": [10_000]}, "partners"),
        ({"months": [0]}, "months"),
        ({"months": [True]}, "months"),
        ({"segments": ["gold"]}, "segments"),
        ({"draws": 3}, "draws"),
        ({"seeds": 0}, "seeds"),
        ({"fixed_cost": -1.0}, "fixed_cost"),
        ({"candidate": {}}, "differs"),
        ({"candidate": {"survey_every": 6}}, "survey_every"),
    ],
)
def test_a_wrong_question_is_one_clear_error(scenario: ps.Scenario, arguments: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ps.pilot(scenario, **{"candidate": {"commission_rate": 0.3}, **arguments})  # type: ignore[arg-type]


def test_its_page_says_the_plan_and_escapes_once(answer: Pilot) -> None:
    page = pilot_page(answer)
    assert "pairs of" in page
    assert "&amp;#x27;" not in page
    assert ("If it is tried all the same" in page) == (answer.best is None)


def test_from_the_command_line(folder: Path, tmp_path: Path) -> None:
    plan = json.loads((folder / "pilot.json").read_text())
    assert plan["trial"]["months"] == 3
    (tmp_path / "trial.csv").write_text(trial_data(0.4).to_csv(index=False))
    done = CliRunner().invoke(app, ["pilot-result", str(folder), str(tmp_path / "trial.csv")])
    assert done.exit_code == 0, done.output
    assert "oll out" in done.output
    assert "randomisation test" in done.output
    assert "Win-win is now" in done.output
    wrong = CliRunner().invoke(app, ["pilot-result", str(tmp_path), str(tmp_path / "trial.csv")])
    assert isinstance(wrong.exception, InputError)
