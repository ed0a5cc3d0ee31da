"""A pay plan as numbers: from a policy's components to the table that the rules of pay read (``rules.paying.table``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from partnerscape.rules.paying import table as at
from partnerscape.scenario.pay import Condition, Plan
from partnerscape.scenario.pay.words import LONGEST

from .components import write_component
from .writer import SIZES, Feed, Layout, Writer, in_cents

__all__ = ["SIZES", "Feed", "Layout", "write_plan"]


def write_plan(
    record: Any,
    o: int,
    plan: Plan,
    layout: Layout,
    segments: Sequence[str],
    categories: Sequence[str],
    catalogue: Sequence[tuple[str, str]] = (),
) -> list[Feed]:
    """Plan ``o`` of a record's table; returns its feeds. ``catalogue``: offers with their categories, of a simulation."""
    to = Writer(record, o, layout, segments, categories, catalogue)
    choices = plan.choices
    record["ages"][o] = to.ages = _longest_age(plan, layout)
    record["ages_row"][o] = layout.row(("ages", to.ages), to.ages + 3) if to.ages else 0
    record["choices"][o] = len(choices)
    record["choice_row"][o] = layout.row("choice")
    record["settled_row"][o] = layout.row("under")
    record["year_row"][o] = layout.row("paid in the year")
    record["recruits_row"][o] = 0
    record["orders_row"][o] = layout.row("orders so far")
    record["start_row"][o] = layout.row("plan")
    record["since_row"][o] = layout.row("since")
    record["short_row"][o] = layout.row("short form")
    record["keeps_old"][o] = plan.old_customers_keep
    record["least_payout"][o] = in_cents(plan.payout.minimum)
    record["total_cap_month"][o] = in_cents(plan.payout.cap_month)
    record["total_cap_year"][o] = in_cents(plan.payout.cap_year)
    record["out_ladder"][o] = -1
    if plan.up_or_out is not None:
        out = plan.up_or_out
        record["out_ladder"][o] = to.gate("up or out", (Condition(measure=out.measure, over=out.over, at_least=out.at_least),))
        record["out_from"][o] = out.from_month
    for number, (name, component) in enumerate(plan.components.items()):
        own = f"new: {name}" if plan.old_customers_keep else name  # the old plan's component of that name goes on
        write_component(to, number, own, component, plan, choices)
    for name, count in (("feeds", len(to.feeds)), ("meters", len(to.meters)), ("ladders", len(to.ladders))):
        record[name][o] = count
    record["components"][o] = len(plan.components)
    record["counts_orders"][o] = any(feed.orders != (0, at.ENDLESS) for feed in to.feeds)
    return list(to.feeds)


def _longest_age(plan: Plan, layout: Layout) -> int:
    """How many months of customers must be told apart; 0: none. What today's plan tells apart already does for the other."""
    ends = [end for c in plan.components.values() for end in c.customer_months if 0 < end < at.ENDLESS]
    ends += [step.until for c in plan.components.values() for step in c.clawback]
    own = LONGEST if plan.old_customers_keep else max(ends, default=0)
    known = [key[1] for key in layout.rows if isinstance(key, tuple) and key[0] == "ages" and key[1] >= own > 0]
    return known[0] if known else own
