"""The plain payer against statements that were computed by hand, one per published structure: the arithmetic is beside each figure."""

from __future__ import annotations

import pytest
from pay.plain_payer import plain_statement
from pay.published import LETTERS, by_hand, in_cents, sales, terms


@pytest.mark.parametrize("letter", LETTERS)
def test_a_structure_is_paid_as_computed_by_hand(letter):
    expected = by_hand(letter)
    assert len({key[:2] for key in expected}) >= 6  # partner-months
    assert in_cents(plain_statement(sales=sales(letter), **terms(letter))) == expected
