"""Tables and texts where a format does not lay them out by itself: slides, Word, PDF."""

from __future__ import annotations

import pytest

from partnerscape.show.board.blocks import Grid
from partnerscape.show.board.formats.columns import lines_of, widths

HEADS = ("Lever", "Today", "Recommended", "Condition")
LONG = "between 2.5 and 3.1 support agents per 100 partners, wherever curation is at least 0.8"


@pytest.mark.parametrize("width", [5.0, 6.7, 12.0])
def test_no_word_is_broken_and_columns_fill_the_table(width):
    letter = 0.07
    across = widths(
        Grid(HEADS, (("Commission", "20 %", "21.5 %", LONG),), numbers=(1, 2)), width, lambda text: letter * (len(text) + 1)
    )
    assert sum(across) == pytest.approx(width)
    for head, wide in zip(HEADS, across, strict=True):
        assert wide > len(head) * letter


def test_a_table_too_narrow_for_its_words_shares_what_there_is():
    across = widths(Grid(("a" * 40, "b" * 40), (("1", "2"),)), 1.0, lambda text: 0.07 * len(text))
    assert sum(across) == pytest.approx(1.0) and across[0] == pytest.approx(across[1])


def test_long_texts_get_the_room():
    grid = Grid(("", "Сегодня", "Затем"), (("Сотрудники поддержки (на 100 партнёров)", "2,2", "2,5"),), (1, 2))
    across = widths(grid, 40.0, lambda text: len(text) + 2.0)
    assert across[1] >= len("Сегодня") + 2.0
    assert across[0] == max(across)
    assert sum(across) == pytest.approx(40.0)
    crowded = widths(Grid(("ten letters",) * 9, (("x",) * 9,)), 40.0, len)
    assert sum(crowded) == pytest.approx(40.0)


def test_lines_grow_with_type_and_shrink_with_room():
    assert lines_of("short", 12, 3.0) == 1
    assert lines_of(LONG, 12, 3.0) < lines_of(LONG, 18, 3.0)
    assert lines_of("one\ntwo", 12, 3.0) == 2
