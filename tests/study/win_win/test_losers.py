"""Who loses first has one answer: the party that fails in most failing runs, under a condition only where it separates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from planted_studies import Planted

from partnerscape.metrics.margin import Margin
from partnerscape.show.as_json import findings_json
from partnerscape.show.findings import charts
from partnerscape.show.findings.words import loser_in_words, party, rule_in_words
from partnerscape.study.analyses.loser import with_loser
from partnerscape.study.analyses.sensitivity.sensitivity import Sensitivity
from partnerscape.study.runs.parties import by_party, by_side
from partnerscape.study.runs.results import Results
from partnerscape.study.statistics.thresholds import LEAST_RUNS, NO_SPLIT, Grouped, clear_split
from partnerscape.study.win_win.findings import Findings, analyse
from partnerscape.study.win_win.losers import first_to_lose


def newcomers_lose(x: np.ndarray, f: np.ndarray, luck: np.ndarray) -> dict[str, np.ndarray]:
    """Newcomers fail where commission is low; customers, a little, in most of those runs and nowhere else."""
    low = x[..., 0] + 0.2 + 0.02 * luck[..., 0]
    return {
        "vendor": 2.0 + 0.1 * luck[..., 1],
        "partners": 2.0 + 0.1 * f[..., 3],
        "newcomers": 100.0 * low,
        "newcomer_number": 3.0 + low,
        "quality": 0.02 + 0.1 * low,
        "customers": 2.0 + 0.0 * low,
    }


@pytest.fixture(scope="module")
def findings() -> Findings:
    return analyse(Planted(newcomers_lose).study(192, 16, 3))


@pytest.mark.parametrize(
    ("margin", "who", "side"),
    [
        ("vendor", "vendor", "vendor"),
        ("partners", "partners", "partners"),
        ("not_worse.small", "small", "partners"),
        ("loss.large", "large", "partners"),
        ("newcomers", "newcomers", "newcomers"),
        ("newcomer_number", "newcomers", "newcomers"),
        ("quality", "customers", "customers"),
        ("customers", "customers", "customers"),
        ("market_share", "market_share", None),
        ("constraint.quality", "constraint.quality", None),
        ("constraint.vendor", "constraint.vendor", None),
    ],
)
def test_every_margin_has_its_party(margin: str, who: str, side: str | None) -> None:
    column = f"margin.{margin}"
    read = Margin.read(column)
    assert (read.party, read.side, read.column, str(read)) == (who, side, column, column)


def test_margins_are_gathered_by_party_and_by_side() -> None:
    margins = [
        Margin.read(f"margin.{name}")
        for name in ("quality", "vendor", "not_worse.small", "loss.small", "newcomers", "market_share")
    ]
    assert by_party(margins)["small"] == margins[2:4]
    assert list(by_side(margins)) == ["vendor", "partners", "newcomers", "customers"]


def test_the_party_that_fails_in_most_failing_runs_is_first(findings: Findings) -> None:
    everywhere = first_to_lose(findings.results, None)
    assert everywhere is not None
    assert everywhere.who == "newcomers" and everywhere.margin == Margin("newcomers")
    assert everywhere.shares == {"newcomers": 1.0, "customers": pytest.approx(everywhere.shares["customers"])}
    assert 0.5 < everywhere.shares["customers"] < 1.0, "several may lose in the same run"
    assert everywhere.when == "commission_rate" and not everywhere.when_above
    runs = findings.results.candidates
    assert everywhere.failing_runs == int((runs["win_win"] == 0.0).sum())


def test_all_outputs_say_the_same_party(findings: Findings) -> None:
    found = replace(findings, box=None, loser=first_to_lose(findings.results, None))
    assert found.loser is not None
    said, plain = loser_in_words(found), findings_json(found)
    assert said.startswith(f"First to lose: newcomers, in {found.loser.failing_runs:,} of the {found.loser.failing_runs:,} runs")
    assert said in rule_in_words(found)
    assert plain["first_to_lose"]["who"] == "newcomers" and plain["first_to_lose"]["words"] == said
    assert plain["binding"] == plain["first_to_lose"]["shares"] == found.binding
    title = charts.draw_binding(found).texts[0].get_text()
    assert title == "First to lose: newcomers"


def test_newcomers_and_customers_have_words() -> None:
    assert party("newcomers", ("small",)) == "newcomers"
    assert party("customers", ("small",)) == "customers"


def test_a_run_in_which_nobody_joins_lacks_nothing(findings: Findings) -> None:
    results = findings.results
    table = results.table.copy()
    empty = (table["future"] == 0) & (table["policy"] >= 0)
    table.loc[empty, ["margin.newcomers", "margin.newcomer_number"]] = np.nan
    others = [margin.column for margin in results.margins if margin.party != "newcomers"]
    table.loc[empty, "win_win"] = (table.loc[empty, others] > 0.0).all(axis=1).astype(float)
    lacking = analyse(Results(results.question, results.scenario, results.design, table))
    assert np.isfinite(lacking.model.error)
    loser = first_to_lose(lacking.results, None)
    assert loser is not None
    assert loser.failing_runs == int((lacking.results.wins == 0.0).sum())


def split(fails_per_future: np.ndarray, values: np.ndarray, runs: int = 20) -> tuple[Grouped, np.ndarray]:
    """Futures with one input, in each so many of ``runs`` that fail."""
    of_run = np.repeat(np.arange(len(values)), runs)
    fails = np.concatenate([np.arange(runs) < count for count in fails_per_future])
    return Grouped(pd.DataFrame({"gamma": values}), of_run), fails


def test_a_condition_needs_futures_not_runs() -> None:
    """Forty failing runs of the two futures with the lowest value out of twenty: chance would find as much."""
    values = np.linspace(0.0, 1.0, 20)
    assert (
        clear_split([split(np.where(values < 0.1, 20, 0), values)[0]], split(np.where(values < 0.1, 20, 0), values)[1])
        != NO_SPLIT
    )
    order = np.random.default_rng(3).permutation(20)
    few, fails = split(np.where(np.isin(np.arange(20), order[:2]), 20, 0), values)
    many = few._replace(inputs=pd.DataFrame({f"x{k}": np.random.default_rng(k).random(20) for k in range(12)}))
    assert clear_split([many], fails) == NO_SPLIT
    half, fails = split(np.where(values < 0.5, 15, 1), values)
    found = clear_split([half], fails)
    assert found.name == "gamma" and not found.above and abs(found.value - 0.5) < 0.06


def test_chance_is_kept_to_its_level() -> None:
    """Inputs that decide nothing are named in about one of twenty studies."""
    rng, named, tries = np.random.default_rng(1), 0, 200
    for _ in range(tries):
        inputs = pd.DataFrame(rng.random((24, 8)), columns=[f"x{k}" for k in range(8)])
        of_run = np.repeat(np.arange(24), 10)
        fails = rng.random(240) < 0.6 * rng.random(24)[of_run]
        named += clear_split([Grouped(inputs, of_run)], fails) != NO_SPLIT
    assert named / tries < 0.09


def test_few_failing_runs_have_no_condition() -> None:
    kind, fails = split(np.array([LEAST_RUNS - 1, *[0] * 9]), np.linspace(0.0, 1.0, 10))
    assert clear_split([kind], fails) == NO_SPLIT


def test_a_condition_never_names_what_a_sensitivity_analysis_calls_unimportant(findings: Findings) -> None:
    rows = [("commission_rate", 0.01, 0.0), ("support_agents", 0.6, 0.5)]
    table = pd.DataFrame(
        [
            {"metric": "win_win", "factor": name, "total": total, "total_low": low, "total_high": 1.0, "floor": 0.02}
            for name, total, low in rows
        ]
    )
    answer = Sensitivity(table, table, None, table, table, True, 64, 1, ())
    before = replace(findings, box=None, loser=first_to_lose(findings.results, None))
    after = with_loser(replace(before, answers={"sensitivity": answer}))
    assert before.loser is not None and after.loser is not None
    assert before.loser.when == "commission_rate" and after.loser.when is None
    assert (after.loser.who, after.loser.share) == (before.loser.who, before.loser.share)
