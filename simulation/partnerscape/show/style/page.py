"""The page of a report: one self-contained file, calm type, works printed. Parts are built here, filled in ``report``."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable
from string import Template

from matplotlib.figure import Figure

from partnerscape.language import language, phrase, term

from .album import keep
from .palette import LOSE, WIN, drawn

STYLE = """
:root { --ink: #22292f; --quiet: #5d6770; --rule: #e3e1dc; --win: $win; --lose: $lose; --paper: #fdfcfa;
  --plain: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
* { box-sizing: border-box; }
html { background: var(--paper); -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 3.5rem 1.5rem 4rem; max-width: 50rem; color: var(--ink);
  font: 17px/1.6 Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, "Liberation Serif", serif; }
h1, h2, th, .label, .stamp, details, .badge, .number { font-family: var(--plain); }
.label { font-size: .8rem; color: var(--quiet); margin: 0; }
.badge { font-weight: 600; padding: .1rem .55rem; border-radius: 1rem; background: #f4ead8; color: #6d4a12; white-space: nowrap; }
h1 { font-size: 1.05rem; font-weight: 600; margin: .35rem 0 2rem; }
.answer { font-size: 1.85rem; line-height: 1.3; margin: 0 0 1rem; text-wrap: pretty; max-width: none; }
.answer strong { color: var(--win); font-weight: 600; }
.limits { font-size: 1.3rem; line-height: 1.35; list-style: none; margin: 0 0 1.3rem; padding: 0; }
.limits li { padding: .28rem 0 .28rem 1rem; border-left: 3px solid var(--win); margin: .2rem 0; }
.then { font-size: 1.12rem; margin: 0 0 .5rem; }
h2 { font-size: 1.16rem; font-weight: 650; line-height: 1.3; margin: 3.2rem 0 .5rem; padding-top: 1.1rem;
  border-top: 1px solid var(--rule); }
p { margin: 0 0 .9rem; max-width: 42rem; }
.keep { white-space: nowrap; }
figure { margin: 1.2rem 0 .4rem; background: #fff; border: 1px solid var(--rule); border-radius: 3px; padding: .9rem; }
figure.narrow { max-width: 34rem; }
figure img { display: block; width: 100%; height: auto; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1.2rem 1.6rem;
  margin: 1.8rem 0 1.4rem; padding: 1.1rem 0; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
.number b { display: block; font-size: 1.5rem; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.number > span { font-size: .8rem; line-height: 1.4; color: var(--quiet); display: block; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; line-height: 1.4; margin: 1rem 0;
  font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: .78rem; font-weight: 600; color: var(--quiet); padding: .3rem .9rem .35rem 0;
  border-bottom: 1px solid var(--ink); vertical-align: bottom; }
td { padding: .42rem .9rem .42rem 0; border-bottom: 1px solid var(--rule); vertical-align: middle; }
td small { color: var(--quiet); font-size: .82rem; }
td.n, th.n { text-align: right; }
td.n { white-space: nowrap; }
td.good { color: var(--win); }
td.bad { color: var(--lose); }
td:last-child, th:last-child { padding-right: 0; }
.across { overflow-x: auto; width: fit-content; min-width: 100%; max-width: calc(100% + max(0px, (100vw - 53rem) / 2)); }
svg.span { display: block; width: 11rem; height: 1.5rem; }
details { font-size: .86rem; line-height: 1.5; margin: .8rem 0; }
summary { cursor: pointer; font-weight: 600; padding: .2rem 0; }
pre { font: .84rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; background: #f4f2ed;
  padding: .8rem 1rem; border-radius: 3px; white-space: pre-wrap; overflow-wrap: anywhere; margin: .6rem 0 1rem; }
ul { margin: .3rem 0 1rem; padding-left: 1.2rem; max-width: 42rem; }
li { margin: .35rem 0; }
.stamp { font-size: .78rem; color: var(--quiet); overflow-wrap: anywhere; max-width: none; }
@media print {
  html { background: #fff; }
  body { padding: 0; max-width: none; font-size: 10.5pt; }
  figure, tr, li, .numbers { break-inside: avoid; }
  figure { border: 0; padding: 0; }
  .across { overflow-x: visible; }
  h2 { break-after: avoid; margin-top: 1.8rem; }
  details::details-content { content-visibility: visible; display: block; }
}
@media (max-width: 36rem) {
  body { padding-top: 1.5rem; }
  .badge { white-space: normal; border-radius: .5rem; }
  td.n small { white-space: normal; }
  .answer { font-size: 1.4rem; }
  .limits { font-size: 1.1rem; }
  svg.span { width: 5rem; }
  figure { padding: .3rem; overflow-x: auto; }
  figure img { min-width: 34rem; }
}
"""

PAGE = Template("""<!doctype html>
<html lang="$language">
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


def escaped(text: object) -> str:
    """Text made safe for a page."""
    return html.escape(str(text))


def flowing(text: object) -> str:
    """Text made safe, in which a number stays with its sign and its unit."""
    safe = re.sub(r" (%|€|млн|млрд|тыс\.|п\. п\.|мес\.)", "\u00a0\\1", escaped(text))
    return re.sub(r"([+−][^\s<&,;)]*[0-9]|[0-9][0-9.,]*–[0-9][0-9.,]*[0-9]|[0-9]+–[0-9]+)", r'<span class="keep">\1</span>', safe)


def page(title: str, parts: Iterable[str], more_style: str = "") -> str:
    """A whole page out of its parts."""
    style = (Template(STYLE).substitute(win=WIN, lose=LOSE) + more_style).strip()
    return PAGE.substitute(language=language(), title=escaped(title), style=style, body="\n".join(part for part in parts if part))


def picture(figure: Figure, alternative: str, kind: str = "") -> str:
    """A figure inside the page, with what it says for those who cannot see it."""
    data = base64.b64encode(drawn(figure, "svg")).decode()
    mark = f' class="{kind}"' if kind else ""
    number = keep(figure, alternative)
    held = f' data-figure="{number}"' if number else ""
    return f'<figure{mark}{held}><img src="data:image/svg+xml;base64,{data}" alt="{escaped(alternative)}"></figure>'


def section(title: str, *parts: str) -> str:
    """A heading, which says the answer, and what stands below it."""
    return "\n".join([f"<h2>{escaped(title)}</h2>", *parts])


def paragraph(text: str, kind: str = "") -> str:
    """Plain text as a paragraph."""
    mark = f' class="{kind}"' if kind else ""
    return f"<p{mark}>{flowing(text)}</p>" if text else ""


def listing(lines: Iterable[str], kind: str = "") -> str:
    """Plain texts as a list."""
    mark = f' class="{kind}"' if kind else ""
    return f"<ul{mark}>{''.join(f'<li>{flowing(line)}</li>' for line in lines if line)}</ul>"


def command(text: str) -> str:
    """What to type."""
    return f"<pre>{escaped(text)}</pre>"


def caution_of(standing: str) -> str:
    """How far a programme's numbers are the user's own; empty where nothing is to be said."""
    if standing == "illustrative":
        return phrase("illustrative: not fitted to your data")
    return phrase("partly fitted to your data") if standing == "partly fitted" else ""


def opening(title: str, standing: str, question: str) -> list[str]:
    """What is asked, about which programme, and how far its numbers are the user's own."""
    return opening_of(title, caution_of(standing), question)


def opening_of(title: str, caution: str, question: str) -> list[str]:
    """The same, with the caution in words."""
    badge = f' <span class="badge">{escaped(caution)}</span>' if caution else ""
    return [f'<p class="label">{escaped(term(title))}{badge}</p>', f"<h1>{escaped(question)}</h1>"]


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], numbers: Iterable[int] = (), marks: Iterable[str] = ()) -> str:
    """A table; cells are already safe. ``numbers``: columns aligned right; ``marks``: a class for the last number of a row."""
    right, heads = set(numbers), list(heads)
    last = max(right, default=-1)
    head = "".join(f'<th class="n">{escaped(h)}</th>' if k in right else f"<th>{escaped(h)}</th>" for k, h in enumerate(heads))
    lines, marks = [], list(marks)
    for number, row in enumerate(rows):
        mark = marks[number] if number < len(marks) else ""
        cells = []
        for k, cell in enumerate(row):
            kind = " ".join(filter(None, ("n" if k in right else "", mark if k == last else "")))
            cells.append(f'<td class="{kind}">{cell}</td>' if kind else f"<td>{cell}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<div class="across"><table><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'


def small(text: str) -> str:
    """Plain text in small type, within a cell."""
    return f"<small>{flowing(text)}</small>"


def strong(text: str) -> str:
    """Plain text in bold, within a cell."""
    return f"<b>{flowing(text)}</b>"


def folded(summary: str, *parts: str) -> str:
    """What only some readers want to see."""
    return f"<details><summary>{escaped(summary)}</summary>{''.join(parts)}</details>"


def big_numbers(pairs: Iterable[tuple[str, str]]) -> str:
    """A few numbers in large type, each with what it is."""
    cells = [f'<div class="number"><b>{flowing(number)}</b><span>{flowing(text)}</span></div>' for number, text in pairs]
    return f'<div class="numbers">{"".join(cells)}</div>'


def span(full: tuple[float, float], limits: tuple[float, float] | None, today: float, then: float) -> str:
    """A lever's asked range as a line, what the rule allows as a bar, today as a ring, the recommended value as a dot."""

    def at(value: float) -> float:
        return round(6.0 + 164.0 * min(1.0, max(0.0, (value - full[0]) / (full[1] - full[0]))), 1)

    marks = ['<line x1="6" x2="170" y1="12" y2="12" stroke="#c9c6bf"/>']
    if limits is not None:
        left, right = at(limits[0]), at(limits[1])
        marks.append(
            f'<rect x="{left}" y="8" width="{max(2.0, round(right - left, 1))}" height="8" rx="2" fill="{WIN}" opacity=".28"/>'
        )
    marks.append(f'<circle cx="{at(today)}" cy="12" r="4.4" fill="#fff" stroke="#22292f" stroke-width="1.4"/>')
    marks.append(f'<circle cx="{at(then)}" cy="12" r="4.6" fill="{WIN}"/>')
    label = escaped(phrase("range"))
    return f'<svg class="span" viewBox="0 0 176 24" role="img" aria-label="{label}">{"".join(marks)}</svg>'
