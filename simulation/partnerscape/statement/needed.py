"""What a plan pays by must stand in the table: what is missing is no reason to pay nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from partnerscape.language import phrase
from partnerscape.scenario.errors import Misfit, Shown, closest
from partnerscape.scenario.pay import Component, Plan
from partnerscape.scenario.pay.words import OF_RECRUITS

from .sales import COLUMNS

OF_MEASURE = {
    "margin": ("margin",),
    "quality": ("quality",),
    "skill": ("skill",),
    "certified": ("certified", "skill"),
    "recruits": ("recruiter",),
    "recruits revenue": ("recruiter",),
}
OF_BASE = {"margin": ("margin",), "savings": ("savings",), "renewals": ("customer", "kind")} | dict.fromkeys(
    OF_RECRUITS, ("recruiter",)
)


def missing(plan: Plan, sales: pd.DataFrame) -> list[Misfit]:
    """Columns that the plan pays by and that the table lacks.

    Parameters
    ----------
    plan : Plan
    sales : DataFrame
        As given.
    """
    there = {str(name).strip().lower() for name in sales.columns}
    lacking: dict[tuple[str, ...], str] = {}
    for columns, who in _asked(plan):
        if not there & set(columns):
            lacking.setdefault(columns, who)
    return [_misfit(columns, who, there) for columns, who in lacking.items()]


def notes_on(sales: pd.DataFrame, plan: Plan | None = None) -> list[str]:
    """What is paid as it stands and may be a mistake: columns that are not read, rows that are there twice, funds without proof.

    Parameters
    ----------
    sales : DataFrame
        As given.
    plan : Plan, optional
    """
    notes = []
    funds = [name for name, c in (plan.components if plan is not None else {}).items() if c.fund]
    if funds and not any(str(name).strip().lower() == "proven" for name in sales.columns):
        notes.append(phrase("no column proven: all that is due of {fund} counts as used", fund=funds[0]))
    if unread := _not_read(sales):
        notes.append(f"columns that are not read: {', '.join(unread)}")
    same = sales.duplicated()
    if twice := int(same.sum()):
        rows = "row" if twice == 1 else "rows"
        first = int(same.to_numpy().argmax()) + 2
        notes.append(f"{twice:,} {rows} the same as an earlier one in every column (the first is row {first}): all are paid")
    return notes


def _not_read(sales: pd.DataFrame) -> list[str]:
    """Each with the known column that it may mean."""
    heads = [str(name).strip() for name in sales.columns]
    absent = [name for name in COLUMNS if name not in {head.lower() for head in heads}]
    unread = [head for head in heads if head.lower() not in COLUMNS and not head.startswith("Unnamed: ")]
    return [head + (f" (did you mean {near!r}?)" if (near := closest(head, absent)) else "") for head in unread]


def _misfit(columns: tuple[str, ...], who: str, there: set[str]) -> Misfit:
    near = closest(columns[0], there - set(COLUMNS))
    return Misfit(columns[0], f"a column{' (or ' + columns[1] + ')' if len(columns) > 1 else ''}: {who} needs it", Shown("none"),
                  advice=f"did you mean {near!r}?" if near else "")  # fmt: skip


def _asked(plan: Plan) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, c in plan.components.items():
        yield from ((columns, f"[pay.{name}]") for columns in _by(c))
    if plan.registration is not None:
        yield (plan.registration.claims,), "[registration]"
    for name, levels in plan.levels.items():
        yield from ((OF_MEASURE[need.measure], f"[levels.{name}]") for need in levels.needs if need.measure in OF_MEASURE)


def _by(c: Component) -> Iterator[tuple[str, ...]]:
    yield from (OF_BASE[word] for word in (c.on,) if word in OF_BASE)
    yield from (OF_MEASURE[need.measure] for need in c.needs if need.measure in OF_MEASURE)
    if c.registered:
        yield ("registered", "registered_on")
    if c.single_offers:
        yield ("offer",)
    if c.fees:
        yield ("category", "offer")
    columns = (("category", c.categories), ("segment", c.segments), ("proven", c.use_months))
    yield from ((key,) for key, says in columns if says)
