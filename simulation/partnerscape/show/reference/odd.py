"""What docs/odd.md and its page of state say out of the code: the schedule, constants, limits, variables."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module

from partnerscape import rules
from partnerscape.engine.month import EVERY_RULE, MONTH
from partnerscape.rules.paying.table import KEPT
from partnerscape.rules.shared import records

from ..style.markdown import markdown_table

OPENING, END = "<!-- made by `make reference`: {} -->", "<!-- end -->"
NO_NUMBERS = ("meet_events", "announce", "roll_out", "recruit")  # their CAPITALS are kinds, sentinels and hashes
MOST = {
    "SEGMENTS": "segments",
    "REGIONS": "regions",
    "CATEGORIES": "categories",
    "CATALOGUE": "offers in the catalogue",
    "TIERS": "tiers of commission",
    "REFERRAL_LEVELS": "levels of referral",
    "EVENTS": "events",
}


def schedule() -> str:
    """The month in its order, each rule with the first lines of its docstring."""
    rows, usual = [], {phase.rule for phase in MONTH}
    for number, phase in enumerate(EVERY_RULE, start=1):
        rule = getattr(rules, phase.rule)
        summary = (inspect.getdoc(rule) or "").partition("\n\n")[0]
        only_if = f"`{phase.only_if}`" if phase.only_if else "" if phase.rule in usual else "a plan"
        rows.append(
            (number, phase.who, f"[`{phase.rule}`](#{phase.rule})", only_if, " ".join(summary.replace("``", "`").split()))
        )
    return markdown_table(("", "who", "rule", "only if", "what happens"), rows)


def _numbers(rule: str) -> dict[str, float]:
    """Numbers that a rule's file assigns to names in CAPITALS."""
    module = import_module(rules.file_of(rule))
    names = [
        name.id
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name) and name.id.isupper()
    ]
    return {name: value for name in names if isinstance(value := getattr(module, name), int | float)}


def constants() -> str:
    """Numbers with a name of their own that stand in a rule, not in the scenario."""
    where = {"best_hours": "decide_effort", "plans": "weigh_rates", "ahead": "plan_ahead", "ages": "count_sales"}
    where |= {phase.rule: phase.rule for phase in EVERY_RULE if phase.rule not in NO_NUMBERS}
    rows = []
    for rule, place in where.items():
        if numbers := _numbers(rule):
            rows.append((f"[`{rule}`](#{place})", ", ".join(f"{name} = {value:g}" for name, value in numbers.items())))
    rows.append(("`draws`", f"SMALL_MEAN = {_numbers('draws')['SMALL_MEAN']:g}"))
    return markdown_table(("rule", "constants"), rows)


def limits() -> str:
    """How much a scenario may hold."""
    return markdown_table(("at most", ""), [(getattr(records, name), limit) for name, limit in MOST.items()])


PARTS = {"schedule": schedule, "constants": constants, "limits": limits}


def filled(text: str) -> str:
    """``text`` with every part between its markers regenerated; raises if one has lost its place."""
    for name, part in PARTS.items():
        opening = OPENING.format(name)
        before, middle, rest = text.partition(opening)
        if not middle or END not in rest:
            raise ValueError(f"no part {name!r}")
        text = f"{before}{opening}\n\n{part()}\n{END}{rest.partition(END)[2]}"
    return text


def state_page() -> str:
    """What is remembered of a partner, its account, and a month's journal."""
    tables = {
        "Who a partner is": records.WHOLE,
        "What it has, believes, does and gets": records.REAL,
        "By category": records.SPREAD,
        "What follows from its terms": records.DERIVED,
        "What a plan of components keeps of it": KEPT,
        "Account of an incumbent": records.ACCOUNT,
    }
    text = (
        "# State\n\nState variables, kept from rule to rule. A partner's terms of pay and programme, one variable for each "
        "[lever](levers.md), are part of its state too.\n"
    )
    for title, variables in tables.items():
        rows = [(f"`{name}`", meaning) for name, meaning in variables.items()]
        preface = (
            "One table, `plan`, as long as the plan needs; two plans share the rows that mean the same.\n\n"
            if variables is KEPT
            else ""
        )
        text += f"\n## {title}\n\n" + preface + markdown_table(("variable", "meaning"), rows)
    lines = {"Summed over active partners": records.JOURNAL_BY_PARTNER, "Of the vendor": records.JOURNAL_OF_VENDOR}
    text += "\n## Journal of a month, by segment\n"
    for title, names in lines.items():
        text += f"\n{title}: {', '.join(f'`{name}`' for name in names)}.\n"
    return text
