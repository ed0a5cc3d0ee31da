"""What if the best leave, the rival pays more, demand falls? The section of shocks in a report."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from partnerscape.scenario.parts import Event
from partnerscape.study.analyses.stress import LEVELS, NO_SHOCK, TODAY, Stress
from partnerscape.study.runs.tables import FIRST_MONTH

from ...style.lever_words import capital, listed
from ...style.numbers import DASH, bare_percent, brief_money, count_of, money_with, percent, plain, signed
from ...style.page import flowing, paragraph, section, table, told

KINDS = {
    "rival_raises_pay": "rivals offer partners {size} {side}",
    "demand_shock": "demand {verb} by {size}",
    "price_change": "prices {verb} by {size}",
    "arrivals_shock": "{size} {fewer} newcomers sign",
}


GAIN_HEADS = {
    "vendor_gain": "Vendor gains",
    "partner_gain": "A partner gains",
    "newcomer_gain": "A newcomer gains per month",
    "customer_gain_relative": "Customers gain",
    "quality_gain": "Customers' quality",
}


def event_in_words(event: Event) -> str:
    """What happens: ``demand falls by 30 %``, ``the best 5 leave``."""
    if event.kind == "best_leave":
        count = math.floor(event.size)
        return "the best partner leaves" if count == 1 else f"the best {count} partners leave"
    down = event.size < 0.0
    verb = "falls" if down else "rises"
    said = KINDS[event.kind].format(
        size=percent(abs(event.size)),
        side="less" if down else "more",
        verb=verb.removesuffix("s") if event.kind == "price_change" else verb,
        fewer="fewer" if down else "more",
    )
    return f"{said} for {count_of(event.months, 'month')}" if event.months else said


def shock_in_words(stress: Stress, shock: str) -> str:
    """All that happens in a shock."""
    return "no shock" if shock == NO_SHOCK else " and ".join(event_in_words(e) for e in stress.shocks[shock])


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
        verb = "stays" if len(steady) == 1 else "stay"
        often = f"{percent(row['value'])} of futures (95 %: {_ends(row)})"
        said.append(f"{capital(listed(steady))} {verb} win-win under every shock, at worst in {often}.")
    for policy in [policy for policy in chance if policy not in weak + steady]:
        failing = [shock for shock in stress.shocks if chance[policy][shock]["value"] < required]
        row = worst_of[policy]
        said.append(
            f"{capital(_name(policy))} is no longer win-win in the required {percent(required)} of futures if "
            f"{' or if '.join(shock_in_words(stress, s) for s in failing)}: "
            f"at worst {percent(row['value'])} (95 %: {_ends(row)})."
        )
    if weak:
        verb = "is" if len(weak) == 1 else "are"
        said.append(f"{capital(listed(weak))} {verb} not win-win often enough even without a shock.")
    npv = {shock: stress.cell(shock, TODAY, "npv") for shock in stress.shocks}
    worst = min(npv, key=lambda shock: npv[shock]["change"])
    row = npv[worst]
    money = money_with(row["change"], row["change_low"], row["change_high"], stress.scenario.currency)
    said.append(
        f"Under today's programme, it costs the vendor most if {shock_in_words(stress, worst)}: net present value {money}."
    )
    return " ".join(said)


def stress_section(stress: Stress) -> str:
    """Shocks x policies: how often win-win, and what each side gains over going on as today under the same shock."""
    months = {event.month for events in stress.shocks.values() for event in events}
    when = listed([str(m + FIRST_MONTH) for m in sorted(months)])
    explained = (
        f"Each shock comes in month {when} after the rollout. A programme is compared with today's programme under the same "
        f"shock, in {count_of(len(stress.seeds), 'future')} that the study did not use. Below each number: its 95 % interval, "
        "and the effect of the shock in the same futures (bold: differs from 0)."
    )
    heads = ("If …", "Programme", "Win-win futures", *(GAIN_HEADS[gain] for gain in stress.gains))
    rows = []
    for shock in (NO_SHOCK, *stress.shocks):
        for number, policy in enumerate(stress.policies.index):
            label = told(capital(shock_in_words(stress, shock))) if number == 0 else ""
            cells = [_cell(stress, shock, policy, metric) for metric in ("win_win", *stress.gains)]
            rows.append([label, told(capital(_name(policy))), *cells])
    levels = []
    for shock in (NO_SHOCK, *stress.shocks):
        cells = [_cell(stress, shock, TODAY, metric) for metric in LEVELS]
        levels.append([told(capital(shock_in_words(stress, shock))), *cells])
    return section(
        "What if …",
        paragraph(stress_in_words(stress)),
        table(heads, rows, numbers=range(2, len(heads))),
        paragraph(explained),
        paragraph("Today's programme under the same shocks:"),
        table(("If …", "Vendor's net present value", "Worth to an incumbent", "Customers' quality"), levels, numbers=(1, 2, 3)),
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
    return policy.replace("_", " ")


def _ends(row: pd.Series) -> str:
    return f"{bare_percent(row['low'])}{DASH}{bare_percent(row['high'])}"


def _cell(stress: Stress, shock: str, policy: str, metric: str) -> str:
    """A number, below it its interval and the change against no shock."""
    row, currency = stress.cell(shock, policy, metric), stress.scenario.currency
    gain = "_gain" in metric
    if metric == "win_win":
        value, interval = percent(row["value"]), _ends(row)
        change = f"{signed(bare_percent(row['change']))} points"
    else:

        def number(value: float) -> str:
            if metric.endswith("_relative"):
                return percent(value, 1)
            return plain(round(value, 3)) if metric.startswith("quality") else brief_money(value, currency)

        value = signed(number(row["value"])) if gain else number(row["value"])
        interval = f"{number(row['low'])} to {number(row['high'])}"
        change = signed(number(row["change"]))
    below = [flowing(interval)]
    if shock != NO_SHOCK:
        sure = not row["change_low"] <= 0.0 <= row["change_high"]
        below.append(f"<b>{flowing(change)}</b>" if sure else flowing(change))
    return f"{flowing(value)}<br><small>{'<br>'.join(below)}</small>"
