"""Who loses, in how many futures, under which circumstance; and partner by partner."""

from __future__ import annotations

from partnerscape.language import phrase
from partnerscape.study.win_win.losing import Losing

from ...findings.words import party
from ...style.lever_words import capital, input_condition
from ...style.numbers import percent
from .case import Case

MOST = 3  # parties that are named
SOME = 0.005  # a smaller share of partners rounds to none


def losers(case: Case) -> list[str]:
    """Who loses, and when."""
    losing = case.losing
    if losing is None:
        return []
    rows = losing.losers.head(MOST)
    said = [_party_loses(str(row.party), int(row.hits), losing, case) for row in rows.itertuples()]
    if not said:
        said = [
            phrase(
                "Nobody who is counted loses in any of the {futures} futures: not the vendor, not today's partners on average or "
                "in a segment, not newcomers, not customers.",
                futures=losing.futures,
            )
        ]
    return [*said, *_one_by_one(losing, case)]


def _party_loses(who: str, hits: int, losing: Losing, case: Case) -> str:
    values = {"party": capital(party(who, case.scenario.segment_names)), "hits": hits, "futures": losing.futures}
    split = losing.when.get(who)
    if split is None or split.name is None:
        return phrase("{party}: a loss in {hits} of {futures} futures.", **values)
    when = input_condition(split.name, split.above, split.value, case.currency)
    return phrase("{party}: a loss in {hits} of {futures} futures, above all when {condition}.", **values, condition=when)


def _one_by_one(losing: Losing, case: Case) -> list[str]:
    """Partners who are worse off although their segment is not."""
    shares = {name: share for name, share in losing.worse_off.items() if share >= SOME}
    if not shares:
        return []
    listed = ", ".join(
        phrase("{share} of {partners}", share=percent(share), partners=party(name, case.scenario.segment_names))
        for name, share in shares.items()
    )
    return [phrase("Partner by partner, some are worse off than today in an average future: {shares}.", shares=listed)]
