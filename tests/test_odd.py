"""The model's description, docs/odd.md, names every rule in the order of the month, and no name that the code does not know."""

import re
from pathlib import Path

import pytest

from partnerscape.engine import encode
from partnerscape.engine.month import MONTH, OUTSIDE_THE_MONTH
from partnerscape.rules.shared import records
from partnerscape.scenario import ASSUMPTIONS, LEVERS
from partnerscape.scenario.levers import SEGMENT_LEVERS
from partnerscape.scenario.scenario import Event, Market, Offer, Scenario, Segment, Time
from partnerscape.scenario.today import Today

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
SUBMODELS = TEXT.partition("## 7 Submodels")[2].partition("## 8 Sources")[0]
EQUATIONS = "\n".join(re.findall(r"```text\n(.*?)```", SUBMODELS, re.S))
QUOTED = set(re.findall(r"`([a-z][a-z0-9_]+)`", TEXT))
RULES = {path.stem for path in (ROOT / "simulation" / "partnerscape" / "rules").glob("*/[!_]*.py")}


def test_every_rule_is_described_in_the_order_of_the_month():
    assert re.findall(r"^#### `(\w+)`$", SUBMODELS, re.M) == [phase.rule for phase in MONTH]


def test_every_file_of_the_rules_is_named():
    assert set() == RULES - QUOTED
    assert set(OUTSIDE_THE_MONTH) - QUOTED == set()


@pytest.mark.parametrize("declared", [set(LEVERS) | SEGMENT_LEVERS, set(ASSUMPTIONS)], ids=["levers", "assumptions"])
def test_every_lever_and_assumption_acts_in_a_submodel(declared):
    said = set(re.findall(r"[a-z][a-z0-9_]*", SUBMODELS))
    assert declared - said == set()


def test_no_name_is_unknown_to_the_code():
    known = set(LEVERS) | SEGMENT_LEVERS | set(ASSUMPTIONS) | RULES | set(OUTSIDE_THE_MONTH)
    known |= set(encode.world_type().names) | set(encode.pool_type().names) | set(records.JOURNAL)
    for model in (Event, Market, Offer, Scenario, Segment, Time, Today):
        known |= set(model.model_fields)
    in_equations = {name for name in re.findall(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+", EQUATIONS) if not re.search(r"_[jt]$", name)}
    elsewhere = {"code", "pool", "world"}
    assert (QUOTED | in_equations) - known - elsewhere == set()


def test_its_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", TEXT):
        assert (ROOT / "docs" / target).exists(), target
    headings = {re.sub(r"[^\w -]", "", h.lower()).strip().replace(" ", "-") for h in re.findall(r"^#+ (.*)$", TEXT, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) - headings == set()
