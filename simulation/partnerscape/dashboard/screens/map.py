"""The map explorer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import solara

from partnerscape.language import phrase
from partnerscape.study.win_win.findings import Findings

from ..jobs import studies
from ..jobs.background import use_background
from ..page.surface import Surface
from ..state.draft import Draft, number
from ..views import map as views
from ..views.markup import tag
from ..views.words import notice
from .tab import Tab, of_tab, spoken


@solara.component
@spoken(of_tab)
def MapScreen(tab: Tab) -> None:  # noqa: N802
    """Which study, then its map."""
    names = tab.folder.studies()
    name = tab.draft.show("study") if tab.draft.show("study") in names else (names[-1] if names else "")
    first: tuple[str, Findings] | None = None
    found, error = use_background(
        lambda tell, _: tell((name, studies.opened(tab.folder, name))), first, name or None, tab.language
    )

    def act(event: Mapping[str, Any]) -> None:
        if event["act"] == "study":
            tab.go(
                Draft(tab.draft.screen, tab.draft.programme, tab.draft.base, tab.draft.levers).showing(
                    study=str(event["value"]), language=tab.language
                )
            )
        else:
            tab.act(event)

    report = f"/pages/{quote(name)}/{studies.REPORT}" if name and studies.has_report(tab.folder, name) else None
    head = views.chooser(names, name, studies.board_address(name), report) if names else views.empty()
    Surface(
        html=str(
            tag(
                "div",
                notice(error) if error else None,
                head,
                role="region",
                aria_label=phrase("Study"),
                style="margin-bottom:1.4rem",
            )
        ),
        event_act=act,
    )
    if names and not error and (found is None or found[0] != name):
        Surface(html=str(tag("p", phrase("Opening the study…"), role="status", class_="label")), event_act=act)
    elif found is not None and found[0] == name:
        Explorer(tab, found[1])


@solara.component
@spoken(of_tab)
def Explorer(tab: Tab, findings: Findings) -> None:  # noqa: N802
    """Sliders to the left, the map to the right."""
    draft = tab.draft

    def act(event: Mapping[str, Any]) -> None:
        kind, name, value = str(event["act"]), str(event.get("name", "")), str(event["value"])
        if kind == "axis" and name in ("x", "y"):
            tab.go(draft.showing(**{name: value}))
        elif kind == "at" and name in findings.results.levers and number(value) is not None:
            tab.go(draft.showing(**{views.AT + name: value}))
        elif kind == "pick":
            across, up = views.axes(findings, draft)
            tab.go(
                draft.showing(
                    **{
                        views.AT + across: _along(findings, across, event.get("x")),
                        views.AT + up: _along(findings, up, 1.0 - float(event.get("y", 0.5))),
                    }
                )
            )
        elif kind == "take":
            taken = Draft("try", findings.results.scenario.name, shows=draft.shows)
            for lever, at in views.point(findings, draft).items():
                if "." not in lever:
                    taken = taken.setting(lever, at, findings.results.scenario)
            tab.go(taken)
        else:
            tab.act(event)

    with solara.Div(classes=["columns"]):
        Surface(html=str(tag("section", views.sliders(findings, draft), aria_label=phrase("Levers"))), event_act=act)
        title = phrase("Where both sides gain")
        parts = [
            tag("h1", title),
            views.reading(findings, draft),
            views.legend(),
            views.drawn(findings, draft),
            views.conditions(findings),
        ]
        Surface(html=str(tag("main", parts, class_="answer explorer", id="explorer", data_done="1")), event_act=act)


def _along(findings: Findings, lever: str, share: object) -> str:
    """A lever's value a share of the way through its range."""
    low, high = findings.results.question.levers[lever]
    part = min(1.0, max(0.0, number(share) or 0.0))
    return f"{low + part * (high - low):.6g}"
