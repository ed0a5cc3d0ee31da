"""What to watch, and when to stop, in sentences that one can act on."""

from __future__ import annotations

from partnerscape.language import phrase, phrase_for
from partnerscape.study.analyses.advice.warning_signs import Sign
from partnerscape.study.analyses.watch import ToWatch

from ...analyses.advice.words import counts_in_words, sign_in_words
from .case import Case
from .kpis import stop_in_words

MOST_SIGNS = 2
STOP = ("profit", "churn")  # numbers that every company has, and that say first that something is wrong


def watching(case: Case) -> list[str]:
    """Warning signs, limits, and when the money should be back."""
    watch = case.watch
    if watch is None:
        return []
    signs = case.signs[:MOST_SIGNS]
    covered = {sign.name.partition(".")[0] for sign in signs}
    rows = watch.expected.set_index("kpi", drop=False)
    limits = [stop_in_words(rows.loc[kpi], case.currency) for kpi in STOP if kpi in rows.index and kpi not in covered]
    return [*(_sign(sign, case) for sign in signs), *limits, paid_back(watch, case)]


def _sign(sign: Sign, case: Case) -> str:
    said = sign_in_words(sign, case.currency)
    return phrase("Stop and look again if {sign}: {counts}.", sign=said, counts=counts_in_words(sign))


def paid_back(watch: ToWatch, case: Case) -> str:
    """When the change has paid for itself, and what it means if it has not."""
    if watch.pays_back is None:
        months = len(watch.cash)
        return phrase(
            "On average it does not pay for itself within {months} months: decide beforehand how long to carry it.", months=months
        )
    if watch.pays_back == 0:
        return phrase("It should pay for itself from the first month on: ask why if it does not within six months.")
    return phrase_for(
        watch.pays_back,
        "It costs money first and should have paid for itself after one month; ask why if it has not.",
        "It costs money first and should have paid for itself after {number} months; ask why if it has not.",
    )
