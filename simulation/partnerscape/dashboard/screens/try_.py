"""Try a change: levers to the left, the answer to the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import solara
from markupsafe import Markup

from partnerscape.language import phrase
from partnerscape.scenario import InputError, Scenario
from partnerscape.study.comparison.comparison import Comparison

from ..jobs import live
from ..jobs.background import use_background
from ..jobs.costs import Costs
from ..jobs.costs import costs as lever_costs
from ..page.surface import Surface
from ..state.controls import control, controls
from ..state.draft import number
from ..views import levers, waiting
from ..views.answer import answer, verdict
from ..views.markup import button, tag
from ..views.words import notice
from .tab import Tab, of_tab, spoken


@solara.component
@spoken(of_tab)
def TryScreen(tab: Tab) -> None:  # noqa: N802
    """Levers and their answer."""
    scenario, draft, saved = tab.scenario, tab.draft, tab.saved
    try:
        policy, wrong = draft.candidate(scenario, saved), ""
    except InputError as misfit:
        policy, wrong = draft.started_from(scenario, saved), "\n".join(misfit.lines)
    answered, error = use_background(
        lambda tell, cancelled: live.answer(scenario, policy, tab.name, tell, cancelled),
        live.Live(),
        (scenario, policy),
        tab.language,
    )

    costs, _ = use_background(
        lambda tell, cancelled: lever_costs(scenario, policy, tell, cancelled), Costs(), (scenario, policy), tab.language
    )

    said = solara.use_memo(lambda: _said(answered.comparison, scenario), [id(answered.comparison), tab.language])

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
    steps = levers.steps(bool(tab.history.past), bool(tab.history.future), draft.tries_something)
    drawn = solara.use_memo(
        lambda: levers.levers(shown, scenario.currency, costs, bool(policy.pay)),
        [scenario, policy, segment, tuple(costs.items()), tab.language],
    )
    left = [levers.chooser(draft, scenario, list(saved)), steps, drawn]
    if answered.comparison is not None and policy != scenario.current_policy:
        left.append(
            tag("div", button(verdict(answered.comparison)[0], "look", data_scroll="verdict", class_="plain"), class_="peek")
        )
    with solara.Div(classes=["columns"]):
        Surface(html=str(tag("section", left, aria_label=phrase("Levers"))), event_act=act)
        parts = [
            notice(wrong) if wrong else None,
            notice(error) if error else None,
            waiting.status(answered, policy, draft.said),
        ]
        if answered.comparison is not None:
            parts.append(said)
        Surface(html=str(tag("main", parts, aria_label=phrase("Answer"))), event_act=tab.act)


def _said(comparison: Comparison | None, scenario: Scenario) -> Markup | None:
    """The answer, or the programme as it is where nothing is tried."""
    if comparison is None:
        return None
    return answer(comparison) if comparison.policy != scenario.current_policy else waiting.today(comparison)
