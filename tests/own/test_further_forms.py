"""Further forms of dates, numbers, ids, statuses, layouts and encodings: each gives the known panel, or is refused with advice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from own.forms import BY_MONTH, CELLS, LAST, MONTHS, NAMES, TRUTH, Cells, german, lines, panel_of, read, table, workbook

from partnerscape.own_data.panel import import_sales
from partnerscape.scenario import InputError

SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug")
Write = Callable[[int], str]


def serial(month: int, day: int = 1) -> int:
    return (dt.date(2024, month + 1, day) - dt.date(1899, 12, 30)).days


DATES: dict[str, Write] = {
    "months in ISO": lambda m: MONTHS[m],
    "compact months": lambda m: f"2024{m + 1:02d}",
    "compact days": lambda m: f"2024{m + 1:02d}15",
    "slashes, year first": lambda m: f"2024/{m + 1:02d}/09",
    "days first with slashes": lambda m: f"{13 + m}/{m + 1:02d}/2024",
    "months first with slashes": lambda m: f"{m + 1}/{20 + m % 8}/2024",
    "German dates": lambda m: f"0{m % 3 + 1}.{m + 1:02d}.2024",
    "German dates with short years": lambda m: f"01.{m + 1:02d}.24",
    "firsts of months, days first": lambda m: f"01/{m + 1:02d}/2024",
    "firsts of months, months first": lambda m: f"{m + 1:02d}/01/2024",
    "month and year": lambda m: f"{m + 1:02d}/2024",
    "months in words": lambda m: f"{SHORT[m]} 2024",
    "months in words with short years": lambda m: f"{SHORT[m]}-24",
    "dates in words": lambda m: f"{m + 3} {SHORT[m]} 2024",
    "dates in words, American": lambda m: f"{SHORT[m]} {m + 3}, 2024",
    "Oracle's dates": lambda m: f"{m + 10}-{SHORT[m].upper()}-24",
    "timestamps in UTC": lambda m: f"{MONTHS[m]}-10T23:30:00Z",
    "timestamps with offsets": lambda m: f"{MONTHS[m]}-10 08:30:00.123+02:00",
    "American times": lambda m: f"{m + 1}/{m + 14}/2024 11:59 PM",
    "days of a spreadsheet": lambda m: str(serial(m, 9)),
    "seconds since 1970": lambda m: str(int(dt.datetime(2024, m + 1, 9, tzinfo=dt.UTC).timestamp())),
}


@pytest.mark.parametrize("form", DATES)
def test_dates(tmp_path: Path, form: str) -> None:
    text = lines("partner;date;revenue", lambda p, m, a: f"{p};{DATES[form](m)};{a}")
    assert panel_of(read(tmp_path, text)) == TRUTH


@pytest.mark.parametrize(
    "months",
    [
        ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug"),
        ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
        ("Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август"),
        ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto"),
    ],
)
def test_months_in_other_languages(tmp_path: Path, months: tuple[str, ...]) -> None:
    pytest.importorskip("babel")
    text = lines("partner;date;revenue", lambda p, m, a: f"{p};{months[m]} 2024;{a}")
    assert panel_of(read(tmp_path, text)) == TRUTH


UNREADABLE_DATES: dict[str, tuple[Write, str]] = {
    "all days and months twelve or less": (lambda m: f"0{m % 4 + 2}/0{m + 1}/2024", 'write dates = "day first"'),
    "rows that disagree": (lambda m: f"{m + 14}/02/2024" if m < 4 else f"02/{m + 14}/2024", "mend the file"),
    "quarters": (lambda m: f"Q{m // 3 + 1} 2024", "too coarse"),
    "weeks": (lambda m: f"2024-W{4 * m + 1:02d}", "too coarse"),
    "no such day": (lambda m: "2024-02-31" if m == 4 else f"{MONTHS[m]}-01", "also row"),
}


@pytest.mark.parametrize("form", UNREADABLE_DATES)
def test_dates_that_are_refused(tmp_path: Path, form: str) -> None:
    write, advice = UNREADABLE_DATES[form]
    with pytest.raises(InputError) as error:
        read(tmp_path, lines("partner;date;revenue", lambda p, m, a: f"{p};{write(m)};{a}"))
    assert "[row " in error.value.lines[0]
    assert error.value.key == "date"
    assert advice in error.value.lines[0]


def test_an_order_of_dates_that_only_the_map_can_say(tmp_path: Path) -> None:
    text = lines("partner;date;revenue", lambda p, m, a: f"{p};0{m + 1}/0{m % 4 + 2}/2024;{a}")
    assert panel_of(read(tmp_path, text, map={"dates": "month first"})) == TRUTH


def test_times_are_converted_to_the_zone_of_the_map(tmp_path: Path) -> None:
    text = lines("partner;date;revenue", lambda p, m, a: f"{p};2024-{m + 1:02d}-01T00:30:00+02:00;{a}")
    assert panel_of(read(tmp_path, text)) == TRUTH
    assert read(tmp_path, text, map={"timezone": "America/New_York"}).panel["calendar"].min() == "2023-12"


NUMBERS: dict[str, Callable[[float], str]] = {
    "thousands with commas": lambda a: f"{a:,.2f}",
    "thousands with points": german,
    "thousands with apostrophes": lambda a: f"{a:,.2f}".replace(",", "'"),
    "thousands with spaces": lambda a: f"{a:,.2f}".replace(",", " ").replace(".", ","),
    "thousands with narrow spaces": lambda a: f"{a:,.2f}".replace(",", "\u202f").replace(".", ","),
    "a sign of currency before": lambda a: f"€ {a:,.2f}",
    "a sign of currency behind": lambda a: f"{german(a)} €",
    "a code of currency": lambda a: f"EUR {a:.2f}",
    "roubles": lambda a: f"{a:.2f} ₽".replace(".", ","),
    "plus signs": lambda a: f"+{a:.2f}",
    "three decimals": lambda a: f"{a:.3f}" if a < 1000 else f"{a:.2f}",
}


@pytest.mark.parametrize("form", NUMBERS)
def test_numbers(tmp_path: Path, form: str) -> None:
    text = lines("partner|date|revenue", lambda p, m, a: f"{p}|{MONTHS[m]}|{NUMBERS[form](a)}")
    assert panel_of(read(tmp_path, text)) == TRUTH


NEGATIVE: dict[str, str] = {
    "minus": "-100.50",
    "minus behind": "100.50-",
    "brackets": "(100.50)",
    "a typographic minus": "−100.50",
    "with a sign": "-€100.50",
    "in brackets with a sign": "(€ 100.50)",
}


@pytest.mark.parametrize("form", NEGATIVE)
def test_negative_numbers(tmp_path: Path, form: str) -> None:
    text = lines("partner|date|revenue", lambda p, m, a: f"{p}|{MONTHS[m]}|{NEGATIVE[form] if (p, m) == ('Delta', 4) else a}")
    assert panel_of(read(tmp_path, text)) == {**TRUTH, ("Delta", "2024-05"): -100.5}


@pytest.mark.parametrize("sums", ["1.234", "1,234"])
def test_a_sum_that_may_be_two(tmp_path: Path, sums: str) -> None:
    text = lines("partner;month;revenue", lambda p, m, _: f"{p};{MONTHS[m]};{sums}")
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert 'write decimal = "."' in error.value.advice
    assert read(tmp_path, text, map={"decimal": sums[1]}).panel["revenue"].eq(1.234).all()
    assert read(tmp_path, text, map={"decimal": ",."[sums[1] == ","]}).panel["revenue"].eq(1234.0).all()


def test_decimal_commas_between_columns_of_commas(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="quotation marks") as error:
        read(tmp_path, lines("partner,month,revenue", lambda p, m, a: f"{p},{MONTHS[m]},{a:.2f}".replace(".", ",")))
    assert error.value.table == "row 2"


ENCODINGS = {
    "cp1252": "Größe GmbH",
    "latin-1": "Größe GmbH",
    "cp1251": "ООО Ромашка",
    "utf-8": "Größe 株",
    "utf-16": "ООО Ромашка",
    "utf-16-be": "Größe",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    name = ENCODINGS[encoding]
    head = "Партнер;Месяц;Выручка" if encoding == "cp1251" else "Händler;Monat;Umsatz"
    text = lines(head, lambda p, m, a: f"{name if p == 'Čapek' else p};{MONTHS[m]};{german(a)}")
    imported = read(tmp_path, text.encode(encoding))
    assert panel_of(imported) == {(name if p == "Čapek" else p, m): a for (p, m), a in TRUTH.items()}


def test_a_stated_encoding_and_separator(tmp_path: Path) -> None:
    text = lines("partner~month~revenue", lambda p, m, a: f"{p}~{MONTHS[m]}~{a}".replace("Č", "Ö"))
    imported = read(tmp_path, text.encode("cp850"), map={"file": {"encoding": "cp850", "separator": "~"}})
    assert "Öapek" in set(imported.panel["partner"])
    with pytest.raises(InputError, match="encoding"):
        read(tmp_path, text.encode("cp850"), map={"file": {"encoding": "utf-8", "separator": "~"}})


def test_excel_says_its_separator(tmp_path: Path) -> None:
    assert panel_of(read(tmp_path, "sep=;\r\n" + lines("partner;month;revenue", lambda p, m, a: f"{p};{MONTHS[m]};{a}"))) == TRUTH


def test_names_with_separators_and_line_breaks_in_quotation_marks(tmp_path: Path) -> None:
    text = lines("partner,month,revenue", lambda p, m, a: f'"{p}, the\n""first""",{MONTHS[m]},{a}')
    assert panel_of(read(tmp_path, text)) == {(f'{p}, the "first"', m): a for (p, m), a in TRUTH.items()}


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    text = lines("partner,month,revenue", lambda p, m, a: f"{chr(34) if (p, m) == ('Delta', 2) else ''}{p},{MONTHS[m]},{a}")
    with pytest.raises(InputError, match="closed quotation marks"):
        read(tmp_path, text)


def test_two_lines_of_header(tmp_path: Path) -> None:
    text = lines(
        "Reseller,Period,Sales,,Commission\n,,Net amount,Tax,paid",
        lambda p, m, a: f"{p},{MONTHS[m]},{a},{a * 0.19:.2f},{a / 10:.2f}",
    )
    imported = read(tmp_path, text)
    assert panel_of(imported) == TRUTH
    assert imported.map.columns.amount == "Sales Net amount"
    assert imported.map.columns.commission == "Commission paid"


def test_a_line_of_units_below_the_header(tmp_path: Path) -> None:
    assert panel_of(read(tmp_path, lines("Partner,Month,Revenue\n,,EUR", lambda p, m, a: f"{p},{MONTHS[m]},{a}"))) == TRUTH


def test_empty_columns_and_lines_and_headers_on_every_page(tmp_path: Path) -> None:
    body = [f";{p};;{MONTHS[m]};{a};" for p, m, a in BY_MONTH]
    text = "\n".join(
        [";Partner;;Month;Revenue;", *body[:9], "", ";Partner;;Month;Revenue;", *body[9:], ";;;;;", "Source: ERP;;;;;"]
    )
    assert panel_of(read(tmp_path, text)) == TRUTH


@pytest.mark.parametrize("word", ["Total", "Summe", "Итого", "Gesamtergebnis", "TOTAL:", "Grand Total", "Somme totale"])
def test_rows_of_totals(tmp_path: Path, word: str) -> None:
    text = lines("partner;month;revenue", lambda p, m, a: f"{p};{MONTHS[m]};{a}") + f"{word};;{sum(TRUTH.values()):.2f}\n"
    assert panel_of(read(tmp_path, text)) == TRUTH


def test_subtotals_of_partners_and_months(tmp_path: Path) -> None:
    rows = []
    for name in NAMES:
        own = [(m, a) for p, m, a in CELLS if p == name]
        rows += [f"{name};{MONTHS[m]};{a}" for m, a in own] + [f"{name} Total;;{sum(a for _, a in own):.2f}"]
    rows += [f"Total;{month};{sum(a for (_, m), a in TRUTH.items() if m == month):.2f}" for month in MONTHS]
    assert panel_of(read(tmp_path, "\n".join(["partner;month;revenue", *rows]))) == TRUTH


def test_a_total_without_a_word_and_one_that_disagrees(tmp_path: Path) -> None:
    text = lines("partner;month;revenue", lambda p, m, a: f"{p};{MONTHS[m]};{a}")
    assert panel_of(read(tmp_path, f"{text};;{sum(TRUTH.values()):.2f}\n")) == TRUTH
    assert any("The total row says" in warning for warning in read(tmp_path, f"{text}Total;;99999\n").warnings)


def test_a_partner_called_total_energies_is_none(tmp_path: Path) -> None:
    imported = read(
        tmp_path, lines("partner;month;revenue", lambda p, m, a: f"{p.replace('Delta', 'Total Energies')};{MONTHS[m]};{a}")
    )
    assert "Total Energies" in set(imported.panel["partner"])


def test_partners_stated_once_for_several_rows(tmp_path: Path) -> None:
    rows = [f"{p if m == min(k for q, k, _ in CELLS if q == p) else ''};{MONTHS[m]};{a}" for p, m, a in CELLS]
    with pytest.raises(InputError, match="fill them down"):
        read(tmp_path, "\n".join(["partner;month;revenue", *rows]))


def test_sales_without_a_partner(tmp_path: Path) -> None:
    text = lines("partner;month;revenue", lambda p, m, a: f"{p};{MONTHS[m]};{a}") + ";2024-03;500\n"
    with pytest.raises(InputError, match='no_partner = "drop"'):
        read(tmp_path, text)
    imported = read(tmp_path, text, map={"no_partner": "drop"})
    assert panel_of(imported) == TRUTH
    assert imported.steps[0].amount == -500.0


def test_spaces_and_capitals_are_one_partner(tmp_path: Path) -> None:
    other = {0: "acme", 1: "ACME ", 2: " Acme", 3: "ACME\u00a0"}
    imported = read(
        tmp_path, lines("partner;month;revenue", lambda p, m, a: f"{other.get(m, p) if p == 'ACME' else p};{MONTHS[m]};{a}")
    )
    assert panel_of(imported) == TRUTH
    assert sum("taken as one" in note.text for note in imported.notes) == 2


def test_codes_whose_letters_matter(tmp_path: Path) -> None:
    codes = {"ACME": "0015g00000N1abCAAR", "Beta Ltd": "0015g00000N1aBCAAR"}
    imported = read(tmp_path, lines("partner;month;revenue", lambda p, m, a: f"{codes.get(p, p)};{MONTHS[m]};{a}"))
    assert panel_of(imported) == {(codes.get(p, p), m): a for (p, m), a in TRUTH.items()}


def test_zeros_that_make_several_ids(tmp_path: Path) -> None:
    text = lines(
        "partner;month;revenue",
        lambda p, m, a: f"{dict(zip(NAMES, ('007', '07', '8', '9', '10'), strict=True))[p]};{MONTHS[m]};{a}",
    )
    with pytest.raises(InputError, match='ids = "as written"'):
        read(tmp_path, text)
    assert set(read(tmp_path, text, map={"ids": "as written"}).panel["partner"]) == {"007", "07", "8", "9", "10"}


def test_ids_that_a_spreadsheet_has_rounded(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="format the column as text"):
        read(tmp_path, lines("partner;month;revenue", lambda p, m, a: f"{NAMES.index(p) + 1}.23E+12;{MONTHS[m]};{a}"))


STATUSES = {
    "affiliate": ("approved", "pending", "declined"),
    "shop": ("completed", "processing", "cancelled"),
    "German": ("bezahlt", "offen", "storniert"),
    "Russian": ("Оплачен", "Ожидает", "Отменен"),
    "CRM with numbers": ("6 - Closed Won", "3 - Proposal", "7 - Closed Lost"),
    "won or not": ("1", "0", "0"),
    "yes or no": ("TRUE", "FALSE", "FALSE"),
}


@pytest.mark.parametrize("form", STATUSES)
def test_words_for_statuses(tmp_path: Path, form: str) -> None:
    good, later, never = STATUSES[form]
    head = "partner;date;amount;is won" if form in ("won or not", "yes or no") else "partner;date;amount;status"
    text = (
        lines(head, lambda p, m, a: f"{p};{MONTHS[m]}-07;{a};{good}")
        + f"ACME;2024-03-08;70;{later}\nDelta;2024-03-09;80;{never}\n"
    )
    imported = read(tmp_path, text)
    assert panel_of(imported) == TRUTH
    assert sum(step.amount for step in imported.steps) == -150.0


def test_an_unknown_status_is_asked_for(tmp_path: Path) -> None:
    text = lines("partner;date;amount;status", lambda p, m, a: f"{p};{MONTHS[m]}-07;{a};{'paid' if m < 7 else 'zufrieden'}")
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert 'counts = ["zufrieden"]' in error.value.advice
    assert panel_of(read(tmp_path, text, map={"statuses": {"counts": ["zufrieden"]}})) == TRUTH


def test_refunds_by_type_with_positive_sums_and_refunded_orders(tmp_path: Path) -> None:
    text = lines("Order No;Partner;Date;Amount;Type", lambda p, m, a: f"{p}{m};{p};{MONTHS[m]}-02;{a + 40:.2f};Sale")
    text += "".join(f"{p}{m};{p};{MONTHS[m]}-20;40.00;Refund\n" for p, m, _ in BY_MONTH)
    imported = read(tmp_path, text)
    assert panel_of(imported) == TRUTH
    assert imported.steps[0].amount == -80.0 * len(CELLS)
    refunded = (
        lines("Order No;Partner;Date;Amount;Status", lambda p, m, a: f"{p}{m};{p};{MONTHS[m]}-02;{a};paid")
        + "99;ACME;2024-03-03;75.00;refunded\n"
    )
    imported = read(tmp_path, refunded)
    assert panel_of(imported) == TRUTH
    assert "cancel out" in imported.steps[0].reason


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_column_of_refunds_is_deducted_whatever_its_sign(tmp_path: Path, sign: str) -> None:
    """Every other month has one of 40; an empty cell is none. Without a word in the map it is left alone, which is said."""
    text = lines(
        "partner;month;revenue;refunds",
        lambda p, m, a: f"{p};{MONTHS[m]};{a + 40.0 * (m % 2):.2f};{f'{sign}40.00' if m % 2 else ''}",
    )
    assert any("refunds" in warning for warning in read(tmp_path, text).warnings)
    imported = read(tmp_path, text, map={"columns": {"refund": "refunds"}})
    assert panel_of(imported) == TRUTH
    odd = sum(m % 2 for _, m, _ in CELLS)
    assert [(step.reason, step.amount) for step in imported.steps] == [("the column of refunds is deducted", -40.0 * odd)]
    assert imported.months["revenue"].sum() == pytest.approx(sum(TRUTH.values()))


def test_quality_is_the_mean_over_a_months_orders(tmp_path: Path) -> None:
    """Two orders at 5, one at 2 and one that nobody has rated: 4; a month without ratings has none."""
    text = lines(
        "partner;month;revenue;orders;rating;product",
        lambda p, m, a: "\n".join(
            f"{p};{MONTHS[m]};{sold:.2f};{orders};{rating if m else ''};{product}"
            for sold, orders, rating, product in ((a - 20.0, 2, 5, "A"), (15.0, 1, 2, "B"), (5.0, 1, "", "C"))
        ),
    )
    imported = read(tmp_path, text)
    assert panel_of(imported) == TRUTH
    assert set(imported.panel["orders"]) == {4}
    rated = imported.panel["month"] > 0
    assert set(imported.panel.loc[rated, "quality"]) == {4.0}
    assert imported.panel.loc[~rated, "quality"].isna().all()
    orders = lines("order id;partner;date;amount;rating", lambda p, m, a: f"{p}{m};{p};{MONTHS[m]}-02;{a};{m % 5 + 1}")
    panel = read(tmp_path, orders).panel
    assert (panel["quality"] == panel["month"] % 5 + 1).all()


def test_new_and_repeat_revenue(tmp_path: Path) -> None:
    text = "partner;date;amount;customer type;customer\n" + "".join(
        f"{p};{MONTHS[m]}-02;{a - 60:.2f};new;c1{m}\n{p};{MONTHS[m]}-09;60.00;existing;c2\n" for p, m, a in BY_MONTH
    )
    imported = read(tmp_path, text)
    assert panel_of(imported) == TRUTH
    assert imported.panel["new_revenue"].sum() == pytest.approx(sum(TRUTH.values()) - 60.0 * len(TRUTH))
    assert set(imported.panel["customers"]) == {2}
    assert set(imported.panel["new_orders"]) == {1}


REPEATS = {
    "updated": ("partner,month,revenue,updated", "ACME,2024-04,{wrong},2024-05-01", "2024-05-02"),
    "by product": ("partner,month,revenue,product", "ACME,2024-04,0.00,other", "main"),
}


@pytest.mark.parametrize("form", REPEATS)
def test_repeats_that_are_evident(tmp_path: Path, form: str) -> None:
    head, extra, usual = REPEATS[form]
    text = f"{head}\n{extra.format(wrong=1.0)}\n" + "".join(f"{p},{MONTHS[m]},{a},{usual}\n" for p, m, a in BY_MONTH)
    assert panel_of(read(tmp_path, text)) == TRUTH


def test_repeats_that_are_not_evident(tmp_path: Path) -> None:
    text = "partner,month,revenue\nACME,2024-04,10\n" + "".join(f"{p},{MONTHS[m]},{a}\n" for p, m, a in BY_MONTH)
    with pytest.raises(InputError, match='duplicates = "last"'):
        read(tmp_path, text)
    assert panel_of(read(tmp_path, text, map={"duplicates": "last"})) == TRUTH
    summed = panel_of(read(tmp_path, text, map={"duplicates": "sum"}))
    assert summed["ACME", "2024-04"] == pytest.approx(TRUTH["ACME", "2024-04"] + 10)


def test_negative_corrections_are_added_and_copies_count_once(tmp_path: Path) -> None:
    text = lines("partner,month,revenue", lambda p, m, a: f"{p},{MONTHS[m]},{a + 5.0 * ((p, m) == ('Delta', 3)):.2f}")
    assert panel_of(read(tmp_path, text + "Delta,2024-04,-5.00\n")) == TRUTH
    imported = read(tmp_path, lines("partner,month,revenue", lambda p, m, a: f"{p},{MONTHS[m]},{a}") * 2)
    assert panel_of(imported) == TRUTH
    assert imported.steps[0].reason == "the same row again"


def test_lines_of_orders_and_later_statuses(tmp_path: Path) -> None:
    text = "order id,partner,date,amount,sku\n" + "".join(
        f"{p}{m},{p},{MONTHS[m]}-03,{a - 10:.2f},A\n{p}{m},{p},{MONTHS[m]}-03,10.00,B\n" for p, m, a in BY_MONTH
    )
    imported = read(tmp_path, text)
    assert panel_of(imported) == TRUTH
    assert set(imported.panel["orders"]) == {1}
    text = "order id,partner,date,amount,status\n" + "".join(
        f"{p}{m},{p},{MONTHS[m]}-03,{a},{status}\n" for p, m, a in BY_MONTH for status in ("approved", "paid")
    )
    assert panel_of(read(tmp_path, text)) == TRUTH


def test_survivors_truncation_and_gaps_are_said(tmp_path: Path) -> None:
    stay: Cells = tuple(cell for cell in CELLS if LAST[cell[0]] > 6)
    warnings = read(tmp_path, lines("partner,month,revenue", lambda p, m, a: f"{p},{MONTHS[m]},{a}", stay)).warnings
    assert any("Survivors only" in text for text in warnings)
    everybody = tuple((p, m, 5.5) for p in NAMES for m in range(8))
    warnings = read(tmp_path, lines("partner,month,revenue", lambda p, m, a: f"{p},{MONTHS[m]},{a}", everybody)).warnings
    assert any("Everybody starts in the first month" in text for text in warnings)
    assert read(tmp_path, lines("partner,month,revenue", lambda p, m, a: f"{p},{MONTHS[m]},{a}")).warnings == []
    gap = lines("partner,month,revenue", lambda p, m, a: f"{p},{MONTHS[m]},{a}", tuple(c for c in CELLS if c[1] != 4))
    assert read(tmp_path, gap, map={"gaps": "no sales"}).months["known"].all()


def test_currencies(tmp_path: Path) -> None:
    signs = lines("partner;month;revenue", lambda p, m, a: f"{p};{MONTHS[m]};{'$' if p == 'Delta' else '€'}{a}")
    with pytest.raises(InputError, match="one currency, or rates"):
        read(tmp_path, signs)
    assert read(tmp_path, lines("partner;month;revenue (EUR)", lambda p, m, a: f"{p};{MONTHS[m]};{a}")).currency == "EUR"
    dollars = lines("partner;date;revenue;currency", lambda p, m, a: f"{p};{MONTHS[m]}-02;{a};{'USD' if p == 'Delta' else 'EUR'}")
    with pytest.raises(InputError, match="a currency in every row") as error:
        read(tmp_path, dollars + "ACME;2024-03-03;5;\nACME;2024-03-04;5;\n", map={"currency": "EUR", "rates": {"USD": 0.5}})
    assert error.value.found == "none in 2 rows"


def test_what_is_no_sale_needs_no_rate(tmp_path: Path) -> None:
    """It is left out with the sum that is written."""
    text = lines(
        "partner;date;revenue;currency;status",
        lambda p, m, a: f"{p};{MONTHS[m]}-02;{2 * a if p == 'Delta' else a:.2f};{'USD' if p == 'Delta' else 'EUR'};paid",
    )
    imported = read(tmp_path, text + "ACME;2024-03-03;70.00;GBP;declined\n", map={"rates": {"USD": 0.5}})
    assert panel_of(imported) == TRUTH
    assert [step.amount for step in imported.steps] == [-70.0]


def test_columns_that_are_not_evident(tmp_path: Path) -> None:
    text = lines("reseller;distributor;month;revenue", lambda p, m, a: f"{p};{p};{MONTHS[m]};{a}")
    with pytest.raises(InputError, match=r'write partner = "reseller" .or another. under'):
        read(tmp_path, text)
    assert panel_of(read(tmp_path, text, map={"columns": {"partner": "reseller"}})) == TRUTH
    with pytest.raises(InputError, match="did you mean 'reseller'"):
        read(tmp_path, text, map={"columns": {"partner": "resseller"}})
    with pytest.raises(InputError, match="gross"):
        read(
            tmp_path,
            lines("partner;month;sales;value", lambda p, m, a: f"{p};{MONTHS[m]};{a};{a}")
            .replace("value", "gmv")
            .replace("sales", "gross amount")
            .replace("gmv", "gross revenue"),
        )


def test_names_that_say_nothing_are_told_by_their_contents(tmp_path: Path) -> None:
    assert panel_of(read(tmp_path, lines("aaa;bbb;ccc", lambda p, m, a: f"{p};{MONTHS[m]};{a}"))) == TRUTH


def test_no_header_no_rows_no_table(tmp_path: Path) -> None:
    for text, words in (
        (lines("", lambda p, m, a: f"{p};{MONTHS[m]};{a}").lstrip(), "a header with the names of columns"),
        ("partner;month;revenue\n", "at least one row"),
        ("", "an empty file"),
        ("\n\n\n", "an empty file"),
        ("%PDF-1.7", "a PDF file"),
    ):
        with pytest.raises(InputError, match=words):
            read(tmp_path, text)


def test_months_outside_are_left_out(tmp_path: Path) -> None:
    imported = read(
        tmp_path,
        lines("partner,month,revenue", lambda p, m, a: f"{p},{MONTHS[m]},{a}"),
        map={"since": "2024-02", "until": "2024-07"},
    )
    assert panel_of(imported) == {key: a for key, a in TRUTH.items() if "2024-02" <= key[1] <= "2024-07"}
    assert {step.reason for step in imported.steps} == {"before 2024-02", "after 2024-07"}


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "sales.parquet"
    rows = table(
        partner=lambda p, *_: NAMES.index(p) + 1,
        date=lambda _, m, __: pd.Timestamp(2024, m + 1, 9, tz="UTC"),
        revenue=lambda *c: c[2],
    )
    rows.to_parquet(path)
    expected = {(str(NAMES.index(p) + 1), m): a for (p, m), a in TRUTH.items()}
    assert panel_of(import_sales(path, keep_ids=True)) == expected
    rows.assign(
        partner=rows["partner"].astype(float), date=rows["date"].dt.strftime("%Y-%m"), revenue=rows["revenue"].astype(str)
    ).to_parquet(path)
    assert panel_of(import_sales(path, keep_ids=True)) == expected


class TestWorkbooks:
    HEAD = ("Partner", "Date", "Revenue")

    @pytest.fixture(autouse=True)
    def _openpyxl(self) -> None:
        pytest.importorskip("openpyxl")

    def rows(self, date: Callable[[int], object] = lambda m: dt.datetime(2024, m + 1, 1)) -> list[list[object]]:
        return [list(self.HEAD), *([p, date(m), a] for p, m, a in BY_MONTH)]

    @pytest.mark.parametrize(
        "date",
        [lambda m: dt.datetime(2024, m + 1, 1), lambda m: MONTHS[m], serial, lambda m: dt.date(2024, m + 1, 5)],
    )
    def test_one_sheet(self, tmp_path: Path, date: Callable[[int], object]) -> None:
        path = workbook(tmp_path / "sales.xlsx", Sales=[["Report", None, None], [], *self.rows(date)])
        assert panel_of(import_sales(path, keep_ids=True)) == TRUTH

    def test_the_sheet_that_is_one_of_sales_is_chosen(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "book.xlsx", Notes=[["Read me"], ["All sums in EUR"]], Sales=self.rows())
        imported = import_sales(path, keep_ids=True)
        assert panel_of(imported) == TRUTH
        assert imported.map.file.sheet == "Sales"

    def test_two_sheets_of_sales_are_refused(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "book.xlsx", Y2023=self.rows(), Y2024=self.rows())
        with pytest.raises(InputError, match="sheet = "):
            import_sales(path)
        assert panel_of(import_sales(path, map={"file": {"sheet": "Y2024"}}, keep_ids=True)) == TRUTH
        with pytest.raises(InputError, match="did you mean 'Y2024'"):
            import_sales(path, map={"file": {"sheet": "Y2025"}})

    def test_ids_that_are_numbers_shown_with_zeros(self, tmp_path: Path) -> None:
        import openpyxl

        path = workbook(
            tmp_path / "sales.xlsx", Sales=[list(self.HEAD), *([NAMES.index(p) + 1, MONTHS[m], a] for p, m, a in BY_MONTH)]
        )
        book = openpyxl.load_workbook(path)
        for row in book["Sales"].iter_rows(min_row=2, max_col=1):
            row[0].number_format = "000"
        book.save(path)
        assert panel_of(import_sales(path, keep_ids=True)) == {(f"{NAMES.index(p) + 1:03d}", m): a for (p, m), a in TRUTH.items()}

    def test_hidden_rows(self, tmp_path: Path) -> None:
        import openpyxl

        path = workbook(tmp_path / "sales.xlsx", Sales=[*self.rows(), ["Zeta", dt.datetime(2024, 3, 1), 70.5]])
        book = openpyxl.load_workbook(path)
        book["Sales"].row_dimensions[len(CELLS) + 2].hidden = True
        book.save(path)
        imported = import_sales(path, keep_ids=True)
        assert panel_of(imported) == {**TRUTH, ("Zeta", "2024-03"): 70.5}
        assert any("hidden" in text for text in imported.warnings)
        assert panel_of(import_sales(path, map={"file": {"hidden_rows": "drop"}}, keep_ids=True)) == TRUTH

    def test_dates_of_which_a_spreadsheet_has_swapped_a_part(self, tmp_path: Path) -> None:
        def date(month: int) -> object:
            return dt.datetime(2024, 5, month + 1) if month < 6 else f"{month + 10}/05/2024"

        with pytest.raises(InputError, match="import the text file itself"):
            import_sales(workbook(tmp_path / "sales.xlsx", Sales=self.rows(date)))

    def test_text_by_the_name_of_a_workbook(self, tmp_path: Path) -> None:
        assert (
            panel_of(read(tmp_path, lines("partner\tmonth\trevenue", lambda p, m, a: f"{p}\t{MONTHS[m]}\t{a}"), "sales.xls"))
            == TRUTH
        )

    def test_a_damaged_workbook(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="an Excel workbook"):
            read(tmp_path, b"PK\x03\x04 damaged", "sales.xlsx")

    def test_partners_merged_over_several_rows(self, tmp_path: Path) -> None:
        seen: set[str] = set()
        rows = [[None if p in seen else (seen.add(p) or p), MONTHS[m], a] for p, m, a in CELLS]  # type: ignore[func-returns-value]
        with pytest.raises(InputError, match="fill them down"):
            import_sales(workbook(tmp_path / "sales.xlsx", Sales=[list(self.HEAD), *rows]))

    def test_formulas_that_were_never_computed(self, tmp_path: Path) -> None:
        rows = [[p, MONTHS[m], "=1+2"] for p, m, _ in CELLS]
        with pytest.raises(InputError, match="formulas without stored values"):
            import_sales(workbook(tmp_path / "sales.xlsx", Sales=[list(self.HEAD), *rows]))

    def test_values_of_errors(self, tmp_path: Path) -> None:
        rows = self.rows()
        rows[4][2] = "#REF!"
        with pytest.raises(InputError, match="mend the formula") as error:
            import_sales(workbook(tmp_path / "sales.xlsx", Sales=rows))
        assert error.value.table == "row 5"

    def test_sales_and_partners_in_one_workbook_beside_a_hidden_sheet(self, tmp_path: Path) -> None:
        import openpyxl

        partners = [["Partner", "Tier", "Signed"], *([name, "gold", dt.datetime(2023, 5, 1)] for name in NAMES)]
        path = workbook(tmp_path / "book.xlsx", Partners=partners, Sales=self.rows(), Old=self.rows())
        book = openpyxl.load_workbook(path)
        book["Old"].sheet_state = "hidden"
        book.save(path)
        imported = import_sales(path, partners=path, keep_ids=True)
        assert panel_of(imported) == TRUTH
        assert set(imported.partners["segment"]) == {"gold"}
        assert set(imported.partners["signed"]) == {"2023-05"}
