"""In which order a board paper is read: the first page, the departments."""

from __future__ import annotations

from collections.abc import Iterator

from partnerscape.language import phrase

from .blocks import Big, Block, Bullets, Grid, Panel, Text
from .paper import Compared, Department, Money, Next, Paper, Verdict


def first_page(paper: Paper) -> list[Panel]:
    """All that a decision needs, on one page."""
    return [panel for panel in _panels(paper) if panel.blocks]


def _panels(paper: Paper) -> Iterator[Panel]:
    if paper.answered:
        first, *others = paper.answered
        yield Panel(phrase("The answer to the question"), (Text(first, "strong"), *map(Text, others)), "top", "answered")
    if paper.compared is not None:
        yield Panel(phrase("The candidates side by side"), (_compared(paper.compared),), "top", "compared")
    yield Panel(phrase("What we should do"), (Text(paper.headline, "answer"), *map(Text, paper.reasons)), "top", "do")
    if paper.next is not None:
        yield Panel(phrase("What comes nearest"), (*_moves(paper), *map(Text, paper.next.nearest)), "left", "nearest")
    elif paper.moves:
        yield Panel(phrase("What changes"), _moves(paper), "left", "changes")
    if paper.money is not None:
        yield Panel(_money_title(paper), _money(paper.money), "right", "money")
    if paper.next is not None:
        yield from _next(paper.next)
    yield Panel(phrase("Who loses, and when"), _lines(paper.losers), "right", "losers")
    if paper.certainty is not None:
        sure = paper.certainty
        blocks: tuple[Block, ...] = (Big(sure.number, sure.meaning[0]), *map(Text, sure.meaning[1:]))
        surer: tuple[Block, ...] = (Text(phrase("What would make it surer:")), Bullets(sure.surer)) if sure.surer else ()
        yield Panel(phrase("How sure we are"), (*blocks, *surer), "left", "sure")
    yield Panel(phrase("What the answer hangs on"), _lines(paper.hangs_on), "right", "hangs_on")
    if paper.next is None:
        yield Panel(phrase("What to watch, and when to stop"), _lines(paper.watch), "wide", "watch")


def _compared(compared: Compared) -> Grid:
    """The best candidate is marked."""
    rows = tuple((f"▸ {row[0]}" if number == compared.best else row[0], *row[1:]) for number, row in enumerate(compared.rows))
    return Grid(compared.heads, rows, tuple(range(1, len(compared.heads))))


def _money_title(paper: Paper) -> str:
    """Of what is not recommended the money is said, but not promised."""
    if paper.verdict is Verdict.NOTHING:
        return phrase("What that would bring per year, against today")
    return phrase("What it brings per year, against today")


def _lines(lines: tuple[str, ...]) -> tuple[Block, ...]:
    if len(lines) < 2:
        return tuple(map(Text, lines))
    return (Bullets(lines),)


def _moves(paper: Paper) -> tuple[Block, ...]:
    if not paper.moves:
        return ()
    rows = tuple((move.lever, move.today, move.then) for move in paper.moves)
    grid = Grid(("", phrase("Today"), phrase("Then")), rows, numbers=(1, 2))
    return (grid, Bullets(paper.terms)) if paper.terms else (grid,)


def _money(money: Money) -> tuple[Block, ...]:
    heads = ("", phrase("95 % interval"), phrase("Gain per year"))
    rows = tuple((amount.party, amount.between, amount.value) for amount in money.amounts)
    grid = Grid(heads, rows, numbers=(1, 2), signs=tuple(amount.sure for amount in money.amounts))
    return (grid, *(Text(note, "small") for note in money.notes))


def _next(after: Next) -> Iterator[Panel]:
    yield Panel(phrase("What stands in the way"), _lines(after.obstacles), "right", "obstacles")
    yield Panel(phrase("What to ask next"), _lines(after.questions), "wide", "questions")


def department_panel(department: Department) -> Panel:
    """Half a page for a department."""
    return Panel(department.name, tuple(_of_department(department)), name="department")


def _of_department(department: Department) -> Iterator[Block]:
    parts = (
        (phrase("What changes for you"), department.changes),
        (phrase("What you do"), department.tasks),
        (phrase("What you should see in the first six months"), department.sees),
    )
    for title, lines in parts:
        if lines:
            yield Text(title, "label")
            yield Bullets(lines)


def departments_title() -> str:
    """Above the departments."""
    return phrase("What changes for you, department by department")


def evidence_title() -> str:
    """Above the evidence."""
    return phrase("The evidence")


def page_number(number: int) -> str:
    """At the foot of every page."""
    return phrase("page {number}", number=number)
