"""How sure: one number, and what would make it surer."""

from __future__ import annotations

from partnerscape.language import phrase
from partnerscape.study.statistics.intervals import share_interval

from ...style.lever_words import assumption_label
from ...style.numbers import DASH, bare_percent, percent
from ..paper import Certainty, Verdict
from .case import Case
from .decision import standing

MOST = 4096  # futures; more are not proposed


def certainty(case: Case, decision: Verdict) -> Certainty | None:
    """The share of fresh futures that are win-win; None where nothing measured it."""
    if case.p_win_win is None:
        return None
    share, low, high = case.p_win_win
    between = f"{bare_percent(low)}{DASH}{bare_percent(high)}"
    number = phrase(
        "of {futures} simulated futures are win-win (95 % interval: {between} %).", futures=case.futures, between=between
    )
    said = (number, _varying(case), _against_required(case), *_caution(case))
    return Certainty(percent(share), said, tuple(_surer(case, decision)))


def _varying(case: Case) -> str:
    if case.wider is None:
        return phrase("They differ in luck and in what the scenario calls uncertain.")
    return phrase("They differ in luck, in what is uncertain, and in everything that nobody has measured.")


def _against_required(case: Case) -> str:
    required = percent(case.required)
    return {
        "certified": phrase("{required} is required: reached, with 95 % confidence.", required=required),
        "rejected": phrase("{required} is required: missed, with 95 % confidence.", required=required),
        "undecided": phrase("{required} is required: within the interval, so that the verdict is open.", required=required),
    }[standing(case)]


def _caution(case: Case) -> list[str]:
    if case.scenario.standing != "illustrative":
        return []
    return [phrase("The numbers are of an example, not fitted to your data: read directions, not amounts.")]


def _surer(case: Case, decision: Verdict) -> list[str]:
    said = [_more_futures(case)]
    most = None if case.hangs_on is None else case.hangs_on.most
    if most is not None:
        assumption = assumption_label(str(most["assumption"]))
        said.append(phrase("Measure {assumption}: nothing moves the number more.", assumption=assumption))
    if decision is not Verdict.NOTHING:
        said.append(phrase("Run a pilot with some of the partners; the section on the pilot says how to plan it."))
    return said


def _more_futures(case: Case) -> str:
    if standing(case) != "undecided":
        values = {"more": f"{4 * case.futures:,}", "futures": f"{case.futures:,}"}
        return phrase("About {more} futures instead of {futures} would halve the interval; the verdict would stay.", **values)
    needed = futures_needed(case.p_win_win[0] if case.p_win_win else 0.0, case.required, case.futures)
    if needed is None:
        most = f"{MOST:,}"
        return phrase("The share is so near to the required one that even {futures} futures might not decide.", futures=most)
    values = {"needed": f"{needed:,}", "futures": f"{case.futures:,}"}
    return phrase("About {needed} futures instead of {futures} would decide, if the share stays.", **values)


def futures_needed(share: float, required: float, futures: int) -> int | None:
    """How many futures would decide between win-win often enough and not, if the share stays; None if more than ``MOST``.

    Examples
    --------
    >>> futures_needed(0.9, 0.8, 32)
    64
    """
    count = futures
    while count <= MOST:
        _, low, high = share_interval(round(share * count), count)
        if low >= required or high < required:
            return count
        count += max(16, count // 8)
    return None
