"""The reference page of pay plans: every key with unit, range and meaning, as it is declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from partnerscape.scenario import declared
from partnerscape.scenario.pay import BASES, MEASURES, Component, Condition, Levels, PayOut, Registration, UpOrOut
from partnerscape.scenario.pay.component import ENDLESS, Bracket, ClawbackStep
from partnerscape.scenario.pay.levels import Requirement
from partnerscape.scenario.pay.numbers import UNITS
from partnerscape.scenario.pay.plan import MOST_COMPONENTS

from ..style.markdown import markdown_table

MEANINGS = {  # of keys whose declaration has a name that says it, in a sentence
    "on": "what it is paid on, see below",
    "customer_months": (
        "[from, until], months of the customer's life; its first order is in month 0, until is not included: "
        "24 months of renewals are [0, 25]"
    ),
    "tenure_months": "[from, until], months since the partner started",
    "order_numbers": "[from, until], the partner's own orders, counted from 0",
    "levels": "the levels that a list of rates, amounts or lumps is for",
    "rate": "share of what it is paid on",
    "brackets": "[from, rate] rows, by what it is paid on, summed over `per`; a third entry says how one is counted",
    "counted": "each rate on what lies in its bracket, or the rate reached on the whole sum",
    "lump": "a fixed sum: once per period from `target` on, or on `nothing` at the beginning of each period; negative: a fee",
    "target": "the sum of `on` per period from which the lump is paid",
    "guarantee": "what the components above lack of it",
    "pool": "shared at the period's end in proportion to `on`",
    "prizes": "for the first, second … by `on` at the period's end",
    "delay_months": "months until it is paid",
    "hold_months": "months for which that share is held back",
    "measure": "what is measured, see below",
    "over": "the time that counts",
    "at_least": "the measure must reach it; of levels one number per level, from the lowest",
    "below": "the measure must stay under it",
    "start": "the bracket begins here; files write `from`, or the row's first entry",
    "until": "months after the customer's first order, the row's first entry",
    "share": "share of the pay that is taken back, the row's second entry",
    "names": "names of the levels, from the lowest",
    "needs": "conditions, all at once",
    "down": "when a partner that falls short moves down: at once (`month`), or at the end of a quarter, half-year or year",
    "grace_months": "months for which a partner may fall short before it goes down",
    "minimum": "what is due is paid from this sum on; until then it is carried over",
    "cap_month": "most per month; 0: none",
    "cap_year": "most per year; 0: none",
    "from_month": "months as a partner after which it applies",
}
PARTS: tuple[tuple[str, str, str, type[BaseModel]], ...] = (
    ("A component", "`[policies.NAME.pay.COMPONENT]`", "pay.x", Component),
    ("A bracket", "a row of `brackets`", "pay.x.brackets.0", Bracket),
    ("A clawback", "a row of `clawback`", "pay.x.clawback.0", ClawbackStep),
    ("A condition", "an entry of a component's `needs`", "pay.x.needs.0", Condition),
    ("Levels", "`[policies.NAME.levels.LEVELS]`", "levels.x", Levels),
    ("What a level needs", "`[[policies.NAME.levels.LEVELS.needs]]`", "levels.x.needs.0", Requirement),
    ("Pay-out", "`[policies.NAME.payout]`: all components together", "payout", PayOut),
    ("Up or out", "`[policies.NAME.up_or_out]`: who falls short must leave", "up_or_out", UpOrOut),
    (
        "Registered deals",
        "`[policies.NAME.registration]`: who is paid for what several partners claim",
        "registration",
        Registration,
    ),
)
LARGEST = 1e6
HEADS = ("key", "meaning", "unit", "values", "default")


def pay_page() -> str:
    """Keys of a pay plan."""
    paths = ("pay.renewals.rate = [0.02, 0.12]", "pay.split.brackets.1.from = [10000, 50000]",
             "levels.partner.needs.0.at_least.1 = [5, 20]", "payout.minimum = [0, 100]")  # fmt: skip
    examples = ", ".join('`"{}" = {}`'.format(*path.split(" = ")) for path in paths)
    text = (
        "# Pay plans, key by key\n\n[Writing a pay plan](../pay.md) shows how; this page lists every key. "
        f"A plan has at most {MOST_COMPONENTS} components. "
        f"A study moves a number by its path: {examples}; rows count from 0.\n"
    )
    for title, where, path, model in PARTS:
        text += f"\n## {title}\n\n{where}\n\n{markdown_table(HEADS, list(_rows(path, model)))}"
    for title, words in (("What it is paid on", BASES), ("Measures", MEASURES)):
        text += f"\n## {title}\n\n{markdown_table(('word', 'unit'), [(f'`{word}`', unit) for word, unit in words.items()])}"
    return text


def _rows(path: str, model: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    schema = model.model_json_schema()
    for key, field in model.model_fields.items():
        number = declared(f"{path}.{key}") or declared(f"{path}.{key}.0")
        values = _range(*number.bounds) if number else _words(schema["properties"][key])
        meaning = MEANINGS.get(key) or field.description or ""
        written = "from" if key == "start" else key
        yield f"`{written}`", meaning, UNITS.get(key, ""), values, _default(field)


def _range(least: float, most: float) -> str:
    """Accepted values; what is only limited to what can be computed is not limited."""
    if most < LARGEST:
        return f"{least:g} to {most:g}"
    return "0 or more" if least == 0.0 else "any"


def _words(schema: dict[str, Any]) -> str:
    """The values of what is no number."""
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"] if word)
    if schema.get("type") == "array":
        return "rows" if "$ref" in schema["items"] else "names"
    return "true, false" if schema.get("type") == "boolean" else ""


def _default(field: Any) -> str:
    if field.is_required():
        return "needed"
    value = field.default
    if isinstance(value, bool):
        return str(value).lower()
    if value == (0, ENDLESS):
        return "all"
    return "" if value in ("", (), None) else f"{value:g}" if isinstance(value, int | float) else f"`{value}`"
