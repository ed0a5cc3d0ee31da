"""The page of files: every key of a scenario, a policy and a question, with default, bounds and meaning, as declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from partnerscape.scenario.history import History
from partnerscape.scenario.levers import LEVERS, Policy
from partnerscape.scenario.parts import Constraint, Event, Goals, Market, Offer, Segment, Time
from partnerscape.scenario.scenario import Scenario
from partnerscape.scenario.start import Start
from partnerscape.scenario.today import Today
from partnerscape.study.question.budgets import CertificateSize, DesignSize, SearchSize, SensitivitySize
from partnerscape.study.question.question import Question

from ..style.markdown import markdown_table

MEANINGS = {  # of keys whose declaration has a name that says it, in a sentence
    "title": "what reports call the programme",
    "illustrative": "whether outputs say that the numbers are nobody's own",
    "currency": "a label of all amounts, such as `€`; nothing is converted",
    "time": "months before and after the rollout, see below",
    "market": "regions and categories, see below",
    "catalogue": "the offers, the most popular first, see below",
    "segments": "kinds of partners, see below",
    "assumptions": "what nobody decides: [the list](assumptions.md)",
    "policies": "programmes by name: [levers](levers.md), [pay plans](pay.md)",
    "current": "the policy that is in force today",
    "based_on": "another policy of the scenario that the file differs from; default: the current one",
    "meaning": "the policy in a sentence",
    "tiers": "increasing thresholds with their rates: `[{ threshold = 500, rate = 0.25 }]`; empty: flat",
    "events": "what happens to everybody in given months, see below",
    "goals": "what counts as win-win, see below",
    "burn_in_months": "months under the current policy before the rollout",
    "horizon_months": "months from the rollout to the end",
    "initial_partners": "partners at the very beginning, before the burn-in",
    "regions": "names of regions",
    "categories": "names of categories of offers",
    "name": "its name",
    "category": "one of the market's categories",
    "share": "share of newcomers that are of this kind",
    "ln_reach": "ln of its reach, relative to other segments, mean",
    "ln_reach_sd": "standard deviation of it within the segment",
    "skill": "skill of a newcomer, mean",
    "skill_sd": "standard deviation of it",
    "share_not_worse": "share of every segment that must not be worse off",
    "loss_limit": "largest loss of those who lose, as a share of what their whole segment earns",
    "quality_slack": "quality may fall by up to this",
    "required_probability": "share of futures in which a policy must be win-win",
    "constraints": "limits on [metrics](metrics.md), see below",
    "metric": "its name",
    "at_least": "the metric must reach it",
    "at_most": "the metric must not exceed it",
    "kind": "what happens",
    "month": "months after the rollout",
    "question": "what is asked, in a sentence",
    "scenario": "a shipped scenario by name, or a file",
    "design": "how many policies in how many futures, see below",
    "certificate": "size of the test in fresh futures, see below",
    "sensitivity": "size of the sensitivity analysis, see below",
    "frontier": "size of the search, see below",
    "policies (number)": "number of policies",
    "futures": "number of futures",
    "seed": "of the design and of the random draws",
    "method": "Sobol' indices, or a screening that ranks for few runs",
    "algorithm": "of the search",
    "population": "policies per generation",
    "generations": "generations of the search",
}
OF_A_QUESTION = {"current": "use this policy of the scenario as the current one instead"}
GOALS = (
    "`[goals]`: the limits of [win-win](../glossary.md#what-comes-out); [every margin exactly](../odd.md#after-the-last-month). "
    "The shipped marketplace and software resellers have the defaults; affiliates and integrators differ by "
    "`share_not_worse = 0.6`, affiliates also by a constraint on `income_from_recruiting`."
)
SCENARIO: tuple[tuple[str, str, type[BaseModel]], ...] = (
    ("At the top", "", Scenario),
    ("Time", "`[time]`", Time),
    ("Market", "`[market]`", Market),
    ("An offer", "an entry of `catalogue`", Offer),
    ("A segment", "`[[segments]]`", Segment),
    ("Goals", GOALS, Goals),
    ("A constraint", "`[[goals.constraints]]`, also on a metric of your own", Constraint),
    ("An event", "`[[events]]`", Event),
    ("Today", "`[today]`: what your programme shows, `{ value = …, tolerance = … }` or a number", Today),
    ("Start", "`[start]`: the rollout begins with a table of partners", Start),
    ("History", "`[history]`: demand and arrivals month by month", History),
)
QUESTION: tuple[tuple[str, str, type[BaseModel]], ...] = (
    ("The question", "", Question),
    ("Design", "`[design]`", DesignSize),
    ("Certificate", "`[certificate]`", CertificateSize),
    ("Sensitivity", "`[sensitivity]`", SensitivitySize),
    ("Frontier", "`[frontier]`", SearchSize),
)
HEADS = ("key", "meaning", "values", "default")
LARGEST = 1e9


def files_page() -> str:
    """Keys of a scenario and of a question."""
    text = (
        "# Files, key by key\n\nA scenario is a programme, a policy file is a change of it, a question is what is asked of it; "
        "all are TOML. "
        "`partnerscape copy` gives one to edit, `partnerscape check` reads it back, and `partnerscape schema` prints what an "
        "editor needs to complete keys. Levers, pay plans and assumptions have pages of their own.\n"
    )
    for title, begin, parts in (("A scenario", "", SCENARIO), ("A policy", _policy(), ()), ("A question", "", QUESTION)):
        text += f"\n## {title}\n{begin}"
        for name, where, model in parts:
            text += f"\n### {name}\n\n" + (f"{where}\n\n" if where else "") + markdown_table(HEADS, list(_rows(model)))
    return text


POLICY = """
A policy file says what differs from the scenario's current policy; whatever it does not name stays. It is read wherever a
policy is named: `compare SCENARIO change.toml`, `check change.toml --scenario SCENARIO`, `pay`, `pilot` and `run` with
`--policy change.toml`, `ps.compare(scenario, "change.toml")`.

```toml
meaning = "more curation, a larger desk, and 10 % on first orders instead of today's pay"
curation = 0.75
support_agents = 2.9             # per 100 partners
small__training_hours = 2        # of one segment; or in a table [segments.small]

[pay.first_orders]               # a pay plan of components
on = "new revenue"
rate = "10 %"
```

In a scenario the same keys stand in `[policies.NAME]`, where what is not named has its default (or, with `based_on`, the
value of that policy). **Pay:** if a file has components (`[pay.…]`) and the policy that it differs from pays by levers, these
(`commission_rate`, `tiers`, `bonus` …) are not inherited: only components, and levers of pay that the file itself states, are
paid. If that policy pays by components, too, those of the same name are changed key by key, others stay, and `pay.NAME = {}`
removes one.

"""


def _policy() -> str:
    """How a policy file is written, and its keys that are no levers."""
    rows = [row for row in _rows(Policy) if row[0].strip("`") not in LEVERS]
    levers = ("any [lever](levers.md)", "its value", "", "that of the current policy")
    return POLICY + markdown_table(HEADS, [levers, *((key, meaning, values, "") for key, meaning, values, _ in rows)])


def _rows(model: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    for key, field in model.model_fields.items():
        if key == "name" and model in (Scenario, Question):  # that of the file
            continue
        number = key == "policies" and get_origin(field.annotation) is None
        here = MEANINGS | OF_A_QUESTION if model is Question else MEANINGS
        meaning = field.description or here.get("policies (number)" if number else key, "")
        yield f"`{key}`", " ".join(meaning.split()), _values(field), _default(field)


def _values(field: FieldInfo) -> str:
    """Words that may stand there, or between which ends a number lies."""
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{word}`" for word in get_args(field.annotation))
    if field.annotation is bool:
        return "true, false"
    ends: Mapping[str, Any] = {
        name: getattr(mark, name) for mark in field.metadata for name in ("ge", "gt", "le", "lt") if hasattr(mark, name)
    }
    least, most = (next((ends[name] for name in pair if name in ends), None) for pair in (("ge", "gt"), ("le", "lt")))
    if least is None or most is None:
        return ""
    above = "above " if "gt" in ends else ""
    if most >= LARGEST:  # only limited to what can be computed
        return f"{above}{_number(least)}" if above else f"{_number(least)} or more"
    return f"{above}{_number(least)} to {_number(most)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.default
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:,g}"
    return f"`{value}`" if isinstance(value, str) and value else ""
