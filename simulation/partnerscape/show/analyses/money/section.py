"""Gains in money per year: the sentence beside the headline and its table."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partnerscape.language import phrase, phrase_for, term
from partnerscape.scenario import declared
from partnerscape.study.analyses.money import PARTNERS, SINGLE, TODAY, VENDOR, Money, SingleLever

from ...style.lever_words import NO_LABELS, Labels, lever_label, lever_limits, segment_name
from ...style.numbers import DASH, money_from_to, money_with, percent, rough_money, share_with, signed
from ...style.page import escaped, flowing, folded, paragraph, table


def single_in_words(single: SingleLever, currency: str, labels: Labels = NO_LABELS) -> str:
    """The best single lever with its value: ``support agents 3.1``."""
    if declared(single.lever) is None and single.lever not in labels:  # tiers, referral rates
        return phrase("{lever} as in the programme", lever=lever_label(single.lever))
    value = float(single.value)
    return lever_limits(single.lever, (value, value), (-float("inf"), float("inf")), currency, labels)


def money_in_words(money: Money) -> str:
    """What vendor and partners gain per year over today, and over the best single lever."""
    said = phrase("Per year, against today: {gains}.", gains=_gains(money, TODAY))
    if money.single is None:
        return said
    over_single = phrase(
        "Against the best single lever ({lever}, alone win-win in {share} of futures): {gains}.",
        lever=single_in_words(money.single, money.scenario.currency, money.labels),
        share=percent(money.single.p_win_win[0]),
        gains=_gains(money, SINGLE),
    )
    return f"{said} {over_single}"


def _gains(money: Money, against: str) -> str:
    """The vendor and today's partners together, each with an interval."""
    rows, currency = money.rows(against), money.scenario.currency
    vendor, partners = (_with_interval(rows.loc[party], currency) for party in (VENDOR, PARTNERS))
    return phrase("vendor {vendor}, today's partners together {partners}", vendor=vendor, partners=partners)


def _with_interval(row: pd.Series, currency: str) -> str:
    return money_with(row["value"], row["low"], row["high"], currency)


def money_table(money: Money) -> str:
    """Each party's gain per year, over today and over the best single lever."""
    against = list(dict.fromkeys(money.table["against"]))
    single = "" if money.single is None else single_in_words(money.single, money.scenario.currency, money.labels)
    heads = {TODAY: phrase("against today"), SINGLE: phrase("against one lever alone: {lever}", lever=single)}
    rows = [
        [escaped(_party(party)), *(_cell(money, name, party) for name in against)]
        for party in dict.fromkeys(money.table["party"])
    ]
    subject = phrase("Gain per year from {subject}", subject=term(money.subject))
    gains = table((subject, *(heads[name] for name in against)), rows, numbers=range(1, len(against) + 1))
    return gains + paragraph(sources_in_words(money)) + folded(phrase("What these amounts mean"), paragraph(how_in_words(money)))


def sources_in_words(money: Money) -> str:
    """Where the vendor's change of profit comes from; empty where that is not known."""
    if money.sources is None:
        return ""
    currency, months = money.scenario.currency, money.scenario.time.horizon_months
    said = {name: signed(rough_money(float(value), currency)) for name, value in money.sources["value"].items()}
    return phrase(
        "Where it comes from: over {months} months the vendor's profit changes by {profit} per year: {margin} from margin on "
        "sales, {pay} from pay to partners, {costs} from support and other costs. The gain also counts what customers and "
        "partners are worth afterwards.",
        months=months,
        **said,
    )


def how_in_words(money: Money) -> str:
    """How amounts per year are made, in how many futures, and what the best single lever is."""
    said = [
        phrase_for(
            money.scenario.time.horizon_months,
            "An amount per year is the constant amount, paid monthly, with the same present value as the gain: for the vendor "
            "without end, as its net present value includes the network beyond the horizon, for each partner over the horizon of "
            "{number} month. Gains of partners are certainty equivalents: risk and effort are deducted.",
            "An amount per year is the constant amount, paid monthly, with the same present value as the gain: for the vendor "
            "without end, as its net present value includes the network beyond the horizon, for each partner over the horizon of "
            "{number} months. Gains of partners are certainty equivalents: risk and effort are deducted.",
        ),
        phrase_for(
            money.futures,
            "95 % intervals over {number} future, with the same people and the same luck on both sides.",
            "95 % intervals over {number} futures, with the same people and the same luck on both sides.",
        ),
    ]
    single = money.single
    if single is not None:
        said.append(
            phrase_for(
                single.tried,
                "The best single lever is {lever}, alone win-win in {share} of futures: of {number} levers tried one by one, the "
                "one with which the vendor gains most among those win-win in the required share of futures, or most often "
                "win-win if none reaches it.",
                "The best single lever is {lever}, alone win-win in {share} of futures: of {number} levers tried one by one, the "
                "one with which the vendor gains most among those win-win in the required share of futures, or most often "
                "win-win if none reaches it.",
                lever=single_in_words(single, money.scenario.currency, money.labels),
                share=share_with(*single.p_win_win),
            )
        )
    return " ".join(said)


def money_json(money: Money) -> dict[str, Any]:
    """Gains per year in words and numbers."""
    single, currency = money.single, money.scenario.currency
    return {
        "words": money_in_words(money),
        "how": how_in_words(money),
        "table": money.table,
        "sources": None if money.sources is None else money.sources.rename_axis("source").reset_index(),
        "single": None if single is None else vars(single) | {"words": single_in_words(single, currency, money.labels)},
        "futures": money.futures,
    }


def _party(party: str) -> str:
    """A party of the table: ``Vendor``, ``Today's partners together``, ``One of the small partners``."""
    known = {VENDOR: phrase("Vendor"), PARTNERS: phrase("Today's partners, all together")}
    return known.get(party) or phrase("Each {segment} partner", segment=segment_name(party))


def _cell(money: Money, against: str, party: str) -> str:
    """An amount, below it its interval."""
    value, low, high = money.rows(against).loc[party]
    currency = money.scenario.currency
    ends = money_from_to(low, high, currency)
    interval = f"<br><small>{flowing(ends)}</small>" if abs(low) < float("inf") else ""
    return f"{flowing(signed(rough_money(value, currency)) or DASH)}{interval}"
