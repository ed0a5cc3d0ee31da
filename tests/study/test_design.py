"""Designs: spread as they say, constraints kept, any of them played once."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnerscape.scenario import InputError
from partnerscape.study.jobs.store import Store
from partnerscape.study.question.budgets import CertificateSize
from partnerscape.study.question.design import (
    Design,
    grid_policies,
    latin_policies,
    make_design,
    policies_of,
    seeds_of,
    sobol_policies,
)
from partnerscape.study.question.question import load_question
from partnerscape.study.question.streams import Stream
from partnerscape.study.runs.execute import BASELINE, execute

RANGES = {"commission_rate": (0.1, 0.3), "offers": (2.0, 5.0)}


@pytest.mark.parametrize("spread", [sobol_policies, latin_policies])
def test_every_part_of_a_range_and_every_whole_number_is_met_as_often(spread) -> None:
    table = spread(RANGES, 128, 0)
    assert set(np.histogram(table["commission_rate"], bins=16, range=RANGES["commission_rate"])[0]) == {8}
    assert table["offers"].value_counts().to_dict() == {2.0: 32, 3.0: 32, 4.0: 32, 5.0: 32}


def test_a_grid_is_the_finest_that_the_policies_allow() -> None:
    table = grid_policies(RANGES, 40, 1)
    assert len(table) == 10 * 4 and not table.duplicated().any()
    assert table["commission_rate"].nunique() == 10
    with pytest.raises(InputError, match="at least 4"):
        grid_policies(RANGES, 3, 1)


def written(question: Path, more: str, instead_of: str = "[design]") -> Path:
    question.write_text(question.read_text().replace(instead_of, more, 1))
    return question


def test_policies_keep_the_constraints_between_levers(question: Path) -> None:
    asked, scenario = load_question(
        written(
            question, 'constraints = ["offers <= 3 * support_agents", "commission_rate + discount >= 0.2"]\n[levers]', "[levers]"
        )
    )
    table = policies_of(asked, scenario, 64, 1)
    assert len(table) == 64
    assert (table["offers"] <= 3 * table["support_agents"]).all()
    assert (table["commission_rate"] >= 0.2).all(), "discount stands at 0 today"


@pytest.mark.parametrize(
    ("constraint", "said"),
    [
        ("offers", "a comparison"),
        ("offers <= __import__('os').system('true')", "a comparison"),
        ("1 <= offers <= 5", "a comparison"),
        ("oferrs <= 3", "did you mean 'offers'"),
        ("offers <= 0", "at least one in 64"),
    ],
)
def test_a_constraint_that_cannot_be_kept_is_refused(question: Path, constraint: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        make_design(*load_question(written(question, f'constraints = ["{constraint}"]\n[levers]', "[levers]")))


CHOICE = """
[choices.pay]
today = {}
tiered = { commission_rate = 0.15, tiers = [{ threshold = 500.0, rate = 0.2 }, { threshold = 2000.0, rate = 0.25 }] }
retroactive = { tiers = [{ threshold = 800.0, rate = 0.3 }], retroactive = true }
[design]
"""


def test_a_choice_sets_what_its_options_say(question: Path, tmp_path: Path) -> None:
    question.write_text(question.read_text().replace("commission_rate = [0.15, 0.3]\n", ""))
    asked, scenario = load_question(written(question, CHOICE))
    design = make_design(asked, scenario)
    assert set(design.policies["pay"]) == {0.0, 1.0, 2.0}
    few = pd.DataFrame({"support_agents": [2.2] * 3, "offers": [8.0] * 3, "pay": [0.0, 1.0, 2.0]})
    table = execute(asked, scenario, Design(few, design.futures.iloc[:1]), Store(tmp_path / "runs").part("few"), 1)
    pay = table.set_index("policy")["payout_ratio"]
    assert pay[0] == pay[BASELINE] and pay[1] != pay[0] and pay[2] != pay[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("[choices.offers]\na = {}\nb = { offers = 3 }\n[design]", "a name of your own"),
        ("[choices.pay]\na = {}\n[design]", "2 to 32 options"),
        ("[choices.pay]\na = {}\nb = { commision_rate = 0.1 }\n[design]", "did you mean 'commission_rate'"),
        ("[choices.pay]\na = {}\nb = { tiers = [{ threshold = 5.0, rate = 9.0 }] }\n[design]", "rate"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(question: Path, options: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        load_question(written(question, options))


def test_listed_runs_are_those_of_the_full_design(question: Path, tmp_path: Path) -> None:
    asked, scenario = load_question(question)
    full = make_design(asked, scenario)
    listed = pd.DataFrame({"policy": [3, 0, 5, 5], "future": [1, 1, 0, 3]})
    store = Store(tmp_path / "runs")
    some = execute(asked, scenario, Design(full.policies, full.futures, listed), store.part("some"), 2, chunk=2)
    everything = execute(asked, scenario, full, store.part("all"), 2)
    keys = ["future", "policy"]
    assert len(some) == 4 + 3, "a baseline for each of the three futures met"
    merged = some[keys].merge(everything, on=keys)
    pd.testing.assert_frame_equal(some, merged[some.columns], check_exact=True)


def test_no_stream_reaches_the_seeds_of_another(question: Path) -> None:
    """A certificate's looks take a number each, and a question's own seed is small beside the distance of two streams."""
    most = max(bound.le for bound in CertificateSize.model_fields["looks"].metadata if hasattr(bound, "le"))
    numbers = [*(stream.value for stream in Stream), *range(Stream.CERTIFICATE + 1, Stream.CERTIFICATE + most)]
    assert len(set(numbers)) == len(Stream) + most - 1
    asked, _ = load_question(question)
    first = sorted(seeds_of(asked, 1, number)[0] for number in numbers)
    assert min(b - a for a, b in pairwise(first)) > 10**9
