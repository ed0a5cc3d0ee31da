"""Plan and watch a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import solara

from partnerscape.language import in_language
from partnerscape.scenario import InputError

from ..jobs import runner, studies
from ..jobs.background import use_background
from ..page.surface import Surface
from ..views import study as views
from ..views.markup import tag
from ..views.words import notice
from .tab import Tab, of_tab, spoken


@solara.component
@spoken(of_tab)
def StudyScreen(tab: Tab) -> None:  # noqa: N802
    """The form, and how far the newest study is."""
    draft, scenario = tab.draft, tab.scenario
    wrong, set_wrong = solara.use_state("")
    job, _ = use_background(
        lambda tell, cancelled: runner.watch("study", tell, cancelled), runner.JOBS.latest("study"), "always", tab.language
    )

    def act(event: Mapping[str, Any]) -> None:
        kind, name, value = str(event["act"]), str(event.get("name", "")), str(event["value"])
        if kind == "vary" and value in views.possible(scenario):
            tab.go(views.toggled(draft, scenario, value))
        elif kind == "show" and (name in ("size", "named") or views.is_range(scenario, name)):
            tab.go(draft.showing(**{name: value}))
        elif kind == "start":
            begin()
        elif kind == "cancel":
            runner.JOBS.cancel(value)
        elif kind == "explore":
            tab.go(replace(draft, screen="map", shows=()).showing(study=value, language=draft.show("language")))
        else:
            tab.act(event)

    def begin() -> None:
        try:
            with in_language(tab.language):  # an event may come in another context than the page was drawn in
                studies.start(views.asked(draft, scenario), scenario, tab.folder)
            set_wrong("")
        except InputError as error:
            set_wrong("\n".join(error.lines))

    busy = job is not None and not job.is_over
    with solara.Div(classes=["columns", "study"]):
        Surface(html=str(tag("main", notice(wrong) if wrong else None, views.form(draft, scenario, busy))), event_act=act)
        Surface(html=str(views.progress(job)), event_act=act)
