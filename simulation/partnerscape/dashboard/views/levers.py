"""The candidate's levers as controls, with units and costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from partnerscape.language import phrase, term
from partnerscape.scenario import Scenario
from partnerscape.scenario.units import Unit
from partnerscape.show.style.lever_words import capital, lever_label, lever_number
from partnerscape.show.style.numbers import brief_money

from ..state.controls import PARTNERS, PAY, PROGRAMME, Control
from ..state.draft import Draft
from .markup import button, tag
from .words import policy_name


def groups(plan: bool) -> dict[str, str]:
    """Headings, in the order in which one decides."""
    return {
        PAY: phrase("What we pay: the pay plan") if plan else phrase("What we pay"),
        PARTNERS: phrase("What partners get"),
        PROGRAMME: phrase("The programme as a whole, and how it changes"),
    }


def chooser(draft: Draft, scenario: Scenario, saved: Sequence[str]) -> Markup:
    """Which policy the candidate starts from, and whose levers are shown."""
    bases = [*scenario.policies, *saved]
    started = draft.base or scenario.current
    options = [
        tag(
            "option",
            phrase("{name} (today)", name=policy_name(name)) if name == scenario.current else policy_name(name),
            value=name,
            selected=name == started,
        )
        for name in dict.fromkeys(bases)
    ]
    segments = [tag("option", phrase("all partners"), value="", selected=not draft.show("segment"))]
    segments += [
        tag(
            "option",
            phrase("only {segment} partners", segment=policy_name(name)),
            value=name,
            selected=draft.show("segment") == name,
        )
        for name in scenario.segment_names
    ]
    return tag(
        "div",
        _labelled("base", phrase("Start from"), tag("select", options, id="base", data_act="base")),
        _labelled("segment", phrase("Levers for"), tag("select", segments, id="segment", data_act="segment")),
        class_="form",
        style="grid-template-columns:1fr 1fr",
    )


def _labelled(key: str, label: str, field: Markup) -> Markup:
    return tag("div", tag("label", label, for_=key), field)


def steps(can_undo: bool, can_redo: bool, changed: bool) -> Markup:
    """Undo, redo, back to the start."""
    return tag(
        "div",
        button(phrase("Undo"), "undo", id="undo", disabled=not can_undo),
        button(phrase("Redo"), "redo", id="redo", disabled=not can_redo),
        button(phrase("Reset"), "reset", id="reset", disabled=not changed),
        class_="in-line",
    )


def levers(controls: Sequence[Control], currency: str, costs: Mapping[str, tuple[float, float]], plan: bool) -> Markup:
    """All controls, the changed groups and the first one open."""
    parts = []
    for number, (group, heading) in enumerate(groups(plan).items()):
        mine = [control for control in controls if control.group == group]
        if mine:
            opened = number == 0 or any(control.changed for control in mine)
            parts.append(
                tag(
                    "details",
                    tag("summary", heading),
                    [lever(c, currency, costs.get(c.name)) for c in mine],
                    id=f"group-{group}",
                    open=opened,
                )
            )
    return tag("div", parts)


def lever(control: Control, currency: str, cost: tuple[float, float] | None = None) -> Markup:
    """One lever: name, number, slider, what it means, what it costs, where today is."""
    key = control.name.replace(".", "-")
    field = _yes_no(control, key) if control.yes_no else _number(control, key, currency)
    slider = None if control.yes_no else _slider(control, key)
    return tag(
        "div",
        tag("div", tag("label", capital(lever_label(control.name)), for_=f"n-{key}"), field, class_="name"),
        slider,
        tag("p", capital(term(control.meaning)) + ".", class_="small quiet", id=f"m-{key}"),
        tag("p", _cost(control, currency, cost), class_="small quiet"),
        class_="lever changed" if control.changed else "lever",
    )


def unit_of(control: Control, currency: str) -> str:
    """The unit as one reads it: per cent for shares, the currency's sign for money."""
    counted = Unit.read(control.unit)
    if control.scale == 100.0:
        return "%"
    if counted.is_money:
        return f"{currency} {term(counted.rate)}".strip()
    return "" if counted.is_scale else term(control.unit)


def _number(control: Control, key: str, currency: str) -> Markup:
    least, most = control.shown(control.least), control.shown(control.most)
    field = tag(
        "input",
        type="number",
        id=f"n-{key}",
        name=control.name,
        data_act="lever",
        value=f"{control.shown(control.value):.10g}",
        step="any",
        min=f"{least:.10g}",
        max=f"{most:.10g}",
        aria_describedby=f"m-{key}",
    )
    return tag("span", field, tag("span", unit_of(control, currency), class_="label"), class_="value")


def _slider(control: Control, key: str) -> Markup:
    said = phrase("{lever}, slider", lever=capital(lever_label(control.name)))
    return tag(
        "input",
        type="range",
        id=f"s-{key}",
        name=control.name,
        data_act="lever",
        data_twin=f"n-{key}",
        aria_label=said,
        value=f"{control.shown(control.value):.10g}",
        min=f"{control.low:.10g}",
        max=f"{control.high:.10g}",
        step=f"{control.step:.10g}",
    )


def _yes_no(control: Control, key: str) -> Markup:
    options = [
        tag("option", word, value=value, selected=bool(control.value) == (value == "1"))
        for value, word in (("0", phrase("no")), ("1", phrase("yes")))
    ]
    return tag("select", options, id=f"n-{key}", name=control.name, data_act="lever")


def _cost(control: Control, currency: str, cost: tuple[float, float] | None) -> str:
    """Where today is, and what it costs."""
    today = lever_number(control.name, control.today, currency)
    if cost is None:
        return phrase("Today {value}. Cost: {cost}.", value=today, cost=term(control.cost))
    now, then = (brief_money(value, currency) for value in cost)
    if now == then:
        return phrase("Today {value}. Cost: {cost}; {now} per year.", value=today, cost=term(control.cost), now=now)
    return phrase(
        "Today {value}. Cost: {cost}; {now} per year today, {then} with the change.",
        value=today,
        cost=term(control.cost),
        now=now,
        then=then,
    )
