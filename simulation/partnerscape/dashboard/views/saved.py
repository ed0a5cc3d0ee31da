"""Saved candidates side by side, and how to save the one at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from markupsafe import Markup

from partnerscape.language import phrase
from partnerscape.scenario import Policy, Scenario
from partnerscape.show.style.lever_words import capital
from partnerscape.show.style.numbers import brief_money, percent, signed
from partnerscape.study.comparison.comparison import Comparison

from .markup import button, tag
from .words import changes_of, policy_name


def save(name: str, can_save: bool, changes: Sequence[str], toml: str) -> Markup:
    """The candidate at hand: what it changes, a name, save, download."""
    if not can_save:
        said = phrase("Nothing is changed yet. Move a lever first, then save the candidate here.")
        return tag(
            "div",
            tag("p", said, class_="lead"),
            tag("p", button(phrase("Try a change"), "screen", "try", id="to-try"), style="margin-top:1rem"),
        )
    field = tag("input", type="text", id="name", name="name", maxlength="64", value=name, data_act="name")
    down = tag(
        "a",
        phrase("Download TOML"),
        href="data:application/toml;charset=utf-8," + quote(toml),
        download=f"{name}.toml",
        class_="as-button",
        id="download",
    )
    return tag(
        "div",
        tag("ul", [tag("li", line) for line in changes], style="padding-left:1.2rem"),
        tag(
            "div",
            tag("div", tag("label", phrase("Name"), for_="name", class_="label"), tag("br"), field),
            button(phrase("Save in the folder"), "save", id="save", class_="first"),
            button(phrase("Save as a workbook"), "workbook", id="workbook"),
            down,
            class_="in-line",
            style="align-items:flex-end;margin-top:1rem",
        ),
    )


def saved_as(file: str, workbook: str = "") -> Markup:
    """Where something was saved; of a workbook also a link by which a browser fetches it."""
    fetch = tag("a", phrase("Download the workbook"), href=f"/{quote(workbook)}", download=True, id="fetch")
    return tag(
        "div",
        tag("p", phrase("Saved as {file}.", file=file)),
        tag("p", fetch) if workbook else None,
        class_="notice good",
        role="status",
    )


def side_by_side(
    rows: Mapping[str, Comparison | None], policies: Mapping[str, Policy], scenario: Scenario, own: Sequence[str]
) -> Markup:
    """One row per candidate."""
    heads = [
        phrase("Candidate"),
        phrase("Win-win"),
        phrase("Verdict"),
        phrase("Vendor per year"),
        phrase("Partners per year"),
        phrase("Least not worse off"),
        "",
    ]
    head = [
        tag("th", text, class_="n" if k in (1, 3, 4, 5) else None)
        if text
        else tag("td", "", style="border-bottom:1px solid #22292f")
        for k, text in enumerate(heads)
    ]
    body = [_row(name, rows.get(name), policies[name], scenario, name in own) for name in policies]
    return tag(
        "div",
        tag("table", tag("thead", tag("tr", head)), tag("tbody", body)),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=phrase("Candidates side by side"),
    )


def _row(name: str, answer: Comparison | None, policy: Policy, scenario: Scenario, own: bool) -> Markup:
    changes = changes_of(policy, scenario)
    what = tag("td", tag("strong", capital(policy_name(name))), tag("br"), tag("span", "; ".join(changes), class_="small quiet"))
    tools = tag(
        "td",
        button(phrase("Open"), "open", name, class_="plain", aria_label=phrase("Open {name}", name=policy_name(name))),
        button(phrase("Delete"), "delete", name, class_="plain", aria_label=phrase("Delete {name}", name=policy_name(name)))
        if own
        else None,
    )
    if answer is None:
        return tag("tr", what, tag("td", phrase("simulating…"), colspan="5", class_="quiet"), tools)
    verdicts = {
        "certified": (phrase("win-win"), "good"),
        "rejected": (phrase("not win-win"), "bad"),
        "undecided": (phrase("not certain yet"), ""),
    }
    said, mark = verdicts[answer.verdict]
    money, currency = answer.money.rows("today")["value"], scenario.currency
    segments = answer.groups[answer.groups["group"].isin(scenario.segment_names)]
    cells = [
        tag("td", percent(answer.p_win_win[0]), class_="n"),
        tag("td", said, class_=mark or None),
        *(tag("td", signed(brief_money(float(money[party]), currency)), class_="n") for party in ("vendor", "partners")),
        tag("td", percent(float(segments["not_worse"].min())), class_="n"),
    ]
    return tag("tr", what, cells, tools)
