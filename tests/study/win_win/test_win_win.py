"""The analysis against problems whose answer is known, and a whole study end to end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from planted_studies import planted

import partnerscape as ps
from partnerscape.scenario import InputError
from partnerscape.study.boxes.boxes import find_box, judge
from partnerscape.study.boxes.limits import inside
from partnerscape.study.question.design import sobol_policies
from partnerscape.study.runs.results import Results
from partnerscape.study.study import reopen, study
from partnerscape.study.surrogate.margins import fit_margins
from partnerscape.study.win_win.lever_effects import lever_effects
from partnerscape.study.win_win.losers import first_to_lose

pytestmark = pytest.mark.usefixtures("only_asked")


@pytest.fixture(scope="module")
def results() -> Results:
    return planted()


def test_a_planted_box_is_found_and_an_idle_lever_dropped(results: Results) -> None:
    box = find_box(results, fit_margins(results))
    assert box is not None
    assert set(box.limits) == {"commission_rate", "support_agents"}
    low, high = box.limits["commission_rate"]
    assert abs(low - 0.2) < 0.025 and abs(high - 0.28) < 0.025
    assert abs(box.limits["support_agents"][0] - 2.5) < 0.5
    assert box.density_interval[0] <= box.density <= box.density_interval[1]
    assert box.density >= results.scenario.goals.required_probability
    assert box.coverage > 0.7


def test_the_box_promises_what_it_keeps(results: Results) -> None:
    """The interval from the held-out policies holds the density on many fresh policies and futures."""
    box = find_box(results, fit_margins(results))
    assert box is not None
    fresh = planted(policies=2000, futures=60)
    density = fresh.probability[box.holds(fresh.design.policies)].mean()
    assert box.density_interval[0] - 0.02 <= density <= box.density_interval[1] + 0.02


def test_a_rule_that_never_failed_is_not_called_certain(results: Results) -> None:
    """Eight policies without a failure leave up to 37 % of failures open (Clopper & Pearson 1934)."""
    always = results.table.assign(**{name: 1.0 for name in results.table if str(name).startswith("margin.")}, win_win=1.0)
    certain = Results(results.question, results.scenario, results.design, always)
    box = judge(certain, {"commission_rate": (0.2, 0.28)}, 1.0, 0.5)
    trials = min(box.held_out_policies, 20)
    assert box.density == box.density_interval[1] == 1.0
    assert box.density_interval[0] == pytest.approx(0.025 ** (1.0 / trials))


def test_the_modelled_probability_holds_on_policies_it_has_not_seen(results: Results) -> None:
    model = fit_margins(results)
    assert model.error < 0.1
    assert abs(model.bias) < 0.03


def test_influence_ranks_levers_and_gives_an_idle_one_nothing(results: Results) -> None:
    effects = lever_effects(results, fit_margins(results)).set_index("lever")["total"]
    assert effects["curation"] < 0.03
    assert effects.drop("curation").min() > 0.2


def test_who_loses_first_is_who_was_planted(results: Results) -> None:
    everywhere = first_to_lose(results, None)
    assert everywhere is not None
    assert everywhere.who in ("vendor", "small", "customers")
    assert everywhere.when in ("commission_rate", "support_agents")


def test_a_nan_never_passes_silently(results: Results) -> None:
    table = results.table.copy()
    table.loc[7, "margin.vendor"] = np.nan
    with pytest.raises(InputError, match="policy 7 in future 0"):
        lever_effects(Results(results.question, results.scenario, results.design, table), fit_margins(results))


def test_whole_number_levers_take_every_value_about_as_often() -> None:
    counts = sobol_policies({"offers": (3.0, 12.0)}, 400, 1)["offers"].value_counts()
    assert set(counts.index) == set(range(3, 13))
    assert counts.max() <= 1.2 * counts.min() + 2


def test_limits_are_inclusive() -> None:
    table = pd.DataFrame({"offers": [3.0, 4.0, 5.0]})
    assert inside({"offers": (3.0, 4.0)}, table).tolist() == [True, True, False]


def test_a_study_end_to_end_reopens_to_the_same_answer(question: Path, tmp_path: Path) -> None:
    findings = study(question, tmp_path / "out")
    assert len(findings.results.candidates) == 24 * 4
    again = reopen(tmp_path / "out")
    assert again.digest == findings.digest
    assert repr(again.box) == repr(findings.box)  # an untested box has a density that equals nothing, not even itself
    assert again.loser == findings.loser
    np.testing.assert_array_equal(again.map.probability, findings.map.probability)
    assert ((findings.map.probability >= 0) & (findings.map.probability <= 1)).all()
    assert list(findings.by_share.values()) == sorted(findings.by_share.values(), reverse=True)


def test_a_share_that_must_not_be_worse_moves_the_verdict(question: Path, tmp_path: Path) -> None:
    findings = study(question, tmp_path / "out")
    required = findings.results.scenario.goals.share_not_worse
    assert findings.by_share[required] == pytest.approx(findings.results.wins.mean())


def test_the_face_does_the_same(question: Path, tmp_path: Path) -> None:
    assert ps.study(question, tmp_path / "a").digest == ps.study(question, out=tmp_path / "b", workers=1).digest
