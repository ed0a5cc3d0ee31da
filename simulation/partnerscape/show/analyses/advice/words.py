"""An advice in plain words: what a programme changes, how it is introduced, when to stop. Nothing that was not measured."""

from __future__ import annotations

from collections.abc import Sequence

from partnerscape.language import phrase, phrase_for, term
from partnerscape.study.analyses.advice.advice import Advice, Programme
from partnerscape.study.analyses.advice.indicators import KPIS, LEVEL, Kpi, is_amount
from partnerscape.study.analyses.advice.selection import FAIREST, SAFEST, SMALLEST
from partnerscape.study.analyses.advice.transition import Transition
from partnerscape.study.analyses.advice.warning_signs import Sign, Watch

from ...style.lever_words import lever_label, lever_number, listed
from ...style.numbers import in_unit, money_with, percent, plain, share_with, spelled, whole


def name_of(kind: str) -> str:
    """What a programme of the advice is called: ``the safest``."""
    return {SAFEST: phrase("the safest"), FAIREST: phrase("the fairest"), SMALLEST: phrase("the smallest change")}[kind]


def head_of(kind: str) -> str:
    """The same above a column."""
    return {SAFEST: phrase("Safest"), FAIREST: phrase("Fairest"), SMALLEST: phrase("Smallest change")}[kind]


def choices_of(advice: Advice) -> list[list[Programme]]:
    """The programmes to choose from; what is the same in levers and introduction is one choice with several names."""
    choices: dict[object, list[Programme]] = {}
    for programme in advice.programmes.values():
        way = programme.transition
        what = (tuple(sorted(programme.levers.items())), way.notice_months, way.grandfather_months)
        choices.setdefault(what, []).append(programme)
    return list(choices.values())


def names_of(choice: Sequence[Programme]) -> str:
    """What a choice is called: ``the safest``, or ``the safest, which is also the fairest``."""
    first, *others = (name_of(programme.kind) for programme in choice)
    return phrase("{first}, which is also {others}", first=first, others=listed(others)) if others else first


def heads_of(choice: Sequence[Programme]) -> str:
    """The same above a column."""
    first, *others = (head_of(programme.kind) for programme in choice)
    return listed([first, *(other[:1].lower() + other[1:] for other in others)])


def months_in_words(number: int) -> str:
    """``one month``, ``six months``."""
    return phrase_for(number, "{number} month", "{number} months", number=spelled(number))


def moves_in_words(advice: Advice, programme: Programme) -> str:
    """What changes: ``support agents from 2.2 to 2.8, curation from 0.5 to 0.58``."""
    currency, said = advice.scenario.currency, []
    for name, value in programme.levers.items():
        before, after = (lever_number(name, v, currency, advice.labels) for v in (advice.today[name], value))
        if before != after:
            said.append(phrase("{lever} from {today} to {then}", lever=lever_label(name), today=before, then=after))
    return ", ".join(said) or phrase("nothing")


def transition_in_words(way: Transition) -> str:
    """How it is introduced: ``tell partners three months before; let incumbents keep today's pay for six months``."""
    first = phrase("change at once")
    if way.notice_months:
        first = phrase("tell partners {months} before", months=months_in_words(way.notice_months))
    if not way.grandfather_months:
        return first
    return phrase(
        "{first}; let incumbents keep today's pay for {months}, newcomers get the new terms",
        first=first,
        months=months_in_words(way.grandfather_months),
    )


def why_this_way(way: Transition, fair: bool) -> str:
    """Why it is introduced so."""
    if not way.futures:
        return phrase("The question itself moves how it is introduced.")
    best, ways = float(way.table["p"].max()), len(way.table)
    ties = int((way.table["p"] == best).sum())
    values = {
        "ways": ways,
        "share": percent(best),
        "rank": phrase("the largest product of gains") if fair else phrase("the largest gain of the vendor"),
    }
    if ties == ways:
        return phrase_for(
            way.futures,
            "All {ways} introductions tried in {number} future were equally often win-win ({share}); this one has {rank}, or is "
            "the quickest among equals.",
            "All {ways} introductions tried in {number} futures were equally often win-win ({share}); this one has {rank}, or is "
            "the quickest among equals.",
            **values,
        )
    return " ".join(filter(None, (_most_often(way, ties, values), _over_at_once(way))))


def _most_often(way: Transition, ties: int, values: dict[str, object]) -> str:
    """How often it was win-win among the introductions tried."""
    if ties == 1:
        return phrase_for(
            way.futures,
            "Of {ways} introductions tried in {number} future it was most often win-win ({share}).",
            "Of {ways} introductions tried in {number} futures it was most often win-win ({share}).",
            **values,
        )
    return phrase_for(
        way.futures,
        "Of {ways} introductions tried in {number} future it was most often win-win ({share}), as {more} more, and of these it "
        "has {rank}.",
        "Of {ways} introductions tried in {number} futures it was most often win-win ({share}), as {more} more, and of these it "
        "has {rank}.",
        more=spelled(ties - 1),
        **values,
    )


def _over_at_once(way: Transition) -> str:
    """What it is worth against a change at once; empty if nothing."""
    difference, low, _ = way.over_at_once
    if difference <= 0.0:
        return ""
    points = plain(100 * difference, 2)
    if low > 0.0:
        return phrase("That is {points} points more often than at once, surely more in other futures.", points=points)
    return phrase("That is {points} points more often than at once, not surely more in other futures.", points=points)


def pays_in_words(programme: Programme) -> str:
    """When the change has paid for itself, on average."""
    months = len(programme.cash)
    if programme.pays_back is None:
        return phrase("not within {months}", months=months_in_words(months))
    if programme.pays_back:
        return phrase("after {months}", months=months_in_words(programme.pays_back))
    return phrase("from the first month on")


def reason_in_words(advice: Advice, choice: Sequence[Programme]) -> str:
    """Why this programme bears its names, by the futures that chose it, and what it promises in others."""
    return " ".join([*(_why(advice, programme) for programme in choice), _promise(advice, choice[0])])


def _why(advice: Advice, programme: Programme) -> str:
    hits, futures, required = programme.chosen_hits, advice.size.choosing, advice.scenario.goals.required_probability
    values = {"hits": whole(hits), "futures": whole(futures)}
    if programme.kind == SAFEST:
        return phrase_for(
            advice.played,
            "Of {number} programme played none was win-win more surely (this one in {hits} of {futures}); of equally sure ones "
            "it keeps furthest from loss.",
            "Of {number} programmes played none was win-win more surely (this one in {hits} of {futures}); of equally sure ones "
            "it keeps furthest from loss.",
            **values,
        )
    if programme.kind == SMALLEST:
        return phrase(
            "Of those surely win-win in the required {required} of futures (this one in {hits} of {futures}), it is the nearest "
            "to today: its levers move by {distance} of their range on average.",
            required=percent(required),
            distance=percent(programme.distance),
            **values,
        )
    if hits / futures >= required:
        return phrase(
            "Of those win-win in the required {required} of futures (this one in {hits} of {futures}), it has the largest "
            "product of the vendor's and the partners' gains: what two who bargain as equals would agree on (Nash 1950).",
            required=percent(required),
            **values,
        )
    return phrase_for(
        advice.played,
        "Of all {number} programme played (this one in {hits} of {futures}), it has the largest product of the vendor's and the "
        "partners' gains: what two who bargain as equals would agree on (Nash 1950).",
        "Of all {number} programmes played (this one in {hits} of {futures}), it has the largest product of the vendor's and the "
        "partners' gains: what two who bargain as equals would agree on (Nash 1950).",
        **values,
    )


def _promise(advice: Advice, programme: Programme) -> str:
    currency = advice.scenario.currency
    return phrase_for(
        advice.size.telling,
        "In {number} other future, introduced as told here, it is win-win in {share}; the vendor gains {vendor} in net present "
        "value, an incumbent {partner} on average.",
        "In {number} other futures, introduced as told here, it is win-win in {share}; the vendor gains {vendor} in net present "
        "value, an incumbent {partner} on average.",
        share=share_with(*programme.p_win_win),
        vendor=money_with(*programme.vendor_gain, currency),
        partner=money_with(*programme.partner_gain, currency),
    )


def sign_in_words(sign: Sign, currency: str) -> str:
    """When a number warns: ``the vendor's profit over the first six months is below 104 % of the year before``."""
    name, _, months = sign.name.partition("@")
    kpi, _, form = name.partition(".")
    mark = KPIS[kpi]
    values = {"kpi": term(mark.meaning), "months": months_in_words(int(months))}
    if form == LEVEL:
        values["level"] = _level(sign.threshold, mark, currency)
        if sign.above:
            return phrase("{kpi}, over the first {months}, is above {level}", **values)
        return phrase("{kpi}, over the first {months}, is below {level}", **values)
    if is_amount(kpi):
        values["share"] = percent(1.0 + sign.threshold)
        if sign.above:
            return phrase("{kpi}, over the first {months}, is above {share} of the year before", **values)
        return phrase("{kpi}, over the first {months}, is below {share} of the year before", **values)
    values["change"] = _size(abs(sign.threshold), mark, currency)
    if sign.above:
        if sign.threshold < 0.0:
            return phrase("{kpi}, over the first {months}, has fallen by less than {change} since the year before", **values)
        return phrase("{kpi}, over the first {months}, has risen by more than {change} since the year before", **values)
    if sign.threshold < 0.0:
        return phrase("{kpi}, over the first {months}, has fallen by more than {change} since the year before", **values)
    return phrase("{kpi}, over the first {months}, has risen by less than {change} since the year before", **values)


def _level(value: float, kpi: Kpi, currency: str) -> str:
    """A level with its unit; waits are minutes where they are short."""
    if kpi.unit == "hours" and abs(value) < 1.0:
        return phrase("{minutes} minutes", minutes=plain(60.0 * value))
    return in_unit(value, kpi.unit, currency)


def _size(value: float, kpi: Kpi, currency: str) -> str:
    """How large a difference is, with its unit; shares differ by points."""
    if kpi.unit == "share":
        return phrase("{number} points", number=plain(100.0 * value))
    return _level(value, kpi, currency)


def counts_in_words(sign: Sign) -> str:
    """How often it was so in futures that ended badly and well."""
    return phrase(
        "it appeared in {caught} of {bad} futures that ended badly, and falsely in {false} of {good} that ended well",
        caught=sign.caught,
        bad=sign.bad,
        false=sign.false,
        good=sign.good,
    )


def watch_in_words(watch: Watch, currency: str) -> str:
    """When to stop; or why nothing can be said."""
    if not watch.enough:
        return _not_enough(watch)
    if not watch.signs:
        return phrase(
            "None of {tried} numbers visible in the first six months distinguishes futures that end badly ({bad} of {futures}) "
            "from those that end well.",
            tried=watch.tried,
            bad=watch.bad,
            futures=watch.futures,
        )
    first = watch.signs[0]
    return phrase("Stop and look again if {sign}: {counts}.", sign=sign_in_words(first, currency), counts=counts_in_words(first))


def _not_enough(watch: Watch) -> str:
    """Too few futures ended badly, or too many."""
    if watch.bad < watch.futures / 2:
        return phrase_for(
            watch.futures,
            "No early warning can be given: {bad} of {number} future ended badly, too few to learn from.",
            "No early warning can be given: {bad} of {number} futures ended badly, too few to learn from.",
            bad=watch.bad,
        )
    return phrase_for(
        watch.futures,
        "No early warning can be given: {bad} of {number} future ended badly, too many to learn from.",
        "No early warning can be given: {bad} of {number} futures ended badly, too many to learn from.",
        bad=watch.bad,
    )
