"""Where nothing is recommended: what comes nearest, what stands in the way, what to ask next."""

from __future__ import annotations

from partnerscape.language import phrase, phrase_for
from partnerscape.scenario import LEVERS
from partnerscape.study.win_win.findings import Findings

from ...findings.words import party
from ...style.lever_words import assumption_label, capital, lever_label, lever_number
from ...style.numbers import percent
from ..paper import Next
from .case import Case


def next_of(case: Case, findings: Findings | None) -> Next:
    """What to do instead of deciding; ``findings`` where a study was asked, not a comparison."""
    return Next(tuple(_nearest(case)), tuple(_obstacles(case)), tuple(_questions(case, findings)))


def _nearest(case: Case) -> list[str]:
    if case.assumed is None or not case.changes:
        return []
    values = {
        "hits": round(case.assumed[0] * case.assumed_futures),
        "futures": case.assumed_futures,
        "share": percent(case.assumed[0]),
    }
    if not case.searched:
        return [phrase("The candidate itself: win-win in {hits} of {futures} futures ({share}).", **values)]
    return [phrase("Of all that was tried this comes nearest: win-win in {hits} of {futures} fresh futures ({share}).", **values)]


def _obstacles(case: Case) -> list[str]:
    """Who loses in it too often for what is required."""
    losing = None if case.money is None else case.money.losing
    if losing is None:
        return []
    rows = losing.losers
    often = rows[rows["share"] > 1.0 - case.required]
    return [
        phrase(
            "{party}: a loss in {hits} of {futures} futures; at most {allowed} are allowed.",
            party=capital(party(str(row.party), case.scenario.segment_names)),
            hits=int(row.hits),
            futures=losing.futures,
            allowed=percent(1.0 - case.required),
        )
        for row in (often if len(often) else rows.head(2)).itertuples()
    ]


def _questions(case: Case, findings: Findings | None) -> list[str]:
    said = [] if findings is None else [*_at_an_end(case, findings), *_other_levers(findings)]
    most = None if case.hangs_on is None else case.hangs_on.most
    if most is not None and float(most["change"]) > 0.0:
        said.append(
            phrase(
                "Measure {assumption}: if it is other than assumed, this is win-win in {share} of futures.",
                assumption=assumption_label(str(most["assumption"])),
                share=percent(float(most["p"])),
            )
        )
    if findings is None:
        said.append(
            phrase("Ask which programme would be win-win, instead of testing this one: a study of the levers that it moves.")
        )
    return said


def _at_an_end(case: Case, findings: Findings) -> list[str]:
    """Levers of the best programme that stand at an end of their range: beyond it may be better."""
    question, said = findings.results.question, []
    for change in case.changes:
        ends = question.levers.get(change.lever)
        if ends is None or change.lever in question.choices or change.then not in ends:
            continue
        end = lever_number(change.lever, float(change.then or 0.0), case.currency, case.labels)
        said.append(
            phrase(
                "Ask beyond {end} of {lever}: the best programme tried stands at that end.",
                end=end,
                lever=lever_label(change.lever),
            )
        )
    return said[:2]


def _other_levers(findings: Findings) -> list[str]:
    asked = len(findings.results.levers)
    said = [
        phrase_for(
            asked,
            "Ask about other levers: only one of {all} was moved. Begin with what helps whoever loses and costs others little.",
            "Ask about other levers: {number} of {all} were moved. Begin with what helps whoever loses and costs others little.",
            all=len(LEVERS),
        )
    ]
    if "how_far" not in findings.results.question.analyses:
        said.append(phrase("Ask how far each lever may move alone before somebody loses: the analysis how_far."))
    return said
