"""The report's section on robustness: which policy is best by which criterion, and what it is worth under the others."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partnerscape.language import phrase, phrase_for
from partnerscape.study.analyses.robustness.criteria import CRITERIA, TENTH
from partnerscape.study.analyses.robustness.robustness import Robustness

from ...style.lever_words import capital, levers_in_words
from ...style.numbers import DASH, bare_percent, percent, plain, policies_of, share_with, signed, unknown, whole
from ...style.page import escaped, flowing, folded, paragraph, picture, section, table
from .chart import KINDS, LETTERS, SIDES, chosen_by, draw_robustness, figure_in_words, kind_name, side_name

SHOWN = ("win.both", *(f"{kind}.{side}" for side in ("vendor", "partners") for kind in ("mean", "worst_tenth", "regret_largest")))


def robustness_section(answer: Robustness) -> str:
    """The section, with its figure."""
    return section(
        phrase("Which is the most robust?"),
        paragraph(both_in_words(answer)),
        paragraph(disagreement_in_words(answer)),
        picture(draw_robustness(answer), figure_in_words(answer)),
        _chosen_table(answer),
        paragraph(flattery_in_words(answer)),
        folded(phrase("What the criteria mean"), paragraph(_meanings(answer))),
        folded(phrase("How far the criteria agree"), paragraph(agreement_in_words(answer)), _agreement_table(answer)),
    )


def _worth(answer: Robustness, policy: int, under: str) -> pd.Series:
    """A chosen policy under a criterion: value, low, high, beats."""
    name = chosen_by(answer)[policy][0]
    return answer.across.set_index(["criterion", "under"]).loc[(name, under)]


def policy_in_words(answer: Robustness, number: int) -> str:
    """A policy by its levers."""
    results = answer.results
    levers = {str(k): float(v) for k, v in results.design.policies.iloc[number][results.levers].items()}
    return levers_in_words(levers, results.scenario.currency, results.question.labels)


def value_in_words(name: str, row: pd.Series) -> str:
    """A criterion's value with its interval: shares as they are, gains and regrets in % of today."""
    value, low, high = (float(row[k]) for k in ("value", "low", "high"))
    kind, _, side = name.partition(".")
    if kind == "win":
        return share_with(value, low, high)
    if side == "both":
        said, ends = signed(plain(value, 2, 2)), (signed(plain(low, 2, 2)), signed(plain(high, 2, 2)))
    elif kind.startswith("regret"):
        said = phrase("{number} points", number=plain(100 * value, 2))
        ends = (plain(100 * low, 2), plain(100 * high, 2))
    else:
        said, ends = signed(percent(value)), (signed(bare_percent(low)), signed(percent(high)))
    return phrase("{value} ({low} to {high})", value=said, low=ends[0], high=ends[1])


def _is_worth(answer: Robustness, policy: int) -> str:
    said = [value_in_words(name, _worth(answer, policy, name)) for name in ("win.both", "mean.vendor", "mean.partners")]
    return phrase(
        "win-win in {share} of futures, on average {vendor} for the vendor and {partners} for its partners",
        share=said[0],
        vendor=said[1],
        partners=said[2],
    )


def both_in_words(answer: Robustness) -> str:
    """What the criteria that look at both sides choose."""
    mine = {p: sum(n.endswith(".both") for n in names) for p, names in chosen_by(answer).items()}
    policy = max(mine, key=lambda p: mine[p])
    letter = LETTERS[list(chosen_by(answer)).index(policy)]
    values = {
        "policies": policies_of(len(answer.results.design.policies)),
        "letter": letter,
        "policy": policy_in_words(answer, policy),
        "worth": _is_worth(answer, policy),
    }
    if mine[policy] == len(KINDS):
        return phrase(
            "Of {policies}, all criteria that look at both sides choose {letter}: {policy}. Out of sample it is {worth} (in % of "
            "today).",
            **values,
        )
    return phrase(
        "Of {policies}, {count} of the {all} criteria that look at both sides choose {letter}: {policy}. Out of sample it is "
        "{worth} (in % of today).",
        count=mine[policy],
        all=len(KINDS),
        **values,
    )


def disagreement_in_words(answer: Robustness) -> str:
    """Where the best policies differ between criteria, what each side would choose and what it costs the other."""
    if not answer.disagree:
        return phrase("Every criterion chooses the same policy, whichever side one takes and however one weighs bad futures.")
    tops = answer.tops.set_index("criterion")["policy"]
    said = [
        phrase_for(
            tops.nunique(),
            "The criteria disagree: between them they choose {number} different policy.",
            "The criteria disagree: between them they choose {number} different policies.",
        )
    ]
    for side in ("vendor", "partners"):
        policy = int(tops[f"mean.{side}"])
        said.append(_best_mean(side, LETTERS[list(chosen_by(answer)).index(policy)], _is_worth(answer, policy)))
    cautious = tuple(bool(tops[f"mean.{side}"] != tops[f"worst_tenth.{side}"]) for side in ("vendor", "partners"))
    return " ".join(filter(None, (*said, _worst_tenth(*cautious))))


def _best_mean(side: str, letter: str, worth: str) -> str:
    if side == "vendor":
        return phrase("The best mean for the vendor has {letter}: {worth}.", letter=letter, worth=worth)
    return phrase("The best mean for partners has {letter}: {worth}.", letter=letter, worth=worth)


def _worst_tenth(vendor: bool, partners: bool) -> str:
    """For whom caution chooses another policy; empty for nobody."""
    if vendor and partners:
        return phrase(
            "For the vendor and partners, whoever looks at the worst tenth of futures chooses another policy than by the mean."
        )
    if vendor:
        return phrase("For the vendor, whoever looks at the worst tenth of futures chooses another policy than by the mean.")
    if partners:
        return phrase("For partners, whoever looks at the worst tenth of futures chooses another policy than by the mean.")
    return ""


def flattery_in_words(answer: Robustness) -> str:
    """Where policies were selected and where they are reported, and how stable the selection is."""
    tops = answer.tops.set_index("criterion")
    vendor, partners = (
        phrase("{number} points", number=plain(100.0 * float(tops.loc[f"mean.{side}", "flattery"]), 2))
        for side in ("vendor", "partners")
    )
    return phrase(
        "The best of many looks better than it is (winner's curse). Policies were therefore selected on {choosing} futures and "
        "are reported on the {telling} others. Over random halves, the policy with the best mean looks {vendor} better for the "
        "vendor, {partners} for partners, on the half that chose it than on the other. The one with the best mean for both sides "
        "is the same in {again} of these halves.",
        choosing=whole(len(answer.choosing)),
        telling=whole(len(answer.telling)),
        vendor=vendor,
        partners=partners,
        again=percent(float(tops.loc["mean.both", "again"])),
    )


def agreement_in_words(answer: Robustness) -> str:
    """Which of the criteria shown rank the policies least alike."""
    shown = answer.agreement.loc[list(SHOWN), list(SHOWN)]
    pairs = [(shown.loc[a, b], a, b) for k, a in enumerate(SHOWN) for b in SHOWN[:k] if pd.notna(shown.loc[a, b])]
    if not pairs:
        return phrase("No two of these criteria distinguish the policies.")
    least, a, b = min(pairs)
    return phrase(
        "Rank correlation over all policies: 1 is the same order, 0 nothing in common, −1 the reverse. The least alike: {one} "
        "and {other}, at {correlation}.",
        one=_name(b),
        other=_name(a),
        correlation=plain(float(least), 2, 2),
    )


def _name(criterion: str) -> str:
    kind, _, side = criterion.partition(".")
    return phrase("win-win futures") if criterion == "win.both" else f"{kind_name(kind)} ({side_name(side)})"


def _chosen_table(answer: Robustness) -> str:
    """The chosen policies: which criteria chose them, and what they are worth."""
    rows = []
    for letter, policy in zip(LETTERS, chosen_by(answer), strict=False):
        cells = []
        for name in SHOWN:
            value, _, interval = value_in_words(name, _worth(answer, policy, name)).partition(" (")
            cells.append(f"{flowing(value)}<br><small>{flowing(interval.rstrip(')'))}</small>")
        rows.append([f"<b>{letter}</b>", *cells])
    heads = [
        "",
        phrase("Win-win"),
        *(
            f"{capital(side_name(side))}: {kind}"
            for side in ("vendor", "partners")
            for kind in (phrase("mean"), phrase("worst tenth"), phrase("regret"))
        ),
    ]
    chosen = [
        f"<p><b>{letter}</b>: {flowing(_chosen(policy_in_words(answer, policy), _chosen_for(names)))}</p>"
        for letter, (policy, names) in zip(LETTERS, chosen_by(answer).items(), strict=False)
    ]
    note = phrase(
        "Gains in % of today, regret in points of it: what the best policy of each future would give more, in the worst such "
        "future. Below: 95 % intervals over futures."
    )
    which = folded(phrase("Which policies these are"), *chosen)
    return table(heads, rows, numbers=range(1, len(heads))) + paragraph(note) + which


def _chosen(policy: str, criteria: str) -> str:
    return phrase("{policy}. Chosen by {criteria}.", policy=policy, criteria=criteria)


def _chosen_for(names: list[str]) -> str:
    parts = []
    for side in SIDES:
        kinds = [kind_name(n.partition(".")[0]) for n in names if n.endswith(f".{side}")]
        which = phrase("all") if len(kinds) == len(KINDS) else ", ".join(kinds)
        if kinds:
            parts.append(f"{side_name(side)}: {which}")
    return "; ".join(parts)


def _meanings(answer: Robustness) -> str:
    tenth = percent(TENTH)
    return phrase(
        "Both sides: the smallest of all margins that win-win asks for, each in units of its spread over all runs; the vendor "
        "and partners: their gains relative to today. Futures with a gain: the share of futures in which it is above 0, for both "
        "sides in which all is win-win. Worst tenth: the mean of the worst {tenth} of futures; worst future: the worst one. "
        "Regret in a future is what the best policy there would give more; the largest, and the high one that it reaches in "
        "{tenth} of futures. Loss against today: the same against today's programme instead of the best. Intervals of worst "
        "futures and regrets come from resampling {futures} futures: they cannot reach beyond the worst of these. "
        "Of policies that are equal, the one with the larger mean of both sides is chosen.",
        tenth=tenth,
        futures=whole(len(answer.telling)),
    )


def _agreement_table(answer: Robustness) -> str:
    numbers = {name: str(k + 1) for k, name in enumerate(SHOWN)}
    rows = [
        [f"{numbers[a]} {escaped(capital(_name(a)))}", *(_correlation(answer, a, b) if a != b else DASH for b in SHOWN)]
        for a in SHOWN
    ]
    return table(["", *numbers.values()], rows, numbers=range(1, len(SHOWN) + 1))


def _correlation(answer: Robustness, a: str, b: str) -> str:
    value = float(answer.agreement.loc[a, b])
    return flowing(plain(value, 2, 2)) if pd.notna(value) else unknown()


def as_json(answer: Robustness) -> dict[str, Any]:
    """The same for machines, see :func:`.machine.tame`."""
    policies = answer.results.design.policies
    return {
        "words": [both_in_words(answer), disagreement_in_words(answer), flattery_in_words(answer)],
        "criteria": list(CRITERIA),
        "futures": {"choosing": answer.choosing, "telling": answer.telling},
        "tops": answer.tops,
        "policies": {int(p): policies.iloc[int(p)].to_dict() for p in chosen_by(answer)},
        "across": answer.across,
        "agreement": answer.agreement.to_dict(),
        "table": answer.table,
    }
