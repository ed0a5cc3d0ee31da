"""Gains in money per year: the sentence beside the headline and its table."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partnerscape.scenario import declared
from partnerscape.study.analyses.money import PARTNERS, SINGLE, TODAY, VENDOR, Money, SingleLever

from ...style.lever_words import NO_LABELS, Labels, lever_label, lever_limits
from ...style.numbers import DASH, count_of, money_with, percent, rough_money, share_with, signed
from ...style.page import flowing, folded, paragraph, table, told

HOW = (
    "An amount per year is the constant amount, paid monthly, with the same present value as the gain: for the vendor without "
    "end, as its net present value includes the network beyond the horizon, for each partner over the horizon of {months}. "
    "Gains of partners are certainty equivalents: risk and effort are deducted."
)


def single_in_words(single: SingleLever, currency: str, labels: Labels = NO_LABELS) -> str:
    """The best single lever with its value: ``support agents 3.1``."""
    if declared(single.lever) is None and single.lever not in labels:  # tiers, referral rates
        return f"{lever_label(single.lever)} as in the programme"
    value = float(single.value)
    return lever_limits(single.lever, (value, value), (-float("inf"), float("inf")), currency, labels)


def money_in_words(money: Money) -> str:
    """What vendor and partners gain per year over today, and over the best single lever."""
    said = f"Per year, against today: {_gains(money, TODAY)}."
    if money.single is None:
        return said
    single = single_in_words(money.single, money.scenario.currency, money.labels)
    often = percent(money.single.p_win_win[0])
    return f"{said} Against the best single lever ({single}, alone win-win in {often} of futures): {_gains(money, SINGLE)}."


def _gains(money: Money, against: str) -> str:
    """The vendor and today's partners together, each with an interval."""
    rows, currency = money.rows(against), money.scenario.currency
    vendor, partners = (_with_interval(rows.loc[party], currency) for party in (VENDOR, PARTNERS))
    return f"vendor {vendor}, today's partners together {partners}"


def _with_interval(row: pd.Series, currency: str) -> str:
    return money_with(row["value"], row["low"], row["high"], currency)


def money_table(money: Money) -> str:
    """Each party's gain per year, over today and over the best single lever."""
    against = list(dict.fromkeys(money.table["against"]))
    single = "" if money.single is None else single_in_words(money.single, money.scenario.currency, money.labels)
    heads = {TODAY: "against today", SINGLE: f"against one lever alone: {single}"}
    rows = [
        [told(_party(party)), *(_cell(money, name, party) for name in against)] for party in dict.fromkeys(money.table["party"])
    ]
    return table(
        (f"Gain per year from {money.subject}", *(heads[name] for name in against)), rows, numbers=range(1, len(against) + 1)
    ) + folded("What these amounts mean", paragraph(how_in_words(money)))


def how_in_words(money: Money) -> str:
    """How amounts per year are made, in how many futures, and what the best single lever is."""
    said = HOW.format(months=count_of(money.scenario.time.horizon_months, "month"))
    said += f" 95 % intervals over {count_of(money.futures, 'future')}, under common random numbers."
    if money.single is None:
        return said
    single = money.single
    return (
        f"{said} The best single lever is {single_in_words(single, money.scenario.currency, money.labels)}, alone win-win in "
        f"{share_with(*single.p_win_win)} of futures: of {single.tried} levers tried one by one, the one with which the vendor "
        "gains most among those win-win in the required share of futures, or most often win-win if none reaches it."
    )


def money_json(money: Money) -> dict[str, Any]:
    """Gains per year in words and numbers."""
    single, currency = money.single, money.scenario.currency
    return {
        "words": money_in_words(money),
        "how": how_in_words(money),
        "table": money.table,
        "single": None if single is None else vars(single) | {"words": single_in_words(single, currency, money.labels)},
        "futures": money.futures,
    }


def _party(party: str) -> str:
    """A party of the table: ``Vendor``, ``Today's partners together``, ``One of the small partners``."""
    known = {VENDOR: "Vendor", PARTNERS: "Today's partners, all together"}
    return known.get(party, f"Each {party.replace('_', ' ')} partner")


def _cell(money: Money, against: str, party: str) -> str:
    """An amount, below it its interval."""
    value, low, high = money.rows(against).loc[party]
    currency = money.scenario.currency
    ends = f"{signed(rough_money(low, currency))} to {signed(rough_money(high, currency))}"
    interval = f"<br><small>{flowing(ends)}</small>" if abs(low) < float("inf") else ""
    return f"{flowing(signed(rough_money(value, currency)) or DASH)}{interval}"
