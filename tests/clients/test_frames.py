"""What a run and a comparison return, in Polars, DuckDB and xarray: same numbers, no index lost, no odd column."""

from __future__ import annotations

import pandas as pd
import pytest
from clients.small import SMALL

import partnerscape as ps

POLARS = "polars is not installed: `make test-clients` has it"


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    run = ps.run(SMALL, seeds=range(3), partners=True).tables()
    answer = ps.compare(SMALL, "pay_more", seeds=range(3)).tables()
    return {f"{kind}_{name}": table for kind, held in (("run", run), ("compare", answer)) for name, table in held.items()}


def test_parquet_keeps_every_table_to_the_bit(tables, tmp_path) -> None:
    for name, table in tables.items():
        assert all(type(column) is str for column in table.columns) and table.columns.is_unique, name
        assert not table.isna().any(axis=None), name
        table.to_parquet(tmp_path / "table.parquet")
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "table.parquet"), table, check_exact=True)


def test_polars_reads_every_table(tables, tmp_path) -> None:
    polars = pytest.importorskip("polars", reason=POLARS)
    for name, table in tables.items():
        table.to_parquet(tmp_path / "table.parquet")
        read = polars.read_parquet(tmp_path / "table.parquet")
        assert read.equals(polars.from_pandas(table)), name
        assert polars.Object not in read.schema.values(), name
        pd.testing.assert_frame_equal(read.to_pandas(), table, check_dtype=False, check_exact=True)


def test_a_row_of_polars_is_a_policy() -> None:
    polars = pytest.importorskip("polars", reason=POLARS)
    frame = polars.DataFrame({"commission_rate": [0.15, 0.3], "offers": [3, 8], "small__offers": [2, 4]})
    for row in frame.iter_rows(named=True):
        assert ps.run(SMALL, row, seeds=[0]).policy == SMALL.current_policy.changed(**row)


def test_duckdb_answers_from_the_tables_and_from_their_files(tables, tmp_path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: `make test-clients` has it")
    months = tables["run_months"]
    months.to_parquet(tmp_path / "months.parquet")
    known = months.groupby("seed")["profit"].max().to_dict()
    for source in ("months", f"'{tmp_path / 'months.parquet'}'"):
        assert dict(duckdb.sql(f"SELECT seed, max(profit) FROM {source} GROUP BY seed").fetchall()) == known
    futures = tables["compare_futures"]
    assert duckdb.sql("SELECT avg(win_win::INT) FROM futures").fetchall()[0][0] == futures["win_win"].mean()


def test_xarray_has_seeds_and_months_as_dimensions(tables) -> None:
    pytest.importorskip("xarray", reason="xarray is not installed: `make test-clients` has it")
    months = tables["run_months"].set_index(["seed", "month"]).to_xarray()
    assert dict(months.sizes) == {"seed": 3, "month": SMALL.time.horizon_months}
    assert float(months["profit"].sel(seed=1, month=2)) == tables["run_months"].query("seed == 1 and month == 2")["profit"].item()
