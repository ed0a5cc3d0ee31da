"""Sixteen forms in which companies keep their sales, each with five partners and eight months whose panel is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from own.forms import BY_MONTH, CELLS, MONTHS, TRUTH, german, lines, panel_of, read

from partnerscape.scenario import InputError


def iso(month: int, day: int = 1) -> str:
    return f"{MONTHS[month]}-{day:02d}"


def quoted(text: str) -> str:
    return f'"{text}"'


def test_1_a_table_of_partners_and_months(tmp_path: Path) -> None:
    imported = read(tmp_path, lines("partner,month,revenue", lambda p, m, a: f"{p},{MONTHS[m]},{a}"))
    assert panel_of(imported) == TRUTH
    assert imported.map.rows == "partner and month"
    assert list(imported.panel["month"]) == [MONTHS.index(calendar) for calendar in imported.panel["calendar"]]


def test_2_orders_with_refunds(tmp_path: Path) -> None:
    """Each month's sum is two orders less a refund; refunds are negative rows of the same order."""
    rows = []
    for at, (p, m, a) in enumerate(BY_MONTH):
        rows += [
            f"{2 * at},{iso(m, 3)},{p},{a:.2f}",
            f"{2 * at + 1},{iso(m, 17)},{p},250.00",
            f"{2 * at + 1},{iso(m, 28)},{p},-250.00",
        ]
    imported = read(tmp_path, "\n".join(["Order ID,Order Date,Reseller,Net Amount", *rows]))
    assert panel_of(imported) == TRUTH
    assert imported.map.rows == "order"
    assert set(imported.panel["orders"]) == {2}
    assert set(imported.panel["refunds"]) == {250.0}


def test_3_a_pipeline_with_open_and_lost_deals(tmp_path: Path) -> None:
    rows = [f"Deal {at},{p},Closed Won,{iso(m, 2)},{iso(m, 20)},{a}" for at, (p, m, a) in enumerate(BY_MONTH)]
    rows += [
        "Deal 90,ACME,Negotiation,2024-06-01,,9000",
        "Deal 91,Delta,Closed Lost,2024-02-01,2024-03-01,5000",
        "Deal 92,ACME,Proposal,2024-06-01,2024-12-01,tbd",
    ]
    imported = read(tmp_path, "\n".join(["Deal,Partner,Stage,Created,Close Date,Amount", *rows]))
    assert panel_of(imported) == TRUTH
    assert imported.map.rows == "deal"
    assert [(step.rows, step.amount) for step in imported.steps] == [(2, -9000.0), (1, -5000.0)]
    assert "Negotiation" in imported.steps[0].reason


@pytest.mark.parametrize("stated", [False, True])
def test_4_amounts_in_cents_as_text(tmp_path: Path, stated: bool) -> None:
    head = "partner,month,amount" if stated else "partner,month,amount_cents"
    options = {"map": {"amount_unit": "cents"}} if stated else {}
    imported = read(tmp_path, lines(head, lambda p, m, a: f"{p},{MONTHS[m]},{quoted(str(round(a * 100)))}"), **options)
    assert panel_of(imported) == TRUTH
    assert imported.map.amount_unit == "cents"
    assert any(note.text.endswith(": in cents, divided by 100.") for note in imported.notes)


def test_4_cents_with_decimals_are_refused(tmp_path: Path) -> None:
    text = "partner,month,amount_cents\nACME,2024-01,31029\nACME,2024-02,447.60\n"
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert (error.value.table, error.value.key, error.value.expected) == ("row 3", "amount_cents", "whole cents")
    assert error.value.found == "447.6"
    assert panel_of(read(tmp_path, text, map={"amount_unit": "units"}))["ACME", "2024-02"] == 447.6


def test_5_statuses(tmp_path: Path) -> None:
    rows = [f"{p},{iso(m, 5)},{a},approved" for p, m, a in BY_MONTH]
    rows += ["ACME,2024-08-09,77.00,pending", "Delta,2024-03-09,55.00,declined"]
    imported = read(tmp_path, "\n".join(["affiliate,date,sale amount,status", *rows]))
    assert panel_of(imported) == TRUTH
    assert {step.reason: step.amount for step in imported.steps} == {
        "not a sale yet: pending": -77.0,
        "never became a sale: declined": -55.0,
    }
    assert imported.map.statuses.counts == ("approved",)


def test_6_a_clawback_as_a_negative_commission(tmp_path: Path) -> None:
    rows = [f"{p},{MONTHS[m]},{a},{a / 10 if m else 0.5:.2f}" for p, m, a in BY_MONTH]
    imported = read(
        tmp_path,
        "\n".join(["partner,month,revenue,commission paid", *rows]).replace(
            f"{TRUTH['Delta', '2024-04']},{TRUTH['Delta', '2024-04'] / 10:.2f}", f"{TRUTH['Delta', '2024-04']},-60.00"
        ),
    )
    assert panel_of(imported) == TRUTH
    cell = imported.panel.set_index(["partner", "calendar"]).loc[("Delta", "2024-04")]
    assert (cell["commission"], cell["clawback"]) == (-60.0, 60.0)
    assert any(
        note.text.startswith("1 row with a negative commission (clawback), together -60.00: row ") for note in imported.notes
    )


def test_7_titles_above_the_header_and_a_total_below(tmp_path: Path) -> None:
    body = lines("Partner;Month;Revenue", lambda p, m, a: f"{p};{MONTHS[m]};{a}")
    total = f"{sum(TRUTH.values()):.2f}"
    imported = read(tmp_path, f"Sales report;;\nPeriod:;jan-aug 2024;\nExported;2024-09-03;\n;;\n{body}Total;;{total}\n")
    assert panel_of(imported) == TRUTH
    assert any("agrees" in note.text for note in imported.notes)


@pytest.mark.parametrize("day", [1, 15, 28])
def test_8_days_months_and_years_of_two_digits(tmp_path: Path, day: int) -> None:
    imported = read(tmp_path, lines("partner,date,amount", lambda p, m, a: f"{p},{day:02d}-{m + 1:02d}-24,{a}"))
    assert panel_of(imported) == TRUTH
    assert imported.map.dates == "day first"


def test_9_decimal_commas(tmp_path: Path) -> None:
    imported = read(tmp_path, lines("Partner;Monat;Umsatz", lambda p, m, a: f"{p};{m + 1:02d}.2024;{german(a)}"))
    assert panel_of(imported) == TRUTH
    assert imported.map.decimal == ","
    assert any("'310,29' of row 2 allows no other" in note.text for note in imported.notes)


@pytest.mark.parametrize(
    ("usual", "odd"),
    [("1510.25", '"1.510,25"'), ("812.330", '"2,024,994"'), ("1510.25", '"2,024,994"'), ("1510.25", '"12,5"')],
)
def test_10_rows_whose_separators_disagree_are_refused(tmp_path: Path, usual: str, odd: str) -> None:
    text = lines("partner,month,revenue", lambda p, m, _: f"{p},{MONTHS[m]},{odd if (p, m) == ('Delta', 4) else usual}")
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert "revenue" in error.value.key
    assert "[row " in error.value.lines[0]
    assert "in all rows" in error.value.expected


def test_11_late_corrections_appended(tmp_path: Path) -> None:
    wrong = {("Delta", 3): 900.0, ("ACME", 5): 1000.0}
    text = lines("partner,month,revenue", lambda p, m, a: f"{p},{MONTHS[m]},{wrong.get((p, m), a)}")
    text += "".join(f"{p},{MONTHS[m]},{TRUTH[p, MONTHS[m]]}\n" for p, m in wrong)
    imported = read(tmp_path, text)
    assert panel_of(imported) == TRUTH
    assert any("corrections" in note.text for note in imported.notes)
    assert imported.steps[0].amount == -1900.0


def test_12_a_month_missing_for_everybody(tmp_path: Path) -> None:
    imported = read(
        tmp_path, lines("partner,month,revenue", lambda p, m, a: f"{p},{MONTHS[m]},{a}", tuple(c for c in CELLS if c[1] != 4))
    )
    assert panel_of(imported) == {key: value for key, value in TRUTH.items() if key[1] != "2024-05"}
    assert list(imported.months.loc[~imported.months["known"], "calendar"]) == ["2024-05"]
    assert imported.panel["month"].max() == 7
    assert any("2024-05" in text and "not as exits" in text for text in imported.warnings)


def test_13_two_currencies_are_refused_without_rates(tmp_path: Path) -> None:
    rate = {"Beta Ltd": ("USD", 0.5)}
    text = lines(
        "partner,month,revenue,currency",
        lambda p, m, a: f"{p},{MONTHS[m]},{a / rate.get(p, ('', 1.0))[1]:.4f},{rate.get(p, ('EUR',))[0]}",
    )
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert "USD" in error.value.found
    assert "[rates]" in error.value.advice
    imported = read(tmp_path, text, map={"rates": {"USD": 0.5}})
    assert panel_of(imported) == TRUTH
    assert imported.currency == "EUR"
    assert "Converted to EUR: USD at 0.5." in [note.text for note in imported.notes]


@pytest.mark.parametrize(
    "months",
    [
        MONTHS,
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"],
        [f"{m} 2024" for m in ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug")],
    ],
)
def test_14_a_pivot_table_is_refused(tmp_path: Path, months: list[str]) -> None:
    rows = [",".join([p, *(str(TRUTH.get((p, m), "")) for m in MONTHS)]) for p in dict.fromkeys(p for p, *_ in CELLS)]
    with pytest.raises(InputError, match="pivot table"):
        read(tmp_path, "\n".join([",".join(["Partner", *months]), *rows]))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_15_other_encodings_of_unicode(tmp_path: Path, encoding: str) -> None:
    imported = read(tmp_path, lines("partner\tmonth\trevenue", lambda p, m, a: f"{p}\t{MONTHS[m]}\t{a}").encode(encoding))
    assert panel_of(imported) == TRUTH


def test_16_ids_whose_leading_zeros_are_lost_in_some_rows(tmp_path: Path) -> None:
    ids = {p: f"{at:03d}" for at, p in enumerate(dict.fromkeys(p for p, *_ in CELLS), 5)}
    lost = lines("partner id,month,revenue", lambda p, m, a: f"{ids[p] if m < 5 else int(ids[p])},{MONTHS[m]},{a}")
    imported = read(tmp_path, lost)
    assert panel_of(imported) == {(ids[p], m): a for (p, m), a in TRUTH.items()}
    assert any("leading zeros" in note.text for note in imported.notes)
    numbers = tmp_path / "partners.csv"
    numbers.write_text("id,tier\n" + "".join(f"{int(number)},gold\n" for number in ids.values()))
    with_tiers = read(tmp_path, lost.replace(",5,", ",005,"), partners=numbers)
    assert set(with_tiers.partners["segment"]) == {"gold"}
    assert any("matched by number" in note.text for note in with_tiers.notes)
