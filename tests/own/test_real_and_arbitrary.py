"""A real panel imports with its totals; arbitrary text is a panel whose books balance, or one clear error."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from own.forms import MONTHS, lines

from partnerscape.facts.facts import best_fifth_by_month, exits
from partnerscape.facts.panel import observed_panel
from partnerscape.own_data.panel import Imported, import_sales
from partnerscape.own_data.panel.map import as_toml, checked_map
from partnerscape.scenario import InputError

DATA = Path(os.environ.get("PARTNERSCAPE_DATA", "no such folder"))
real = pytest.mark.skipif(
    not (DATA / "marketplace_sellers.csv").exists(), reason="the real panel is not here: PARTNERSCAPE_DATA names its folder"
)


@real
def test_a_real_marketplace_is_imported_with_its_totals() -> None:
    path = DATA / "marketplace_sellers.csv"
    source = pd.read_csv(path, dtype={"partner": str})
    imported = import_sales(path, keep_ids=True)
    panel = imported.panel.set_index(["partner", "calendar"])
    assert panel["revenue"].to_dict() == source.set_index(["partner", "month"])["revenue"].to_dict()
    assert panel["orders"].sum() == source["orders"].sum()
    assert imported.warnings == []
    assert list(imported.months["revenue"].round(2)) == list(source.groupby("month")["revenue"].sum().round(2))


@real
def test_an_import_has_the_form_that_stylised_facts_are_read_from() -> None:
    """One form of a panel: facts of the import are those of the marketplace's own reader."""
    panel = import_sales(DATA / "marketplace_sellers.csv", keep_ids=True).panel
    observed, _ = observed_panel(DATA)
    assert set(observed.columns) <= set(panel.columns)
    pd.testing.assert_series_equal(best_fifth_by_month(panel), best_fifth_by_month(observed))
    assert exits(panel)["exit"].sum() == exits(observed)["exit"].sum()


CELLS = [
    "ACME",
    "acme ",
    "007",
    "7",
    "Total",
    "2024-03",
    "03/04/2024",
    "31.12.24",
    "mar 2024",
    "Q1 2024",
    "45000",
    "1.234,50",
    "2,024,994",
    "(5)",
    "-",
    "€ 5",
    "partner",
    "month",
    "revenue",
    "status",
    "paid",
    "open",
    "lost",
    "refund",
    "order id",
    "currency",
    "USD",
    "",
    "#REF!",
    "1e5",
    "1.23E+12",
    "0",
    "∞",
    "٣",
    "２",
]
WORDS = st.one_of(
    st.sampled_from(CELLS),
    st.text(max_size=12),
    st.dates().map(str),
    st.floats().map(str),
)


def outcome(path: Path) -> Imported | InputError:
    try:
        return import_sales(path)
    except InputError as error:
        return error


def attempt(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    imported = outcome(path)
    if isinstance(imported, InputError):
        assert imported.lines
        assert imported.expected
        assert imported.file == str(path)
        return
    left = imported.total + sum(step.amount for step in imported.steps)
    assert imported.panel["revenue"].sum() == pytest.approx(left, abs=0.01)
    assert imported.panel["month"].between(0, len(imported.months) - 1).all()
    assert not imported.panel.duplicated(["partner", "month"]).any()
    assert checked_map(imported.map.model_dump()) == imported.map


settled = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settled
@given(text=st.text(max_size=300))
def test_any_text(tmp_path: Path, text: str) -> None:
    attempt(tmp_path / "any.csv", text.encode("utf-8", "surrogatepass"))


@settled
@given(
    content=st.binary(max_size=300), mark=st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=;\n"])
)
def test_any_bytes(tmp_path: Path, content: bytes, mark: bytes) -> None:
    attempt(tmp_path / "any.xlsx", mark + content)


@settled
@given(
    rows=st.lists(st.lists(WORDS, min_size=1, max_size=6), max_size=12),
    sign=st.sampled_from(",;\t|"),
    head=st.sampled_from([None, "partner,month,revenue", "Partner,Date,Amount,Status,Order ID,Type"]),
)
def test_any_table(tmp_path: Path, rows: list[list[str]], sign: str, head: str | None) -> None:
    table = ([head.split(",")] if head else []) + rows
    attempt(tmp_path / "any.csv", "\n".join(sign.join(row) for row in table).encode("utf-8", "surrogatepass"))


@settled
@given(odd=WORDS, at=st.integers(0, 2))
def test_any_cell_of_a_good_table(tmp_path: Path, odd: str, at: int) -> None:
    def write(partner: str, month: int, amount: float) -> str:
        cells = [partner, MONTHS[month], f"{amount:.2f}"]
        if (partner, month) == ("Delta", 4):
            cells[at] = odd
        return ";".join(cells)

    attempt(tmp_path / "any.csv", lines("partner;month;revenue", write).encode("utf-8", "surrogatepass"))


@given(text=st.text(max_size=40))
def test_any_name_of_a_file_or_column_is_kept_by_the_map(text: str) -> None:
    import tomllib

    chosen = checked_map(
        {
            "columns": {"partner": text.encode("utf-8", "replace").decode()},
            "statuses": {"counts": [text.encode("utf-8", "replace").decode()]},
        }
    )
    assert checked_map(tomllib.loads(as_toml(chosen, text.encode("utf-8", "replace").decode()))) == chosen
