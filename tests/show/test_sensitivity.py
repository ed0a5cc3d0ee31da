"""What decides it, as a reader gets it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from partnerscape.show.analyses.sensitivity.chart import draw_sensitivity, sensitivity_title
from partnerscape.show.analyses.sensitivity.section import (
    screening_json,
    screening_section,
    sensitivity_json,
    sensitivity_section,
)
from partnerscape.show.analyses.sensitivity.words import convergence_in_words, deciding_in_words, deciding_list, rest_in_words
from partnerscape.show.style.palette import drawn
from partnerscape.study.analyses.sensitivity.factors import DUMMY, LUCK
from partnerscape.study.analyses.sensitivity.sensitivity import Screening, Sensitivity

KINDS = {
    "support_agents": "lever",
    "offers": "lever",
    "gamma": "uncertainty",
    "dilution": "uncertainty",
    LUCK: LUCK,
    DUMMY: DUMMY,
}
TOTALS = {"support_agents": 0.41, "offers": 0.06, "gamma": 0.22, "dilution": 0.01, LUCK: 0.08, DUMMY: 0.0}
FLOOR = 0.02


def indices(metric: str, totals: dict[str, float], kinds: dict[str, str]) -> pd.DataFrame:
    rows = pd.DataFrame(
        {"metric": metric, "factor": list(totals), "kind": [kinds[n] for n in totals], "total": list(totals.values())}
    )
    first = 0.5 * rows["total"] - 0.01
    ends = {"first": first, "first_low": first - 0.03, "first_high": first + 0.03}
    return rows.assign(**ends, total_low=np.maximum(rows["total"] - 0.05, 0.0), total_high=rows["total"] + 0.05, floor=FLOOR)


def planted(metrics: tuple[str, ...] = ("win_win", "vendor_gain", "partner_gain", "npv")) -> Sensitivity:
    together = {"levers": 0.5, "uncertainties": 0.3, LUCK: 0.08}
    kinds = {name: name for name in together}
    factors = list(KINDS)
    far = pd.DataFrame({"metric": "win_win", "factor": factors, "kind": list(KINDS.values()), "median": 0.1, "maximum": 0.2})
    pair = {
        "metric": "win_win",
        "factor": "support_agents",
        "other": "gamma",
        "second": 0.07,
        "second_low": 0.03,
        "second_high": 0.11,
    }
    return Sensitivity(
        table=pd.concat([indices(m, TOTALS, KINDS) for m in metrics], ignore_index=True),
        groups=pd.concat([indices(m, together, kinds) for m in metrics], ignore_index=True),
        second=pd.DataFrame([pair]),
        distances=far,
        steps=pd.DataFrame({"points": [64, 128], "runs": [500, 1000], "widest": [0.09, 0.04], "order_kept": [False, True]}),
        converged=True,
        points=128,
        runs=1000,
        warnings=(),
    )


@pytest.fixture
def answer() -> Sensitivity:
    return planted()


@pytest.fixture
def wide(answer: Sensitivity) -> Sensitivity:
    steps = answer.steps.assign(widest=[0.3, 0.16], order_kept=[False, False])
    return replace(answer, converged=False, steps=steps, warnings=("Mind this.",))


def said_of(page: str) -> str:
    plain = re.sub(r"<[^>]+>", "", re.sub(r'"data:image[^"]*"', "", page))
    return plain.replace("\u00a0", " ")


def test_what_decides_is_told_with_its_share(answer: Sensitivity) -> None:
    assert deciding_list(answer) == ["Support agents: 41 % (36–46)", "Gamma (response of sales to effort): 22 % (17–27)"]
    assert sensitivity_title(answer) == "Support agents and gamma decide most"


def test_luck_and_the_rest_are_told(answer: Sensitivity) -> None:
    assert rest_in_words(answer) == (
        "Chance accounts for 8 % (3–13) of the variance (total effect). No other factor accounts for more than 11 %. "
        "Dilution stays below the noise floor of 2.0 %: an inert dummy factor reaches as much by chance."
    )


def test_of_many_that_decide_the_first_are_listed_and_the_others_named(answer: Sensitivity) -> None:
    many = {
        f"{name}": 0.6 - 0.05 * k for k, name in enumerate(("offers", "curation", "community", "gamma", "dilution", "margin"))
    }
    kinds = dict.fromkeys(many, "lever")
    table = indices("win_win", {**many, LUCK: 0.08, DUMMY: 0.0}, {**kinds, LUCK: LUCK, DUMMY: DUMMY})
    crowded = replace(answer, table=table)
    assert len(deciding_list(crowded)) == 5
    assert deciding_in_words(crowded).startswith("Five things mostly decide whether a programme is win-win")
    assert rest_in_words(crowded) == "Margin follows. Chance accounts for 8 % (3–13) of the variance (total effect)."


def test_the_section_answers_first(answer: Sensitivity, findings) -> None:
    said = said_of(sensitivity_section(answer, findings))
    assert said.startswith("What decides it")
    assert "Two things decide whether a programme is win-win" in said and "Not converged" not in said
    assert "All levers together explain 24 % (21–27) alone and 50 % (45–55) in total" in said
    assert "Converged after 1,000 runs" in said and "Interactions" in said and "7 % (3–11)" in said
    assert "−" not in said  # a share of the variance is never negative


def test_what_did_not_converge_says_so_first(wide: Sensitivity, findings) -> None:
    said = said_of(sensitivity_section(wide, findings))
    assert said.index("Not converged after 1,000 runs") < said.index("Mind this.") < said.index("So far two things decide")
    assert "± 16 percentage points, where ± 5 is asked and the order still changes" in convergence_in_words(wide)
    assert sensitivity_title(wide).startswith("First look: support agents")


def test_where_nothing_decides_nothing_is_claimed(answer: Sensitivity, findings) -> None:
    flat = answer.table.assign(total=0.05, total_low=0.0, total_high=0.1)
    said = said_of(sensitivity_section(replace(answer, table=flat), findings))
    assert "No single factor decides whether a programme is win-win" in said
    assert sensitivity_title(replace(answer, table=flat)) == "Nothing alone decides"


def test_without_a_varying_win_win_the_gains_are_told(findings) -> None:
    gains = planted(("vendor_gain", "npv"))
    gains = replace(gains, distances=gains.distances.assign(metric="vendor_gain"), second=None)
    assert "Two things decide the vendor&#x27;s gain" in sensitivity_section(gains, findings)
    nothing = replace(
        gains, table=gains.table.iloc[:0], groups=gains.groups.iloc[:0], converged=False, warnings=("Nothing varies.",)
    )
    assert "Nothing varies." in said_of(sensitivity_section(nothing, findings))


def test_the_figure_is_drawn_and_the_same_each_time(answer: Sensitivity, wide: Sensitivity, findings) -> None:
    scenario = findings.results.scenario
    for found in (answer, wide):
        assert float(imread(io.BytesIO(drawn(draw_sensitivity(found, scenario), "png"))).std()) > 0.02
    assert drawn(draw_sensitivity(answer, scenario), "svg") == drawn(draw_sensitivity(answer, scenario), "svg")


def test_machines_get_plain_values(answer: Sensitivity) -> None:
    held = json.loads(json.dumps(sensitivity_json(answer)))
    assert held["converged"] is True and held["runs"] == 1000
    assert {"metric", "factor", "total", "total_low", "floor"} <= held["indices"][0].keys()
    assert held["second_order"][0]["other"] == "gamma"


def test_a_screening_ranks_and_claims_no_shares(findings) -> None:
    table = pd.DataFrame(
        {
            "metric": "vendor_gain",
            "factor": ["offers", "support_agents"],
            "kind": "lever",
            "mu": [-10.0, 40.0],
            "mu_star": [12.0, 40.0],
            "mu_star_low": 0.0,
            "mu_star_high": 50.0,
            "sigma": 3.0,
        }
    )
    screening = Screening(table, 16, 300)
    said = said_of(screening_section(screening, findings))
    assert said.index("Support agents") < said.index("Offers") and "16 trajectories (300 runs" in said
    assert json.loads(json.dumps(screening_json(screening)))["effects"][1]["mu"] == 40.0
