"""An advice in plain words: what a programme changes, how it is introduced, when to stop. Nothing that was not measured."""

from __future__ import annotations

from partnerscape.study.analyses.advice.advice import Advice, Programme
from partnerscape.study.analyses.advice.indicators import KPIS, LEVEL, Kpi, is_amount
from partnerscape.study.analyses.advice.selection import FAIREST, SAFEST, SMALLEST
from partnerscape.study.analyses.advice.transition import Transition
from partnerscape.study.analyses.advice.warning_signs import Sign, Watch

from ...style.lever_words import lever_label, lever_number
from ...style.numbers import count_of, in_unit, money_with, percent, plain, share_with, signed

NAMES = {SAFEST: "the safest", FAIREST: "the fairest", SMALLEST: "the smallest change"}
SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def spelled(number: int) -> str:
    """``three``, ``24``."""
    return SMALL_NUMBERS[number] if 0 <= number < len(SMALL_NUMBERS) else str(number)


def months_in_words(number: int) -> str:
    """``one month``, ``six months``."""
    return f"{spelled(number)} month{'' if number == 1 else 's'}"


def moves_in_words(advice: Advice, programme: Programme) -> str:
    """What changes: ``support agents from 2.2 to 2.8, curation from 0.5 to 0.58``."""
    currency, said = advice.scenario.currency, []
    for name, value in programme.levers.items():
        before, after = (lever_number(name, v, currency, advice.labels) for v in (advice.today[name], value))
        if before != after:
            said.append(f"{lever_label(name)} from {before} to {after}")
    return ", ".join(said) or "nothing"


def transition_in_words(way: Transition) -> str:
    """How it is introduced: ``tell partners three months before; let incumbents keep today's pay for six months``."""
    first = f"tell partners {months_in_words(way.notice_months)} before" if way.notice_months else "change at once"
    if not way.grandfather_months:
        return first
    kept = f"let incumbents keep today's pay for {months_in_words(way.grandfather_months)}, newcomers get the new terms"
    return f"{first}; {kept}"


def why_this_way(way: Transition, fair: bool) -> str:
    """Why it is introduced so."""
    if not way.futures:
        return "The question itself moves how it is introduced."
    best, tried = float(way.table["p"].max()), f"introductions tried in {count_of(way.futures, 'future')}"
    ties, rank = int((way.table["p"] == best).sum()), "the largest product of gains" if fair else "the largest gain of the vendor"
    if ties == len(way.table):
        return (
            f"All {ties} {tried} were equally often win-win ({percent(best)}); this one has {rank}, or is the quickest "
            f"among equals."
        )
    said = f"Of {len(way.table)} {tried} it was most often win-win ({percent(best)})"
    said += f", as {spelled(ties - 1)} more, and of these it has {rank}." if ties > 1 else "."
    difference, low, _ = way.over_at_once
    if difference <= 0.0:
        return said
    sure = "surely" if low > 0.0 else "not surely"
    return f"{said} That is {plain(100 * difference, 2)} points more often than at once, {sure} more in other futures."


def pays_in_words(programme: Programme) -> str:
    """When the change has paid for itself, on average."""
    months = len(programme.cash)
    if programme.pays_back is None:
        return f"not within {months_in_words(months)}"
    return f"after {months_in_words(programme.pays_back)}" if programme.pays_back else "from the first month on"


def reason_in_words(advice: Advice, programme: Programme) -> str:
    """Why this programme bears its name, by the futures that chose it, and what it promises in others."""
    return f"{_why(advice, programme)} {_promise(advice, programme)}"


def _why(advice: Advice, programme: Programme) -> str:
    hits, futures, required = programme.chosen_hits, advice.size.choosing, advice.scenario.goals.required_probability
    played, was = count_of(advice.played, "programme"), f"(this one in {hits} of {futures})"
    if programme.kind == SAFEST:
        return f"Of {played} played none was win-win more surely {was}; of equally sure ones it keeps furthest from loss."
    if programme.kind == SMALLEST:
        return (
            f"Of those surely win-win in the required {percent(required)} of futures {was}, it is the nearest to today: its "
            f"levers move by {percent(programme.distance)} of their range on average."
        )
    pool = (
        f"those win-win in the required {percent(required)} of futures" if hits / futures >= required else f"all {played} played"
    )
    return (
        f"Of {pool} {was}, it has the largest product of the vendor's and the partners' gains: what two who bargain as "
        "equals would agree on (Nash 1950)."
    )


def _promise(advice: Advice, programme: Programme) -> str:
    currency = advice.scenario.currency
    return (
        f"In {count_of(advice.size.telling, 'other future')}, introduced as told here, it is win-win in "
        f"{share_with(*programme.p_win_win)}; the vendor gains {money_with(*programme.vendor_gain, currency)}, an incumbent "
        f"{money_with(*programme.partner_gain, currency)} on average."
    )


def sign_in_words(sign: Sign, currency: str) -> str:
    """When a number warns: ``the vendor's profit over the first six months is below 104 % of the year before``."""
    name, _, months = sign.name.partition("@")
    kpi, _, form = name.partition(".")
    mark, side = KPIS[kpi], "above" if sign.above else "below"
    over = f"{mark.meaning}, over the first {months_in_words(int(months))},"
    if form == LEVEL:
        return f"{over} is {side} {_level(sign.threshold, mark, currency)}"
    if is_amount(kpi):
        return f"{over} is {side} {percent(1.0 + sign.threshold)} of the year before"
    than = f"{'more' if sign.above else 'less'} than {_change(sign.threshold, mark, currency)}"
    return f"{over} has changed since the year before by {than}"


def _level(value: float, kpi: Kpi, currency: str) -> str:
    """A level with its unit; waits are minutes where they are short."""
    return f"{plain(60.0 * value)} minutes" if kpi.unit == "hours" and abs(value) < 1.0 else in_unit(value, kpi.unit, currency)


def _change(value: float, kpi: Kpi, currency: str) -> str:
    """A difference with its sign and unit; shares differ by points."""
    if kpi.unit == "share":
        return f"{signed(plain(100.0 * value))} points"
    return signed(_level(value, kpi, currency))


def counts_in_words(sign: Sign) -> str:
    """How often it was so in futures that ended badly and well."""
    return (
        f"it appeared in {sign.caught} of {sign.bad} futures that ended badly, and falsely in {sign.false} of {sign.good} "
        f"that ended well"
    )


def watch_in_words(watch: Watch, currency: str) -> str:
    """When to stop; or why nothing can be said."""
    if not watch.enough:
        return (
            f"No early warning can be given: {watch.bad} of {count_of(watch.futures, 'future')} ended badly, too "
            f"{'few' if watch.bad < watch.futures / 2 else 'many'} to learn from."
        )
    if not watch.signs:
        return (
            f"None of {watch.tried} numbers visible in the first six months distinguishes futures that end badly "
            f"({watch.bad} of {watch.futures}) from those that end well."
        )
    return f"Stop and look again if {sign_in_words(watch.signs[0], currency)}: {counts_in_words(watch.signs[0])}."
