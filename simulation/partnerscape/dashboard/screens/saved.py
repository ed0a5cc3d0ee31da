"""Candidates: save, compare, open again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import solara
from markupsafe import Markup

from partnerscape.language import in_language, phrase
from partnerscape.scenario import InputError, Policy, Scenario
from partnerscape.study.comparison.comparison import Comparison

from ..jobs import live
from ..jobs.background import use_background
from ..jobs.folder import CANDIDATES
from ..page.surface import Surface
from ..state.draft import Draft
from ..state.saved import as_toml, as_workbook
from ..views import saved as views
from ..views.markup import tag
from ..views.words import changes_of, notice, shown
from .tab import Tab, of_tab, spoken

Known = list[tuple[Scenario, Policy, Comparison]]


def compared(
    scenario: Scenario,
    policies: Mapping[str, Policy],
    known: Known,
    tell: Callable[[dict[str, Comparison]], None],
    cancelled: live.Cancelled,
) -> None:
    """Tell every candidate's answer, one after the other; those that are known come at once."""
    rows = {name: answer for name, policy in policies.items() for of, is_, answer in known if (of, is_) == (scenario, policy)}
    if rows:
        tell(dict(rows))
    for name, policy in policies.items():
        if name in rows:
            continue

        def one(answer: live.Live, name: str = name) -> None:
            if answer.comparison is not None and not answer.working:
                rows[name] = answer.comparison

        live.answer(scenario, policy, name, one, cancelled)
        known.append((scenario, policy, rows[name]))
        tell(dict(rows))


@solara.component
@spoken(of_tab)
def SavedScreen(tab: Tab) -> None:  # noqa: N802
    """The candidate at hand, and all others beside it."""
    scenario, draft = tab.scenario, tab.draft
    said, set_said = solara.use_state(Markup(""))
    name, set_name = solara.use_state(draft.base if draft.base in tab.saved else "my candidate")
    typed = solara.use_ref(name)  # a click may come before the page is drawn anew with the name
    policy = tab.candidate
    others = {n: p for n, p in scenario.policies.items() if p != scenario.current_policy} | dict(tab.saved)
    at_hand = {phrase("at hand"): policy} if draft.levers and policy != scenario.current_policy else {}
    policies = {**at_hand, **others}
    wish, first = (scenario, tuple(policies.items())), dict[str, Comparison]()
    known = solara.use_ref(Known())
    rows, error = use_background(
        lambda tell, cancelled: compared(scenario, policies, known.current, tell, cancelled), first, wish, tab.language
    )

    def save() -> Markup:
        path = tab.folder.save(typed.current, as_toml(policy, scenario), CANDIDATES, scenario.name)
        tab.refresh()
        return views.saved_as(tab.folder.name_of(path))

    def save_workbook() -> Markup:
        content = as_workbook(policy, typed.current, scenario)
        path = tab.folder.save_workbook(typed.current, content, CANDIDATES, scenario.name)
        return views.saved_as(tab.folder.name_of(path), tab.folder.name_of(path))

    def tried(work: Callable[[], Markup]) -> None:
        with in_language(tab.language):  # an event may come in another context than the page was drawn in
            try:
                set_said(work())
            except InputError as wrong:
                set_said(notice("\n".join(wrong.lines)))

    def act(event: Mapping[str, Any]) -> None:
        kind, value = str(event["act"]), str(event["value"])
        if kind == "name":
            typed.current = value.strip()
            set_name(typed.current)
        elif kind == "save":
            tried(save)
        elif kind == "workbook":
            tried(save_workbook)
        elif kind == "open" and value in others:
            tab.go(Draft("try", draft.programme, value, shows=draft.shows))
        elif kind == "open":
            tab.go(draft.on("try"))
        elif kind == "delete" and value in tab.saved:
            tab.folder.delete(value, CANDIDATES, scenario.name)
            tab.refresh()
        else:
            tab.act(event)

    toml = as_toml(policy, scenario) if policy != scenario.current_policy else ""
    top = [
        tag("h1", phrase("Candidates side by side")),
        said or None,
        notice(error) if error else None,
        shown(phrase("The candidate at hand"), views.save(name, bool(toml), changes_of(policy, scenario), toml)),
        shown(phrase("All candidates, in the same futures"), views.side_by_side(rows, policies, scenario, list(tab.saved))),
    ]
    done = "1" if len(rows) >= len(policies) else None
    Surface(html=str(tag("main", top, id="candidates", data_done=done)), event_act=act)
