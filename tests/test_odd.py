"""The model's description, docs/odd.md, names every rule in the order of the month, and no name that the code does not know."""

import re
from pathlib import Path

import numpy as np
import pytest

from partnerscape.engine import encode
from partnerscape.engine.month import EVERY_RULE, OUTSIDE_THE_MONTH
from partnerscape.engine.plans import SIZES, Layout, write_plan
from partnerscape.rules.paying.table import KEPT, plan_fields
from partnerscape.rules.shared import records
from partnerscape.scenario import ASSUMPTIONS, LEVERS, Policy
from partnerscape.scenario.history import History
from partnerscape.scenario.levers import SEGMENT_LEVERS
from partnerscape.scenario.parts import Event, Market, Offer, Segment, Time
from partnerscape.scenario.pay import Component
from partnerscape.scenario.scenario import Scenario
from partnerscape.scenario.start import Start
from partnerscape.scenario.today import Today

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
SUBMODELS = TEXT.partition("## 7 Submodels")[2].partition("## 8 Sources")[0]
EQUATIONS = "\n".join(re.findall(r"```text\n(.*?)```", SUBMODELS, re.S))
QUOTED = set(re.findall(r"`([a-z][a-z0-9_]+)`", TEXT))
RULES = {path.stem for path in (ROOT / "simulation" / "partnerscape" / "rules").glob("*/[!_]*.py")}


def test_every_rule_is_described_in_the_order_of_the_month():
    assert re.findall(r"^### `(\w+)`$", SUBMODELS, re.M) == [phase.rule for phase in EVERY_RULE]


def test_every_file_of_the_rules_is_named():
    assert set() == RULES - QUOTED
    assert set(OUTSIDE_THE_MONTH) - QUOTED == set()


@pytest.mark.parametrize("declared", [set(LEVERS) | SEGMENT_LEVERS, set(ASSUMPTIONS)], ids=["levers", "assumptions"])
def test_every_lever_and_assumption_acts_in_a_submodel(declared):
    said = set(re.findall(r"[a-z][a-z0-9_]*", SUBMODELS))
    assert declared - said == set()


def test_whatever_a_plan_keeps_of_a_partner_is_in_the_page_of_state():
    plan = Policy(
        levels={"l": {"needs": [{"measure": "retention", "over": "previous quarter", "at_least": [0, 0.7]}], "grace_months": 2}},
        payout={"minimum": 50, "cap_year": 1000},
        pay={
            "a": {"on": "revenue", "rate": [0.1, 0.2], "levels": "l", "clawback": [[6, 1.0]], "minimum_payout": 5},
            "b": {"on": "orders", "pool": 500, "cap_year": 100, "choice": "x", "delay_months": 2},
        },
    ).plan
    layout = Layout()
    record = np.zeros(1, plan_fields())[0]
    write_plan(record, 0, plan, layout, ["all"], ["goods"])
    kept = {key if isinstance(key, str) else key[0] for key in layout.rows}
    assert kept == set(KEPT)


def test_no_name_is_unknown_to_the_code():
    known = set(LEVERS) | SEGMENT_LEVERS | set(ASSUMPTIONS) | RULES | set(OUTSIDE_THE_MONTH)
    known |= set(encode.world_type(planned=True).names) | set(encode.pool_type((), SIZES[0]).names) | set(records.JOURNAL)
    known |= set(KEPT)
    for model in (Component, Event, History, Market, Offer, Scenario, Segment, Start, Time, Today):
        known |= set(model.model_fields)
    in_equations = {name for name in re.findall(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+", EQUATIONS) if not re.search(r"_[jt]$", name)}
    elsewhere = {"code", "pool", "world"}
    assert (QUOTED | in_equations) - known - elsewhere == set()


def test_its_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", TEXT):
        assert (ROOT / "docs" / target).exists(), target
    headings = {re.sub(r"[^\w -]", "", h.lower()).strip().replace(" ", "-") for h in re.findall(r"^#+ (.*)$", TEXT, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) - headings == set()
