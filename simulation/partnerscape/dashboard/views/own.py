"""A company's own programme in three steps: who are we, what do we pay, what may change."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from partnerscape.language import phrase
from partnerscape.scenario import Scenario, scenarios
from partnerscape.show.style.lever_words import capital, lever_label

from ..jobs.own import LARGEST, SALES
from ..jobs.runner import Job
from ..state.controls import control
from .levers import unit_of
from .markup import button, tag
from .words import policy_name

PAID = ("commission_rate", "recurring_months", "retainer", "support_agents", "training_hours")
CHANGING = (
    "commission_rate",
    "support_agents",
    "offers",
    "training_hours",
    "transparency",
    "curation",
    "joint_marketing",
    "communication",
)
Form = Mapping[str, str]


def totals() -> dict[str, tuple[str, str]]:
    """What is asked of a programme today: the question and its unit."""
    return {
        "active_partners": (phrase("Active partners"), ""),
        "revenue_per_year": (phrase("Revenue through partners and direct"), phrase("per year")),
        "exits_per_year": (phrase("Partners who left within a year"), ""),
        "average_order": (phrase("Average order"), ""),
        "headcount": (phrase("People at partner support"), ""),
    }


def form(values: Form, scenario: Scenario, job: Job | None, error: str) -> Markup:
    """The three steps, then what is done with them."""
    busy = job is not None and not job.is_over
    return tag(
        "main",
        tag("h1", phrase("Your own programme")),
        tag(
            "p",
            phrase("A few numbers are enough to begin; your sales make it better. Everything stays in your folder."),
            class_="lead",
        ),
        tag("div", [tag("p", line) for line in error.split("\n")], class_="notice", role="alert", style="margin-top:1.2rem")
        if error
        else None,
        tag("h2", phrase("1. Who are we?")),
        tag(
            "div",
            _base(values),
            _text("name", phrase("Name of your programme"), values),
            [_number(key, text, unit, values, scenario) for key, (text, unit) in totals().items()],
            class_="form",
        ),
        tag(
            "p",
            phrase("Leave empty what you do not know; what is missing stays as in the programme that yours resembles."),
            class_="small quiet",
        ),
        tag("h2", phrase("2. What do we pay today?")),
        tag("div", [_paid(key, values, scenario) for key in PAID], class_="form"),
        tag("h2", phrase("3. What may change?")),
        tag("div", [_may(key, values) for key in CHANGING], class_="form"),
        tag(
            "p", button(phrase("Make my programme"), "make", id="make", class_="first", disabled=busy), style="margin-top:1.4rem"
        ),
        tag("h2", phrase("Or from your sales")),
        tag(
            "p",
            phrase(
                "One row per order, deal, or partner and month: CSV, Excel or Parquet. "
                "Steps 1 and 2 are used too; it takes some minutes."
            ),
            class_="small quiet",
        ),
        upload("sales", phrase("Table of sales"), SALES, busy),
        progress(job),
        class_="own",
    )


def upload(key: str, label: str, kinds: tuple[str, ...], disabled: bool = False) -> Markup:
    """A file from this machine; what is larger than allowed is not even read."""
    most = max(LARGEST[kind] for kind in kinds)
    field = tag(
        "input", type="file", id=key, name=key, data_act="upload", data_most=str(most), accept=",".join(kinds), disabled=disabled
    )
    said = phrase("{kinds}, at most {size} MB", kinds=", ".join(kinds), size=most // 1_000_000)
    return tag(
        "p", tag("label", label, for_=key, class_="label"), tag("br"), field, tag("br"), tag("span", said, class_="small quiet")
    )


def _base(values: Form) -> Markup:
    options = [tag("option", capital(policy_name(name)), value=name, selected=values.get("base") == name) for name in scenarios()]
    return tag(
        "div",
        tag("label", phrase("Most like"), for_="own-base"),
        tag("select", options, id="own-base", name="base", data_act="own"),
    )


def _text(key: str, label: str, values: Form) -> Markup:
    return tag(
        "div",
        tag("label", label, for_=f"own-{key}"),
        tag("input", type="text", id=f"own-{key}", name=key, maxlength="64", value=values.get(key, ""), data_act="own"),
    )


def _number(key: str, label: str, unit: str, values: Form, scenario: Scenario) -> Markup:
    money = scenario.currency if key in ("revenue_per_year", "average_order") else ""
    text = ", ".join(filter(None, (label, f"{money} {unit}".strip())))
    return tag(
        "div",
        tag("label", text, for_=f"own-{key}"),
        tag("input", type="number", step="any", min="0", id=f"own-{key}", name=key, value=values.get(key, ""), data_act="own"),
    )


def _paid(key: str, values: Form, scenario: Scenario) -> Markup:
    own = control(key, scenario, scenario.current_policy)
    label = ", ".join(filter(None, (capital(lever_label(key)), unit_of(own, scenario.currency))))
    value = values.get(key, f"{own.shown(own.today):.10g}")
    return tag(
        "div",
        tag("label", label, for_=f"own-{key}"),
        tag("input", type="number", step="any", id=f"own-{key}", name=key, value=value, data_act="own"),
    )


def _may(key: str, values: Form) -> Markup:
    chosen = key in values.get("varied", "").split(",")
    box = tag(
        "input", type="checkbox", id=f"may-{key}", name=key, data_act="may", checked=chosen, style="width:auto;margin-right:.5rem"
    )
    return tag("label", box, capital(lever_label(key)), for_=f"may-{key}", style="color:var(--ink)")


def progress(job: Job | None) -> Markup | None:
    """How far the fit is."""
    if job is None or job.state == "done":
        return None
    if job.state == "failed":
        return tag("div", [tag("p", line) for line in job.error.split("\n")], class_="notice", role="alert", id="own-failed")
    if job.state == "cancelled":
        return tag("p", phrase("Cancelled."), class_="label", role="status")
    said = phrase("Fitting {name} to your numbers…", name=job.name)
    bar = tag("progress", value=str(job.done) if job.total else None, max=str(max(job.total, 1)), aria_label=said)
    return tag(
        "div",
        tag("p", said, class_="label", role="status"),
        bar,
        button(phrase("Cancel"), "cancel", job.name, id="cancel"),
        id="own-job",
    )
