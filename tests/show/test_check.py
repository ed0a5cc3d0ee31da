"""A file read back in plain words: sentences, levels, levers with units and costs, a worked example, and errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import partnerscape as ps
from partnerscape.scenario import LEVERS
from partnerscape.scenario.pay import Component, Plan
from partnerscape.scenario.pay.component import HOWS
from partnerscape.scenario.pay.expand import expanded
from partnerscape.scenario.pay.words import BASES, MONEY
from partnerscape.show.check.amounts import HOW
from partnerscape.show.check.example import example_in_words, example_revenues, example_sales, payer
from partnerscape.show.check.levers import LINES
from partnerscape.show.check.sentences import component_in_words, plan_in_words
from partnerscape.study.runs.pay_cost import cost_of_component, pay_costs
from partnerscape.study.runs.year import Year, year_of

POLICY = """
meaning = "levels and a gate"
offers = 6
[segments.small]
commission_rate = 0.1
offers = 3
[pay.first_year]
on = "revenue"
rate = "20 %"
customer_months = [0, 12]
delay_months = 2
minimum_payout = 50
clawback = [[12, "100 %"]]
[pay.later]
on = "renewals"
rate = [0.01, 0.025]
levels = "partner"
[pay.gate]
on = "revenue"
brackets = [[25000, "4 %"], [50000, "5 %"]]
per = "quarter"
needs = [{ measure = "retention", over = "12 months", at_least = "70 %" }]
[levels.partner]
names = ["member", "silver"]
down = "year"
grace_months = 3
[[levels.partner.needs]]
measure = "new customers"
over = "12 months"
at_least = [0, 10]
"""
GOLDEN = """\
Marketplace: reward, support and offers

Mine · levels and a gate
  first year: 20 % of each customer's revenue during its first 12 months; taken back in full if the customer cancels within 12 months; paid 2 months later, from €50 on, less is carried over.
  later: 1 % (member) and 2.5 % (silver) of renewals.
  gate: By revenue per quarter: nothing below €25,000, 4 % of what lies from €25,000 to €50,000, 5 % of what lies above €50,000; only with retention of at least 70 % in the last 12 months.
Levels "partner". A partner has the highest level of which it meets everything: up at once, down at the end of a year, after 3 months short of it.
"""
SHORT = {
    "commission": "By new revenue per quarter: 20 % of what lies from €0 to €10,000, 25 % of what lies above €10,000; at most €900 per month; taken back in full if the customer cancels within 3 months.",
    "renewals": "20 % of each customer's renewals until 12 months after its first order.",
    "target bonus": "€100 once per month as soon as new revenue reaches €2,000.",
    "retainer": "A fee of €25 at the beginning of each month.",
    "recruits": "5 % of the revenue of those whom the partner recruited and 1 % of the revenue of their recruits, paid the month after.",
}
SMALL = {"time": {"burn_in_months": 6, "horizon_months": 12, "initial_partners": 60}}


def typed(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "partnerscape", "check", *map(str, words)]
    wide = {"COLUMNS": "400", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | wide)


@pytest.fixture(name="mine")
def _mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(POLICY)
    return path


@pytest.fixture(name="year", scope="module")
def _year() -> Year:
    scenario = ps.load_scenario("marketplace").changed(**SMALL)
    return year_of(scenario, scenario.current_policy, range(2))


def test_a_policy_file_reads_as_the_contract(mine: Path) -> None:
    done = typed(mine, "--scenario", "marketplace", "--no-costs")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(GOLDEN)
    assert "For small partners instead:" in done.stdout


def test_the_short_form_reads_as_its_components() -> None:
    tiers = [{"threshold": 10_000.0, "rate": 0.25}]
    short = {"commission_rate": 0.2, "tiers": tiers, "tier_months": 3, "cap": 900.0, "clawback_months": 3, "bonus": 100.0}
    policy = ps.Policy(**short, target=2_000.0, recurring_months=12, retainer=-25.0, referral_rates=(0.05, 0.01))
    assert plan_in_words(expanded(policy)) == SHORT


@pytest.mark.parametrize("on", BASES)
def test_every_basis_and_every_way_to_pay_has_words(on: str) -> None:
    ways = {"rate": 0.1} if on in MONEY else {"amount": 5.0}
    table = {"lump": 5.0} if on == "nothing" else ways
    assert component_in_words(Component(on=on, **table), Plan()).endswith(".")
    assert set(HOW) == set(HOWS), "show/check/amounts.py, HOW: how much a way to pay pays, in words"
    word = "show/check/amounts.py, _base_word: what one of it is called"
    assert on in (*MONEY, "nothing") or on not in component_in_words(Component(on=on, **table), Plan()), word


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"on": "orders", "amount": -5, "needs": [{"measure": "revenue", "below": 2500}]}, "A fee of €5 per order; only with revenue of less than €2,500 in the month so far."),
        ({"on": "revenue", "rate": {"fashion": 0.08, "books": "5 %"}}, "Of revenue 8 % in fashion and 5 % in books; nothing in other categories."),
        ({"on": "revenue", "rate": 0.02, "customer_months": [12, 84]}, "2 % of each customer's revenue from its 13th to its 84th month."),
        ({"on": "revenue", "rate": 0.85, "vendor_cap_year": 12000, "per": "year from joining"}, "85 % of revenue; once the vendor has kept €12,000 in a year from joining, all is the partner's."),
        ({"on": "revenue", "rate": 0.4, "order_numbers": [0, 4]}, "40 % of revenue; on the partner's first 4 orders."),
        ({"on": "revenue", "brackets": [[0, 0.1], [500, 0.2]], "counted": "retroactive", "per": "month"}, "By revenue per month: 10 % of the whole sum from €0 on, 20 % of the whole sum from €500 on."),
        ({"on": "nothing", "guarantee": 1000, "tenure_months": [0, 6]}, "At least €1,000 per month: what the components above lack of it; in the partner's first 6 months."),
        ({"on": "revenue", "prizes": [100, 50], "per": "year", "hold_back": 0.2, "hold_months": 3}, "Prizes by revenue per year: €100 for the 1st and €50 for the 2nd; 20 % of it held back for 3 months."),
        ({"on": "margin", "pool": 10000, "per": "quarter"}, "A share of a pool of €10,000 per quarter, in proportion to margin."),
        ({"on": "recruits pay", "rate": [0.1, 0.05], "unlocked": [0, 2]}, "10 % of the pay of those whom the partner recruited and 5 % of the pay of their recruits, paid the month after; level 2 from 2 own active recruits on."),
    ],
)  # fmt: skip
def test_a_component_reads_as_a_sentence(table: dict[str, object], words: str) -> None:
    assert component_in_words(Component(**table), Plan()) == words


def test_the_short_form_costs_what_the_ledger_books(year: Year) -> None:
    costs = pay_costs(ps.load_scenario("marketplace").current_policy, year)
    assert costs["commission"].per_year == pytest.approx(year.booked["commission"])
    assert costs["commission"].how == "exact"
    assert costs["renewals"].how == "on average"


def test_a_segments_own_terms_are_costed_by_themselves(year: Year) -> None:
    policy = ps.Policy(commission_rate=0.2, segments={"small": {"commission_rate": 0.5}})
    new = year.sales["new revenue"]
    assert pay_costs(policy, year)["commission"].per_year == pytest.approx(0.2 * new.sum() + 0.3 * new["small"])


def test_what_averages_do_not_say_has_no_cost(year: Year) -> None:
    need = [{"measure": "revenue", "at_least": 100}]
    cost = cost_of_component(Component(on="revenue", rate=0.1, needs=need), year)
    assert (cost.per_year, cost.why) == (None, ("needs",))
    assert cost_of_component(Component(on="savings", rate=0.1), year).per_year is None
    assert cost_of_component(Component(on="revenue", pool=1000.0, per="quarter"), year).per_year == 4000.0


def test_every_lever_is_listed_with_its_unit_and_the_ledgers_cost() -> None:
    done = typed("marketplace", "--policy", "good", "--json", "--seeds", "1")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    rows = {row["lever"]: row for row in answer["policies"]["good"]["levers"]}
    assert set(rows) == set(LEVERS)
    assert rows["commission_rate"]["stated"] and not rows["retainer"]["stated"]
    booked = answer["today"]["booked_per_year"]
    for lever, lines in LINES.items():
        assert rows[lever]["per_year"] == pytest.approx(sum(booked[line] for line in lines))
    assert answer["policies"]["good"]["desk"].startswith("Support desk, 2.2 agents per 100 partners: ")


def test_all_mistakes_of_a_file_are_reported_at_once(mine: Path) -> None:
    mine.write_text(
        POLICY.replace("offers = 6", "ofers = 6").replace('"20 %"', '"20 percent"').replace('down = "year"', 'down = "yearly"')
    )
    done = typed(mine, "--scenario", "marketplace")
    assert (done.returncode, done.stdout) == (2, "")
    for told in ("ofers", "20 percent", "yearly"):
        assert told in done.stderr
    assert all(line.startswith("error: ") for line in done.stderr.splitlines())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["marketplace", "--policy", "god"], "did you mean 'good'"),
        (["marketplace", "--policy", "good", "--scenario", "marketplace"], "--policy"),
        (["nowhere.toml"], "nowhere.toml"),
    ],
)
def test_a_wrong_word_is_one_clear_error(words: list[str], told: str) -> None:
    done = typed(*words)
    assert done.returncode == 2
    assert told in done.stderr


def test_an_example_is_left_out_where_nothing_can_pay_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnerscape.show.check.example.find_spec", lambda _: None)
    assert payer() is None
    assert example_in_words(expanded(ps.Policy(commission_rate=0.2)), 30_000.0) == ""


def test_an_examples_sales_sum_to_what_it_says() -> None:
    sales = example_sales(30_000.0)
    assert sales["revenue"].sum() == 30_000.0
    assert (sales["month"].nunique(), sales["customer"].is_unique) == (3, True)
    again = example_sales(10_000.01, categories=["a", "b", "c"], later_orders=True)
    assert round(again["revenue"].sum(), 2) == 10_000.01
    assert set(again["category"]) == {"a", "b", "c"}
    assert again["customer"].duplicated().sum() == 24


def test_examples_reach_the_highest_threshold_of_a_plan() -> None:
    pay = {"gate": {"on": "revenue", "rate": 0.04, "needs": [{"measure": "revenue", "over": "12 months", "at_least": 25_000}]}}
    assert example_revenues(expanded(ps.Policy(pay=pay)), 8_200.0) == [9_000.0, 30_000.0]
    assert example_revenues(expanded(ps.Policy(commission_rate=0.2)), 8_200.0) == [9_000.0]


def test_an_example_is_paid_by_the_code_that_writes_statements() -> None:
    pytest.importorskip("partnerscape.statement")
    words = example_in_words(expanded(ps.Policy(commission_rate=0.2, recurring_months=0)), 30_000.0)
    assert words == "A partner who sells €30,000 to new customers in its first quarter earns €6,000."
    both = expanded(ps.Policy(commission_rate=0.2, recurring_months=0, retainer=20.0))
    assert example_in_words(both, 30_000.0).endswith("earns €6,060: €6,000 commission and €60 retainer.")


def test_an_example_of_a_menu_is_paid_under_each_plan() -> None:
    pytest.importorskip("partnerscape.statement")
    menu = {"a": {"on": "revenue", "rate": 0.1, "choice": "share"}, "b": {"on": "new customers", "amount": 50, "choice": "sum"}}
    words = example_in_words(expanded(ps.Policy(pay=menu)), 30_000.0)
    assert "under the plan share who sells €30,000 to new customers in its first quarter earns €3,000." in words
    assert "under the plan sum who sells €30,000 to new customers in its first quarter earns €600." in words


def test_an_example_sells_in_every_category_that_the_plan_names() -> None:
    pytest.importorskip("partnerscape.statement")
    fees = {"on": "revenue", "rate": {"fashion": 0.08, "books": 0.04}}
    words = example_in_words(expanded(ps.Policy(pay={"fees": fees})), 30_000.0)
    assert words == "A partner who sells €30,000 (fashion and books alike) to new customers in its first quarter earns €1,800."


def test_an_example_has_a_margin_and_whole_sums() -> None:
    pytest.importorskip("partnerscape.statement")
    plan = expanded(ps.Policy(pay={"a": {"on": "margin", "rate": 0.5}, "b": {"on": "revenue", "rate": 0.02}}))
    words = example_in_words(plan, 200_000.0, margin=0.4)
    assert words.endswith("earns €44,000: €40,000 a and €4,000 b.")


def test_brackets_of_numbers_are_for_all_of_them() -> None:
    pay = {"a": {"on": "new customers", "brackets": [[0, 50], [6, 75]], "counted": "retroactive"}}
    said = " ".join(plan_in_words(expanded(ps.Policy(pay=pay))).values())
    assert "€50 each, for all of them, from 0 on, €75 each, for all of them, from 6 on" in said
    assert "whole sum" not in said
