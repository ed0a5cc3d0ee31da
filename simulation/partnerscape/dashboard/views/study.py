"""Plan a study: which levers over which ranges; then its progress, its time left, cancel."""

from __future__ import annotations

import math
from urllib.parse import quote

from markupsafe import Markup

from partnerscape.language import phrase, phrase_for
from partnerscape.scenario import LEVERS, Scenario, declared
from partnerscape.scenario.pay.changes import SHORT_FORM
from partnerscape.scenario.reading.changes import changed_levers
from partnerscape.show.style.lever_words import capital, lever_label, lever_number, lever_unit
from partnerscape.show.style.numbers import percent, whole

from ..jobs.runner import Job
from ..jobs.studies import REPORT, Asked, board_address
from ..state.controls import Control, control, plan_numbers
from ..state.draft import Draft, number
from .markup import button, tag

CHOSEN, FROM, TO = "varied", "from.", "to."  # what the address holds of the form
SIZES = {"small": (64, 16), "middle": (128, 32), "large": (256, 64)}
FIRST = ("commission_rate", "support_agents", "offers")
MOST = 12


def possible(scenario: Scenario) -> list[str]:
    """Levers that a study may vary: those of the short form of pay, or the numbers of the plan."""
    policy = scenario.current_policy
    return [
        name for name, lever in LEVERS.items() if lever.unit != "yes/no" and not (policy.pay and name in SHORT_FORM)
    ] + plan_numbers(policy)


def varied(draft: Draft, scenario: Scenario) -> list[str]:
    """The chosen levers: those that the candidate changes, or three that matter mostly, where none were chosen."""
    known = possible(scenario)
    named = [name for name in draft.show(CHOSEN).split(",") if name in known]
    if named or draft.show(CHOSEN):
        return named[:MOST]
    moved = [name for name, _ in draft.levers if name in known] or [
        n for n in changed_levers(draft.started_from(scenario), scenario.current_policy) if n in known
    ]
    return (moved if len(moved) > 1 else list(dict.fromkeys([*moved, *(n for n in FIRST if n in known), *known]))[:3])[:MOST]


def toggled(draft: Draft, scenario: Scenario, name: str) -> Draft:
    """With a lever more, or less."""
    now = varied(draft, scenario)
    then = [other for other in now if other != name] if name in now else [*now, name]
    return draft.showing(**{CHOSEN: ",".join(then) or "none"})


def range_of(draft: Draft, scenario: Scenario, name: str) -> tuple[float, float]:
    """From where to where, in the lever's own unit."""
    own = control(name, scenario, scenario.current_policy)
    low, high = (number(draft.show(end + name)) for end in (FROM, TO))
    usual = _about(own)
    return own.stored(usual[0] if low is None else low), own.stored(usual[1] if high is None else high)


def _about(own: Control) -> tuple[float, float]:
    """A range about today's value: from a half to twice of it, within what is usual."""
    today, width = own.shown(own.today), own.high - own.low
    low, high = (max(own.low, 0.5 * today), min(own.high, 1.75 * today)) if today > 0.0 else (own.low, own.low + 0.4 * width)
    if high <= low:
        low, high = own.low, own.high
    return (math.floor(low), math.ceil(high)) if own.step >= 1.0 else (float(f"{low:.3g}"), float(f"{high:.3g}"))


def size_of(draft: Draft) -> tuple[int, int]:
    """Policies and futures."""
    return SIZES.get(draft.show("size"), SIZES["small"])


def asked(draft: Draft, scenario: Scenario) -> Asked:
    """What the form asks for."""
    policies, futures = size_of(draft)
    name = draft.show("named") or f"{scenario.name} study"
    return Asked(name, {lever: range_of(draft, scenario, lever) for lever in varied(draft, scenario)}, policies, futures)


def form(draft: Draft, scenario: Scenario, busy: bool) -> Markup:
    """The whole form."""
    chosen, known = varied(draft, scenario), possible(scenario)
    others = [tag("option", phrase("add a lever…"), value="")]
    others += [tag("option", capital(lever_label(name)), value=name) for name in known if name not in chosen]
    sizes = [
        tag("option", _size(policies, futures), value=key, selected=(policies, futures) == size_of(draft))
        for key, (policies, futures) in SIZES.items()
    ]
    plan = asked(draft, scenario)
    return tag(
        "div",
        tag("h1", phrase("Where do both sides gain?")),
        tag(
            "p",
            phrase("A study tries many programmes in many futures, maps where both sides gain and says which levers decide."),
            class_="lead",
        ),
        tag("h2", phrase("What may change")),
        [_row(draft, scenario, name) for name in chosen],
        tag("p", tag("select", others, id="add", data_act="vary", aria_label=phrase("Add a lever")), style="margin-top:1rem")
        if len(chosen) < MOST
        else None,
        tag("h2", phrase("How much work")),
        tag(
            "div",
            tag("div", tag("label", phrase("Size"), for_="size"), tag("select", sizes, id="size", name="size", data_act="show")),
            tag(
                "div",
                tag("label", phrase("Name, also of its folder"), for_="named"),
                tag("input", type="text", id="named", name="named", maxlength="64", value=plan.name, data_act="show"),
            ),
            class_="form",
        ),
        button(phrase("Start the study"), "start", id="start", class_="first", disabled=busy or not chosen),
    )


def _size(policies: int, futures: int) -> str:
    return phrase(
        "{policies} programmes in {futures} futures: {runs} runs",
        policies=whole(policies),
        futures=whole(futures),
        runs=whole(policies * futures),
    )


def _row(draft: Draft, scenario: Scenario, name: str) -> Markup:
    """A lever with the ends of its range."""
    own, (low, high) = control(name, scenario, scenario.current_policy), range_of(draft, scenario, name)
    label, unit = capital(lever_label(name)), "%" if own.scale == 100.0 else lever_unit(name)

    def end(key: str, text: str, value: float) -> Markup:
        return tag(
            "input",
            type="number",
            step="any",
            id=f"{key}{name}".replace(".", "-"),
            name=f"{key}{name}",
            value=f"{own.shown(value):.6g}",
            data_act="show",
            aria_label=f"{label}, {text}",
        )

    today = phrase("Today {value}.", value=lever_number(name, own.today, scenario.currency))
    fields = tag(
        "span",
        end(FROM, phrase("from"), low),
        tag("span", "–"),
        end(TO, phrase("to"), high),
        tag("span", unit, class_="label"),
        class_="value",
    )
    less = button(phrase("Leave out"), "vary", name, class_="plain", aria_label=phrase("Leave out {lever}", lever=label))
    return tag(
        "div",
        tag("div", tag("strong", label), fields, class_="name", style="flex-wrap:wrap"),
        tag("div", tag("span", today, class_="small quiet"), " ", less),
        class_="lever",
    )


def progress(job: Job | None) -> Markup:
    """How far the newest study is."""
    if job is None:
        return tag(
            "aside",
            tag("p", phrase("Nothing runs. What a study ran is kept in your folder."), class_="quiet"),
            aria_label=phrase("Progress"),
        )
    heads = {
        "running": phrase("{name} runs", name=job.name),
        "ending": phrase("{name}: fitting the map", name=job.name),
        "done": phrase("{name} is finished", name=job.name),
        "cancelled": phrase("{name} was cancelled; start it again to go on", name=job.name),
        "failed": phrase("{name} failed", name=job.name),
    }
    parts = [tag("h2", heads[job.state], style="border:0;margin:0;padding:0 0 .6rem")]
    if not job.is_over or job.state == "cancelled":
        said = phrase(
            "{done} of {total} runs, {share}",
            done=whole(job.done),
            total=whole(job.total),
            share=percent(job.done / max(job.total, 1)),
        )
        parts.append(tag("progress", value=str(job.done), max=str(max(job.total, 1)), aria_label=said))
        left = f" · {_left(job.left)}" if job.state == "running" and job.left is not None else ""
        parts.append(tag("p", said, left, class_="label"))
    if not job.is_over:
        parts.append(button(phrase("Cancel"), "cancel", job.name, id="cancel"))
    if job.error:
        parts.append(tag("p", job.error, class_="notice", role="alert"))
    if job.state == "done":
        parts.append(
            tag(
                "div",
                button(phrase("Explore the map"), "explore", job.name, id="explore", class_="first"),
                tag(
                    "a",
                    phrase("Open the board paper"),
                    href=board_address(job.name),
                    target="_blank",
                    rel="noopener",
                    class_="as-button",
                    id="board",
                ),
                tag(
                    "a",
                    phrase("Open the report"),
                    href=f"/pages/{quote(job.name)}/{REPORT}",
                    target="_blank",
                    rel="noopener",
                    class_="as-button",
                ),
                class_="in-line",
            )
        )
    return tag("aside", parts, aria_label=phrase("Progress"), id="job", data_state=job.state)


def _left(seconds: float) -> str:
    if seconds < 90.0:
        return phrase_for(max(1, round(seconds)), "{number} second left", "{number} seconds left")
    return phrase_for(max(2, round(seconds / 60.0)), "{number} minute left", "{number} minutes left")


def is_range(scenario: Scenario, key: str) -> bool:
    """Whether a field of the form is an end of a lever's range."""
    name = key.removeprefix(FROM if key.startswith(FROM) else TO)
    return key.startswith((FROM, TO)) and declared(name) is not None and name in possible(scenario)
