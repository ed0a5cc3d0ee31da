"""Statistics against panels whose numbers are known, and the same code on a table and on a simulated programme."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnerscape.own_data.fitting.panel import Panel, panel_of, read_panel
from partnerscape.own_data.fitting.statistics import STATISTICS, statistics_of
from partnerscape.scenario import InputError


def as_tables(panel: Panel) -> dict[str, pd.DataFrame]:
    """A panel as an import writes it: rows with a sale alone, partners in another order."""
    rows, months = np.nonzero(panel.revenue)
    names = np.array([f"p{k:04d}" for k in range(len(panel.revenue))])
    amounts = {n: getattr(panel, n)[rows, months] for n in ("revenue", "orders", "new_revenue", "commission")}
    table = pd.DataFrame({"partner": names[rows], "month": months, **amounts}).sample(frac=1.0, random_state=1)
    segment = np.where(panel.segment < 0, None, np.array(["small", "middle", "large"])[panel.segment])
    people = pd.DataFrame({"partner": names, "segment": segment, "signed": panel.signed})
    return {"panel": table.reset_index(drop=True), "partners": people.iloc[::-1]}


def test_a_table_and_the_simulated_programme_that_it_is_of_have_the_same_statistics(sales: Panel) -> None:
    read = read_panel(as_tables(sales), ("small", "middle", "large"))
    known, again = statistics_of(sales), statistics_of(read)
    assert set(known) == {name for name in STATISTICS if not name.startswith("response_")}, "there was no change of policy"
    for name, value in known.items():
        assert again[name] == pytest.approx(value, rel=1e-9, nan_ok=True), name


def test_an_import_on_disk_is_read_with_its_calendar_and_without_the_months_that_are_missing(
    sales: Panel, tmp_path: Path
) -> None:
    tables, first = as_tables(sales), pd.Period("2022-11", freq="M")
    dated = [None if np.isnan(m) else str(first + int(m)) for m in tables["partners"]["signed"]]
    tables["partners"] = tables["partners"].assign(signed=dated)
    table = tables["panel"].assign(calendar=[str(first + int(m)) for m in tables["panel"]["month"]])
    table[table["month"] != 7].to_parquet(tmp_path / "panel.parquet")
    tables["partners"].to_parquet(tmp_path / "partners.parquet")
    record = {"period": {"first": "2022-11", "last": "2024-04", "months": 18}, "missing_months": ["2023-06"]}
    (tmp_path / "import.json").write_text(json.dumps(record))
    read, known = read_panel(tmp_path, ("small", "middle", "large")), statistics_of(sales.without((7,)))
    assert read.form == sales.without((7,)).form and read.form.missing == (7,) and read.months == 17
    again = statistics_of(read)
    assert {n: pytest.approx(v, nan_ok=True) for n, v in known.items()} == again


def steady(**others: np.ndarray) -> Panel:
    """Thirty partners over twelve months: twenty from the start, ten who begin in month 5 with half a month's sales."""
    revenue = np.full((30, 12), 100.0)
    revenue[20:, :5] = 0.0
    revenue[20:, 5] = 50.0
    return Panel(revenue, **others)


def test_the_partial_month_of_the_first_sale_is_no_growth() -> None:
    found = statistics_of(steady())
    assert found["growth_early"] == pytest.approx(0.0) and found["start_level"] == pytest.approx(0.0)
    assert found["ln_spread"] == pytest.approx(0.0)
    assert found["active"] == pytest.approx(np.log((20 * 12 + 10 * 7) / 12))
    assert found["beginners"] == pytest.approx(np.log(10.5 / 9))


def test_exits_are_counted_where_they_can_be_seen() -> None:
    panel = steady()
    panel.revenue[20:25, 6:] = 0.0  # five of ten beginners leave in the month of their first sale
    panel.revenue[0, 11] = 0.0  # too late to tell
    found = statistics_of(panel)
    assert found["exit_0"] == pytest.approx(np.log(5.5 / 5.5))
    seen = 20 * 9
    assert found["exit_established"] == pytest.approx(np.log(0.5 / (seen + 0.5)))


def test_orders_tell_their_value_and_what_is_unknown_is_not_told() -> None:
    bare, with_orders = statistics_of(steady()), statistics_of(steady(orders=np.where(steady().revenue > 0.0, 4.0, 0.0)))
    assert "mean_order" not in bare and "new_share" not in with_orders
    assert with_orders["mean_order"] == pytest.approx(np.log(25.0)) and with_orders["orders_per_active"] == pytest.approx(
        np.log(4.0)
    )


ROW = {"partner": "a", "month": 0, "revenue": 1.0}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (pd.DataFrame([{"partner": "a", "month": 0}]), ("revenue", "panel.parquet")),
        (pd.DataFrame([{**ROW, "month": 0.5}]), ("month", "whole months", "0.5")),
        (pd.DataFrame([{**ROW, "month": "2024-01"}]), ("month", "whole months", "2024-01")),
        (pd.DataFrame([{**ROW, "revenue": "much"}]), ("revenue", "numbers", "much")),
        (pd.DataFrame([ROW, {**ROW, "month": 20}]), ("partner", "at least 20 partners")),
        (pd.DataFrame([ROW]), ("month", "at least 9 months")),
    ],
)
def test_what_is_no_panel_is_one_clear_error(table: pd.DataFrame, said: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as error:
        panel_of(table)
    assert all(word in str(error.value) for word in said), str(error.value)


def test_a_segment_that_the_scenario_does_not_have_is_refused(sales: Panel) -> None:
    tables = as_tables(sales)
    with pytest.raises(InputError, match="gold, silver"):
        read_panel(tables, ("gold", "silver"))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kept", [[], [0], [4, 5, 6]], ids=["nothing", "one month", "three months"])
def test_a_panel_with_next_to_nothing_says_nothing_and_warns_of_nothing(sales: Panel, kept: list[int]) -> None:
    """Small programmes have such months at some points of the prior: the fit's user must not see NumPy's warnings of them."""
    few, there = sales.of(np.arange(6)), np.isin(np.arange(sales.months), kept)
    parts = {name: np.where(there, getattr(few, name), 0.0) for name in ("revenue", "orders", "new_revenue", "commission")}
    told = statistics_of(replace(few, **parts))
    assert set(told) == set(statistics_of(few))
    assert np.isnan(told["persistence_6"]) and np.isnan(told["spread_by_size"])


def test_a_statistic_is_read_as_people_count(sales: Panel) -> None:
    """Fits compare logarithms and log odds; a reader sees partners, shares and factors that can be counted in the table."""
    seen = statistics_of(sales)
    read = {name: STATISTICS[name].scale.read(value) for name, value in seen.items() if np.isfinite(value)}
    sold = sales.revenue > 0.0
    third = sold.shape[1] // 3
    per_month = sold.sum(axis=0)
    year = np.sort(sales.revenue[sold.any(axis=1)][:, -12:].sum(axis=1))[::-1]
    year = year[year > 0.0]
    assert read["active"] == pytest.approx(per_month.mean())
    assert read["active_growth"] == pytest.approx((per_month[-third:].mean() + 1) / (per_month[:third].mean() + 1))
    assert read["best_fifth_of_year"] == pytest.approx(year[: round(0.2 * year.size)].sum() / year.sum())
    assert read["mean_order"] == pytest.approx(sales.revenue.sum() / sales.orders.sum(), rel=0.02)
    assert read["commission_share"] == pytest.approx(sales.commission.sum() / sales.revenue.sum())
    assert all(0.0 < value < 1.0 for name, value in read.items() if STATISTICS[name].scale.name == "share")


@pytest.mark.parametrize("word", ["(ln)", "log odds", " ln "])
def test_no_statistic_is_named_by_its_transformation(word: str) -> None:
    assert not [s.meaning for s in STATISTICS.values() if word in f" {s.meaning} "]
