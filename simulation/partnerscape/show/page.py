"""The page of a report: one self-contained file, calm type, works printed. Parts are built here, filled in ``report``."""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable
from string import Template

from matplotlib.figure import Figure

from .palette import LOSE, WIN, drawn

STYLE = """
:root { --ink: #22292f; --quiet: #5d6770; --rule: #e3e1dc; --win: $win; --lose: $lose; --paper: #fdfcfa; }
* { box-sizing: border-box; }
html { background: var(--paper); -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 3.5rem 1.5rem 5rem; max-width: 50rem; color: var(--ink);
  font: 17px/1.6 Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, "Liberation Serif", serif; }
h1, h2, h3, th, .label, .stamp, figcaption, details, .badge, .number b {
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
.label { font-size: .78rem; letter-spacing: .06em; text-transform: uppercase; color: var(--quiet); margin: 0; }
h1 { font-size: 1.05rem; font-weight: 600; margin: .2rem 0 2.2rem; }
.answer { font-size: 1.72rem; line-height: 1.34; margin: 0 0 1.1rem; text-wrap: pretty; }
.answer strong { color: var(--win); font-weight: 600; }
.then { font-size: 1.12rem; margin: 0 0 .6rem; color: var(--ink); }
h2 { font-size: 1.16rem; font-weight: 650; line-height: 1.3; margin: 3.4rem 0 .5rem; padding-top: 1.1rem; border-top: 1px solid var(--rule); }
p { margin: 0 0 .9rem; max-width: 42rem; }
figure { margin: 1.3rem 0 .4rem; background: #fff; border: 1px solid var(--rule); border-radius: 3px; padding: .9rem; }
figure img { display: block; width: 100%; height: auto; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1.2rem 1.6rem; margin: 2rem 0 .4rem;
  padding: 1.1rem 0; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
.number b { display: block; font-size: 1.5rem; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.number span { font-size: .86rem; line-height: 1.4; color: var(--quiet); display: block; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; line-height: 1.4; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: .78rem; font-weight: 600; color: var(--quiet); padding: .3rem .9rem .35rem 0; border-bottom: 1px solid var(--ink); vertical-align: bottom; }
td { padding: .42rem .9rem .42rem 0; border-bottom: 1px solid var(--rule); vertical-align: middle; }
td.n, th.n { text-align: right; white-space: nowrap; }
td.good { color: var(--win); } td.bad { color: var(--lose); }
td:last-child, th:last-child { padding-right: 0; }
svg.span { display: block; width: 11rem; height: 1.5rem; }
details { font-size: .9rem; line-height: 1.55; margin: .9rem 0; }
summary { cursor: pointer; font-weight: 600; padding: .2rem 0; }
code, pre { font: .84rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
pre { background: #f4f2ed; padding: .8rem 1rem; border-radius: 3px; white-space: pre-wrap; overflow-wrap: anywhere; }
.badge { display: inline-block; font-size: .8rem; font-weight: 600; padding: .12rem .6rem; border-radius: 1rem; background: #f2e9da; color: #6d4a12; }
.stamp { font-size: .8rem; color: var(--quiet); overflow-wrap: anywhere; margin-top: 3rem; }
ul { margin: .3rem 0 1rem; padding-left: 1.2rem; }
@media print { html { background: #fff; } body { padding: 0; max-width: none; font-size: 11pt; } figure, tr, .numbers { break-inside: avoid; }
  h2 { break-after: avoid; } details > * { display: block; } figure { border: 0; padding: 0; } }
@media (max-width: 36rem) { .answer { font-size: 1.36rem; } body { padding-top: 1.6rem; } svg.span { width: 7rem; } }
"""

PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>$style</style>
</head>
<body>
$body
</body>
</html>
""")


def told(text: object) -> str:
    """Text made safe for a page."""
    return html.escape(str(text))


def page(title: str, parts: Iterable[str]) -> str:
    """A whole page out of its parts."""
    style = Template(STYLE).substitute(win=WIN, lose=LOSE).strip()
    return PAGE.substitute(title=told(title), style=style, body="\n".join(part for part in parts if part))


def picture(figure: Figure, alternative: str) -> str:
    """A figure inside the page, with what it says for those who cannot see it."""
    data = base64.b64encode(drawn(figure, "svg")).decode()
    return f'<figure><img src="data:image/svg+xml;base64,{data}" alt="{told(alternative)}"></figure>'


def section(title: str, *parts: str) -> str:
    """A heading, which says the answer, and what stands below it."""
    return "\n".join([f"<h2>{told(title)}</h2>", *parts])


def paragraph(text: str, kind: str = "") -> str:
    """Plain text as a paragraph."""
    mark = f' class="{kind}"' if kind else ""
    return f"<p{mark}>{told(text)}</p>"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], numbers: Iterable[int] = (), marks: Iterable[str] = ()) -> str:
    """A table; cells are already safe. ``numbers``: columns aligned right; ``marks``: a class for the last number of a row."""
    right, heads = set(numbers), list(heads)
    last = max(right, default=-1)
    head = "".join(f'<th class="n">{told(h)}</th>' if k in right else f"<th>{told(h)}</th>" for k, h in enumerate(heads))
    lines, marks = [], list(marks)
    for number, row in enumerate(rows):
        mark = marks[number] if number < len(marks) else ""
        cells = []
        for k, cell in enumerate(row):
            kind = " ".join(filter(None, ("n" if k in right else "", mark if k == last else "")))
            cells.append(f'<td class="{kind}">{cell}</td>' if kind else f"<td>{cell}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def folded(summary: str, *parts: str) -> str:
    """What only some readers want to see."""
    return f"<details><summary>{told(summary)}</summary>{''.join(parts)}</details>"


def big_numbers(pairs: Iterable[tuple[str, str]]) -> str:
    """A few numbers in large type, each with what it is."""
    return (
        '<div class="numbers">'
        + "".join(f'<div class="number"><b>{told(n)}</b><span>{told(t)}</span></div>' for n, t in pairs)
        + "</div>"
    )


def span(full: tuple[float, float], limits: tuple[float, float] | None, today: float, then: float) -> str:
    """A lever's asked range as a line, what the rule allows as a bar, today as a ring, the recommended value as a dot."""

    def at(value: float) -> float:
        return round(6.0 + 164.0 * min(1.0, max(0.0, (value - full[0]) / (full[1] - full[0]))), 1)

    bar = ""
    if limits is not None:
        bar = f'<rect x="{at(limits[0])}" y="8" width="{round(at(limits[1]) - at(limits[0]), 1)}" height="8" rx="2" fill="{WIN}" opacity=".28"/>'
    return (
        '<svg class="span" viewBox="0 0 176 24" role="img" aria-label="range"><line x1="6" x2="170" y1="12" y2="12" stroke="#c9c6bf"/>'
        f'{bar}<circle cx="{at(today)}" cy="12" r="4.2" fill="#fff" stroke="#22292f" stroke-width="1.4"/>'
        f'<circle cx="{at(then)}" cy="12" r="4.6" fill="{WIN}"/></svg>'
    )
