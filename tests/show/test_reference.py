from pathlib import Path

import pytest

from partnerscape.show.reference.odd import filled
from partnerscape.show.reference.pages import PAGES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_says_what_is_declared(name):
    assert (DOCS / "reference" / name).read_text(encoding="utf-8") == PAGES[name](), "run `make reference`"


def test_the_odd_protocols_tables_say_what_the_code_does():
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    assert text == filled(text), "run `make reference`"


def test_a_part_that_lost_its_place_is_missed():
    with pytest.raises(ValueError, match="no part 'schedule'"):
        filled("# The model\n")
