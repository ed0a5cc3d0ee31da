"""Three programmes to choose from: the section of a report for whoever has to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from partnerscape.language import phrase, phrase_for
from partnerscape.study.analyses.advice.advice import Advice, Programme
from partnerscape.study.analyses.advice.selection import FAIREST, SMALLEST
from partnerscape.study.runs.stamp import stamp

from ...style.lever_words import capital, lever_label, lever_number, lever_unit
from ...style.numbers import DASH, bare_percent, brief_money, from_to, percent, policies_of, signed, source_with_runs, whole
from ...style.page import escaped, flowing, folded, listing, paragraph, picture, section, small, table
from .chart import advice_cash_title, draw_advice_cash
from .words import (
    choices_of,
    counts_in_words,
    heads_of,
    months_in_words,
    moves_in_words,
    names_of,
    pays_in_words,
    reason_in_words,
    sign_in_words,
    transition_in_words,
    watch_in_words,
    why_this_way,
)

Triple = tuple[float, float, float]


def advice_in_words(advice: Advice) -> str:
    """The programmes in a sentence each; before them, that none is sure enough where that is so."""
    said = []
    if SMALLEST not in advice.programmes:
        said.append(
            phrase(
                "No simulated programme is certain to be win-win in the required {required} of futures (the surest: in "
                "at least {bound}), so that no smallest change can be named.",
                required=percent(advice.scenario.goals.required_probability),
                bound=percent(advice.best_lower_bound),
            )
        )
    said += [
        phrase("{programme}: {changes}.", programme=capital(names_of(choice)), changes=moves_in_words(advice, choice[0]))
        for choice in choices_of(advice)
    ]
    if FAIREST not in advice.programmes:
        said.append(phrase("No simulated programme gives both sides a gain on average, so that none is the fairest."))
    return " ".join(said)


def advice_section(advice: Advice) -> str:
    """The table of the programmes, their reasons, cash, and what to watch."""
    source = source_with_runs(stamp(advice.scenario, advice.seeds), advice.runs)
    cash = draw_advice_cash(advice, source)
    return section(
        phrase("Three programmes to choose from") if len(choices_of(advice)) == 3 else phrase("Programmes to choose from"),
        paragraph(advice_in_words(advice)),
        _table(advice),
        *(
            paragraph(
                phrase(
                    "{programme}. {reason} Introduction: {way}. {why}",
                    programme=capital(names_of(choice)),
                    reason=reason_in_words(advice, choice),
                    way=transition_in_words(choice[0].transition),
                    why=why_this_way(choice[0].transition, choice[0].kind == FAIREST),
                )
            )
            for choice in choices_of(advice)
        ),
        picture(cash, advice_cash_title(advice)),
        paragraph(
            phrase(
                "What to watch in the first six months after the change, and when to stop, as learned in futures that vary more "
                "than assumed, so that more programmes fail:"
            )
        ),
        *(_watch(advice, choice) for choice in choices_of(advice)),
        folded(phrase("How they were chosen"), paragraph(_how(advice))),
    )


def _table(advice: Advice) -> str:
    """Levers, then promises: today beside the programmes; what moves is bold."""
    choices, currency = choices_of(advice), advice.scenario.currency
    programmes = [first for first, *_ in choices]
    rows = []
    for name, today in advice.today.items():
        unit = lever_unit(name)
        after = f" {small(unit)}" if unit and not unit.startswith("%") else ""
        before = lever_number(name, today, currency, advice.labels)
        then = [lever_number(name, p.levers[name], currency, advice.labels) for p in programmes]
        cells = [flowing(v) if v == before else f"<b>{flowing(v)}</b>" for v in then]
        rows.append([f"{escaped(capital(lever_label(name)))}{after}", flowing(before), *cells])
    promises = (
        (phrase("Win-win futures"), lambda p: _share(p.p_win_win)),
        (phrase("… if unsourced assumptions vary as well"), lambda p: _share(p.wider_p_win_win)),
        (phrase("Vendor gains, net present value"), lambda p: _money(p.vendor_gain, currency)),
        (phrase("An incumbent gains, net present value"), lambda p: _money(p.partner_gain, currency)),
        (phrase("Pays for itself"), lambda p: flowing(pays_in_words(p))),
        (phrase("Notice"), lambda p: flowing(_months(p.transition.notice_months))),
        (phrase("Incumbents keep today's pay"), lambda p: flowing(_months(p.transition.grandfather_months))),
    )
    rows += [[escaped(label), DASH, *(cell(p) for p in programmes)] for label, cell in promises]
    heads = ("", phrase("Today"), *(heads_of(choice) for choice in choices))
    return table(heads, rows, numbers=range(1, len(heads)))


def _share(triple: Triple) -> str:
    share, low, high = triple
    return f"{flowing(percent(share))}<br><small>{flowing(f'{bare_percent(low)}{DASH}{bare_percent(high)}')}</small>"


def _money(triple: Triple, currency: str) -> str:
    value, low, high = (signed(brief_money(v, currency)) for v in triple)
    between = small(from_to(low, high))
    return f"{flowing(value)}<br>{between}"


def _months(number: int) -> str:
    return months_in_words(number) if number else phrase("no")


def _watch(advice: Advice, choice: Sequence[Programme]) -> str:
    watch, currency = choice[0].watch, advice.scenario.currency
    more = listing(
        phrase("{sign}: {counts}.", sign=capital(sign_in_words(s, currency)), counts=counts_in_words(s)) for s in watch.signs[1:]
    )
    said = paragraph(f"{capital(names_of(choice))}. {watch_in_words(watch, currency)}")
    summary = phrase_for(len(watch.signs) - 1, "{number} more sign", "{number} more signs")
    return said + (folded(summary, more) if len(watch.signs) > 1 else "")


def _how(advice: Advice) -> str:
    size = advice.size
    return phrase(
        "A fast approximation of the simulation (the surrogate) evaluated {judged}, and {played} of them were simulated in "
        "{choosing} fresh futures, in which the programmes were selected. Ways to introduce them were selected in "
        "{introducing} further futures, and results are reported for {telling} others. Early warnings and their thresholds "
        "were learned in one half of {watching} wider futures, in which unsourced assumptions vary as well (strengths and "
        "costs from 0 on), because in futures as assumed a well-chosen programme hardly ever fails; the counts are those of "
        "the other half. A warning is reported if it distinguishes bad from good futures better than chance (95 %, jointly "
        "for all that were tried). Numbers are those of a company's own books; satisfaction is what a survey without noise "
        "would find.",
        judged=policies_of(advice.judged),
        played=whole(advice.played),
        choosing=whole(size.choosing),
        introducing=whole(size.introducing),
        telling=whole(size.telling),
        watching=whole(size.watching),
    )


def as_json(advice: Advice) -> dict[str, Any]:
    """The programmes in words and numbers."""

    def told_of(programme: Programme) -> dict[str, Any]:
        way, watch = programme.transition, programme.watch
        return {
            **{k: v for k, v in vars(programme).items() if k not in ("transition", "watch")},
            "moves": moves_in_words(advice, programme),
            "reason": reason_in_words(advice, [programme]),
            "transition": {**vars(way), "words": transition_in_words(way)},
            "watch": {**asdict(watch), "words": watch_in_words(watch, advice.scenario.currency)},
        }

    return {
        "words": advice_in_words(advice),
        "today": advice.today,
        "programmes": {kind: told_of(programme) for kind, programme in advice.programmes.items()},
        "futures": asdict(advice.size),
        "policies_judged": advice.judged,
        "policies_played": advice.played,
        "best_lower_bound": advice.best_lower_bound,
        "runs": advice.runs,
    }
