"""Whatever a user may give and get wrong ends in one clear message, exit code 2, and nothing half-written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from partnerscape import cli
from partnerscape.scenario import shipped

MARKETPLACE = shipped("scenarios")["marketplace"].read_text()
QUESTION = 'question = "?"\nscenario = "marketplace"\n[levers]\noffers = [2, 9]\n[design]\npolicies = 8\nfutures = 2\n'
DEEP = "[" * 100_000 + "]" * 100_000

Told = tuple[str, ...]

# what stands in the marketplace, what stands there instead, what the message must say
SCENARIOS: dict[str, tuple[str, str, Told]] = {
    "unknown key": ("commission_rate = 0.2", "comission_rate = 0.2", ("[policies.good] comission_rate", "did you mean 'commission_rate'")),
    "unknown table": ("[market]", "[markt]", ("markt", "did you mean 'market'")),
    "unknown assumption": ("gamma = 0.34", "gama = 0.34", ("[assumptions.effort] gama", "did you mean 'gamma'")),
    "wrong type": ("commission_rate = 0.2", 'commission_rate = "high"', ("commission_rate", "a valid number", "'high'")),
    "a list for a number": ("commission_rate = 0.2", "commission_rate = [0.2]", ("commission_rate", "[0.2]")),
    "a date for a number": ("gamma = 0.34", "gamma = 2024-01-01", ("gamma", "number", "2024")),
    "half an offer": ("offers = 8", "offers = 8.5", ("offers", "integer", "8.5")),
    "a number for a name": ('name = "small"', "name = 7", ("segments.0", "name", "string", "7")),
    "a number for a region": ('regions = ["north", "south"', "regions = [1, 2", ("regions", "string", "1")),
    "15 for 15 %": ("commission_rate = 0.2", "commission_rate = 15", ("commission_rate", "did you mean 0.15", "15")),
    "60 for 60 % of an assumption": ("margin = 0.6 ", "margin = 60 ", ("[assumptions.demand] margin", "did you mean 0.6", "60")),
    "NaN": ("commission_rate = 0.2", "commission_rate = nan", ("commission_rate", "finite", "nan")),
    "infinite": ("gamma = 0.34", "gamma = inf", ("gamma", "finite", "inf")),
    "1e400": ("gamma = 0.34", "gamma = 1e400", ("gamma", "finite", "inf")),
    "an integer of 400 digits": ("potential = 6000", "potential = " + "9" * 400, ("potential", "found")),
    "an integer of 5,000 digits": ("potential = 6000", "potential = " + "9" * 5000, ("valid TOML", "digits")),
    "shares that do not add up": ("share = 0.55", "share = 0.5", ("[segments] share", "add up to 1", "0.95")),
    "negative share": ("share = 0.55", "share = -0.55", ("segments.0", "share", "-0.55")),
    "two segments of one name": ('name = "middle"', 'name = "small"', ("[segments] name", "differ", "small")),
    "a segment with a size's name": ('name = "middle"', 'name = "q1"', ("segments.1", "name", "q1")),
    "a segment in capitals": ('name = "middle"', 'name = "Middle size"', ("segments.1", "name", "Middle size")),
    "negative months": ("burn_in_months = 60", "burn_in_months = -1", ("[time] burn_in_months", "-1")),
    "absurd months": ("horizon_months = 36", "horizon_months = 36000", ("[time] horizon_months", "240", "36000")),
    "no partners": ("initial_partners = 800", "initial_partners = 0", ("[time] initial_partners", "0")),
    "no such current policy": ('current = "good"', 'current = "best"', ("current", "'good'", "'best'")),
    "unknown uncertainty": ("gamma = [0.25, 0.45]", "gama = [0.25, 0.45]", ("[uncertain] gama", "did you mean 'gamma'")),
    "range upside down": ("gamma = [0.25, 0.45]", "gamma = [0.45, 0.25]", ("[uncertain] gamma", "low", "0.45")),
    "range out of bounds": ("gamma = [0.25, 0.45]", "gamma = [0.25, 45]", ("[uncertain] gamma", "0.05 to 1", "45")),
    "range without the stated value": ("gamma = [0.25, 0.45]", "gamma = [0.35, 0.45]", ("[uncertain] gamma", "holds the stated value 0.34", "[0.35, 0.45]")),
    "unknown assumption by hand": ("by_hand = [", 'by_hand = ["gama",', ("by_hand", "did you mean 'gamma'")),
    "unknown number of today": ("[today] ", "[today]\nchurm = 0.04\n# ", ("[today] churm", "did you mean 'churn'")),
    "churn of 4.5 for 4.5 %": ("churn = {", "churn = 4.5 # {", ("[today.churn] value", "less than or equal to 1", "4.5")),
    "today without tolerance for anything": ("occupancy = {", "occupancy = { tolerance = 0 } # {", ("[today.occupancy] tolerance", "greater than 0")),
    "today under an unknown policy": ("[today] ", '[today]\npolicy = "best"\n# ', ("[today] policy", "'good'", "'best'")),
    "a desk that is never busy": ("offers = 8\n", "offers = 8\ntarget_occupancy = 1e-9\n", ("[policies.good] target_occupancy", "0 (none) or a number from 0.05", "1e-09")),
    "range of one": ("gamma = [0.25, 0.45]", "gamma = [0.25]", ("uncertain.gamma",)),
    "tiers out of order": ("offers = 8\n", "offers = 8\ntiers = [{threshold = 500, rate = 0.3}, {threshold = 200, rate = 0.2}]\n", ("[policies.good] tiers", "increase", "500")),
    "a tier's rate of 30": ("offers = 8\n", "offers = 8\ntiers = [{threshold = 500, rate = 30}]\n", ("[policies.good.tiers.0] rate", "0.6", "30")),
    "unknown segment": ("[policies.grow_the_small.segments.small]", "[policies.grow_the_small.segments.smal]", ("smal", "'small', 'middle', 'large'")),
    "wrong type in an exception": ("[policies.grow_the_small.segments.small]\n", '[policies.grow_the_small.segments.small]\noffers = "few"\n', ("policies.grow_the_small.segments.small", "offers", "'few'")),
    "out of bounds in an exception": ("[policies.grow_the_small.segments.small]\ncommission_rate = 0.22", "[policies.grow_the_small.segments.small]\ncommission_rate = 22", ("policies.grow_the_small.segments.small", "commission_rate", "did you mean 0.22")),
    "a lever for all in an exception": ("[policies.grow_the_small.segments.small]\n", "[policies.grow_the_small.segments.small]\nsurvey_every = 3\n", ("survey_every", "may differ by segment")),
    "exceptions that are no table": ("[policies.grow_the_small.segments.small]\ncommission_rate = 0.22", "segments = 3", ("grow_the_small", "segments", "3")),
    "more offers than there are": ("offers = 12", "offers = 40", ("[policies.mediocre] offers", "30", "40")),
    "based on itself": ('[policies.pay_more]\nbased_on = "good"', '[policies.pay_more]\nbased_on = "pay_more"', ("[policies.pay_more] based_on", "'good'")),
    "based on a list": ('[policies.pay_more]\nbased_on = "good"', '[policies.pay_more]\nbased_on = ["good"]', ("[policies.pay_more] based_on", "'good'")),
    "policies that are no table": ("[policies.good]", "[[policies]]", ("policies",)),
    "a list where a table is expected": ("[time]", "[[time]]", ("time",)),
    "offer of no category": ('name = "offer 01", category = "home"', 'name = "offer 01", category = "homes"', ("[catalogue.0] category", "did you mean 'home'", "'homes'")),
    "event beyond the horizon": ("[goals] ", '[[events]]\nkind = "demand_shock"\nmonth = 36\nsize = -0.3\n[goals] ', ("[events.0] month", "36")),
    "unknown event": ("[goals] ", '[[events]]\nkind = "demand_shok"\nmonth = 3\nsize = -0.3\n[goals] ', ("events.0", "kind", "'demand_shock'", "'demand_shok'")),
    "constraint on an unknown metric": ("required_probability = 0.8", 'required_probability = 0.8\nconstraints = [{metric = "qualty", at_least = 0.7}]', ("goals.constraints", "did you mean 'quality'", "'qualty'")),
    "constraint without a limit": ("required_probability = 0.8", 'required_probability = 0.8\nconstraints = [{metric = "quality"}]', ("goals.constraints.0", "at_least", "both or neither")),
    "a currency of twenty letters": ('currency = "€"', f'currency = "{"€" * 20}"', ("currency", "8 characters")),
    "the same key twice": ("commission_rate = 0.2\n", "commission_rate = 0.2\ncommission_rate = 0.3\n", ("valid TOML", "line")),
    "nested a hundred thousand deep": ('currency = "€"', f"currency = {DEEP}", ("valid TOML", "nest")),
    "not TOML": ("title = ", "title = = ", ("valid TOML", "line 8")),
    "a comma for a point": ("commission_rate = 0.2", "commission_rate = 0,25", ("valid TOML", "write 0.25, with a decimal point")),
    "a comma for a point, in quotes": ("commission_rate = 0.2", 'commission_rate = "0,25"', ("[policies.good] commission_rate", "write 0.25, with a decimal point")),
    "commas for points in a range": ("gamma = [0.25, 0.45]", "gamma = [0,25, 0,45]", ("[uncertain] gamma", "did you mean [0.25, 0.45]")),
    "25 %": ("commission_rate = 0.2", "commission_rate = 25 %", ("write 0.25",)),
    "'12,5 %' in quotes": ("commission_rate = 0.2", 'commission_rate = "12,5 %"', ("[policies.good] commission_rate", "write 0.125")),
    "an amount with its currency": ("potential = 6000", 'potential = "6000 €"', ("[market] potential", "write 6000")),
    "an apostrophe between thousands": ("potential = 6000", "potential = 6'000", ("valid TOML", "write 6000")),
    "yes": ("illustrative = true", "illustrative = yes", ("valid TOML", "write true")),
    "ja": ("illustrative = true", 'illustrative = "ja"', ("illustrative", "true or false", "write true")),
    "nein": ("illustrative = true", 'illustrative = "nein"', ("illustrative", "write false")),
    "a capital True": ("illustrative = true", "illustrative = True", ("valid TOML", "write true")),
    "text without quotes": ("title = ", "title = Our programme # ", ("valid TOML", 'write text in quotes: "Our programme"')),
    "a word processor's quotes": ("title = ", "title = “Our programme” # ", ("valid TOML", "straight quotes")),
    "a backslash": ("title = ", 'title = "C:\\Users\\me" # ', ("valid TOML", "write /, or use single quotes")),
    "a colon for an equals sign": ("illustrative = true", "illustrative: true", ("valid TOML", "TOML writes key = value")),
    "goals by their name": ("[goals] ", '[goal]\nx = 1 # ', ("goal", "did you mean 'goals'?")),
    "a share of 70": ("required_probability = 0.8", "required_probability = 80", ("[goals] required_probability", "did you mean 0.8?")),
    "a capital in a name": ('current = "good"', 'current = "Good"', ("current", "did you mean 'good'?")),
    "based on a misspelt policy": ('[policies.pay_more]\nbased_on = "good"', '[policies.pay_more]\nbased_on = "goood"', ("[policies.pay_more] based_on", "did you mean 'good'?")),
    "a misspelt segment": ("[policies.grow_the_small.segments.small]", "[policies.grow_the_small.segments.smal]", ("[policies.grow_the_small.segments] smal", "did you mean 'small'?")),
    "a misspelt event": ("[goals] ", '[[events]]\nkind = "demand_shok"\nmonth = 3\nsize = -0.3\n[goals] ', ("[events.0] kind", "did you mean 'demand_shock'?")),
    "a name with a stroke": ("[policies.pay_more]", '[policies."pay|more|now"]\noffers = "few"\n[policies.pay_more]', ('[policies."pay|more|now"] offers', "'few'")),
    "a name with brackets and braces": ("[policies.pay_more]", '[policies."[bold]{x}[/bold]"]\noffers = "few"\n[policies.pay_more]', ('[policies."[bold]{x}[/bold]"] offers', "'few'")),
    "a name with a line break": ("[policies.pay_more]", '[policies."pay\\nmore"]\noffers = "few"\n[policies.pay_more]', ('[policies."pay\\nmore"] offers', "'few'")),
    "a name with a smile": ("[policies.pay_more]", '[policies."pay 🙂"]\noffers = "few"\n[policies.pay_more]', ('[policies."pay 🙂"] offers', "'few'")),
}  # fmt: skip

# the text of a policy file for the marketplace
POLICIES: dict[str, tuple[str, Told]] = {
    "unknown lever": ("comission_rate = 0.2", ("comission_rate", "did you mean 'commission_rate'")),
    "policy out of bounds": ("training_hours = 80", ("training_hours", "0 to 8", "80")),
    "negative support": ("support_agents = -1", ("support_agents", "-1")),
    "policy based on nothing": ('based_on = "best"', ("based_on", "'good'", "'best'")),
    "policy based on a number": ("based_on = 3", ("based_on", "'good'", "3")),
    "policy with an unknown segment": ("[segments.tiny]\noffers = 3", ("segments", "tiny")),
    "four levels of referral": ("referral_rates = [0.1, 0.1, 0.1, 0.1]", ("referral_rates", "3")),
    "referral of 10 for 10 %": ("referral_rates = [10]", ("referral_rates", "0.3", "10")),
    "a scenario for a policy": (MARKETPLACE, ("expected a policy, found a scenario", "`partnerscape run`")),
    "a question for a policy": (QUESTION, ("expected a policy, found a question", "`partnerscape study`")),
    "empty policy": ("", ("empty file",)),
    "only a comment": ("# nothing\n", ("empty file",)),
    "tiers in per cent": ("tiers = [{threshold = 500, rate = 30}]", ("[tiers.0] rate", "did you mean 0.3?")),
    "tiers by name": ('tiers = ["silver", "gold"]', ("[tiers] 0", "[tiers] 1", "a table with threshold, rate", "'silver'")),
    "a tier without its rate": ("tiers = [{threshold = 500}]", ("[tiers.0] rate", "this key", "nothing")),
    "two mistakes": ('commission_rate = 30\noffers = "few"', ("commission_rate", "did you mean 0.3?", "offers", "'few'")),
    "exceptions by name": ('segments = ["small"]', ("segments", "a table", "['small']")),
    "two wrong exceptions": (
        "[segments.small]\noffers = 900\nsurvey_every = 3",
        ("[segments.small] offers", "[segments.small] survey_every"),
    ),
    "yes for yes": ("retroactive = yes", ("write true",)),
}

# what stands in a question, what stands there instead
QUESTIONS: dict[str, tuple[str, str, Told]] = {
    "unknown lever": ("offers = ", "ofers = ", ("[levers] ofers", "did you mean 'offers'")),
    "lever range upside down": ("[2, 9]", "[9, 2]", ("[levers] offers", "increasing", "[9.0, 2.0]")),
    "lever range out of bounds": ("[2, 9]", "[2, 900]", ("[levers] offers", "[1, 64]")),
    "lever range of NaN": ("[2, 9]", "[2, nan]", ("levers.offers", "finite", "nan")),
    "lever with one value": ("[2, 9]", "5", ("levers", "offers", "5")),
    "lever of an unknown segment": ("offers = ", "tiny__offers = ", ("[levers] tiny__offers", "'small'")),
    "lever of a segment without a name": ("offers = ", "__offers = ", ("[levers] __offers", "name of a lever")),
    "lever for all by segment": ("offers = [2, 9]", "small__review_every = [3, 9]", ("small", "review_every")),
    "no levers": ("offers = [2, 9]", "", ("levers",)),
    "unknown uncertainty": ("[levers]", 'uncertainties = ["gama"]\n[levers]', ("[uncertainties] gama", "did you mean 'gamma'")),
    "uncertainties of the wrong type": ("[levers]", "uncertainties = 3\n[levers]", ("uncertainties", "3")),
    "uncertainty upside down": (
        "[levers]",
        "uncertainties = {gamma = [0.4, 0.3]}\n[levers]",
        ("[uncertainties] gamma", "increasing", "[0.4, 0.3]"),
    ),
    "uncertainty out of bounds": (
        "[levers]",
        "uncertainties = {gamma = [0.3, 40.0]}\n[levers]",
        ("uncertainties", "gamma", "40"),
    ),
    "uncertainty without its stated value": (
        "[levers]",
        "uncertainties = {gamma = [0.35, 0.4]}\n[levers]",
        ("[uncertainties] gamma", "holds the stated value 0.34", "[0.35, 0.4]"),
    ),
    "too few policies": ("policies = 8", "policies = 7", ("[design] policies", "8", "7")),
    "one future": ("futures = 2", "futures = 1", ("[design] futures", "2", "1")),
    "negative seed": ("futures = 2", "futures = 2\nseed = -1", ("[design] seed", "-1")),
    "everything held out": ("futures = 2", "futures = 2\nheld_out = 1.5", ("[design] held_out", "0.9", "1.5")),
    "unknown scenario": ('"marketplace"', '"marketplaze"', ("did you mean 'marketplace'",)),
    "scenario outside that is not there": ('"marketplace"', '"../../nowhere.toml"', ("nowhere.toml", "no such file")),
    "scenario with NUL in its name": ('"marketplace"', '"market\\u0000place.toml"', ("market", "null")),
    "unknown current policy": ("[levers]", 'current = "best"\n[levers]', ("current", "'good'", "'best'")),
    "a scenario instead": (QUESTION, MARKETPLACE, ("expected a question, found a scenario", "`partnerscape run`")),
    "a backslash that is a tab": (
        '"marketplace"',
        '"C:\\temp\\new.toml"',
        ("C:\\temp", "no such file", "write /, or use single quotes"),
    ),
    "a scenario that is a question": ('"marketplace"', '"win_win_map"', ("it is a question",)),
    "three mistakes": (
        "offers = [2, 9]",
        "ofers = [2, 9]\nretainer = [9, 2]\nbonus = [0, 1e9]",
        ("did you mean 'offers'", "did you mean [2, 9]?", "[levers] bonus"),
    ),
    "no question": ('question = "?"\n', "", ("question", "this key", "nothing")),
}

# command lines; {out} is a folder that does not exist
COMMANDS: dict[str, tuple[str, Told]] = {
    "no such command": ("compar marketplace", ("compar",)),
    "no such option": ("run --sceds 3", ("--sceds",)),
    "no seeds": ("run --seeds 0 --out {out}", ("--seeds", "1")),
    "negative seed": ("run --seed -3 --out {out}", ("--seed", "0")),
    "no workers": ("run --workers 0 --out {out}", ("--workers", "1")),
    "workers in words": ("run --workers two --out {out}", ("--workers", "integer")),
    "no policies per task": ("study --chunk 0 --out {out}", ("--chunk", "1")),
    "unknown format": ("run --format xls --out {out}", ("--format", "csv, parquet, json or xlsx", "'xls'")),
    "no candidate": ("compare marketplace --out {out}", ("candidate", "'good'", "nothing")),
    "unknown policy": ("compare marketplace pay_mor --out {out}", ("did you mean 'pay_more'", "pay_mor")),
    "unknown current": ("compare marketplace pay_more --current best --out {out}", ("--current", "'good'", "'best'")),
    "unknown policy to check": ("check marketplace --policy god", ("did you mean 'good'", "--policy")),
    "a policy of what is a policy": ("check good --scenario marketplace --policy good", ("--policy", "FILE is the policy")),
    "no file to check": ("check {out}/mine.toml", ("mine.toml",)),
    "lever without a value": (
        "compare marketplace --set commission_rate --out {out}",
        ("--set", "name=value", "commission_rate"),
    ),
    "lever with words": (
        "compare marketplace --set commission_rate=high --out {out}",
        ("--set commission_rate", "number", "high"),
    ),
    "unknown lever": ("compare marketplace --set offerz=3 --out {out}", ("offerz", "did you mean 'offers'")),
    "lever out of bounds": (
        "compare marketplace --set commission_rate=20 --out {out}",
        ("commission_rate", "did you mean 0.2", "20"),
    ),
    "lever of an unknown segment": ("compare marketplace --set tiny.offers=3 --out {out}", ("tiny",)),
    "lever nested": ("compare marketplace --set offers=" + "[" * 5000 + " --out {out}", ("--set offers", "number")),
    "no such question": ("study win_win_mapp --out {out}", ("did you mean 'win_win_map'",)),
    "a range with one end": (
        "study --scenario marketplace --lever offers=3 --out {out}",
        ("--lever", "name=from:to", "offers=3"),
    ),
    "a range in words": ("study --scenario marketplace --lever offers=few:many --out {out}", ("--lever", "two numbers")),
    "no levers to move": ("study --scenario marketplace --out {out}", ("levers", "1")),
    "a lever without a scenario": ("study --lever offers=2:4 --out {out}", ("--scenario", "nothing")),
    "unknown lever to move": ("study --scenario marketplace --lever offerz=2:4 --out {out}", ("did you mean 'offers'",)),
    "unknown analysis": (
        "study --scenario marketplace --lever offers=2:4 --analysis how_fur --out {out}",
        ("analyses", "'how_far'", "'how_fur'"),
    ),
    "a falling range to move": ("study --scenario marketplace --lever offers=4:2 --out {out}", ("[levers] offers", "increasing")),
    "too few policies": ("study --scenario marketplace --lever offers=2:4 --policies 2 --out {out}", ("policies", "8", "2")),
    "no study to report": ("report {out}", ("study.json",)),
    "no such claim": ("claim {out}/99.toml", ("99.toml", "no such file")),
    "no such schema": ("schema policies", ("scenario", "policies")),
    "a question for a scenario": ("run win_win_map --out {out}", ("it is a question: `partnerscape study win_win_map`",)),
    "a scenario for a question": ("study marketplace --out {out}", ("it is a scenario: `partnerscape run marketplace`",)),
    "a scenario for a policy": ("compare marketplace integrators --out {out}", ("this is a scenario, not a policy",)),
    "a comma for a point": ("compare marketplace --set commission_rate=0,25 --out {out}", ("write 0.25, with a decimal point",)),
    "yes for true": ("compare marketplace --set retroactive=yes --out {out}", ("write true",)),
    "a misspelt current policy": ("compare marketplace pay_more --current godo --out {out}", ("did you mean 'good'?",)),
    "a misspelt format": ("run --format CSV --out {out}", ("did you mean 'csv'?",)),
    "nothing shipped of that name": ("copy marketplaze {out}", ("did you mean 'marketplace'",)),
}

Answer = tuple[int, str, str]
Line = Callable[..., Answer]


@pytest.fixture(name="line")
def _line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Line:
    """The command line within this process: exit code, standard output and error."""
    monkeypatch.chdir(tmp_path)

    def line(*words: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["partnerscape", *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    return line


def refused(answer: Answer, told: Told, *untouched: Path) -> None:
    """One clear message, exit code 2, no traceback, and nothing written."""
    code, out, err = answer
    assert code == 2, (code, err)
    assert not out and "Traceback" not in err
    err = "".join(said for said in err.splitlines(keepends=True) if said.strip() and not said.startswith("compiling the month"))
    if err.startswith("error: "):  # else the command line's own usage error
        for said in err.splitlines():
            assert said.startswith("error: ") and len(said) < 1000, err
            assert "expected" in said and "found" in said, err
        assert len(set(err.splitlines())) == err.count("\n"), err
    for part in told:
        assert part in err, err
    for path in untouched:
        assert not path.exists(), path


@pytest.mark.parametrize("case", SCENARIOS)
def test_a_broken_scenario(case: str, line: Line, tmp_path: Path) -> None:
    old, new, told = SCENARIOS[case]
    assert old in MARKETPLACE, old
    path, out = tmp_path / "programme.toml", tmp_path / "out"
    path.write_text(MARKETPLACE.replace(old, new, 1))
    refused(line("compare", path, "pay_more", "--seeds", 1, "--out", out), told, out)


def test_a_programme_today_that_nothing_assumed_gives(line: Line, tmp_path: Path) -> None:
    path = tmp_path / "programme.toml"
    path.write_text(MARKETPLACE.replace("revenue = { value = ", "revenue = { value = 9", 1))
    refused(
        line("compare", path, "pay_more", "--seeds", 2), ("[today] revenue", "what the assumed futures show", "256 tries", "94")
    )


@pytest.mark.parametrize("case", POLICIES)
def test_a_broken_policy(case: str, line: Line, tmp_path: Path) -> None:
    text, told = POLICIES[case]
    path, out = tmp_path / "policy.toml", tmp_path / "out"
    path.write_text(text)
    refused(line("compare", "marketplace", path, "--seeds", 1, "--out", out), (str(path), *told), out)


@pytest.mark.parametrize("case", QUESTIONS)
def test_a_broken_question(case: str, line: Line, tmp_path: Path) -> None:
    old, new, told = QUESTIONS[case]
    assert old in QUESTION, old
    path, out = tmp_path / "asked.toml", tmp_path / "out"
    path.write_text(QUESTION.replace(old, new, 1))
    refused(line("study", path, "--out", out), told, out)


@pytest.mark.parametrize("case", COMMANDS)
def test_a_broken_command_line(case: str, line: Line, tmp_path: Path) -> None:
    words, told = COMMANDS[case]
    out = tmp_path / "out"
    refused(line(*words.format(out=out).split()), told, out)


def _sparse(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate(100_000_000)
    return path


def _bytes(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def _excel(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    return path


def _loop(path: Path) -> Path:
    path.symlink_to(path)
    return path


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


# what stands where a file should, and what the message must say
FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "nothing": (lambda path: path, "no such file"),
    "a folder": (_folder, "a folder"),
    "a file below a file": (lambda path: _bytes(b"x = 1")(path) / "in.toml", "found"),
    "100 megabytes": (_sparse, "100,000,000 bytes"),
    "a picture": (_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe"), "UTF-8 text, found a picture"),
    "UTF-16": (_bytes(MARKETPLACE.encode("utf-16")), "found UTF-16 text; save the file as UTF-8"),
    "UTF-32": (_bytes(MARKETPLACE.encode("utf-32")), "found UTF-32 text; save the file as UTF-8"),
    "Windows-1252": (_bytes('title = "für"'.encode("cp1252")), "Windows-1252"),
    "an Excel workbook": (_excel, "an Excel workbook"),
    "an old Excel workbook": (_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "an old Excel or Word file"),
    "a Parquet table": (_bytes(b"PAR1\x15\x04"), "a Parquet table"),
    "a spreadsheet as text": (_bytes(b"policy;commission_rate\ngood;0,2\n"), "looks like a spreadsheet table"),
    "JSON": (_bytes(b'{"name": "x"}'), "looks like JSON"),
    "NUL bytes": (_bytes(b"\0" * 64), "valid TOML"),
    "nothing in it": (_bytes(b""), "empty file"),
    "a byte-order mark alone": (_bytes(b"\xef\xbb\xbf"), "empty file"),
    "a link to itself": (_loop, "found"),
    "a pipe that nobody fills": (_pipe, "device or a pipe"),
    "an endless device": (lambda path: Path("/dev/zero"), "device or a pipe"),
    "a name of 300 letters": (lambda path: path.with_name("x" * 300 + ".toml"), "too long"),
}


@pytest.mark.parametrize("case", FILES)
@pytest.mark.parametrize("command", ["run {file}", "compare marketplace {file}", "study {file}"])
def test_what_is_no_file_of_tables(case: str, command: str, line: Line, tmp_path: Path) -> None:
    make, told = FILES[case]
    path = make(tmp_path / "given.toml")
    if path.suffix != ".toml" and "compare" in command:
        told = "a TOML file or one of"
    refused(line(*command.format(file=path).split()), (told,), tmp_path / "results")


@pytest.mark.parametrize(
    "change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")], ids=["byte-order mark", "CRLF"]
)
def test_what_other_systems_write_is_no_error(change: Callable[[str], str], line: Line, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(change("commission_rate = 30\n").encode())
    refused(line("compare", "marketplace", path), ("commission_rate", "did you mean 0.3"))  # it was read


def test_an_output_folder_that_cannot_be(line: Line, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    asked = tmp_path / "asked.toml"
    asked.write_text(QUESTION)
    for out in (taken, taken / "below", Path("/proc/nowhere/out")):
        for words in (("run", "--seeds", 1), ("compare", "marketplace", "pay_more", "--seeds", 1), ("study", asked)):
            refused(line(*words, "--out", out), ("out", "a folder that can be written"))
            refused(line(*words, "--out", tmp_path / "nul\0"), ("null",))
    assert taken.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser writes into read-only folders")
def test_a_read_only_output_folder(line: Line, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o500)
    refused(line("run", "--seeds", 1, "--out", out), ("out", "a folder that can be written"))


@pytest.mark.parametrize("held", ["{}", "[]", "not JSON", '{"key": "another"}', "\0"])
def test_a_folder_that_holds_something_else_stays_as_it_is(held: str, line: Line, tmp_path: Path) -> None:
    asked, out = tmp_path / "asked.toml", tmp_path / "out"
    asked.write_text(QUESTION)
    out.mkdir()
    (out / "study.json").write_text(held)
    refused(line("study", asked, "--out", out), ("out", "this same study"))
    refused(line("report", out), ("study.json",))
    assert [p.name for p in out.iterdir()] == ["study.json"] and (out / "study.json").read_text() == held


def test_copies_are_made_once_and_listed(line: Line, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    assert line("copy", "integrators", mine)[0] == 0
    mine.write_text(mine.read_text() + "# mine")
    refused(line("copy", "integrators", mine), ("a new file", "mine.toml"))
    assert mine.read_text().endswith("# mine")
    for target in (tmp_path, tmp_path / "none" / "mine.toml", "/proc/mine.toml"):
        refused(line("copy", "integrators", target), ("a new file",))
    code, out, _ = line("scenarios", "--json")
    listed = json.loads(out)
    assert code == 0 and {s["name"] for s in listed["scenarios"]} == set(shipped("scenarios"))
    assert {q["name"] for q in listed["questions"]} == set(shipped("experiments"))
    code, out, _ = line("scenarios")
    assert code == 0 and all(name in out for name in (*shipped("scenarios"), *shipped("experiments")))


PROCESSES = ["run none.toml", "compare marketplace --set offers=0", "study /dev/zero", "run --seeds none", "report /dev/null"]


@pytest.mark.parametrize("words", PROCESSES)
def test_a_process_says_so_too(words: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "partnerscape", *words.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    refused((done.returncode, done.stdout, done.stderr), ())
    assert not list(tmp_path.iterdir())


def test_there_are_enough_of_them() -> None:
    assert len(SCENARIOS) + len(POLICIES) + len(QUESTIONS) + len(COMMANDS) + len(FILES) >= 100
