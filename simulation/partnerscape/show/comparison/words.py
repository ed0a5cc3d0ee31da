"""A comparison in plain words: its verdict, what the vendor gains, which partners gain, newcomers and customers."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from partnerscape.language import phrase, phrase_for, term
from partnerscape.scenario.units import Unit
from partnerscape.study.many import ALONE, BUT, TOGETHER

from ..style.lever_words import capital, lever_label, listed, segment_name
from ..style.numbers import bare_percent, money_with, percent, share_with, signed

if TYPE_CHECKING:  # what a run shows needs no study
    import pandas as pd

    from partnerscape.study.comparison.comparison import Comparison


def policy_name(name: str) -> str:
    """A policy's name in words, of changes taken apart the lever's; a user's own stays as it is."""
    if name == TOGETHER:
        return phrase("all together")
    if name.endswith(ALONE):
        return phrase("{lever} alone", lever=lever_label(name.removesuffix(ALONE)))
    if name.startswith(BUT):
        return phrase("all but {lever}", lever=lever_label(name.removeprefix(BUT)))
    return term((Path(name).stem if name.endswith(".toml") else name).replace("_", " "))


def policy_label(comparison: Comparison) -> str:
    """The candidate's name in words."""
    return policy_name(comparison.name)


def own_meaning(comparison: Comparison) -> str:
    """What the candidate says of itself; nothing where the words are those of today's programme, which it was made from."""
    said = comparison.policy.meaning
    return "" if said == comparison.scenario.current_policy.meaning else said


def verdict_in_words(comparison: Comparison) -> str:
    """In how many futures the candidate is win-win, what that means, who gains and who loses."""
    parts = (chance_in_words, vendor_in_words, groups_in_words, others_in_words)
    return " ".join(filter(None, (part(comparison) for part in parts)))


def chance_in_words(comparison: Comparison) -> str:
    """In how many futures the candidate is win-win, against what is required."""
    share, low, high = comparison.p_win_win
    total, required = len(comparison.seeds), percent(comparison.scenario.goals.required_probability)
    meaning = {
        "certified": phrase("Certified: at least the required {required}, with 95 % confidence.", required=required),
        "rejected": phrase("Rejected: below the required {required}, with 95 % confidence.", required=required),
        "undecided": phrase(
            "Undecided: the interval includes the required {required}; more seeds would narrow it.", required=required
        ),
    }[comparison.verdict]
    chance = phrase_for(
        total,
        "{policy} is win-win in {hits} of {number} future, {share}.",
        "{policy} is win-win in {hits} of {number} futures, {share}.",
        policy=capital(policy_label(comparison)),
        hits=round(share * total),
        share=share_with(share, low, high),
    )
    return f"{chance} {meaning}"


def vendor_in_words(comparison: Comparison) -> str:
    """What the vendor's net present value does."""
    row = comparison.differences.set_index("metric").loc["npv"]
    gain = money_with(row["difference"], row["low"], row["high"], comparison.scenario.currency)
    if row["low"] > 0.0:
        return phrase("The vendor gains: net present value {gain}.", gain=gain)
    if row["high"] < 0.0:
        return phrase("The vendor loses: net present value {gain}.", gain=gain)
    return phrase("The vendor may gain or lose: net present value {gain}.", gain=gain)


def groups_in_words(comparison: Comparison) -> str:
    """Which segments gain, which lose, and the share of partners who are worse off."""
    rows = comparison.groups.set_index("group")
    rows = rows.loc[[s for s in comparison.scenario.segment_names if s in rows.index]]
    gaining = [s for s in rows.index if rows.loc[s, "gain_low"] > 0.0]
    losing = [s for s in rows.index if rows.loc[s, "gain_high"] < 0.0]
    rest = [s for s in rows.index if s not in gaining + losing]
    clauses = []
    if gaining:
        clauses.append(phrase("{segments} partners gain on average", segments=listed(gaining)))
    if losing:
        clauses.append(phrase("{segments} partners lose on average", segments=listed(losing)))
    if rest:
        clauses.append(phrase("{segments} partners may gain or lose", segments=listed(rest)))
    return " ".join((f"{capital('; '.join(clauses))}.", _fewest(rows["not_worse"])))


def _fewest(not_worse: pd.Series) -> str:
    """The least share of partners in any segment who are not worse off, and where."""
    worst = str(not_worse.idxmin())
    least = percent(float(not_worse[worst]))
    if len(not_worse) == 1:
        return phrase("At least {share} of partners in every segment are not worse off.", share=least)
    return phrase(
        "At least {share} of partners in every segment are not worse off, fewest among {segment} partners.",
        share=least,
        segment=segment_name(worst),
    )


def others_in_words(comparison: Comparison) -> str:
    """What newcomers and customers gain or lose; empty where the runs do not say."""
    currency = comparison.scenario.currency
    return " ".join(_gain_in_words(row, currency) for _, row in comparison.others.iterrows())


def _gain_in_words(row: pd.Series, currency: str) -> str:
    """A gain with its verb: ``Newcomers' surplus rises: +€14 (95 %: +€11 to +€17) per newcomer and month``."""
    of, size = whose_measure(row), _size(row, currency)
    if row["low"] > 0.0:
        return phrase("{measure} rises: {amount}.", measure=of, amount=size)
    if row["high"] < 0.0:
        return phrase("{measure} falls: {amount}.", measure=of, amount=size)
    return phrase("{measure} may rise or fall: {amount}.", measure=of, amount=size)


def whose_measure(row: pd.Series) -> str:
    """``Newcomers' surplus per head``."""
    return capital(phrase("{party}' {measure}", party=term(row["party"]), measure=term(row["measure"])))


def _size(row: pd.Series, currency: str) -> str:
    if row["unit"] != "share":
        amount = money_with(row["value"], row["low"], row["high"], currency)
        return phrase("{amount} {unit}", amount=amount, unit=term(Unit.read(row["unit"]).rate))
    amount = signed(percent(row["value"], 1))
    if not (math.isfinite(row["low"]) and math.isfinite(row["high"])):  # one future has no interval
        return amount
    low, high = bare_percent(row["low"], 1), bare_percent(row["high"], 1)
    return phrase("{amount} (95 %: {low} to {high})", amount=amount, low=low, high=high)
