from pathlib import Path

import pytest

from partnerscape.show.reference import PAGES

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_says_what_is_declared(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run `make reference`"
