"""Answers as a notebook shows them: the sentence and the table of the terminal, as HTML without a style of its own."""

from __future__ import annotations

from functools import singledispatch
from html import escape

from rich.table import Table

from partnerscape.study.compare import Comparison
from partnerscape.study.run import RunResult
from partnerscape.study.runs.stamp import stamp
from partnerscape.study.win_win.findings import Findings

from .comparison.words import verdict_in_words
from .findings.words import rule_in_words
from .terminal import differences_table, levers_table, run_in_words, run_table


@singledispatch
def html_of(answer: object) -> str:
    """An answer as HTML.

    Raises
    ------
    TypeError
        For what is none.
    """
    raise TypeError(f"no answer: {type(answer).__name__}")


@html_of.register
def _run(answer: RunResult) -> str:
    return _html(run_in_words(answer), run_table(answer), answer.stamp)


@html_of.register
def _comparison(answer: Comparison) -> str:
    return _html(verdict_in_words(answer), differences_table(answer), answer.stamp)


@html_of.register
def _findings(answer: Findings) -> str:
    seeds = [int(seed) for seed in answer.results.design.futures["seed"]]
    return _html(rule_in_words(answer), levers_table(answer), stamp(answer.results.scenario, seeds))


def _html(sentence: str, table: Table, small: str) -> str:
    heads = "".join(f"<th>{escape(str(column.header))}</th>" for column in table.columns)
    rows = zip(*(column.cells for column in table.columns), strict=True)
    body = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    words = "<br>".join(map(escape, sentence.splitlines()))
    head = f"<thead><tr>{heads}</tr></thead>"
    return f"<p><strong>{words}</strong></p><table>{head}<tbody>{body}</tbody></table><p><small>{escape(small)}</small></p>"
