"""Several candidates compared: which is best, by how much, and which of several changes does it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from partnerscape.language import phrase, phrase_for
from partnerscape.study.analyses.money import PARTNERS, TODAY, VENDOR, per_year
from partnerscape.study.comparison.comparison import Comparison
from partnerscape.study.many import ALONE, BUT, TOGETHER, Candidate, Many

from ..board.content.whole import paper_of_comparison
from ..board.paper import Compared, Paper
from ..style.lever_words import capital, lever_label
from ..style.numbers import percent, rough_money, share_with, signed
from .words import policy_name


def heads(many: Many) -> tuple[str, ...]:
    """Of the table of all candidates."""
    worst = phrase("Not worse off, at least") if len(many.scenario.segment_names) > 1 else phrase("Not worse off")
    return (
        phrase("Candidate"),
        phrase("Win-win"),
        phrase("Vendor per year"),
        phrase("Partners per year"),
        worst,
        phrase("Paid back"),
    )


def row(each: Candidate, currency: str) -> tuple[str, ...]:
    """A candidate in the table of all."""
    gains = each.money.rows(TODAY)
    amounts = [signed(rough_money(float(gains.loc[party]["value"]), currency)) for party in (VENDOR, PARTNERS)]
    least = 1.0 - max(each.money.losing.worse_off.values(), default=0.0)
    return (capital(policy_name(each.name)), share_with(*each.p_win_win), *amounts, percent(least), paid_back(each))


def paid_back(each: Candidate) -> str:
    """After how many months the vendor has its money back, on average."""
    if each.pays_back is None:
        return phrase("not within the horizon")
    if each.pays_back == 0:
        return phrase("at once")
    return phrase_for(each.pays_back, "after one month", "after {number} months")


def compared(many: Many) -> Compared:
    """The table of all candidates."""
    rows = tuple(row(each, many.scenario.currency) for each in many.candidates)
    return Compared(heads(many), rows, [each.name for each in many.candidates].index(many.best))


def many_in_words(many: Many) -> tuple[str, ...]:
    """Which candidate is best, how surely it is better than the next, and what each change does."""
    return (_best(many), *_parts(many))


def _best(many: Many) -> str:
    best, currency = many[many.best], many.scenario.currency
    values = {
        "best": capital(policy_name(best.name)),
        "share": percent(best.p_win_win[0]),
        "required": percent(many.scenario.goals.required_probability),
    }
    if best.p_win_win[0] < many.scenario.goals.required_probability:
        return phrase(
            "No candidate is win-win in the required {required} of futures; {best} comes nearest, with {share}.", **values
        )
    rivals = [
        each
        for each in many.candidates
        if each.name != best.name and each.p_win_win[0] >= many.scenario.goals.required_probability
    ]
    if not rivals:
        return phrase("Only {best} is win-win in the required {required} of futures: in {share}.", **values)
    second = max(rivals, key=lambda each: float(each.futures["vendor_gain"].mean()))
    more, low, _ = (float(per_year(end, many.scenario)) for end in many.over(best.name, second.name))
    values |= {"second": policy_name(second.name), "more": rough_money(more, currency)}
    if low > 0.0:
        return phrase(
            "{best} is best: win-win in {share} of futures, and {more} per year better for the vendor than {second}, for sure.",
            **values,
        )
    return phrase(
        "{best} is best for the vendor, but not surely better than {second} ({more} per year more on average).", **values
    )


def _parts(many: Many) -> tuple[str, ...]:
    """Of changes taken apart: what each brings alone, and what is lost without it."""
    names = [each.name for each in many.candidates]
    levers = [name.removesuffix(ALONE) for name in names if name.endswith(ALONE)]
    if TOGETHER not in names:
        return ()
    return tuple(_part(many, lever) for lever in levers)


def _part(many: Many, lever: str) -> str:
    alone, without, currency = many[f"{lever}{ALONE}"], f"{BUT}{lever}", many.scenario.currency
    gain = signed(rough_money(float(alone.money.rows(TODAY).loc[VENDOR]["value"]), currency))
    values = {"lever": capital(lever_label(lever)), "gain": gain, "share": percent(alone.p_win_win[0])}
    if without not in [each.name for each in many.candidates]:
        return phrase("{lever}: alone {gain} per year for the vendor, win-win in {share} of futures.", **values)
    lost = many.over(TOGETHER, without)
    value, low, high = (float(per_year(end, many.scenario)) for end in lost)
    values |= {"rest": percent(many[without].p_win_win[0]), "amount": signed(rough_money(value, currency))}
    if low <= 0.0 <= high:
        return phrase(
            "{lever}: alone {gain} per year for the vendor, win-win in {share} of futures. Leaving it out makes no sure "
            "difference to the vendor; the rest is win-win in {rest}.",
            **values,
        )
    return phrase(
        "{lever}: alone {gain} per year for the vendor, win-win in {share} of futures. In the whole it is worth {amount} per "
        "year to the vendor; without it, the rest is win-win in {rest}.",
        **values,
    )


def paper_of_many(many: Many, best: Comparison) -> Paper:
    """The board paper of the best candidate, with all of them side by side."""
    question = phrase("Which of these {number} candidates?", number=len(many.candidates))
    if TOGETHER in [each.name for each in many.candidates]:
        question = phrase("Which of these changes does it?")
    return replace(paper_of_comparison(best), question=question, answered=many_in_words(many), compared=compared(many))


def years_of_many(many: Many) -> pd.DataFrame:
    """The vendor's difference by year, one row per candidate."""
    years = pd.concat([each.years.assign(candidate=each.name) for each in many.candidates])
    profit = years[years["line"] == "profit"].pivot(index="candidate", columns="year", values="difference")
    return profit.reindex([each.name for each in many.candidates]).reset_index()


def many_json(many: Many) -> dict[str, Any]:
    """All candidates in words and numbers."""
    return {
        "candidates": [each.name for each in many.candidates],
        "best": many.best,
        "words": list(many_in_words(many)),
        "stamp": many.stamp,
        "seeds": many.seeds,
        "as_stated": many.as_stated,
        "table": many.summary,
        "by_year": {each.name: each.years for each in many.candidates},
    }
