"""A scenario as a workbook: the same value again, and broken ones refused with sheet, cell, expected, found, what to do."""

import datetime
import io
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import numbers as formats

import partnerscape as ps
from partnerscape.language import in_language
from partnerscape.scenario import load_policy
from partnerscape.show.workbook import workbook_of

ROOT = Path(__file__).parents[2]
CONTRACTS = sorted((ROOT / "tests" / "pay" / "contracts").glob("*.toml"))


@pytest.fixture(scope="module")
def content():
    return workbook_of(ps.load_scenario("marketplace"))


def again(scenario, folder, code="en"):
    path = folder / "mine.xlsx"
    with in_language(code):
        path.write_bytes(workbook_of(scenario))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ps.scenario.UnusualValue)
        return ps.load_scenario(path)


@pytest.mark.parametrize("code", ["en", "ru"])
@pytest.mark.parametrize("name", sorted(ps.scenarios()))
def test_every_shipped_scenario_comes_back(name, code, tmp_path):
    scenario = ps.load_scenario(name)
    assert again(scenario, tmp_path, code) == scenario


@pytest.mark.filterwarnings("ignore::partnerscape.scenario.UnusualValue")
@pytest.mark.parametrize("file", CONTRACTS, ids=lambda file: file.stem)
def test_every_contract_comes_back(file, tmp_path):
    base = ps.load_scenario(ROOT / "tests" / "pay" / "programme.toml")
    scenario = base.changed(policies={"contract": load_policy(file, base)})
    assert again(scenario, tmp_path) == scenario


def test_what_is_rarely_stated_comes_back(tmp_path):
    scenario = ps.load_scenario("marketplace")
    based = scenario.policies["pay_more"].changed(tiers=[{"threshold": 100.5, "rate": 0.3}], small__offers=3)
    scenario = scenario.changed(
        policies={"more": based.model_copy(update={"based_on": "grow_the_small"}), "1": scenario.current_policy, "a.b": based},
        events=[{"kind": "price_change", "month": 3, "size": -0.1}, {"kind": "best_leave", "month": 5, "size": 4, "months": 2}],
        goals={"constraints": [{"metric": "churn", "at_most": 0.05}, {"metric": "trust", "at_least": 0.4}]},
        history={"demand": [1.1, 0.9, 1.0], "arrivals_ahead": [0.5]},
        time={"horizon_months": 24},
        market={"regions": ["a, b; c", "=1+1", "-2", "@x"]},
    )
    assert again(scenario, tmp_path) == scenario


def test_text_is_never_a_formula(tmp_path):
    titles = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1"]
    for title in titles:
        scenario = ps.load_scenario("marketplace").model_copy(update={"title": title})
        book = openpyxl.load_workbook(io.BytesIO(workbook_of(scenario)))
        assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
        with zipfile.ZipFile(io.BytesIO(workbook_of(scenario))) as parts:
            assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_a_manager_fills_it_by_hand(content, tmp_path):
    """One lever, one segment, a policy of one's own in the free column, a further offer."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    value(book, "Time", "horizon_months").value = 24
    value(book, "Policies", "commission_rate", "pay_more").value = 0.24
    policies = book["Policies"]
    free = next(cell for cell in policies[1] if cell.value is None)
    free.value = "our idea"
    for key, typed in (("based_on", "good"), ("offers", 5), ("frozen_desk", "yes"), ("retroactive", True)):
        policies.cell(row_of(policies, key), free.column).value = typed
    offers = book["Offers"]
    last = max(cell.row for cell in offers["A"] if cell.value is not None)
    offers.cell(last + 1, 1).value, offers.cell(last + 1, 2).value = " our  offer ", "home"
    scenario = ps.load_scenario(saved(book, tmp_path))
    assert (scenario.time.horizon_months, scenario.policies["pay_more"].commission_rate) == (24, 0.24)
    idea = scenario.policies["our idea"]
    assert (idea.offers, idea.frozen_desk, idea.retroactive, idea.commission_rate) == (5, True, True, 0.2)
    assert scenario.catalogue[-1].name == "our offer"


def test_input_cells_are_open_and_the_rest_is_protected(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert all(sheet.protection.sheet for sheet in book if sheet.title != "Notes")
    assert not value(book, "Time", "horizon_months").protection.locked
    assert book["Time"]["B2"].protection.locked
    assert {rule.type for rule in book["Policies"].data_validations.dataValidation} == {"list", "decimal"}


def row_of(sheet, key):
    return next(row[1].row for row in sheet.iter_rows(min_row=2) if row[1].value == key)


def value(book, title, key, column=None):
    sheet = book[title]
    heads = [cell.value for cell in sheet[1]]
    return sheet.cell(row_of(sheet, key), (heads.index(column) if column else 2) + 1)


def saved(book, folder, name="mine.xlsx"):
    path = folder / name
    book.save(path)
    return path


def typed(title, key, content, column=None, number_format=None):
    def change(book):
        cell = value(book, title, key, column)
        cell.value = content
        if number_format:
            cell.number_format = number_format

    return change


def merged(book):
    book["Time"].merge_cells("C2:C3")


def hidden_sheet(book):
    book["Goals"].sheet_state = "hidden"


def very_hidden_sheet(book):
    book["Goals"].sheet_state = "veryHidden"


def hidden_row(book):
    book["Time"].row_dimensions[3].hidden = True


def hidden_column(title, letter):
    def change(book):
        book[title].column_dimensions[letter].hidden = True

    return change


def renamed(book):
    book["Policies"].title = "Policys"


def gone(book):
    del book["Segments"]


def without_column(number, title="Time"):
    return lambda book: book[title].delete_cols(number)


def twice(book):
    sheet = book["Time"]
    sheet.append([cell.value for cell in sheet[2]])


def unknown_key(book):
    book["Time"]["B2"].value = "burn_in_month"


def without_key(book):
    book["Time"]["B2"].value = None


def same_heads(book):
    book["Segments"]["D1"].value = "small"


def headless(book):
    book["Segments"]["C1"].value = None


def gap(book):
    sheet = book["Market"]
    row = row_of(sheet, "regions.2")
    sheet.cell(row, 2).value = "regions.9"


def both(book):
    book["Market"].cell(row_of(book["Market"], "regions.1"), 2).value = "regions"


def large(book):
    book["Time"].cell(60_000, 1).value = "x"


def wide(book):
    book["Time"].cell(1, 400).value = "x"


def unknown_assumption(book):
    book["Unsourced"]["A2"].value = "rival"


def second(book):
    book.copy_worksheet(book["Time"]).title = "Время"


BROKEN = {
    "a number as text": (
        typed("Time", "horizon_months", "36"),
        "[Time C3] horizon_months: expected a number, found the text '36'; the cell is formatted as Text: format it as Number and type 36 again",
    ),
    "a decimal comma": (
        typed("Assumptions", "effort.gamma", "0,34"),
        "effort.gamma: expected a number, found the text '0,34'; write 0.34, with a decimal point",
    ),
    "a date for 1.5": (
        typed("Assumptions", "effort.longest_day", datetime.datetime(2026, 5, 1)),
        "expected a number or text, found the date 2026-05-01; Excel took it for a date: format the cell as Number and type 1.5 again",
    ),
    "a time for a number": (
        typed("Assumptions", "effort.longest_day", datetime.time(1, 30)),
        "found the time 01:30:00; format the cell as Number and type it again",
    ),
    "per cent as text": (
        typed("Policies", "commission_rate", "20 %", "good"),
        "commission_rate: expected a number, found the text '20 %'; write 0.2",
    ),
    "per cent as a number": (
        typed("Policies", "curation", 50, "good"),
        "curation: expected a number from 0 to 1 (share, 0-1), found 50.0; did you mean 0.5?",
    ),
    "thousands": (
        typed("Market", "potential", "6,000.5"),
        "[Market C11] potential: expected a number, found the text '6,000.5'; write 6000.5",
    ),
    "thousands with spaces": (typed("Market", "potential", "6 000"), "found the text '6 000'; write 6000"),
    "money": (typed("Policies", "retainer", "€40", "good"), "found the text '€40'; write 40, without the currency"),
    "a stray space": (typed("Time", "horizon_months", "36 "), "found the text '36'; the cell is formatted as Text"),
    "a word for a number": (
        typed("Time", "horizon_months", "three years"),
        "[Time C3] horizon_months: expected a number, found the text 'three years'",
    ),
    "a truth for a number": (typed("Time", "horizon_months", True), "[Time C3] horizon_months: expected a number, found TRUE"),
    "a number for a truth": (typed("Policies", "frozen_desk", 2, "good"), "frozen_desk: expected yes or no, found 2"),
    "a formula": (
        typed("Time", "horizon_months", "=12*3"),
        "[Time C3] horizon_months: expected a value, found the formula =12*3; copy the cell and paste it as a value",
    ),
    "a command": (typed("Programme", "title", "=cmd|'/C calc'!A0"), "expected a value, found the formula"),
    "an error": (
        typed("Time", "horizon_months", "#REF!"),
        "[Time C3] horizon_months: expected a value, found the error #REF!; mend the cell",
    ),
    "merged cells": (merged, "[Time C2:C3]: expected one value per cell, found merged cells; unmerge them"),
    "a hidden sheet": (hidden_sheet, "[Goals]: expected a sheet that is seen, found a hidden sheet; unhide it, or delete it"),
    "a very hidden sheet": (very_hidden_sheet, "[Goals]: expected a sheet that is seen, found a hidden sheet"),
    "a hidden row": (hidden_row, "[Time row 3]: expected rows that are seen, found a hidden row; unhide it, or delete it"),
    "a hidden policy": (
        hidden_column("Policies", "D"),
        "[Policies column D]: expected columns that are seen, found a hidden one; unhide it, or delete it",
    ),
    "a hidden price": (hidden_column("Offers", "C"), "[Offers column C]: expected columns that are seen, found a hidden one"),
    "a number of 31 digits": (
        typed("Time", "horizon_months", 1e30),
        "[Time C3] horizon_months: expected a whole number of fewer digits, found 1e+30",
    ),
    "a renamed sheet": (renamed, "[Policys]: expected a sheet of ['Programme', 'Policies'"),
    "a missing sheet": (gone, "found no sheet Segments; `partnerscape copy marketplace mine.xlsx` makes one to start from"),
    "no column of keys": (without_column(2), "[Time 1]: expected a column 'Key' in row 1, found none"),
    "no column of values": (without_column(3), "[Time 1]: expected a column 'Value' in row 1, found none"),
    "no column of an end": (without_column(4, "Uncertainties"), "[Uncertainties 1]: expected a column 'To' in row 1, found none"),
    "a key twice": (twice, ": expected each key once, found 'burn_in_months' again, first in B2; delete one of the rows"),
    "an unknown key": (
        unknown_key,
        "[Time C2] burn_in_month: expected a known key; did you mean 'burn_in_months'?, found 'burn_in_month'",
    ),
    "no key": (without_key, "[Time B2]: expected a key for the value, found an empty cell"),
    "two columns of one name": (
        same_heads,
        "[Segments D1]: expected heads that differ, found 'small'; rename or delete one of them",
    ),
    "a column without a head": (headless, "[Segments C1]: expected a head for the column, found an empty cell"),
    "a list with a gap": (gap, "expected a list numbered 1, 2, 3 … without a gap, found no number 2"),
    "a value and a list": (both, "expected a value, or keys below it, not both, found both; the other is 2"),
    "a huge sheet": (large, "[Time]: expected at most 5,000 rows and 200 columns, found 60,000 rows"),
    "a wide sheet": (wide, "found 10 rows and 400 columns; delete the empty rows and columns"),
    "a second sheet of a kind": (second, "[Время]: expected one sheet of each kind, found a second one; delete one of the two"),
    "no offer of the market's": (
        lambda book: setattr(book["Offers"]["B2"], "value", "homes"),
        "[Offers B2] category: expected one of ['home', 'garden', 'sports', 'toys', 'office']; did you mean 'home'?, found 'homes'",
    ),
    "an unknown assumption": (
        unknown_assumption,
        "[Unsourced A2]: expected the name of an assumption; did you mean 'rivals'?, found 'rival'",
    ),
    "an unknown policy": (typed("Programme", "current", "best"), "[Programme C6] current: expected one of the policies ['good'"),
    "shares that do not add up": (
        typed("Segments", "share", 0.5, "small"),
        "[Segments] share: expected shares that add up to 1, found 0.95",
    ),
    "a range that leaves the value out": (
        typed("Uncertainties", "margin", 0.65, "From"),
        "margin: expected a range that holds the stated value 0.6, found [0.65, 0.7]",
    ),
    "half a range": (
        typed("Uncertainties", "margin", None, "From"),
        "margin: expected both ends of the range, found one of them",
    ),
    "too large a number": (
        typed("Policies", "commission_rate", 20, "good"),
        "commission_rate: expected a number from 0 to 1.5 (share of revenue), found 20.0; did you mean 0.2?",
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_workbook_is_refused(broken, content, tmp_path):
    change, said = BROKEN[broken]
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    path = saved(book, tmp_path)
    with pytest.raises(ps.InputError) as refused:
        ps.load_scenario(path)
    assert all(line.startswith(f"{path}: ") for line in refused.value.lines)
    assert len(refused.value.lines) <= 2, refused.value.lines
    assert said in refused.value.lines[0], refused.value.lines


def other_suffix(suffix, start=b"PK"):
    def make(folder, content):
        path = folder / f"mine{suffix}"
        path.write_bytes(content)
        return path

    return make


def with_macros(folder, content):
    path = folder / "mine.xlsx"
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"code")
    return path


def bomb(folder, content):
    path = folder / "mine.xlsx"
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/more.bin", b"0" * 41_000_000)
    return path


def of_bytes(given):
    return lambda folder, content: other_suffix(".xlsx")(folder, given if isinstance(given, bytes) else given(content))


def another(folder, content):
    book = openpyxl.Workbook()
    book.active.append(["partner", "sales"])
    return saved(book, folder)


def open_document(folder, content):
    path = folder / "mine.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("content.xml", "<x/>")
    return path


def damaged(content):
    source, sink = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(sink, "w") as parts:
        for name in source.namelist():
            parts.writestr(name, b"<sheet" if name.endswith("sheet2.xml") else source.read(name))
    return sink.getvalue()


FILES = {
    "macros": (with_macros, "found a workbook with macros; save it as Excel workbook (.xlsx): a scenario runs no code"),
    "xlsm": (other_suffix(".xlsm"), "found a workbook with macros"),
    "xls": (other_suffix(".xls"), "found an old Excel workbook; save it as Excel workbook (.xlsx)"),
    "ods": (other_suffix(".ods"), "found an OpenDocument spreadsheet; save it as Excel workbook (.xlsx)"),
    "ods, renamed": (open_document, "found an OpenDocument spreadsheet"),
    "a password": (
        of_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
        "found a workbook with a password; open it, remove the password and save it",
    ),
    "xls, renamed": (of_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "found an old Excel workbook"),
    "empty": (of_bytes(b""), "expected an Excel workbook (.xlsx), found an empty file; `partnerscape copy"),
    "text": (of_bytes(b"[time]\nhorizon_months = 3\n"), "found a file that is none, or a damaged one"),
    "cut off": (of_bytes(lambda content: content[: len(content) // 2]), "found a file that is none, or a damaged one"),
    "damaged inside": (of_bytes(damaged), "open it in Excel and save it anew"),
    "a bomb": (bomb, "bytes when unpacked"),
    "another workbook": (
        another,
        "expected the sheets of a scenario, found the sheets ['Sheet']; `partnerscape copy marketplace mine.xlsx` makes one to start from",
    ),
    "not there": (lambda folder, content: folder / "none.xlsx", "expected an Excel workbook (.xlsx), found 'no such file'"),
    "a folder": (lambda folder, content: (folder / "mine.xlsx").mkdir() or folder / "mine.xlsx", "found 'a folder'"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_workbook_is_refused(kind, content, tmp_path):
    make, said = FILES[kind]
    path = make(tmp_path, content)
    with pytest.raises(ps.InputError) as refused:
        ps.load_scenario(path)
    assert len(refused.value.lines) == 1
    assert str(path) in refused.value.lines[0]
    assert said in refused.value.lines[0], refused.value.lines[0]


def test_the_command_line(tmp_path):
    """Copied, checked, refused with exit code 2; an existing file stays."""

    def typed(*words):
        return subprocess.run([sys.executable, "-m", "partnerscape", *words], cwd=tmp_path, capture_output=True, text=True)

    assert typed("copy", "marketplace", "mine.xlsx").returncode == 0
    assert ps.load_scenario(tmp_path / "mine.xlsx").name == "mine"
    again = typed("copy", "marketplace", "mine.xlsx")
    assert (again.returncode, "File exists" in again.stderr) == (2, True)
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    value(book, "Time", "horizon_months").value = "36"
    book.save(tmp_path / "broken.xlsx")
    refused = typed("run", "broken.xlsx")
    assert refused.returncode == 2
    assert refused.stderr.startswith("error: broken.xlsx: [Time C3] horizon_months: expected a number, found the text '36'")


def test_a_question_names_it(tmp_path, content):
    from partnerscape.study.question.question import load_question

    (tmp_path / "mine.xlsx").write_bytes(content)
    question = tmp_path / "ask.toml"
    question.write_text(
        'question = "?"\nscenario = "mine.xlsx"\n[levers]\noffers = [2, 9]\n[design]\npolicies = 16\nfutures = 4\n'
    )
    assert load_question(question)[1] == ps.load_scenario("marketplace")


def test_a_shown_per_cent_is_the_number(content, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = value(book, "Policies", "commission_rate", "good")
    cell.value, cell.number_format = 0.25, formats.FORMAT_PERCENTAGE
    assert ps.load_scenario(saved(book, tmp_path)).current_policy.commission_rate == 0.25


@pytest.mark.parametrize("code", ["en", "ru"])
def test_every_cell_of_text_has_the_room_that_it_needs_on_screen_and_on_paper(code):
    with in_language(code):
        book = openpyxl.load_workbook(io.BytesIO(workbook_of(ps.load_scenario("marketplace"))))
    for page in book.worksheets[:-1]:
        assert (page.page_setup.orientation, page.page_setup.fitToHeight, page.print_title_rows) == ("landscape", 0, "$1:$1")
        for cell in (cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str)):
            if cell.alignment.wrap_text:
                letters = max(page.column_dimensions[column].width for column in _columns(page, cell.column))
                lines = (page.row_dimensions[cell.row].height or 15) / 15
                assert len(cell.value) <= letters * lines, (page.title, cell.coordinate)


def _columns(page, number):
    """The group of columns whose width holds for a column; neighbours of one width are written as one group."""
    return [letter for letter, group in page.column_dimensions.items() if group.min <= number <= group.max]


def test_no_key_of_a_sheet_is_without_its_meaning(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    for title in ("Segments", "Market", "Time", "Goals", "Today", "Uncertainties"):
        for row in book[title].iter_rows(min_row=2, values_only=True):
            assert row[-1] or not row[0], (title, row[1])
