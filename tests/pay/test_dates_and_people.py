"""Months and partners of a table that is paid by: what nobody can misread, and what is refused with a row and a word of advice."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from partnerscape.scenario import InputError
from partnerscape.statement.dates import NONE, days_left, days_of, doubtful, month_number, months_of
from partnerscape.statement.people import MOST_SHOWN, people

MARCH, APRIL, DECEMBER = 12 * 2026 + 2, 12 * 2026 + 3, 12 * 2026 + 11


@pytest.mark.parametrize(
    ("texts", "months"),
    [
        (["2026-03", "March 2026", "2026-03-31", "2026-12"], [MARCH, MARCH, MARCH, DECEMBER]),
        (["03/04/2026"], [NONE]),
        (["03/04/2026", "13/04/2026"], [APRIL, APRIL]),  # a 13th month is none: days are first
        (["04/03/2026", "04/13/2026"], [APRIL, APRIL]),
        (["03/04/2026", "12/04/2026", "03/12/2026"], [NONE, NONE, NONE]),  # a twelfth month is one
        (["13/04/2026", "04/13/2026"], [NONE, NONE]),
        (["04/04/2026", "12/12/2026"], [APRIL, DECEMBER]),  # the same either way
        (["03.04.2026"], [APRIL]),
        (["04/03/2026", "13.04.2026"], [NONE, APRIL]),  # dots say nothing of slashes
        (["31.04.2026", "45000", "2026", "Mar-26", "01.04.26", "soon", ""], [NONE] * 7),
    ],
)
def test_a_month_is_read_where_it_can_be_one_only(texts: list[str], months: list[int]) -> None:
    assert list(months_of(texts).values()) == months


def test_a_day_is_read_to_the_day_and_a_month_from_its_first() -> None:
    days = days_of(["2026-03", "2026-03-02", "31/12/2026", "02/01/2026", "never"])
    assert [day if day == NONE else str(date.fromordinal(day)) for day in days.values()] == [
        "2026-03-01", "2026-03-02", "2026-12-31", "2026-01-02", NONE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "left"),
    [("2026-02", 27), ("2024-02", 28), ("2026-12", 30), ("2026-01", 30), ("2026-02-03", 0), ("2026-13", 0), ("soon", 0)],
)
def test_a_month_lasts_to_its_last_day(text: str, left: int) -> None:
    assert days_left(text) == left


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("03/04/2026", "write 2026-04-03 or 2026-03-04: nothing says which number is the day"),
        ("12/11/2026", "write 2026-11-12 or 2026-12-11: nothing says which number is the day"),
        ("13/04/2026", ""), ("04/04/2026", ""), ("03/04/26", ""), ("2026-13", ""), ("soon", ""),
    ],
)  # fmt: skip
def test_what_may_be_two_dates_is_asked_for_as_either(text: str, advice: str) -> None:
    assert doubtful(text) == advice


def test_one_month_is_read_or_refused() -> None:
    assert month_number(" 2026-04 ", "plan.toml", "from") == APRIL
    with pytest.raises(InputError) as error:
        month_number(" 03/04/2026 ", "plan.toml", "from")
    (misfit,) = error.value.misfits
    assert (error.value.file, misfit.key, misfit.expected) == ("plan.toml", "from", "a month such as 2026-03, or a date")
    assert misfit.advice == "write 2026-04-03 or 2026-03-04: nothing says which number is the day"


def refused(**columns: list[object]) -> list[tuple[str, str, str, str, str]]:
    """What is said of a table of partners: key, what would fit, what was found, where, and what to do."""
    size = len(columns["partner"])
    usual: dict[str, list[object]] = {"month": [MARCH] * size, "recruiter": [""] * size, "joined": [-1] * size}
    return [(m.key, m.expected, str(m.found).strip("'"), str(m.table), m.advice) for m in people(pd.DataFrame(usual | columns))]


def test_a_partner_in_two_spellings_is_refused() -> None:
    assert refused(partner=["ann", "bob", "Ann", "ann"]) == [("partner", "one spelling, as 'ann' in row 2", "Ann", "row 4", "")]
    assert [found for _, _, found, _, _ in refused(partner=["bob  lee", "Bob Lee", "boblee"])] == ["Bob Lee"]
    assert refused(partner=["a1", "A1", "ann", "ann"]) == [], "ids may differ by case"


def test_a_recruiter_has_a_row_of_its_own() -> None:
    assert refused(partner=["ann", "bobb"], recruiter=["bobb", ""]) == []
    ((key, expected, found, row, advice),) = refused(partner=["bobb", "ann", "cid"], recruiter=["", "bob", "bob"])
    assert (key, found, row) == ("recruiter", "bob", "row 3")
    assert expected.startswith("a partner of the table, ")
    assert "did you mean 'bobb'?" in expected
    assert advice == "who sold nothing has a row with revenue 0"


def test_a_partner_has_one_recruiter() -> None:
    """An empty cell says nothing; the same one again is the same one."""
    assert refused(partner=["a", "a", "a", "b"], recruiter=["b", "", "b", ""]) == []
    assert refused(partner=["a", "a", "a", "b", "c"], recruiter=["b", "c", "b", "", ""]) == [
        ("recruiter", "one recruiter of a", "['b', 'c']", "()", "")
    ]


def test_nobody_recruits_its_own_recruiter() -> None:
    circle = refused(partner=["new", "a", "b", "c", "d", "e"], recruiter=["a", "b", "c", "a", "e", ""])
    assert circle == [("recruiter", "recruiters above their recruits", "a circle: a ← b ← c ← a", "()", "")]  # said once
    assert refused(partner=["a"], recruiter=["a"])[0][2] == "a circle: a ← a"
    assert refused(partner=["a", "b", "c", "d"], recruiter=["c", "c", "d", ""]) == [], "two of one recruiter are no circle"


def test_nobody_sells_before_joining() -> None:
    sold = {"partner": ["a", "a", "b", "c"], "month": [APRIL, MARCH, DECEMBER, MARCH]}
    assert refused(**sold, joined=[-1, MARCH, DECEMBER, -1]) == []
    assert refused(**sold, joined=[-1, APRIL, DECEMBER, -1]) == [
        ("joined", "no month after the partner's first row", "a joined in 2026-04 and has a row of 2026-03", "()", "")
    ]
    assert refused(**sold, joined=[APRIL, MARCH, -1, -1]) == [], "the first month that is stated counts"
    both = refused(partner=["z", "a"], month=[MARCH, MARCH], joined=[APRIL, APRIL])
    assert [found.split()[0] for _, _, found, _, _ in both] == ["z", "a"], "in the order of the table"
    assert refused(partner=["a"], month=[-1 + 12 * 3], joined=[12 * 3])[0][2] == "a joined in 0003-01 and has a row of 0002-12"
    assert refused(partner=["a"], month=[-1], joined=[0])[0][2].startswith("a joined in 0000-01"), "0 is a month"


def test_five_of_a_kind_are_shown() -> None:
    many = [f"{letter}x" for letter in "abcdefgh"]
    assert len(refused(partner=many, recruiter=[f"{name}y" for name in many])) == MOST_SHOWN
