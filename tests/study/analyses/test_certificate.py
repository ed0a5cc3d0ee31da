"""Certificates: fresh futures, honest verdicts, looking again only at the undecided."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from partnerscape.scenario import InputError
from partnerscape.study.jobs.store import Store, digest_of
from partnerscape.study.statistics.intervals import share_interval, verdict
from partnerscape.study.study import reopen, study

pytestmark = pytest.mark.usefixtures("only_asked")


@pytest.fixture
def certified(question: Path) -> Path:
    text = question.read_text().replace(
        "[levers]", 'analyses = ["certificate"]\n[certificate]\npolicies = 12\nfutures = 8\n[levers]'
    )
    question.write_text(text)
    return question


def test_the_undecided_meet_more_fresh_futures_and_the_decided_none(certified: Path, tmp_path: Path) -> None:
    found = study(certified, tmp_path / "out", workers=2)
    certificate = found.answers["certificate"]
    table, required = certificate.policies, found.results.scenario.goals.required_probability
    assert len(table) == 12 and set(table["futures"]) <= {8, 24, 56}
    assert certificate.runs == table["futures"].sum()
    for row in table.itertuples():
        assert row.verdict == verdict(row.wins, row.futures, required, looks=3)
        assert row.verdict != "undecided" or row.futures == 56
    seeds = set(found.results.design.futures["seed"])
    assert not seeds & set(np.concatenate([_seeds(tmp_path / "out", look) for look in range(3)]))
    again = reopen(tmp_path / "out")
    assert digest_of(again.answers["certificate"].policies) == digest_of(table)


def _seeds(folder: Path, look: int) -> list[int]:
    import pandas as pd

    path = folder / "certificate" / str(look) / "futures.parquet"
    return list(pd.read_parquet(path)["seed"]) if path.exists() else []


def test_a_finished_study_without_its_fresh_runs_is_refused(certified: Path, tmp_path: Path) -> None:
    study(certified, tmp_path / "out", workers=2)
    (Store(tmp_path / "out").folder / "certificate" / "0" / "table.parquet").unlink()
    with pytest.raises(InputError, match="run the study again"):
        reopen(tmp_path / "out")


def test_three_looks_together_cover_as_often_as_one_should() -> None:
    rng, truth, wrong = np.random.default_rng(1), 0.8, 0
    for _ in range(2000):
        wins = np.cumsum(rng.random(56) < truth)
        wrong += any(not _covers(int(wins[n - 1]), n, truth) for n in (8, 24, 56))
    assert wrong / 2000 <= 0.05


def _covers(hits: int, total: int, truth: float) -> bool:
    _, low, high = share_interval(hits, total, looks=3)
    return low <= truth <= high


@pytest.mark.long
def test_an_adaptive_design_puts_its_second_half_where_win_win_is_undecided(question: Path, tmp_path: Path) -> None:
    even = study(question, tmp_path / "even", workers=2)
    question.write_text(question.read_text().replace("policies = 24", 'kind = "adaptive"\npolicies = 48'))
    found = study(question, tmp_path / "adaptive", workers=2)
    first, second = found.results.probability[:24], found.results.probability[24:]
    required = found.results.scenario.goals.required_probability
    assert len(second) == 24
    np.testing.assert_array_equal(first, even.results.probability)
    assert np.abs(second - required).mean() < np.abs(first - required).mean()
    assert not found.results.held_out[24:].any(), "the rule is tested on evenly spread policies alone"
    np.testing.assert_array_equal(reopen(tmp_path / "adaptive").results.probability, found.results.probability)
