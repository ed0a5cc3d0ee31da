"""The report's section on the frontier: what both sides can have, the Nash point, win-win policies that differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from partnerscape.language import phrase, phrase_for
from partnerscape.study.analyses.frontier.frontier import PARTIES, WIN, Frontier
from partnerscape.study.question.question import standing

from ...style.lever_words import capital, lever_label, lever_number, lever_unit, levers_in_words, listed
from ...style.metric_words import metric_name
from ...style.numbers import (
    DASH,
    bare_percent,
    brief_money,
    from_to,
    futures_of,
    money_with,
    percent,
    plain,
    policies_of,
    rough_money,
    share_with,
    signed,
    whole,
)
from ...style.page import escaped, flowing, folded, paragraph, picture, section, small, strong, table
from .chart import LETTERS, draw_frontier, draw_trace, frontier_title, settled_in_words


def name_of(objective: str) -> str:
    """Whom an objective is of, or what: ``the vendor``, ``quality``."""
    known = {
        "vendor_gain": phrase("the vendor"),
        "partner_gain": phrase("a partner"),
        "newcomer_gain": phrase("a newcomer"),
        "customer_gain_relative": phrase("customers"),
        "quality_gain": phrase("quality"),
    }
    return known.get(objective) or metric_name(objective)


def gain_of(objective: str) -> str:
    """Its gain: ``Gain of the vendor``."""
    known = {
        "vendor_gain": phrase("Gain of the vendor"),
        "partner_gain": phrase("Gain of a partner"),
        "newcomer_gain": phrase("Gain of a newcomer"),
        "customer_gain_relative": phrase("Gain of customers"),
        "quality_gain": phrase("Gain in quality"),
    }
    return known.get(objective) or phrase("Gain: {what}", what=metric_name(objective))


def frontier_section(frontier: Frontier) -> str:
    """The section, with its figures."""
    parts = [paragraph(front_in_words(frontier)), paragraph(nash_in_words(frontier))]
    if set(PARTIES) <= set(frontier.size.objectives):
        parts.append(picture(draw_frontier(frontier), f"{frontier_title(frontier)}. {nash_in_words(frontier)}"))
    parts.append(paragraph(spread_in_words(frontier)))
    if len(frontier.chosen):
        parts.append(_chosen_table(frontier))
    settled = settled_in_words(frontier)
    parts.append(folded(phrase("Did the search converge?"), picture(draw_trace(frontier), settled)))
    summary = phrase_for(len(frontier.front), "The {number} policy of the front", "The {number} policies of the front")
    parts.append(folded(summary, _front_table(frontier)))
    return section(phrase("What both sides can have"), *parts)


def front_in_words(frontier: Frontier) -> str:
    """How many policies are efficient, and how they were found."""
    tried, size = frontier.tried, frontier.size
    on_front, shown, lasting = int(tried["front"].sum()), len(frontier.front), int(frontier.front["efficient"].sum())
    values = {"shown": whole(shown), "lasting": whole(lasting)}
    if shown == on_front:
        judged = phrase_for(
            size.fresh,
            "All were evaluated again in {number} future that the search had not used; there {lasting} of the {shown} are still "
            "efficient.",
            "All were evaluated again in {number} futures that the search had not used; there {lasting} of the {shown} are still "
            "efficient.",
            **values,
        )
    else:
        judged = phrase_for(
            size.fresh,
            "{shown} of them, spread over the front, were evaluated again in {number} future that the search had not used; "
            "there {lasting} of the {shown} are still efficient.",
            "{shown} of them, spread over the front, were evaluated again in {number} futures that the search had not used; "
            "there {lasting} of the {shown} are still efficient.",
            **values,
        )
    searched = phrase(
        "A search tried {policies} in {futures}.", policies=policies_of(len(tried)), futures=futures_of(size.futures)
    )
    return " ".join((searched, _none_beats(on_front, size.objectives), judged, _flattery(frontier)))


def _flattery(frontier: Frontier) -> str:
    """The winner's curse, on average over the front: gains in the search and in fresh futures."""
    front, currency = frontier.front, frontier.scenario.currency
    first = frontier.size.objectives[0]
    seen, anew = (
        signed(rough_money(float(front[name].mean()), currency) if first in PARTIES else plain(float(front[name].mean()), 2))
        for name in (f"{first}.searched", first)
    )
    shares = [percent(float(front[name].mean())) for name in (f"{WIN}.searched", WIN)]
    return phrase(
        "Selected policies look better than they are (winner's curse): on average over the front the gain of {party} was {seen} "
        "in the search and is {anew} now, and win-win was {before} and is {now} of futures.",
        party=name_of(first),
        seen=seen,
        anew=anew,
        before=shares[0],
        now=shares[1],
    )


def _none_beats(count: int, objectives: Sequence[str]) -> str:
    names = listed([name_of(name) for name in objectives])
    if count == 1:
        return phrase("One of them is efficient: no other policy tried is better for {parties} all at once.", parties=names)
    return phrase_for(
        count,
        "{number} of them is efficient: no other policy tried is better for {parties} all at once.",
        "{number} of them are efficient: no other policy tried is better for {parties} all at once.",
        parties=names,
    )


def nash_in_words(frontier: Frontier) -> str:
    """The Nash point and what it gives, reported in futures that selected nothing."""
    point, question, currency = frontier.nash, frontier.question, frontier.scenario.currency
    if not set(PARTIES) <= set(frontier.size.objectives):
        return ""
    if point is None:
        return phrase(
            "No policy on the front gives both the vendor and its partners more than today: there is nothing to bargain over."
        )
    policy = levers_in_words({k: float(point[k]) for k in question.levers}, currency, question.labels)
    vendor, partner = (
        money_with(float(point[p]), float(point[f"{p}.low"]), float(point[f"{p}.high"]), currency) for p in PARTIES
    )
    searched = signed(brief_money(float(point["vendor_gain.searched"]), currency))
    fresh = signed(brief_money(float(point["vendor_gain"]), currency))
    return phrase(
        "If both sides bargain and either may insist on today's programme, they settle where the product of their gains is "
        "largest (Nash 1950): {policy}. The vendor then gains {vendor}, a partner {partner}; win-win in {share} of futures. "
        "These are {futures} out-of-sample futures; in those of the search the vendor's gain was {searched} rather than {fresh}, "
        "win-win in {before}.",
        policy=policy,
        vendor=vendor,
        partner=partner,
        share=_share(point),
        futures=whole(frontier.size.fresh),
        searched=searched,
        fresh=fresh,
        before=percent(float(point[f"{WIN}.searched"])),
    )


def spread_in_words(frontier: Frontier) -> str:
    """How many different policies are win-win often enough, and what they keep in futures of their own."""
    required, spread = frontier.scenario.goals.required_probability, frontier.spread
    if spread.empty:
        best = float(frontier.front[WIN].max()) if len(frontier.front) else 0.0
        return phrase(
            "No policy found was win-win in the required {required} of fresh futures; the best on the front in {best} "
            "(optimistic: it is the best of all tried).",
            required=percent(required),
            best=percent(best),
        )
    values = {"required": percent(required), "futures": whole(frontier.size.fresh)}
    if len(spread) == 1:
        return phrase(
            "Only 1 policy that was win-win in at least {required} of fresh futures. In {futures} further futures it is win-win "
            "in {share}.",
            share=_share(spread.iloc[0]),
            **values,
        )
    return phrase_for(
        int((spread[WIN] >= required).sum()),
        "There is more than one way. Below: {policies} policies that were win-win in at least {required} of fresh futures, "
        "chosen to differ as much as they can, and what each gives in {futures} further futures: there {number} of {policies} "
        "reaches the required share again.",
        "There is more than one way. Below: {policies} policies that were win-win in at least {required} of fresh futures, "
        "chosen to differ as much as they can, and what each gives in {futures} further futures: there {number} of {policies} "
        "reach the required share again.",
        policies=len(spread),
        **values,
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
    between = from_to(low, f"<br>{high}")  # both are safe already
    return f"<small>{between}</small>"


def _chosen_table(frontier: Frontier) -> str:
    """Levers and gains (rows) of today, the Nash point and the spread (columns)."""
    currency, question = frontier.scenario.currency, frontier.question
    columns = [row for _, row in pd.concat([frontier.chosen[frontier.chosen["role"] == "nash"], frontier.spread]).iterrows()]
    heads = ["", phrase("Today"), *([phrase("Nash")] if frontier.nash is not None else []), *LETTERS[: len(frontier.spread)]]
    rows, interval = [], small(phrase("95 % interval"))
    for key in question.levers:
        today = standing(key, frontier.scenario, question)
        unit = lever_unit(key)
        after = f" {small(unit)}" if unit and not unit.startswith("%") else ""
        values = [today, *(float(row[key]) for row in columns)]
        rows.append([f"{escaped(capital(lever_label(key)))}{after}", *(flowing(_cell(frontier, key, v)) for v in values)])
    for name in frontier.size.objectives:
        rows.append([strong(gain_of(name)), DASH, *(_said(name, float(row[name]), currency) for row in columns)])
        ends = [_interval(name, row, currency) for row in columns]
        rows.append([interval, "", *ends])
    rows.append([strong(phrase("Win-win futures")), DASH, *(flowing(percent(float(row[WIN]))) for row in columns)])
    rows.append([interval, "", *(f"<small>{_ends(row)}</small>" for row in columns)])
    return table(heads, rows, numbers=range(1, len(heads)))


def _front_table(frontier: Frontier) -> str:
    """Every policy of the front, the best for partners first."""
    currency, levers = frontier.scenario.currency, list(frontier.question.levers)
    order = frontier.front.sort_values(
        frontier.size.objectives[-1 if len(frontier.size.objectives) < 2 else 1], ascending=False, kind="stable"
    )
    heads = [capital(lever_label(k)) for k in levers]
    heads += [capital(name_of(n)) for n in frontier.size.objectives] + [phrase("Win-win futures")]
    rows = [
        [
            *(flowing(_cell(frontier, k, float(row[k]))) for k in levers),
            *(f"{_said(n, float(row[n]), currency)}<br>{_interval(n, row, currency)}" for n in frontier.size.objectives),
            f"{flowing(percent(float(row[WIN])))}<br><small>{_ends(row)}</small>",
        ]
        for _, row in order.iterrows()
    ]
    note = phrase("Gains over today with 95 % intervals over out-of-sample futures, the largest for partners first.")
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
