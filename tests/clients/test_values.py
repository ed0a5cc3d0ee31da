"""Values as NumPy and pandas hand them out: the same levers, seeds and options, with nothing of NumPy's left in what is kept."""

from __future__ import annotations

import json
import pickle
import types
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest
from clients.small import SMALL

import partnerscape as ps
from partnerscape.study.question.question import load_question

MARKETPLACE = ps.load_scenario("marketplace")
POLICY = MARKETPLACE.current_policy
KINDS = [int, float, str, np.int8, np.uint64, np.int64, np.float16, np.float32, np.float64, np.array]
TIERS = [{"threshold": np.int64(1000), "rate": np.float64(0.25)}]
LEVERS = {"offers": 3, "small__offers": 3, "large__bonus": 3, "segments": {"middle": {"offers": 3}}}


def written(levers, kind) -> dict[str, object]:
    return {key: written(value, kind) if isinstance(value, dict) else kind(value) for key, value in levers.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_policy_is_the_same_however_its_numbers_were_written(kind) -> None:
    policy, plain = POLICY.changed(**written(LEVERS, kind)), POLICY.changed(**LEVERS)
    assert (policy, hash(policy), repr(policy)) == (plain, hash(plain), repr(plain))
    assert policy.model_dump_json() == plain.model_dump_json()
    assert MARKETPLACE.changed(policies={"mine": policy}).changes == MARKETPLACE.changed(policies={"mine": plain}).changes
    commands = [ps.compare(MARKETPLACE, p, seeds=[0], hangs_on=False).request.command() for p in (policy, plain)]
    assert commands[0] == commands[1] and "small.offers=3 " in commands[0]


def test_lists_of_a_segment_are_its_own_too() -> None:
    arrays = POLICY.changed(small__tiers=TIERS, small__referral_rates=np.array([0.1, 0.02]))
    lists = POLICY.changed(small__tiers=[{"threshold": 1000, "rate": 0.25}], small__referral_rates=[0.1, 0.02])
    assert (arrays, hash(arrays), arrays.model_dump_json()) == (lists, hash(lists), lists.model_dump_json())
    assert ps.Policy.model_validate_json(arrays.model_dump_json()) == arrays


@pytest.mark.parametrize("kind", [np.int64, np.float32, np.int8])
def test_times_ranges_targets_and_seeds_too(kind) -> None:
    assert SMALL.changed(time={"horizon_months": kind(6)}) == SMALL
    ends = np.array([0.25, 0.5], dtype=np.float32)
    assert SMALL.changed(uncertain={"gamma": ends}) == SMALL.changed(uncertain={"gamma": [0.25, 0.5]})
    assert SMALL.changed(today={"revenue": kind(100)}) == SMALL.changed(today={"revenue": 100})
    result = ps.run(SMALL, seeds=np.arange(2).astype(kind), workers=kind(2))
    assert result.seeds == [0, 1] and {type(seed) for seed in result.seeds} == {int}
    with pytest.raises(ps.InputError, match=r"did you mean 0\.25"):
        ps.Policy(community=kind(25))


@pytest.mark.parametrize("workers", [True, np.True_, 1.5, "2", 0, np.array([1, 2])])
def test_workers_are_a_whole_number(workers) -> None:
    with pytest.raises(ps.InputError, match="workers"):
        ps.run(SMALL, seeds=[0], workers=workers)


@pytest.mark.parametrize("given", ["no", "false", 0, 1, None])
@pytest.mark.parametrize("option", ["as_stated", "hangs_on", "partners", "of replay"])
def test_what_is_on_or_off_is_true_or_false(option, given, tmp_path) -> None:
    calls = {
        "partners": lambda: ps.run(SMALL, seeds=[0], partners=given),
        "of replay": lambda: ps.replay(tmp_path, 0, 0, partners=given),
    }
    with pytest.raises(ps.InputError, match="expected True or False"):
        calls.get(option, lambda: ps.compare(SMALL, "pay_more", [0], **{option: given}))()


def test_numpys_truth_is_pythons() -> None:
    answer = ps.compare("marketplace", "pay_more", [0], as_stated=np.True_, hangs_on=np.False_)
    assert answer.as_stated is True and answer.hangs_on is None
    assert "--as-stated" in answer.request.command() and "--no-hangs-on" in answer.request.command()
    assert len(ps.run(SMALL, seeds=[0], partners=np.True_).partners)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return pd.DataFrame({"commission_rate": [0.15, 0.3], "offers": [3, 8], "small__offers": [2, 4], "retroactive": [True, False]})


@pytest.mark.parametrize("of", ["series", "dict", "record", "mixed"])
def test_a_row_of_a_table_is_a_policy(of, rows) -> None:
    row = rows.drop(columns="retroactive").iloc[1] if of == "series" else rows.iloc[1]
    given = {"dict": row.to_dict(), "record": rows.to_dict("records")[1]}.get(of, row)
    known = POLICY.changed(commission_rate=0.3, offers=8, small__offers=4)
    assert POLICY.changed(**given) == known
    assert ps.run(SMALL, given, seeds=[0]).policy == known
    assert ps.compare(SMALL, given, seeds=[0], hangs_on=False).policy == known


def test_a_segments_lever_in_a_table_keeps_the_other_exceptions() -> None:
    base = MARKETPLACE.policies["grow_the_small"]
    given = {"based_on": "grow_the_small", "small__offers": 4, "large__offers": 2}
    assert ps.run(SMALL, given, seeds=[0]).policy.segments == base.changed(small__offers=4, large__offers=2).segments


@pytest.mark.parametrize(
    ("levers", "told"),
    [
        ({"small__ofers": 3}, "did you mean 'offers'"),
        ({"small__offers": -1}, "segments.small"),
        ({"tiny__offers": 3}, "tiny"),
        ({"small__offers": np.nan}, "finite"),
        ({"small__notice_months": 3}, "may differ by segment"),
        ({"small__offers": 3, "segments": 3}, "segments"),
        ({"small__offers": 3, "segments": {"small": 3}}, "segments"),
        (pd.DataFrame({"offers": [3, 4]}), "offers"),
    ],
)
def test_what_a_row_cannot_be_is_refused(levers, told) -> None:
    with pytest.raises(ps.InputError, match=told):
        ps.run(SMALL, levers, seeds=[0])


@pytest.fixture(scope="module")
def asked() -> dict[str, object]:
    options = {"a": {"bonus": np.int64(100)}, "b": {"small__offers": np.float64(3), "tiers": TIERS}}
    return {
        "question": "Which?",
        "scenario": SMALL,
        "levers": {"offers": np.array([2, 9]), "small__training_hours": [np.float32(0), np.int64(3)]},
        "choices": {"package": options},
        "uncertainties": {"gamma": np.array([0.25, 0.45])},
        "design": {"policies": np.int64(8), "futures": np.int64(3), "seed": np.uint8(1)},
    }


def test_a_question_of_numpys_values_is_kept_and_replayed(asked, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("partnerscape.study.question.analysis.ALWAYS", ())
    ps.study(asked, tmp_path / "out", workers=np.int64(2), chunk=np.int64(64))
    assert load_question(asked)[0].choices["package"]["b"]["small__offers"] == 3
    kept = json.loads((tmp_path / "out" / "study.json").read_text("utf-8"))["question"]["choices"]["package"]
    assert kept == {"a": {"bonus": 100.0}, "b": {"small__offers": 3, "tiers": [{"threshold": 1000.0, "rate": 0.25}]}}
    row = pd.read_parquet(tmp_path / "out" / "table.parquet").query("policy == 2").select_dtypes("number").iloc[1]
    again = ps.replay(tmp_path / "out", row["policy"], row["future"])
    assert (again.number, again.future, again.row["npv"]) == (2, 1, row["npv"])
    policies = pd.read_parquet(tmp_path / "out" / "policies.parquet").set_index("policy")
    policy = SMALL.current_policy.changed(**policies.drop(columns=["package", "option_package"]).loc[2])
    assert policy.offers == again.policy.offers and policy.segments["small"]["training_hours"] > 0.0


@pytest.mark.parametrize("name", ps.__all__)
def test_every_public_name_can_be_handed_to_another_process(name) -> None:
    value = getattr(ps, name)
    again = pickle.loads(pickle.dumps(value))
    assert again is value or again == value


def test_a_pool_of_processes_runs_studies(asked, tmp_path) -> None:
    assert isinstance(ps.study, types.ModuleType), "callable, and a room"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        error = pool.submit(ps.study, {**asked, "levers": {"ofers": [2, 9]}}, tmp_path / "out").exception(timeout=120)
    assert isinstance(error, ps.InputError) and "did you mean 'offers'" in str(error)
