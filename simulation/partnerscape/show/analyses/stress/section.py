"""What if the best leave, the rival pays more, demand falls? The section of shocks in a report."""

from __future__ import annotations

import math
from functools import reduce
from typing import Any

import pandas as pd

from partnerscape.language import phrase, phrase_for, term
from partnerscape.scenario.parts import Event
from partnerscape.study.analyses.stress import LEVELS, NO_SHOCK, TODAY, Stress
from partnerscape.study.runs.tables import FIRST_MONTH

from ...style.lever_words import capital, listed
from ...style.numbers import DASH, bare_percent, brief_money, from_to, money_with, months_of, percent, plain, signed
from ...style.page import escaped, flowing, paragraph, section, table


def gain_head(gain: str) -> str:
    """A gain above its column."""
    return {
        "vendor_gain": phrase("Vendor gains"),
        "partner_gain": phrase("A partner gains"),
        "newcomer_gain": phrase("A newcomer gains per month"),
        "customer_gain_relative": phrase("Customers gain"),
        "quality_gain": phrase("Customers' quality"),
    }[gain]


def event_in_words(event: Event) -> str:
    """What happens: ``demand falls by 30 %``, ``the best 5 leave``."""
    if event.kind == "best_leave":
        return phrase_for(math.floor(event.size), "the best partner leaves", "the best {number} partners leave")
    said = _happens(event.kind, event.size < 0.0, percent(abs(event.size)))
    return phrase("{event} for {months}", event=said, months=months_of(event.months)) if event.months else said


def _happens(kind: str, down: bool, size: str) -> str:
    """The event without its length."""
    if kind == "rival_raises_pay":
        if down:
            return phrase("rivals offer partners {size} less", size=size)
        return phrase("rivals offer partners {size} more", size=size)
    if kind == "demand_shock":
        return phrase("demand falls by {size}", size=size) if down else phrase("demand rises by {size}", size=size)
    if kind == "price_change":
        return phrase("prices fall by {size}", size=size) if down else phrase("prices rise by {size}", size=size)
    return phrase("{size} fewer newcomers sign", size=size) if down else phrase("{size} more newcomers sign", size=size)


def shock_in_words(stress: Stress, shock: str) -> str:
    """All that happens in a shock."""
    if shock == NO_SHOCK:
        return phrase("no shock")
    events = [event_in_words(event) for event in stress.shocks[shock]]
    return reduce(lambda first, last: phrase("{first} and {last}", first=first, last=last), events)


def stress_in_words(stress: Stress) -> str:
    """Which policies stay win-win often enough under which shocks, and what a shock costs whoever changes nothing."""
    required = stress.scenario.goals.required_probability
    chance = {
        policy: {shock: stress.cell(shock, policy, "win_win") for shock in (NO_SHOCK, *stress.shocks)}
        for policy in stress.policies.index
    }
    worst_of = {policy: min(rows.values(), key=lambda row: row["value"]) for policy, rows in chance.items()}
    weak = [policy for policy, rows in chance.items() if rows[NO_SHOCK]["value"] < required]
    steady = [policy for policy in chance if policy not in weak and worst_of[policy]["value"] >= required]
    said = []
    if steady:
        row = min((worst_of[policy] for policy in steady), key=lambda row: row["value"])
        said.append(
            phrase_for(
                len(steady),
                "{policies} stays win-win under every shock, at worst in {share} of futures (95 %: {ends}).",
                "{policies} stay win-win under every shock, at worst in {share} of futures (95 %: {ends}).",
                policies=capital(listed(steady)),
                share=percent(row["value"]),
                ends=_ends(row),
            )
        )
    for policy in [policy for policy in chance if policy not in weak + steady]:
        failing = [shock for shock in stress.shocks if chance[policy][shock]["value"] < required]
        row = worst_of[policy]
        said.append(
            phrase(
                "{policy} is no longer win-win in the required {required} of futures if {shocks}: at worst {share} (95 %: "
                "{ends}).",
                policy=capital(_name(policy)),
                required=percent(required),
                shocks=_or_if([shock_in_words(stress, s) for s in failing]),
                share=percent(row["value"]),
                ends=_ends(row),
            )
        )
    if weak:
        said.append(
            phrase_for(
                len(weak),
                "{policies} is not win-win often enough even without a shock.",
                "{policies} are not win-win often enough even without a shock.",
                policies=capital(listed(weak)),
            )
        )
    npv = {shock: stress.cell(shock, TODAY, "npv") for shock in stress.shocks}
    worst = min(npv, key=lambda shock: npv[shock]["change"])
    row = npv[worst]
    money = money_with(row["change"], row["change_low"], row["change_high"], stress.scenario.currency)
    said.append(
        phrase(
            "Under today's programme, it costs the vendor most if {shock}: net present value {money}.",
            shock=shock_in_words(stress, worst),
            money=money,
        )
    )
    return " ".join(said)


def _or_if(shocks: list[str]) -> str:
    return reduce(lambda first, last: phrase("{first} or if {last}", first=first, last=last), shocks)


def stress_section(stress: Stress) -> str:
    """Shocks x policies: how often win-win, and what each side gains over going on as today under the same shock."""
    months = {event.month for events in stress.shocks.values() for event in events}
    when = listed([str(m + FIRST_MONTH) for m in sorted(months)])
    explained = phrase_for(
        len(stress.seeds),
        "Each shock comes in month {month} after the rollout. A programme is compared with today's programme under the same "
        "shock, in {number} future that the study did not use. Below each number: its 95 % interval, and the effect of the shock "
        "in the same futures (bold: differs from 0).",
        "Each shock comes in month {month} after the rollout. A programme is compared with today's programme under the same "
        "shock, in {number} futures that the study did not use. Below each number: its 95 % interval, and the effect of the "
        "shock in the same futures (bold: differs from 0).",
        month=when,
    )
    heads = (phrase("If …"), phrase("Programme"), phrase("Win-win futures"), *(gain_head(gain) for gain in stress.gains))
    rows = []
    for shock in (NO_SHOCK, *stress.shocks):
        for number, policy in enumerate(stress.policies.index):
            label = escaped(capital(shock_in_words(stress, shock))) if number == 0 else ""
            cells = [_cell(stress, shock, policy, metric) for metric in ("win_win", *stress.gains)]
            rows.append([label, escaped(capital(_name(policy))), *cells])
    levels = []
    for shock in (NO_SHOCK, *stress.shocks):
        cells = [_cell(stress, shock, TODAY, metric) for metric in LEVELS]
        levels.append([escaped(capital(shock_in_words(stress, shock))), *cells])
    return section(
        phrase("What if …"),
        paragraph(stress_in_words(stress)),
        table(heads, rows, numbers=range(2, len(heads))),
        paragraph(explained),
        paragraph(phrase("Today's programme under the same shocks:")),
        table(
            (
                phrase("If …"),
                phrase("Vendor's net present value"),
                phrase("Worth to an incumbent"),
                phrase("Customers' quality"),
            ),
            levels,
            numbers=(1, 2, 3),
        ),
    )


def as_json(stress: Stress) -> dict[str, Any]:
    """The shocks in words and numbers."""
    return {
        "words": stress_in_words(stress),
        "futures": len(stress.seeds),
        "policies": {name: levers.to_dict() for name, levers in stress.policies.iterrows()},
        "shocks": {
            s: {"words": shock_in_words(stress, s), "events": [e.model_dump() for e in stress.shocks[s]]} for s in stress.shocks
        },
        "table": stress.table,
    }


def _name(policy: str) -> str:
    return term(policy.replace("_", " "))


def _ends(row: pd.Series) -> str:
    return f"{bare_percent(row['low'])}{DASH}{bare_percent(row['high'])}"


def _cell(stress: Stress, shock: str, policy: str, metric: str) -> str:
    """A number, below it its interval and the change against no shock."""
    row, currency = stress.cell(shock, policy, metric), stress.scenario.currency
    gain = "_gain" in metric
    if metric == "win_win":
        value, interval = percent(row["value"]), _ends(row)
        change = phrase("{number} points", number=signed(bare_percent(row["change"])))
    else:

        def number(value: float) -> str:
            if metric.endswith("_relative"):
                return percent(value, 1)
            return plain(round(value, 3)) if metric.startswith("quality") else brief_money(value, currency)

        value = signed(number(row["value"])) if gain else number(row["value"])
        low, high = (signed(number(row[end])) if gain else number(row[end]) for end in ("low", "high"))
        interval = from_to(low, high)
        change = signed(number(row["change"]))
    below = [flowing(interval)]
    if shock != NO_SHOCK:
        sure = not row["change_low"] <= 0.0 <= row["change_high"]
        below.append(f"<b>{flowing(change)}</b>" if sure else flowing(change))
    return f"{flowing(value)}<br><small>{'<br>'.join(below)}</small>"
