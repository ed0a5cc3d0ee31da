"""The workbook itself: sheets, input cells, drop-downs, a light protection."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any

from partnerscape.language import phrase, term
from partnerscape.scenario import Scenario
from partnerscape.scenario.parts import Event, Offer
from partnerscape.scenario.workbook.keys import EMPTY
from partnerscape.scenario.workbook.layout import SPARE, heads, titles
from partnerscape.scenario.workbook.layout import words as cell_words
from partnerscape.study.jobs.workbook import library

from . import lines
from .lines import YES_NO, Line

AFTER = {"unit": "unit", "range": "usual", "source": "source", "meaning": "meaning"}  # columns, and what of a line they show
WIDTHS = {"name": 34, "key": 30, "value": 14, "unit": 20, "range": 16, "source": 26, "meaning": 60}
LONGEST_CHOICES = 255  # characters that Excel takes in a drop-down
EMPTY_WIDTH = 11
LINE = 15.0  # points that a line of a cell is high
MOST_VALUE = 30  # letters that a column of values becomes wide for its text
READ_ME = 110  # letters that its text is wide
A4 = 9  # among Excel's papers
UNPROTECTED = {
    "format_columns": True,
    "format_rows": True,
    "insert_columns": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
}
UNUSED = ("history", "start", "fitted")  # written where the scenario has it


def workbook_of(scenario: Scenario) -> bytes:
    """A scenario as an Excel workbook, to edit and to read back with ``load_scenario``.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    bytes
        The file. Text is written as text, never as a formula; numbers have the 16 digits that Excel's format keeps.

    Raises
    ------
    InputError
        Without the extra ``office``.

    Examples
    --------
    >>> import partnerscape as ps
    >>> from partnerscape.show.workbook import workbook_of
    >>> workbook_of(ps.load_scenario("marketplace"))[:2]
    b'PK'
    """
    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with library().Workbook(sink, options) as book:
        pen = Pen(book)
        for block, title in titles().items():
            _sheet(pen, block, title, scenario)
    return sink.getvalue()


class Pen:
    """A workbook with its formats."""

    def __init__(self, book: Any) -> None:
        self.book = book
        wrap = {"valign": "top", "text_wrap": True}
        self.head = book.add_format({"bold": True, "bottom": 1, **wrap})
        self.open_head = book.add_format({"bold": True, "bottom": 1, "locked": False, "bg_color": "#FFF8E1", **wrap})
        self.text = book.add_format(wrap)
        self.quiet = book.add_format({"font_color": "#66707A", **wrap})
        self.heading = book.add_format({"bold": True, "top": 1})
        self.input = book.add_format(
            {"locked": False, "bg_color": "#FFF8E1", "border": 1, "border_color": "#E3E1DC", "valign": "top"}
        )
        self.input_text = book.add_format(
            {"locked": False, "bg_color": "#FFF8E1", "border": 1, "border_color": "#E3E1DC", "num_format": "@", **wrap}
        )

    def page(self, title: str) -> Any:
        """A protected sheet: input cells are open, columns may be widened, rows and columns inserted.

        Printed, it lies across, as wide as the paper, with the heads on every page.
        """
        page = self.book.add_worksheet(title)
        page.protect("", UNPROTECTED)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer("&L&A&R&P / &N")
        return page

    def put(self, page: Any, row: int, column: int, value: Any) -> None:
        """An input cell; text that begins with = + - @ stays text."""
        if value is None:
            page.write_blank(row, column, None, self.input)
        elif value is EMPTY:
            page.write_string(row, column, cell_words()["none"], self.input_text)
        elif isinstance(value, bool):
            page.write_string(row, column, cell_words()["yes" if value else "no"], self.input)
        elif isinstance(value, int | float):
            page.write_number(row, column, value, self.input)
        else:
            page.write_string(row, column, str(value), self.input_text)

    def choose(
        self, page: Any, area: tuple[int, int, int, int], choices: Sequence[str], bounds: tuple[float, float] | None
    ) -> None:
        """A drop-down, or the bounds of a number."""
        offered = [cell_words()["yes"], cell_words()["no"]] if tuple(choices) == (YES_NO,) else list(choices)
        if offered and len(",".join(offered)) <= LONGEST_CHOICES and not any("," in choice for choice in offered):
            page.data_validation(*area, {"validate": "list", "source": offered, "error_type": "warning"})
        elif bounds is not None:
            rule = {"validate": "decimal", "criteria": "between", "minimum": bounds[0], "maximum": bounds[1]}
            message = phrase("A number from {low} to {high}.", low=f"{bounds[0]:g}", high=f"{bounds[1]:g}")
            page.data_validation(*area, {**rule, "error_title": phrase("Out of bounds"), "error_message": message})


def _sheet(pen: Pen, block: str, title: str, scenario: Scenario) -> None:
    if block == "read_me":
        _read_me(pen, title, scenario)
    elif block == "notes":
        pen.book.add_worksheet(title)
    elif block == "catalogue":
        choices: dict[str, Sequence[str]] = {"category": scenario.market.categories}
        _rows(pen, title, tuple(Offer.model_fields), [offer.model_dump() for offer in scenario.catalogue], choices)
    elif block == "events":
        choices = {"kind": lines.event_kinds()}
        _rows(pen, title, tuple(Event.model_fields), [event.model_dump() for event in scenario.events], choices)
    elif block == "by_hand":
        _rows(pen, title, ("assumption",), [{"assumption": name} for name in scenario.by_hand], {})
    elif block == "segments":
        _grid(pen, title, lines.segments(scenario), scenario.segment_names, named=True)
    elif block in ("policies", "plans"):
        each = lines.policies(scenario) if block == "policies" else lines.plans(scenario)
        _grid(pen, title, each, list(scenario.policies), named=True, spare=SPARE if block == "policies" else 12 * SPARE)
    elif block == "assumptions":
        _grid(pen, title, lines.assumptions(scenario), ["value"])
    elif block == "uncertain":
        _grid(pen, title, lines.uncertain(scenario), ["from", "to"], spare=3 * SPARE)
    elif block == "programme":
        _grid(pen, title, lines.programme(scenario), ["value"])
    elif block not in UNUSED or getattr(scenario, block) is not None:
        _grid(pen, title, lines.block(scenario, block), ["value"], spare=3 * SPARE)


def _grid(pen: Pen, title: str, rows: Iterable[Line], columns: Sequence[str], *, named: bool = False, spare: int = 0) -> None:
    """Name, key, values, and what one needs to change them; some columns and rows more, to add something."""
    page, called, rows = pen.page(title), heads(), list(rows)
    values = [*columns, *([""] * SPARE if named else [])]
    order = ["name", "key", *values, *AFTER]
    filled = [any(getattr(line, shown) for line in rows) for shown in AFTER.values()]
    widths = [WIDTHS[each] for each in order[:2]] + [_width(each, rows) for each in values]
    widths += [WIDTHS[each] if is_filled else EMPTY_WIDTH for each, is_filled in zip(AFTER, filled, strict=True)]
    _fit_height(page, 0, [each if each in values else called.get(each, each) for each in order], widths)
    for at, (column, width) in enumerate(zip(order, widths, strict=True)):
        is_value = 2 <= at < 2 + len(values)
        page.set_column(at, at, width)
        head = column if named and is_value else called.get(column, column)
        if named and is_value:
            page.write_string(0, at, head, pen.open_head) if head else page.write_blank(0, at, None, pen.open_head)
        else:
            page.write_string(0, at, head, pen.head)
    last = 0
    for last, line in enumerate(rows, 1):
        _line(pen, page, last, line, values)
        if not line.heading:
            stated = [line.values.get(column) for column in values]
            cells = [line.name, line.key, *stated, line.unit, line.usual, line.source, line.meaning]
            _fit_height(page, last, cells, widths)
    for row in range(last + 1, last + 1 + spare):
        for at in range(1, 2 + len(values)):
            page.write_blank(row, at, None, pen.input_text if at == 1 else pen.input)


def _width(column: str, rows: Iterable[Line]) -> int:
    """Of a column of values: room for its head and for most of its text; longer text wraps."""
    texts = [value for line in rows if isinstance(value := line.values.get(column), str)]
    return max(WIDTHS["value"], min(MOST_VALUE, max(map(len, [column, *texts])) + 2))


def _fit_height(page: Any, row: int, cells: Sequence[Any], widths: Sequence[int]) -> None:
    """A row as high as its longest text needs: not every program fits heights when it opens a file."""
    needed = [
        sum(len(wrap(part, max(int(0.9 * width), 1))) or 1 for part in text.split("\n"))
        for text, width in zip(cells, widths, strict=True)
        if isinstance(text, str)
    ]
    if max(needed, default=1) > 1:
        page.set_row(row, LINE * max(needed))


def _line(pen: Pen, page: Any, row: int, line: Line, values: Sequence[str]) -> None:
    if line.heading:
        page.write_string(row, 0, line.name, pen.heading)
        return
    page.write_string(row, 0, line.name, pen.text)
    page.write_string(row, 1, line.key, pen.quiet)
    for at, column in enumerate(values, 2):
        pen.put(page, row, at, line.values.get(column) if column else None)
    for at, text in enumerate((line.unit, line.usual, line.source, line.meaning), 2 + len(values)):
        page.write_string(row, at, text, pen.quiet)
    pen.choose(page, (row, 2, row, 1 + len(values)), line.choices, line.bounds)


def _rows(
    pen: Pen, title: str, fields: Sequence[str], rows: Sequence[Mapping[str, Any]], choices: Mapping[str, Sequence[str]]
) -> None:
    """One thing per row, a column per field; its head is the key, with the name in words below it."""
    page = pen.page(title)
    for at, name in enumerate(fields):
        page.set_column(at, at, 24 if at == 0 else 16)
        page.write_string(0, at, f"{lines.words(name)}\n{name}", pen.head)
        for number in range(len(rows) + 5 * SPARE):
            pen.put(page, number + 1, at, rows[number].get(name) if number < len(rows) else None)
        pen.choose(page, (1, at, len(rows) + 5 * SPARE, at), choices.get(name, ()), None)
    page.set_row(0, 32)


def _read_me(pen: Pen, title: str, scenario: Scenario) -> None:
    """What the workbook is and how to use it."""
    page = pen.page(title)
    page.set_column(0, 0, READ_ME)
    page.write_string(0, 0, term(scenario.title or scenario.name), pen.head)
    said = (
        phrase(
            "This workbook is a scenario: a partner programme, its market and what is assumed. Change the yellow cells; the "
            "rest explains them."
        ),
        phrase(
            "Read it back in words: partnerscape check mine.xlsx. Simulate it: partnerscape run mine.xlsx. Compare: "
            "partnerscape compare mine.xlsx POLICY."
        ),
        phrase(
            "Policies: one column per policy. A blank cell is as in the policy named under “based on”, or at its default. Two "
            "columns are free for policies of your own."
        ),
        phrase(
            "Pay plans: the components of a policy's pay, if it pays by more than the short levers. Lists are numbered 1, 2, 3 "
            "in the key."
        ),
        phrase(
            "Numbers are numbers: 0.2 for 20 %, no currency signs, no thousands separators. Formulas, hidden sheets, hidden "
            "rows and merged cells are refused: what is seen is what is simulated."
        ),
        phrase("Protection has no password and only guards keys and explanations. The sheet Notes may hold anything."),
    )
    for row, text in enumerate(said, 2):
        page.write_string(row, 0, text, pen.text)
        _fit_height(page, row, [text], [READ_ME])
