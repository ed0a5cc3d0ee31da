"""Three programmes to choose from: the section of a report for whoever has to decide."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from partnerscape.study.analyses.advice.advice import Advice, Programme
from partnerscape.study.analyses.advice.selection import FAIREST, SMALLEST
from partnerscape.study.runs.stamp import stamp

from ...style.lever_words import capital, lever_label, lever_number, lever_unit
from ...style.numbers import DASH, bare_percent, brief_money, count_of, percent, signed
from ...style.page import flowing, folded, listing, paragraph, picture, section, table, told
from .chart import advice_cash_title, draw_advice_cash
from .words import (
    NAMES,
    counts_in_words,
    months_in_words,
    moves_in_words,
    pays_in_words,
    reason_in_words,
    sign_in_words,
    transition_in_words,
    watch_in_words,
    why_this_way,
)

Triple = tuple[float, float, float]


def advice_in_words(advice: Advice) -> str:
    """The programmes in a sentence each."""
    said = [f"{capital(NAMES[kind])}: {moves_in_words(advice, p)}." for kind, p in advice.programmes.items()]
    if SMALLEST not in advice.programmes:
        said.append(
            "No simulated programme is certain to be win-win in the required "
            f"{percent(advice.scenario.goals.required_probability)} of futures: the best lower bound is "
            f"{percent(advice.best_lower_bound)}, so that no smallest change can be named."
        )
    if FAIREST not in advice.programmes:
        said.append("No simulated programme gives both sides a gain on average, so that none is the fairest.")
    return " ".join(said)


def cost_in_words(runs: int) -> str:
    """What it takes."""
    return f"At most {runs:,} candidate runs: candidates, ways to introduce them, and out-of-sample results of the selected ones."


def advice_section(advice: Advice) -> str:
    """The table of the programmes, their reasons, cash, and what to watch."""
    source = f"{capital(stamp(advice.scenario, advice.seeds))}; {advice.runs:,} runs."
    cash = draw_advice_cash(advice, source)
    return section(
        "Three programmes to choose from" if len(advice.programmes) == 3 else "Programmes to choose from",
        paragraph(advice_in_words(advice)),
        _table(advice),
        *(
            paragraph(
                f"{capital(NAMES[p.kind])}. {reason_in_words(advice, p)} Introduction: {transition_in_words(p.transition)}. "
                f"{why_this_way(p.transition, p.kind == FAIREST)}"
            )
            for p in advice.programmes.values()
        ),
        picture(cash, advice_cash_title(advice)),
        paragraph(
            "What to watch in the first six months after the change, and when to stop, as learned in futures that vary more than "
            "assumed, so that more programmes fail:"
        ),
        *(_watch(advice, p) for p in advice.programmes.values()),
        folded("How they were chosen", paragraph(_how(advice))),
    )


def _table(advice: Advice) -> str:
    """Levers, then promises: today beside the programmes; what moves is bold."""
    programmes, currency = list(advice.programmes.values()), advice.scenario.currency
    rows = []
    for name, today in advice.today.items():
        unit = lever_unit(name)
        small = f" <small>{told(unit)}</small>" if unit and not unit.startswith("%") else ""
        before = lever_number(name, today, currency, advice.labels)
        then = [lever_number(name, p.levers[name], currency, advice.labels) for p in programmes]
        cells = [flowing(v) if v == before else f"<b>{flowing(v)}</b>" for v in then]
        rows.append([f"{told(capital(lever_label(name)))}{small}", flowing(before), *cells])
    promises = (
        ("Win-win futures", lambda p: _share(p.p_win_win)),
        ("… if unsourced assumptions vary as well", lambda p: _share(p.wider_p_win_win)),
        ("Vendor gains", lambda p: _money(p.vendor_gain, currency)),
        ("An incumbent gains", lambda p: _money(p.partner_gain, currency)),
        ("Pays for itself", lambda p: flowing(pays_in_words(p))),
        ("Notice", lambda p: flowing(_months(p.transition.notice_months))),
        ("Incumbents keep today's pay", lambda p: flowing(_months(p.transition.grandfather_months))),
    )
    rows += [[told(label), DASH, *(cell(p) for p in programmes)] for label, cell in promises]
    heads = ("", "Today", *(capital(NAMES[p.kind].removeprefix("the ")) for p in programmes))
    return table(heads, rows, numbers=range(1, len(heads)))


def _share(triple: Triple) -> str:
    share, low, high = triple
    return f"{flowing(percent(share))}<br><small>{flowing(f'{bare_percent(low)}{DASH}{bare_percent(high)}')}</small>"


def _money(triple: Triple, currency: str) -> str:
    value, low, high = (brief_money(v, currency) for v in triple)
    return f"{flowing(signed(value))}<br><small>{flowing(f'{low} to {high}')}</small>"


def _months(number: int) -> str:
    return months_in_words(number) if number else "no"


def _watch(advice: Advice, programme: Programme) -> str:
    watch, currency = programme.watch, advice.scenario.currency
    more = listing(f"{capital(sign_in_words(s, currency))}: {counts_in_words(s)}." for s in watch.signs[1:])
    said = paragraph(f"{capital(NAMES[programme.kind])}. {watch_in_words(watch, currency)}")
    return said + (folded(f"{count_of(len(watch.signs) - 1, 'more sign')}", more) if len(watch.signs) > 1 else "")


def _how(advice: Advice) -> str:
    size, judged = advice.size, count_of(advice.judged, "policy", "policies")
    return (
        f"The surrogate evaluated {judged}, and {advice.played} of them were simulated in {size.choosing} out-of-sample futures, "
        f"in which the programmes were selected. Ways to introduce them were selected in {size.introducing} further futures, and "
        f"results are reported for {size.telling} others. Early warnings and their thresholds were learned in one half of "
        f"{size.watching} wider futures, in which unsourced assumptions vary as well (strengths and costs from 0 on), because "
        "in futures as assumed a well-chosen programme hardly ever fails; the counts are those of the other half. A warning is "
        "reported if it distinguishes bad from good futures better than chance (95 %, jointly for all that were tried). Numbers "
        "are those of a company's own books; satisfaction is what a survey without noise would find."
    )


def as_json(advice: Advice) -> dict[str, Any]:
    """The programmes in words and numbers."""

    def told_of(programme: Programme) -> dict[str, Any]:
        way, watch = programme.transition, programme.watch
        return {
            **{k: v for k, v in vars(programme).items() if k not in ("transition", "watch")},
            "moves": moves_in_words(advice, programme),
            "reason": reason_in_words(advice, programme),
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
