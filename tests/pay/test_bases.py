"""What pay is on is known wherever it is counted: each message names the file that a further one of ``BASES`` is missing from."""

from types import SimpleNamespace

import pytest
import random_plans as of_programmes
from pay import random_plans as of_tables
from pay.plain_bases import ON_ROWS

from partnerscape.engine.plans.writer import BASIS, SPECIAL
from partnerscape.rules.outlook.amounts import plainly
from partnerscape.rules.paying import table as at
from partnerscape.scenario.pay.words import BASES, OF_RECRUITS

OF_SALES = [on for on in BASES if on not in (*SPECIAL, *OF_RECRUITS)]


def amount(on: str) -> float:
    """Of a month with 3 deals for 100, 2 later orders for 50, 7 customers before; goods cost 0.4, the discount is a tenth."""
    return plainly.py_func(BASIS[on], SimpleNamespace(discount=[0.1]), 0, 100.0, 3.0, 50.0, 2.0, 0.4, 7.0)


@pytest.mark.parametrize("on", OF_SALES)
def test_what_is_sold_has_its_number_among_sales(on: str) -> None:
    assert on in BASIS, "engine/plans/writer.py, BASIS: its number"
    assert BASIS[on] <= at.CUSTOMERS, "rules/paying/table.py: numbers of what is sold end with CUSTOMERS"


@pytest.mark.parametrize("on", OF_SALES)
def test_the_simulation_counts_it_as_nothing_else(on: str) -> None:
    others = {other: amount(other) for other in OF_SALES if other != on}
    assert amount(on) not in others.values(), f"rules/outlook/amounts.py, plainly and counted, take {on} for one of {others}"


@pytest.mark.parametrize("on", OF_SALES)
def test_tests_count_and_draw_it(on: str) -> None:
    assert on in (*ON_ROWS, "customers"), "tests/pay/plain_bases.py, ON_ROWS: what a row of a table of sales counts"
    assert on in (*of_tables.ON_SALES, "customers"), "tests/pay/random_plans.py, ON_SALES"
    assert on in (*of_programmes.SALES, *of_programmes.NUMBERS), "tests/random_plans.py, SALES or NUMBERS"
