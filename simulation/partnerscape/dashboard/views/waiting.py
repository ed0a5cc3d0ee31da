"""What is said while an answer is on its way, and before a lever is moved."""

from __future__ import annotations

from markupsafe import Markup

from partnerscape.engine.build import is_compiled
from partnerscape.language import phrase
from partnerscape.scenario import Policy
from partnerscape.show.style.lever_words import capital
from partnerscape.show.style.metric_words import metric_name
from partnerscape.show.style.numbers import in_unit
from partnerscape.study.comparison.comparison import Comparison

from ..jobs.live import Live
from .markup import tag

TODAY = ("active_partners", "revenue", "profit", "churn", "income_median", "satisfaction", "trust", "quality", "customers")


def status(live: Live, policy: Policy, said: str) -> Markup:
    """How far the answer to ``policy`` is; ``said``: how its levers are said in the address."""
    if live.comparison is None:
        said = phrase("Preparing futures of this programme: {ready} of {total}", ready=live.ready, total=live.total)
        if not is_compiled():
            said = phrase("Preparing this machine, once: about half a minute")
        bar = tag("progress", value=str(live.ready), max=str(live.total), aria_label=said)
        return tag("div", tag("p", said, "…", class_="label", role="status"), bar, class_="status", id="status")
    if live.comparison.policy != policy:
        return tag("p", phrase("Simulating this change…"), class_="label status", role="status", id="status")
    if live.working:
        words = phrase("First answer from {futures} futures; refining to {total}…", futures=live.futures, total=live.total)
    else:
        words = phrase("{total} futures, the same people and luck under both policies.", total=live.futures)
    return tag("p", words, class_="label status", role="status", id="status", data_done=None if live.working else said)


def today(comparison: Comparison) -> Markup:
    """The programme as it is, before a lever is moved."""
    currency, rows = comparison.scenario.currency, comparison.differences.set_index("metric")
    cells = [
        tag(
            "div",
            tag("b", in_unit(float(rows.loc[name, "current"]), str(rows.loc[name, "unit"]), currency)),
            tag("span", capital(metric_name(name)), class_="small quiet"),
        )
        for name in TODAY
    ]
    return tag(
        "div",
        tag("h1", phrase("This is your programme if nothing changes."), id="verdict"),
        tag("p", phrase("Move a lever: who gains, who loses and how sure that is appear here."), class_="lead"),
        tag("div", cells, class_="numbers"),
        class_="answer",
    )
