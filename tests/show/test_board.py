"""The board paper: what it recommends, and that every format says the same."""

import io
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from partnerscape.scenario import LEVERS
from partnerscape.show.board.content.case import case_of_comparison, case_of_study
from partnerscape.show.board.content.certainty import futures_needed
from partnerscape.show.board.content.decision import decided
from partnerscape.show.board.content.owners import OWNERS, owners_of
from partnerscape.show.board.content.tasks import _tasks_down, _tasks_up
from partnerscape.show.board.content.whole import paper_of_comparison, paper_of_study
from partnerscape.show.board.formats.html import page_of
from partnerscape.show.board.layout import first_page
from partnerscape.show.board.paper import Verdict
from partnerscape.show.board.parse import panels_of
from partnerscape.show.findings.map import mark_policies
from partnerscape.show.findings.report import comparison_report, study_report
from partnerscape.show.style.palette import new_figure, styled
from partnerscape.study.statistics.intervals import share_interval


def with_share(comparison, hits, futures, wider_hits=None):
    """A comparison with so many win-win futures, as assumed and in wider ones."""
    wider = comparison.watch.wider
    losing = replace(wider.losing, futures=futures)
    wide = replace(wider, p_win_win=share_interval(hits if wider_hits is None else wider_hits, futures), losing=losing)
    return replace(
        comparison,
        p_win_win=share_interval(hits, futures),
        seeds=list(range(futures)),
        watch=replace(comparison.watch, wider=wide, futures=futures),
    )


@pytest.mark.parametrize(
    ("hits", "wider", "expected"),
    [
        (64, 64, Verdict.ADOPT),
        (64, 55, Verdict.TRY),  # 86 % of 64: the interval reaches below 80 %
        (54, 64, Verdict.TRY),
        (64, 20, Verdict.TRY),
        (50, 64, Verdict.NOTHING),
        (10, 10, Verdict.NOTHING),
    ],
)
def test_what_is_recommended_follows_from_both_shares(comparison, hits, wider, expected):
    case = case_of_comparison(with_share(comparison, hits, 64, wider))
    assert decided(case) is expected


def test_where_nothing_is_recommended_nothing_is_promised(comparison):
    paper = paper_of_comparison(with_share(comparison, 10, 64))
    assert paper.headline == "Change nothing yet."
    assert paper.next is not None
    assert paper.next.questions
    assert not paper.departments
    assert not paper.watch
    assert "How sure we are" in [panel.title for panel in first_page(paper)]


def test_an_adopted_programme_has_four_departments_with_something_to_do(comparison):
    paper = paper_of_comparison(with_share(comparison, 64, 64))
    assert [each.name for each in paper.departments] == ["Marketing", "Sales and partner management", "Support", "Finance"]
    assert all(each.changes and each.tasks and each.sees for each in paper.departments)
    assert paper.certainty.number == "100 %"
    assert any("stop" in line.lower() for line in paper.watch)
    assert any("On average it should be" in line and "without the change it would be" in line for line in paper.watch)
    assert [amount.party for amount in paper.money.amounts][:2] == ["Vendor", "Today's partners, all together"]
    assert len(paper.money.amounts) == 2 + len(comparison.scenario.segment_names)


def test_every_lever_has_a_department_and_a_task():
    for lever, mark in LEVERS.items():
        assert owners_of(lever), lever
        assert mark.pay or lever in OWNERS, f"{lever}: name the department in OWNERS"
        assert mark.pay or {lever} <= _tasks_up().keys() & _tasks_down().keys(), f"{lever}: say what to do in tasks.py"


def test_needed_futures_decide_and_fewer_do_not():
    for share in (0.6, 0.75, 0.86, 0.9):
        needed = futures_needed(share, 0.8, 16)
        _, low, high = share_interval(round(share * needed), needed)
        assert low >= 0.8 or high < 0.8
    assert futures_needed(0.8, 0.8, 16) is None


def test_a_study_without_answers_still_has_a_paper(findings):
    paper = paper_of_study(replace(findings, answers={}, box=None))
    assert paper.money is None
    assert paper.verdict is Verdict.NOTHING
    assert decided(case_of_study(replace(findings, answers={}, box=None))) is Verdict.NOTHING


@pytest.mark.slow
def test_all_formats_say_the_same(comparison, tmp_path):
    docx, pptx = pytest.importorskip("docx"), pytest.importorskip("pptx")
    pytest.importorskip("reportlab")
    many = with_share(comparison, 64, 64)
    page = comparison_report(many, tmp_path, ("pdf", "pptx", "docx"), figures=True).read_text(encoding="utf-8")
    paper = paper_of_comparison(many)
    assert (tmp_path / "board.pdf").read_bytes().startswith(b"%PDF-")
    document = docx.Document(io.BytesIO((tmp_path / "board.docx").read_bytes()))
    in_document = "\n".join(paragraph.text for paragraph in document.paragraphs).replace("\u00a0", " ")
    slides = pptx.Presentation(io.BytesIO((tmp_path / "board.pptx").read_bytes())).slides
    on_slides = "\n".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    in_document, on_slides, page = (text.replace("\u00a0", " ") for text in (in_document, on_slides, page))
    plain = re.sub(r"<[^>]+>", "", page).replace("&#x27;", "'")
    for said in (paper.headline, paper.losers[0], paper.watch[0], paper.certainty.meaning[0], paper.departments[0].tasks[0]):
        assert said in plain
        assert said in in_document
        assert said in on_slides
    for name in ("scores", "cash", "groups", "followed"):
        assert (tmp_path / "figures" / f"{name}.svg").read_bytes().startswith(b"<?xml")
        assert (tmp_path / "figures" / f"{name}.png").stat().st_size > 10_000


def test_the_first_page_comes_before_the_evidence_and_the_asked_analysis_before_the_map(findings, tmp_path):
    page = study_report(findings, tmp_path).read_text(encoding="utf-8")
    titles = re.findall(r"<h2>(.*?)</h2>", page)
    assert titles.index("What we should do") < titles.index("Where programmes are win-win")


def test_what_to_do_stands_above_its_reasons_whatever_was_asked(comparison):
    """Panels are moved only where all of them stand in one column: on a phone."""
    page = page_of(replace(paper_of_comparison(comparison), answered=("An answer.",)))
    asked, do, column = (page.index(part) for part in ('class="panel top answered"', 'class="panel top do"', 'class="column"'))
    assert asked < do < column
    wide, _, phone = page.rpartition("@media (max-width: 36rem)")
    assert "order: var(--order)" in phone
    assert not re.search(r"(?<![-\w])order:", wide)
    assert not re.search(r'style="order:', page)


def test_evidence_becomes_blocks():
    html = (
        '<h2>A title</h2><p class="stamp">small</p><ul><li>one <b>two</b></li></ul><pre>typed\nhere</pre>'
        '<table><thead><tr><th>name</th><th class="n">value</th></tr></thead>'
        '<tbody><tr><td>a &amp; b</td><td class="n bad">1<br><small>0 to 2</small></td></tr></tbody></table>'
        '<figure data-figure="1"><img src="data:x" alt="y"></figure>'
    )
    (panel,) = panels_of([html])
    text, bullets, code, grid, picture = panel.blocks
    assert panel.title == "A title"
    assert (text.text, text.kind) == ("small", "small")
    assert bullets.lines == ("one two",)
    assert code.text == "typed\nhere"
    assert grid.heads == ("name", "value")
    assert grid.rows == (("a & b", "1 · 0 to 2"),)
    assert (grid.numbers, grid.signs) == ((1,), (-1,))
    assert picture.figure == 1


def test_what_to_watch_is_what_the_books_show(comparison):
    watch = comparison.watch
    assert {"profit", "churn", "wait"} <= set(watch.expected["kpi"])
    assert (watch.expected["low"] <= watch.expected["high"]).all()
    profit = watch.expected.set_index("kpi").loc["profit"]
    assert np.isclose(profit["mean"], comparison.cash["candidate"].iloc[:6].mean())
    assert np.isclose(profit["today"], comparison.cash["current"].iloc[:6].mean())


def test_years_are_sums_of_months(comparison):
    years = comparison.years
    profit = years[years["line"] == "profit"]
    assert np.isclose(profit["difference"].sum(), comparison.cash["difference"].sum())
    assert list(profit["months"]) == [12]
    assert isinstance(years, pd.DataFrame)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("compare marketplace pay_more --pdf", "--out: expected a folder for --pdf"),
        ("compare marketplace pay_more --figures", "--out: expected a folder for --figures"),
        ("compare marketplace pay_more pay_less --set offers=3", "--set: expected at most one candidate"),
        ("compare marketplace pay_more pay_less --apart", "--apart: expected at most one candidate"),
        ("compare marketplace --set offers=3 --apart", "--apart: expected a candidate that changes at least two"),
        ("compare marketplace pay_more pay_more", "expected candidates with different names"),
        ("compare marketplace pay_more nothing_such", "nothing_such"),
        ("report nowhere --pdf", "a folder of a study"),
    ],
)
def test_bad_input_is_one_clear_error_and_nothing_is_written(words, said, monkeypatch, capsys, tmp_path):
    from partnerscape.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["partnerscape", *words.split()])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_format_without_its_library_says_what_to_install(monkeypatch):
    from partnerscape.scenario import InputError
    from partnerscape.show.board.formats import extras
    from partnerscape.show.board.write import ready

    monkeypatch.setitem(extras.LIBRARIES, "pdf", "no_such_library")
    with pytest.raises(InputError, match="extra 'office'"):
        ready(["pdf"])


def test_a_column_that_is_only_drawn_is_left_out_of_a_table():
    svg = "<svg><title>0 to 6</title></svg>"
    page = f"<table><tr><th>Lever</th><th>drawn</th><th>Today</th></tr><tr><td>Pay</td><td>{svg}</td><td>2</td></tr></table>"
    (grid,) = panels_of([page])[0].blocks
    assert (grid.heads, grid.rows) == (("Lever", "Today"), (("Pay", "2"),))


def test_a_number_keeps_the_space_that_joins_it():
    (panel,) = panels_of(["<p>+12\u00a0300\u00a0€  to\n+43\u00a0500\u00a0€</p>"])
    assert panel.blocks[0].text == "+12\u00a0300\u00a0€ to +43\u00a0500\u00a0€"


def test_labels_of_near_points_on_the_map_lie_apart(findings):
    part = findings.map
    today = findings.results.current_levers()
    held = {**part.held, part.across: today[part.across], part.up: today[part.up] + 0.02 * (part.y[-1] - part.y[0])}
    with styled():
        axes = new_figure(4.0).add_axes((0.1, 0.1, 0.8, 0.8))
        axes.set_xlim(part.x[0], part.x[-1])
        axes.set_ylim(part.y[0], part.y[-1])
        mark_policies(axes, replace(findings, map=replace(part, held=held)))
        boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == 2
    assert not boxes[0].overlaps(boxes[1])
