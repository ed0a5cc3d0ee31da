"""What is recommended, and why: from the share of win-win futures and what that hangs on."""

from __future__ import annotations

from partnerscape.language import phrase
from partnerscape.study.statistics.intervals import verdict

from ...analyses.advice.words import transition_in_words
from ...style.numbers import percent
from ..paper import Verdict
from .case import Case
from .changes import moves_in_words


def decided(case: Case) -> Verdict:
    """Adopt what is certified, as assumed and if what nobody has measured varies; try what is likely; else nothing."""
    if case.p_win_win is None or case.assumed is None or not case.changes or case.assumed[0] < case.required:
        return Verdict.NOTHING
    as_assumed = verdict(round(case.assumed[0] * case.assumed_futures), case.assumed_futures, case.required)
    both = {as_assumed, standing(case)}
    return Verdict.ADOPT if both == {"certified"} else Verdict.TRY


def standing(case: Case) -> str:
    """Of the one number: certified, rejected or undecided."""
    return verdict(case.hits, case.futures, case.required)


def headline(case: Case, decision: Verdict) -> str:
    """What we should do, in one sentence."""
    if decision is Verdict.NOTHING:
        return phrase("Change nothing yet.")
    if decision is Verdict.TRY:
        return phrase("Try this with some partners before you roll it out: {changes}.", changes=moves_in_words(case))
    return phrase("Introduce this programme: {changes}.", changes=moves_in_words(case))


def reasons(case: Case, decision: Verdict) -> list[str]:
    """Why, in a sentence, and what win-win means."""
    return [_why(case, decision), *_introduction(case, decision), meaning(case)]


def _introduction(case: Case, decision: Verdict) -> list[str]:
    """How to introduce it, where an advice found that out."""
    if case.advised is None or decision is Verdict.NOTHING:
        return []
    return [phrase("Introduce it so: {way}.", way=transition_in_words(case.advised.transition))]


def _why(case: Case, decision: Verdict) -> str:
    if case.assumed is None:
        return phrase("Nothing was tested in futures of its own, so that nothing can be recommended.")
    if not case.changes:
        return phrase("Nothing that was tried is better than going on as today.")
    values = {"hits": case.hits, "futures": case.futures, "required": percent(case.required)}
    if decision is Verdict.NOTHING:
        share = {"share": percent(case.assumed[0]), "required": percent(case.required)}
        if not case.searched:
            return phrase("It is win-win in only {share} of futures; required: {required}.", **share)
        return phrase(
            "Nothing that was tried is win-win often enough: the best in {share} of futures; required: {required}.", **share
        )
    if decision is Verdict.ADOPT:
        return phrase(
            "It is win-win in {hits} of {futures} simulated futures: more than the required {required}, with 95 % confidence.",
            **values,
        )
    if case.hits / case.futures >= case.required:
        return phrase(
            "It is win-win in {hits} of {futures} simulated futures: more than the required {required}, but too few were "
            "simulated to be sure.",
            **values,
        )
    return phrase(
        "It is win-win often enough as far as the assumptions are right, but only in {hits} of {futures} futures if what nobody "
        "has measured is other than assumed; required: {required}.",
        **values,
    )


def meaning(case: Case) -> str:
    """What win-win means here."""
    return phrase(
        "Win-win: the vendor gains, partners gain on average, in every segment at least {share} of them are not worse off, and "
        "customers lose nothing.",
        share=percent(case.scenario.goals.share_not_worse),
    )
