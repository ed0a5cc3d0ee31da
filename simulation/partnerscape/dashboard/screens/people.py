"""Partners as people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import solara

from partnerscape.language import phrase

from ..jobs import people as jobs
from ..jobs.background import use_background
from ..page.surface import Surface
from ..views import people as views
from ..views.markup import tag
from ..views.words import notice
from .tab import Tab, of_tab, spoken

SHOWN = ("across", "up", "month")


@solara.component
@spoken(of_tab)
def PeopleScreen(tab: Tab) -> None:  # noqa: N802
    """A scatter, and the story of one of its dots."""
    policy = tab.candidate
    nobody: jobs.People | None = None
    people, error = use_background(
        lambda tell, cancelled: jobs.people(tab.scenario, policy, tell, cancelled), nobody, (tab.scenario, policy), tab.language
    )

    def act(event: Mapping[str, Any]) -> None:
        kind, value = str(event["act"]), str(event["value"])
        if kind == "partner":
            tab.go(tab.draft.showing(partner=value))
        elif kind == "show" and event["name"] in SHOWN:
            tab.go(tab.draft.showing(**{str(event["name"]): value}))
        else:
            tab.act(event)

    if people is None:
        said = phrase("Simulating everybody's months…")
        Surface(
            html=str(tag("main", notice(error) if error else None, tag("p", said, role="status", class_="label"))), event_act=act
        )
        return
    intro = phrase("One future of this programme, partner by partner. Choose a dot, or a name, to follow it.")
    left = tag(
        "div",
        tag("h1", phrase("Partners as people")),
        tag("p", intro, class_="lead"),
        views.choices(people, tab.draft),
        views.scatter(people, tab.draft),
    )
    Surface(
        html=str(
            tag("main", left, tag("div", views.story(people, tab.draft)), class_="columns people", id="people", data_done="1")
        ),
        event_act=act,
    )
