"""Try a change: levers to the left, the answer to the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import solara

from partnerscape.language import phrase
from partnerscape.scenario import InputError

from ..jobs import live
from ..jobs.background import use_background
from ..jobs.costs import costs as lever_costs
from ..page.surface import Surface
from ..state.controls import control, controls
from ..state.draft import number
from ..views import levers, waiting
from ..views.answer import answer
from ..views.markup import tag
from ..views.words import notice
from .tab import Tab


@solara.component
def TryScreen(tab: Tab) -> None:  # noqa: N802
    """Levers and their answer."""
    scenario, draft, saved = tab.scenario, tab.draft, tab.saved
    try:
        policy, wrong = draft.candidate(scenario, saved), ""
    except InputError as error:
        policy, wrong = draft.started_from(scenario, saved), "\n".join(error.lines)
    told, error = use_background(
        lambda tell, cancelled: live.answer(scenario, policy, tab.name, tell, cancelled), live.Live(), (scenario, policy), tab.language
    )

    costs, _ = use_background(lambda tell, cancelled: lever_costs(scenario, policy, tell, cancelled), {}, (scenario, policy), tab.language)

    def act(event: Mapping[str, Any]) -> None:
        kind, value = str(event["act"]), str(event["value"])
        if kind == "lever":
            typed, name = number(value), str(event["name"])
            if typed is not None and name in {c.name for c in shown}:
                tab.go(draft.setting(name, control(name, scenario, policy).stored(typed), scenario, saved))
        elif kind == "segment":
            tab.go(draft.showing(segment=value))
        else:
            tab.act(event)

    segment = draft.show("segment") if draft.show("segment") in scenario.segment_names else ""
    shown = controls(scenario, policy, segment)
    left = [
        levers.chooser(draft, scenario, list(saved)),
        levers.steps(bool(tab.history.past), bool(tab.history.future), draft.tries_something),
        levers.levers(shown, scenario.currency, costs, bool(policy.pay)),
    ]
    with solara.Div(classes=["columns"]):
        Surface(html=str(tag("div", left)), event_act=act)
        parts = [notice(wrong) if wrong else None, notice(error) if error else None, waiting.status(told, policy == scenario.current_policy)]
        if told.comparison is not None:
            parts.append(answer(told.comparison) if told.comparison.policy != scenario.current_policy else waiting.today(told.comparison))
        Surface(html=str(tag("main", parts, aria_label=phrase("Answer"))), event_act=tab.act)
