"""Bad input gets one clear error: file, table, key, what was expected, what was found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from partnerscape import engine
from partnerscape.scenario import InputError, load_policy, load_scenario, shipped
from partnerscape.study.question.question import load_question

MARKETPLACE = shipped("scenarios")["marketplace"].read_text()


def replaced(old: str, new: str) -> str:
    assert old in MARKETPLACE, old
    return MARKETPLACE.replace(old, new, 1)


BROKEN: dict[str, tuple[Callable[[], str], list[str]]] = {
    "unknown key": (
        lambda: replaced("commission_rate = 0.2", "comission_rate = 0.2"),
        ["comission_rate", "did you mean 'commission_rate'"],
    ),
    "15 for 15 %": (
        lambda: replaced("commission_rate = 0.2", "commission_rate = 15"),
        ["policies.good", "commission_rate", "did you mean 0.15", "15"],
    ),
    "wrong type": (
        lambda: replaced("commission_rate = 0.2", 'commission_rate = "high"'),
        ["commission_rate", "number", "'high'"],
    ),
    "shares": (lambda: replaced("share = 0.55", "share = 0.5"), ["segments", "share", "add up to 1", "0.95"]),
    "negative months": (lambda: replaced("burn_in_months = 60", "burn_in_months = -1"), ["time", "burn_in_months", "-1"]),
    "absurd months": (lambda: replaced("horizon_months = 36", "horizon_months = 36000"), ["time", "horizon_months", "36000"]),
    "no such current": (lambda: replaced('current = "good"', 'current = "best"'), ["current", "'best'"]),
    "NaN": (lambda: replaced("commission_rate = 0.2", "commission_rate = nan"), ["commission_rate", "nan"]),
    "infinite": (lambda: replaced("gamma = 0.34", "gamma = inf"), ["gamma", "inf"]),
    "unknown assumption": (lambda: replaced("gamma = [0.25, 0.45]", "gama = [0.25, 0.45]"), ["uncertain", "gama"]),
    "range upside down": (lambda: replaced("gamma = [0.25, 0.45]", "gamma = [0.45, 0.25]"), ["uncertain", "gamma"]),
    "tiers out of order": (
        lambda: replaced("offers = 8\n", "offers = 8\ntiers = [{threshold = 500, rate = 0.3}, {threshold = 200, rate = 0.2}]\n"),
        ["policies.good", "tiers", "increase"],
    ),
    "segment that does not exist": (
        lambda: replaced("[policies.grow_the_small.segments.small]", "[policies.grow_the_small.segments.tiny]"),
        ["segments", "tiny"],
    ),
    "vendor-wide lever by segment": (
        lambda: replaced("commission_rate = 0.22\n\n[goals]", "survey_every = 3\n\n[goals]"),
        ["survey_every"],
    ),
    "more offers than the catalogue": (lambda: replaced("offers = 12", "offers = 40"), ["offers", "30", "40"]),
    "based on itself": (
        lambda: replaced('[policies.pay_more]\nbased_on = "good"', '[policies.pay_more]\nbased_on = "pay_more"'),
        ["pay_more", "based_on"],
    ),
    "missing table": (lambda: replaced("[market]", "[markt]"), ["markt"]),
    "not TOML": (lambda: "commission = = 3", ["valid TOML"]),
    "empty": (lambda: "", ["empty file"]),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_scenario_is_one_clear_error(case: str, tmp_path: Path) -> None:
    text, told = BROKEN[case]
    path = tmp_path / "programme.toml"
    path.write_text(text())
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    message = str(caught.value)
    assert message.startswith(str(path)) and "expected" in message and "found" in message and "\n" not in message
    for part in told:
        assert part in message, message


def test_what_is_not_a_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\x89PNG\r\n\xff\xfe")
    for source, told in [
        (tmp_path, "folder"),
        (tmp_path / "none.toml", "no such file"),
        (tmp_path / "binary.toml", "UTF-8"),
        ("marketplaze", "did you mean 'marketplace'"),
    ]:
        with pytest.raises(InputError, match=told):
            load_scenario(source)


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "marked.toml"
    path.write_bytes(b"\xef\xbb\xbf" + MARKETPLACE.encode())
    assert load_scenario(path).current == "good"


def test_every_shipped_scenario_and_question_loads() -> None:
    for path in shipped("scenarios").values():
        assert load_scenario(path).illustrative
    for path in shipped("experiments").values():
        assert load_question(path)[0].question


def test_every_assumption_of_the_marketplace_stands_in_its_file_with_a_comment() -> None:
    scenario = load_scenario("marketplace")
    stated = MARKETPLACE.split("[uncertain]")[0]
    lines = {line.split("=")[0].strip(): line for line in stated.splitlines() if "=" in line}
    for name in scenario.assumptions.values():
        assert "#" in lines[name], name


def test_policies_inherit_and_make_exceptions() -> None:
    scenario = load_scenario("marketplace")
    assert scenario.policies["pay_more"].support_agents == scenario.policies["good"].support_agents
    small = scenario.policies["grow_the_small"].terms_of("small")
    assert (small.commission_rate, small.community) == (0.22, 0.5)
    assert scenario.policies["grow_the_small"].terms_of("large").commission_rate == 0.2


def test_a_policy_file_starts_from_the_current_policy(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("commission_rate = 0.23\n")
    policy = load_policy(path, load_scenario("marketplace"))
    assert (policy.commission_rate, policy.alignment) == (0.23, 0.8)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[levers]\nofers = [2, 9]", "did you mean 'offers'"),
        ("[levers]\noffers = [9, 2]", "increasing"),
        ("[levers]\noffers = [2, 900]", "within"),
        ("[levers]\ntiny__offers = [2, 9]", "tiny"),
        ("uncertainties = ['gama']\n[levers]\noffers = [2, 9]", "did you mean 'gamma'"),
        ("[levers]\noffers = [2, 9]\n[design]\npolicies = 2", "greater than or equal to 8"),
        ("current = 'best'\n[levers]\noffers = [2, 9]", "one of"),
    ],
)
def test_a_broken_question_is_one_clear_error(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "question.toml"
    path.write_text('question = "?"\nscenario = "marketplace"\n' + text)
    with pytest.raises(InputError, match=told):
        load_question(path)


def test_a_segment_may_live_in_a_region_and_know_a_category() -> None:
    scenario = load_scenario("marketplace")
    segments = [s.model_dump() for s in scenario.segments]
    segments[1] |= {"region": "east"}
    segments[2] |= {"speciality": "toys"}
    block = engine.founded(scenario.changed(segments=segments), 1).pool[0]
    kind, region, speciality = (block[name][: block["active"]] for name in ("segment", "region", "speciality"))
    assert set(region[kind == 1]) == {scenario.market.regions.index("east")}
    assert set(speciality[kind == 2]) == {scenario.market.categories.index("toys")}
    assert len(set(region[kind == 0])) == 4 and len(set(speciality[kind == 0])) == 5
    with pytest.raises(ValueError, match="moon"):
        scenario.changed(segments=[segments[0] | {"region": "moon"}, *segments[1:]])
