"""Exports as particular systems write them: pipelines, affiliate networks, shops, ledgers; and what would silently be read wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from own.forms import BY_MONTH, MONTHS, TRUTH, german, lines, panel_of, read

from partnerscape.scenario import InputError


def test_a_pipeline_of_a_crm(tmp_path: Path) -> None:
    """Names of deals repeat and are no numbers of orders."""
    head = '"Opportunity Name","Account Name","Opportunity Owner","Stage","Close Date","Amount","Probability (%)"'
    text = lines(head, lambda p, m, a: f'"Renewal","{p}","Jo","Closed Won","{m + 1}/{15 + m}/2024","{a:,.2f}","100"')
    text += '"New","Delta","Jo","Id. Decision Makers","10/20/2024","","20"\n"Old","Delta","Jo","Negotiation/Review","9/20/2024","7,000.00","60"\n'
    imported = read(tmp_path, text)
    assert panel_of(imported) == TRUTH
    assert imported.map.rows == "deal"


def test_an_affiliate_network_with_a_later_clawback(tmp_path: Path) -> None:
    """A row without a sale that takes commission back replaces nothing."""
    head = "transactionDate,publisherId,publisherName,saleAmount,commissionAmount,currency,commissionStatus,orderRef"
    text = lines(head, lambda p, m, a: f"{MONTHS[m]}-05T10:11:12Z,{p},x,{a},{a / 10:.2f},EUR,approved,{p}{m}")
    imported = read(tmp_path, text + "2024-08-20T10:11:12Z,Delta,x,0.00,-50.00,EUR,approved,Delta3\n")
    assert {key: a for key, a in panel_of(imported).items() if a} == TRUTH
    assert imported.panel["clawback"].sum() == 50.0


@pytest.mark.parametrize("amount", ["0", ""])
def test_a_clawback_in_a_row_of_its_own_beside_the_month(tmp_path: Path, amount: str) -> None:
    text = lines("partner,month,revenue,commission", lambda p, m, a: f"{p},{MONTHS[m]},{a},{a / 10:.2f}")
    imported = read(tmp_path, f"{text}Delta,2024-04,{amount},-50\nACME,2024-02,{amount},-20\n")
    assert panel_of(imported) == TRUTH
    assert imported.panel["clawback"].sum() == 70.0


def test_numbers_of_contracts_that_are_paid_every_month(tmp_path: Path) -> None:
    imported = read(tmp_path, lines("order id,partner,date,amount", lambda p, m, a: f"{p},{p},{MONTHS[m]}-05,{a}"))
    assert panel_of(imported) == TRUTH


def test_a_shop_asks_which_date_and_which_sum(tmp_path: Path) -> None:
    head = "Name,Financial Status,Paid at,Subtotal,Shipping,Total,Created at,Vendor,Refunded Amount"
    text = lines(
        head,
        lambda p, m, a: (
            f"#{p}{m},paid,{MONTHS[m]}-02 10:11:12 +0100,{a - 5:.2f},5.00,{a + 20:.2f},{MONTHS[m]}-01 10:10:12 +0100,{p},20.00"
        ),
    )
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert {misfit.key for misfit in error.value.misfits} == {"date", "amount"}
    columns = {"date": "Created at", "amount": "Total"}
    assert any("Refunded Amount" in warning for warning in read(tmp_path, text, map={"columns": columns}).warnings)
    assert panel_of(read(tmp_path, text, map={"columns": {**columns, "refund": "Refunded Amount"}})) == TRUTH


@pytest.mark.parametrize(
    ("head", "months"),
    [
        ("Year;Month;Partner;Sales", [str(month) for month in range(1, 9)]),
        ("Jahr;Monat;Händler;Umsatz netto", ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August"]),
    ],
)
def test_years_and_months_in_columns_of_their_own(tmp_path: Path, head: str, months: list[str]) -> None:
    pytest.importorskip("babel")
    imported = read(tmp_path, lines(head, lambda p, m, a: f"2024;{months[m]};{p};{german(a)}"))
    assert panel_of(imported) == TRUTH
    assert imported.map.columns.year == head.split(";")[0]
    again = read(tmp_path, lines(head, lambda p, m, a: f"2024;{months[m]};{p};{german(a)}"), map=imported.map)
    assert panel_of(again) == TRUTH


@pytest.mark.parametrize("status", ["not paid", "partially refunded", "nicht bezahlt", "не оплачен"])
def test_a_status_that_says_the_opposite_is_asked_for(tmp_path: Path, status: str) -> None:
    text = lines("partner;date;amount;status", lambda p, m, a: f"{p};{MONTHS[m]}-05;{a};paid") + f"Delta;2024-03-09;80;{status}\n"
    with pytest.raises(InputError, match="a known status"):
        read(tmp_path, text)


def test_clicks_are_no_sales(tmp_path: Path) -> None:
    text = lines("date,affiliate,event,value", lambda p, m, a: f"{MONTHS[m]}-05,{p},sale,{a}\n{MONTHS[m]}-05,{p},click,0")
    with pytest.raises(InputError, match="'click'"):
        read(tmp_path, text)
    assert panel_of(read(tmp_path, text, map={"statuses": {"lost": ["click"]}})) == TRUTH


def test_a_slip_in_a_year(tmp_path: Path) -> None:
    text = lines("partner;date;amount", lambda p, m, a: f"{p};{MONTHS[m]}-15;{a}") + "Delta;2042-03-15;80\n"
    with pytest.raises(InputError, match=r"2042-03 in row 32, 211 months from all others.*until = .2024-08"):
        read(tmp_path, text)
    assert panel_of(read(tmp_path, text, map={"until": "2024-12"})) == TRUTH


def test_whole_numbers_that_may_be_cents(tmp_path: Path) -> None:
    imported = read(tmp_path, lines("partner;month;amount", lambda p, m, a: f'{p};{MONTHS[m]};"{round(100 * a)}"'))
    assert any('amount_unit = "cents"' in warning for warning in imported.warnings)


def test_prices_of_pieces_and_numbers_of_orders_are_no_sums(tmp_path: Path) -> None:
    head = "Customer,Reseller Name,Product,Invoice Date,Qty,Unit Price,Total Orders,Line Total"
    imported = read(tmp_path, lines(head, lambda p, m, a: f"c,{p},x,{MONTHS[m]}-05,2,{a / 2:.3f},7,{a}"))
    assert imported.map.columns.amount == "Line Total"
    assert panel_of(imported) == TRUTH


def test_commission_is_not_taken_for_revenue(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="sums of money"):
        read(tmp_path, lines("partner,month,commission amount", lambda p, m, a: f"{p},{MONTHS[m]},{a}"))


def test_the_order_in_which_corrections_come_does_not_matter_where_months_are_in_order(tmp_path: Path) -> None:
    """A correction of March that arrives with April's rows."""
    rows = []
    for p, m, a in BY_MONTH:
        rows.append(f"{p},{MONTHS[m]},{a + 7.5 if (p, m) == ('Delta', 2) else a}")
        if (p, m) == ("Epsilon", 3):
            rows.append(f"Delta,2024-03,{TRUTH['Delta', '2024-03']}")
    assert panel_of(read(tmp_path, "\n".join(["partner,month,revenue", *rows]))) == TRUTH


def test_partners_side_by_side_are_a_pivot_table(tmp_path: Path) -> None:
    text = "month;ACME;Beta;Delta\n" + "".join(f"{month};1.5;2.5;3.5\n" for month in MONTHS)
    with pytest.raises(InputError, match="pivot table"):
        read(tmp_path, text)


def test_two_columns_of_one_name_are_asked_for(tmp_path: Path) -> None:
    text = lines("partner;month;revenue;revenue", lambda p, m, a: f"{p};{MONTHS[m]};{a};{a + 1}")
    with pytest.raises(InputError, match=r"revenue, revenue \(2\)"):
        read(tmp_path, text)
    assert panel_of(read(tmp_path, text, map={"columns": {"amount": "revenue"}})) == TRUTH


@pytest.mark.parametrize(("odd", "refused"), [("2,024,994", True), ("1,200", False)])
def test_whole_thousands_among_sums_with_both_signs(tmp_path: Path, odd: str, refused: bool) -> None:
    text = lines("partner;month;revenue", lambda p, m, a: f"{p};{MONTHS[m]};{odd if (p, m) == ('Delta', 4) else f'{a:,.2f}'}")
    if refused:
        with pytest.raises(InputError, match="thousands separated in all rows"):
            read(tmp_path, text)
        assert panel_of(read(tmp_path, text, map={"decimal": "."}))["Delta", "2024-05"] == 2024994.0
    else:
        assert panel_of(read(tmp_path, text)) == {**TRUTH, ("Delta", "2024-05"): 1200.0}


@pytest.mark.parametrize(("old", "new", "key"), [(".", "?", "revenue"), ("2024-", "'24 week ", "month")])
def test_a_column_that_holds_something_else_is_told_by_its_cells(tmp_path: Path, old: str, new: str, key: str) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, lines("partner;month;revenue", lambda p, m, a: f"{p};{MONTHS[m]};{a:.2f}").replace(old, new))
    assert (error.value.table, error.value.key) == ("row 2", key)
    assert "and 26 more" in error.value.advice
