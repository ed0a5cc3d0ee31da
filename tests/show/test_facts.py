"""The page of facts: both panels in one table and one figure, or the simulated one alone."""

from pathlib import Path

import pytest

from partnerscape.facts.facts import FACTS
from partnerscape.facts.panel import PANEL_MONTHS
from partnerscape.show.facts import write_facts

SEEDS = range(40, 42)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A panel of sellers made up by a rule: forty partners, who sell every month, the smaller the fewer months; the largest leave early."""
    months = [f"{2017 + k // 12}-{k % 12 + 1:02d}" for k in range(PANEL_MONTHS)]
    rows = [
        f"{i},{month},{10 * (i + 1) + k},{3 + i % 3}"
        for i in range(40)
        for k, month in enumerate(months[: 1 + i // 3 if i < 36 else 4])
    ]
    (tmp_path / "marketplace_sellers.csv").write_text("\n".join(["partner,month,revenue,mean_review", *rows]))
    (tmp_path / "marketplace_leads.csv").write_text("won_flag,days_won_to_first_ship_limit\n1,40\n1,\n")
    return tmp_path


def test_both_panels_stand_in_the_table(data: Path) -> None:
    page, figure = write_facts(data / "out", data, SEEDS)
    text = page.read_text(encoding="utf-8")
    assert all(fact.meaning in text for fact in FACTS.values())
    assert "| median days from signing to the first sale | 35 to 65 | 40 |" in text
    assert "seeds 40 to 41" in text
    assert figure.read_bytes().startswith(b"\x89PNG")


def test_without_a_real_panel_the_simulated_one_stands_alone(tmp_path: Path) -> None:
    page, _ = write_facts(tmp_path, None, SEEDS)
    assert "| median days from signing to the first sale | 35 to 65 | – |" in page.read_text(encoding="utf-8")
