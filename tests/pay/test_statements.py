"""The package's statement against statements computed by hand, and against the plain payer on random plans and sales."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from pay.plain_payer import plain_statement
from pay.published import LETTERS, LINE, SUMS, by_hand, in_cents, sales, terms
from pay.random_plans import Draw, random_plan, random_sales, with_later_terms

from partnerscape.scenario.pay import Plan
from partnerscape.statement import pay_statement

QUICK, LATER, MANY = 60, 30, 1200  # cases of some 90 partner-months


@pytest.mark.parametrize("letter", LETTERS)
def test_a_published_structure_is_paid_as_computed_by_hand(letter):
    assert in_cents(pay_statement(sales=sales(letter), **terms(letter))) == by_hand(letter)


@pytest.mark.parametrize("seed", range(QUICK))
def test_random_plans_are_paid_as_by_the_plain_payer(seed):
    compare(seed)


@pytest.mark.parametrize("seed", [2105, 2134])
def test_what_random_plans_found_is_paid_as_by_the_plain_payer(seed):
    """A cap per year on sums for a lifetime; room that a refund makes under the plan's cap in a month of prizes."""
    compare(seed)


@pytest.mark.parametrize("seed", range(LATER))
def test_fees_by_offer_and_proven_funds_are_paid_as_by_the_plain_payer(seed):
    compare(seed, later=True)


@pytest.mark.full
def test_a_hundred_thousand_partner_months_are_paid_as_by_the_plain_payer():
    assert sum(compare(seed) for seed in range(QUICK, QUICK + MANY)) >= 100_000


@pytest.mark.full
def test_many_fees_by_offer_and_proven_funds_are_paid_as_by_the_plain_payer():
    assert sum(compare(seed, later=True) for seed in range(LATER, LATER + MANY // 2)) >= 50_000


def compare(seed: int, later: bool = False) -> int:
    """Compares one case; its number of partner-months."""
    plan, table = case(seed)
    if later:
        plan, table = with_later_terms(Draw(1_000_000 + seed), plan, table)
    differs = differences(plan, table)
    assert not differs, f"seed {seed}: {differs[:3]}\n{described(plan, differs)}"
    return _partner_months(table)


def case(seed: int) -> tuple[Plan, pd.DataFrame]:
    draw = Draw(seed)
    customers = draw.chance(0.7)
    plan, table = random_plan(draw, customers), random_sales(draw, customers)
    if plan.choices:  # what is not on the menu is refused
        table["choice"] = table["choice"].where(table["choice"].isin(plan.choices), None)
    return plan, table


def differences(plan: Plan, table: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Lines that are not the same to the cent, the first months first: key, paid by the package, by the plain payer."""
    ours, plain = _lines(pay_statement(plan, table)), _lines(plain_statement(plan, table))
    assert ours.keys() == plain.keys()
    return sorted(((key, ours[key], plain[key]) for key in plain if ours[key] != plain[key]), key=lambda each: each[0][1])


def described(plan: Plan, differs: list[tuple[Any, ...]]) -> str:
    """The first component that differs, and what it refers to."""
    name = next((key[2] for key, *_ in differs if key[2] in plan.components), None)
    c = plan.components.get(name) if name else None
    return "\n".join(map(str, [c and c.model_dump(exclude_defaults=True), plan.levels.get(c.levels) if c else "", plan.payout]))


def _lines(table: pd.DataFrame) -> dict[tuple[str, str, str], tuple[int, ...]]:
    keys = list(table[LINE].itertuples(index=False, name=None))
    assert len(set(keys)) == len(keys)  # one line per partner, month and component
    cents = [[round(100 * float(value), 6) for value in values] for values in table[SUMS].itertuples(index=False)]
    assert all(value == round(value) for values in cents for value in values)  # two decimals
    return dict(zip(keys, (tuple(map(int, values)) for values in cents), strict=True))


def _partner_months(table: pd.DataFrame) -> int:
    months = table["month"].str[:4].astype(int) * 12 + table["month"].str[5:7].astype(int)
    return int((months.max() + 1 - months.groupby(table["partner"]).min()).sum())
