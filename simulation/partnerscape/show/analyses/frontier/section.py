"""The report's section on the frontier: what both sides can have, the Nash point, win-win policies that differ."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partnerscape.study.analyses.frontier.frontier import PARTIES, WIN, Frontier
from partnerscape.study.question.question import standing

from ...style.lever_words import capital, lever_label, lever_number, lever_unit, levers_in_words, listed
from ...style.numbers import (
    DASH,
    bare_percent,
    brief_money,
    count_of,
    money_with,
    percent,
    plain,
    rough_money,
    share_with,
    signed,
)
from ...style.page import flowing, folded, paragraph, picture, section, table, told
from .chart import LETTERS, draw_frontier, draw_trace, frontier_title, settled_in_words

NAMES = {
    "vendor_gain": "the vendor",
    "partner_gain": "a partner",
    "newcomer_gain": "a newcomer",
    "customer_gain_relative": "customers",
    "quality_gain": "quality",
}


def frontier_section(frontier: Frontier) -> str:
    """The section, with its figures."""
    parts = [paragraph(front_in_words(frontier)), paragraph(nash_in_words(frontier))]
    if set(PARTIES) <= set(frontier.size.objectives):
        parts.append(picture(draw_frontier(frontier), f"{frontier_title(frontier)}. {nash_in_words(frontier)}"))
    parts.append(paragraph(spread_in_words(frontier)))
    if len(frontier.chosen):
        parts.append(_chosen_table(frontier))
    settled = settled_in_words(frontier)
    parts.append(folded("Did the search converge?", picture(draw_trace(frontier), settled)))
    parts.append(folded(f"The {count_of(len(frontier.front), 'policy', 'policies')} of the front", _front_table(frontier)))
    return section("What both sides can have", *parts)


def front_in_words(frontier: Frontier) -> str:
    """How many policies are efficient, and how they were found."""
    tried, size = frontier.tried, frontier.size
    names = listed([NAMES.get(name, name) for name in size.objectives])
    on_front, shown, lasting = int(tried["front"].sum()), len(frontier.front), int(frontier.front["efficient"].sum())
    judged = (
        f"All were evaluated again in {size.fresh} futures"
        if shown == on_front
        else f"{shown} of them, spread over the front, were evaluated again in {size.fresh} futures"
    )
    return (
        f"A search tried {count_of(len(tried), 'policy', 'policies')} in {count_of(size.futures, 'future')}. "
        f"{capital(_none_beats(on_front))}: no other policy tried is better for {names} all at once. "
        f"{judged} that the search had not used; there {lasting} of the {shown} are still efficient. {_flattery(frontier)}"
    )


def _flattery(frontier: Frontier) -> str:
    """The winner's curse, on average over the front: gains in the search and in fresh futures."""
    front, currency = frontier.front, frontier.scenario.currency
    first = frontier.size.objectives[0]
    seen, anew = (
        signed(rough_money(float(front[name].mean()), currency) if first in PARTIES else plain(float(front[name].mean()), 2))
        for name in (f"{first}.searched", first)
    )
    shares = [percent(float(front[name].mean())) for name in (f"{WIN}.searched", WIN)]
    return (
        f"Selected policies look better than they are (winner's curse): on average over the front the gain of "
        f"{NAMES.get(first, first)} was "
        f"{seen} in the search and is {anew} now, and win-win was {shares[0]} and is {shares[1]} of futures."
    )


def _none_beats(count: int) -> str:
    return "one of them is efficient" if count == 1 else f"{count} of them are efficient"


def nash_in_words(frontier: Frontier) -> str:
    """The Nash point and what it gives, reported in futures that selected nothing."""
    point, question, currency = frontier.nash, frontier.question, frontier.scenario.currency
    if not set(PARTIES) <= set(frontier.size.objectives):
        return ""
    if point is None:
        return "No policy on the front gives both the vendor and its partners more than today: there is nothing to bargain over."
    policy = levers_in_words({k: float(point[k]) for k in question.levers}, currency, question.labels)
    vendor, partner = (
        money_with(float(point[p]), float(point[f"{p}.low"]), float(point[f"{p}.high"]), currency) for p in PARTIES
    )
    searched = signed(brief_money(float(point["vendor_gain.searched"]), currency))
    fresh = signed(brief_money(float(point["vendor_gain"]), currency))
    return (
        "If both sides bargain and either may insist on today's programme, they settle where the product of their gains is "
        f"largest (Nash 1950): {policy}. The vendor then gains {vendor}, a partner {partner}; win-win in "
        f"{_share(point)} of futures. These are {frontier.size.fresh} out-of-sample futures; in those of the "
        f"search the vendor's gain was {searched} rather than {fresh}, win-win in {percent(float(point[f'{WIN}.searched']))}."
    )


def spread_in_words(frontier: Frontier) -> str:
    """How many different policies are win-win often enough, and what they keep in futures of their own."""
    required, spread = frontier.scenario.goals.required_probability, frontier.spread
    if spread.empty:
        best = float(frontier.front[WIN].max()) if len(frontier.front) else 0.0
        return (
            f"No policy found was win-win in the required {percent(required)} of fresh futures; the best on the "
            f"front in {percent(best)} (optimistic: it is the best of all tried)."
        )
    kept = int((spread[WIN] >= required).sum())
    many = count_of(len(spread), "policy that was", "policies that were")
    differ = ", chosen to differ as much as they can," if len(spread) > 1 else ""
    return (
        f"There is more than one way. Below: {many} win-win in at least {percent(required)} of fresh "
        f"futures{differ} and what each gives in {frontier.size.fresh} further futures: there {kept} of {len(spread)} "
        f"{'reaches' if kept == 1 else 'reach'} the required share again."
        if len(spread) > 1
        else f"Only {many} win-win in at least {percent(required)} of fresh futures. In {frontier.size.fresh} further "
        f"futures it is win-win in {_share(spread.iloc[0])}."
    )


def _share(row: pd.Series) -> str:
    return share_with(float(row[WIN]), float(row[f"{WIN}.low"]), float(row[f"{WIN}.high"]))


def _ends(row: pd.Series) -> str:
    low, high = (bare_percent(float(row[f"{WIN}.{end}"])) for end in ("low", "high"))
    return flowing(f"{low}{DASH}{high}")


def _cell(frontier: Frontier, key: str, value: float) -> str:
    """A lever's value, or the name of a choice's option."""
    return lever_number(key, value, frontier.scenario.currency, frontier.question.labels)


def _said(name: str, value: float, currency: str) -> str:
    return flowing(signed(brief_money(value, currency) if name in PARTIES else plain(value, 2, 3)))


def _interval(name: str, row: pd.Series, currency: str) -> str:
    low, high = (_said(name, float(row[f"{name}.{end}"]), currency) for end in ("low", "high"))
    return f"<small>{low} to<br>{high}</small>"


def _chosen_table(frontier: Frontier) -> str:
    """Levers and gains (rows) of today, the Nash point and the spread (columns)."""
    currency, question = frontier.scenario.currency, frontier.question
    columns = [row for _, row in pd.concat([frontier.chosen[frontier.chosen["role"] == "nash"], frontier.spread]).iterrows()]
    heads = ["", "Today", *(["Nash"] if frontier.nash is not None else []), *LETTERS[: len(frontier.spread)]]
    rows = []
    for key in question.levers:
        today = standing(key, frontier.scenario, question)
        unit = lever_unit(key)
        small = f" <small>{told(unit)}</small>" if unit and not unit.startswith("%") else ""
        values = [today, *(float(row[key]) for row in columns)]
        rows.append([f"{told(capital(lever_label(key)))}{small}", *(flowing(_cell(frontier, key, v)) for v in values)])
    for name in frontier.size.objectives:
        label = told(f"Gain of {NAMES.get(name, name)}" if name != "quality_gain" else "Gain in quality")
        rows.append([f"<b>{label}</b>", DASH, *(_said(name, float(row[name]), currency) for row in columns)])
        ends = [_interval(name, row, currency) for row in columns]
        rows.append(["<small>95 % interval</small>", "", *ends])
    rows.append(["<b>Win-win futures</b>", DASH, *(flowing(percent(float(row[WIN]))) for row in columns)])
    rows.append(["<small>95 % interval</small>", "", *(f"<small>{_ends(row)}</small>" for row in columns)])
    return table(heads, rows, numbers=range(1, len(heads)))


def _front_table(frontier: Frontier) -> str:
    """Every policy of the front, the best for partners first."""
    currency, levers = frontier.scenario.currency, list(frontier.question.levers)
    order = frontier.front.sort_values(
        frontier.size.objectives[-1 if len(frontier.size.objectives) < 2 else 1], ascending=False, kind="stable"
    )
    heads = [capital(lever_label(k)) for k in levers]
    heads += [capital(NAMES.get(n, n)) for n in frontier.size.objectives] + ["Win-win futures"]
    rows = [
        [
            *(flowing(_cell(frontier, k, float(row[k]))) for k in levers),
            *(f"{_said(n, float(row[n]), currency)}<br>{_interval(n, row, currency)}" for n in frontier.size.objectives),
            f"{flowing(percent(float(row[WIN])))}<br><small>{_ends(row)}</small>",
        ]
        for _, row in order.iterrows()
    ]
    note = "Gains over today with 95 % intervals over out-of-sample futures, the largest for partners first."
    return paragraph(note) + table(heads, rows, numbers=range(len(heads)))


def as_json(frontier: Frontier) -> dict[str, Any]:
    """The same for machines, see :func:`.machine.tame`."""
    return {
        "search": frontier.size.model_dump(mode="json"),
        "words": [front_in_words(frontier), nash_in_words(frontier), spread_in_words(frontier), settled_in_words(frontier)],
        "runs": frontier.runs,
        "nash": None if frontier.nash is None else frontier.nash.drop("role").to_dict(),
        "spread": frontier.spread.drop(columns="role"),
        "front": frontier.front,
        "trace": frontier.trace,
    }
