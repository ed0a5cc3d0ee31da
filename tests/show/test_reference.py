import subprocess
import sys
from pathlib import Path

import pytest

from partnerscape.show.reference.odd import filled
from partnerscape.show.reference.pages import PAGES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_says_what_is_declared(name):
    assert (DOCS / "reference" / name).read_text(encoding="utf-8") == PAGES[name](), "run `make reference`"


def test_the_page_of_commands_says_what_help_says(tmp_path):
    page = tmp_path / "commands.md"
    call = [
        "-m",
        "typer",
        "partnerscape.cli",
        "utils",
        "docs",
        "--name",
        "partnerscape",
        "--title",
        "Commands",
        "--output",
        str(page),
    ]
    subprocess.run([sys.executable, *call], check=True, capture_output=True)
    assert (DOCS / "reference" / "commands.md").read_text(encoding="utf-8") == page.read_text(encoding="utf-8"), (
        "run `make reference`"
    )


def test_every_key_of_a_pay_plan_has_a_meaning_and_every_number_a_unit():
    rows = [line.split(" | ") for line in PAGES["pay.md"]().splitlines() if line.startswith("| `")]
    keys = [row for row in rows if len(row) == 5]
    assert len(keys) > 50
    for key, meaning, unit, values, _ in keys:
        assert meaning, key
        assert unit or not any(c.isdigit() for c in values), key


def test_the_odd_protocols_tables_say_what_the_code_does():
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    assert text == filled(text), "run `make reference`"


def test_a_part_that_lost_its_place_is_missed():
    with pytest.raises(ValueError, match="no part 'schedule'"):
        filled("# The model\n")
