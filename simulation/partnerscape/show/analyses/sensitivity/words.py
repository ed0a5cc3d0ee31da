"""What decides it, in words. Nothing is said that the intervals do not bear."""

from __future__ import annotations

import pandas as pd

from partnerscape.scenario import ASSUMPTIONS
from partnerscape.study.analyses.sensitivity.factors import DUMMY, LUCK
from partnerscape.study.analyses.sensitivity.sensitivity import SHARP, Sensitivity, about, deciding_factors, main_metric

from ...style.lever_words import assumption_label, capital, lever_label, listed
from ...style.numbers import count_of, percent, plain, share_with

MOST_NAMED = 5
OF = {
    "win_win": "win-win",
    "vendor_gain": "the vendor's gain",
    "partner_gain": "partners' gain",
    "quality_gain": "quality's gain",
}
WHETHER = {"win_win": "whether a programme is win-win", "vendor_gain": "the vendor's gain", "partner_gain": "partners' gain"}
COUNTS = ("No", "One", "Two", "Three", "Four", "Five")


def factor_name(name: str, short: bool = False) -> str:
    """A factor in words: ``support agents``, ``outside level (level of all outside options)``, ``luck``."""
    if name not in ASSUMPTIONS:
        return lever_label(name)
    return name.replace("_", " ") if short else assumption_label(name)


def share_of(row: pd.Series, kind: str = "total") -> str:
    """A share of the variance with its interval; estimates beyond 0 and 1 are said as 0 and 100 %."""
    estimate, low, high = (min(1.0, max(0.0, float(row[name]))) for name in (kind, f"{kind}_low", f"{kind}_high"))
    return share_with(estimate, low, high)


def deciding(answer: Sensitivity) -> pd.DataFrame:
    """The few factors that decide most."""
    return deciding_factors(answer).head(MOST_NAMED)


def deciding_in_words(answer: Sensitivity) -> str:
    """How many things decide; they follow as a list."""
    count, what = len(deciding(answer)), WHETHER[main_metric(answer)]
    if count == 0:
        return f"No single factor decides {what}: none accounts for a tenth of the variance with 95 % confidence."
    verb = f"{'mostly ' if len(deciding_factors(answer)) > count else ''}decide{'s' if count == 1 else ''}"
    lead = f"{COUNTS[count]} {'thing' if count == 1 else 'things'} {verb} {what}, each with its share of the variance:"
    return lead if answer.converged else f"So far {lead[0].lower()}{lead[1:]}"


def deciding_list(answer: Sensitivity) -> list[str]:
    """Every factor that decides, with its share of the variance."""
    return [f"{capital(factor_name(str(row['factor'])))}: {share_of(row)}" for _, row in deciding(answer).iterrows()]


def rest_in_words(answer: Sensitivity) -> str:
    """Chance, everything that does not decide, and what cannot be distinguished from no effect."""
    rows = about(answer, main_metric(answer))
    luck, also = rows[rows["factor"] == LUCK].iloc[0], deciding_factors(answer).iloc[MOST_NAMED:]
    others = rows[~rows["factor"].isin([*deciding_factors(answer)["factor"], LUCK, DUMMY])]
    sentences = [
        f"{capital(listed([factor_name(str(n), short=True) for n in also['factor']]))} follow{'s' if len(also) == 1 else ''}."
        if len(also)
        else ""
    ]
    sentences.append(f"Chance accounts for {share_of(luck)} of the variance (total effect).")
    if len(others):
        sentences.append(f"No other factor accounts for more than {percent(float(others['total_high'].max()))}.")
    floor = float(rows["floor"].iloc[0])
    idle = [factor_name(str(n), short=True) for n in others["factor"][others["total"] <= floor]]
    if idle:
        verb = "stays" if len(idle) == 1 else "stay"
        could = "an inert dummy factor reaches as much by chance"
        sentences.append(f"{capital(listed(idle))} {verb} below the noise floor of {percent(floor, 1)}: {could}.")
    return " ".join(filter(None, sentences))


def groups_in_words(answer: Sensitivity) -> str:
    """How much is in the vendor's hand, how much is not."""
    rows = answer.groups[answer.groups["metric"] == main_metric(answer)].set_index("factor")
    names = {"levers": "All levers together", "uncertainties": "all uncertainties together", LUCK: "chance"}
    clauses = [
        f"{label} explain{'s' if name == LUCK else ''} {share_of(row, 'first')} alone and {share_of(row)} in total"
        for name, label in names.items()
        if name in rows.index
        for row in (rows.loc[name],)
    ]
    return f"{'; '.join(clauses)}."


def convergence_in_words(answer: Sensitivity) -> str:
    """Whether the numbers are sharp enough to be used, and what they took."""
    last = answer.steps.iloc[-1]
    took = f"{count_of(answer.runs, 'run')} ({answer.points:,} of the design's points)"
    wide, required = plain(100 * float(last["widest"]), 2), plain(100 * SHARP)
    if answer.converged:
        return (
            f"Converged after {took}: every interval of a total effect on win-win and on either side's gain is within "
            f"± {required} percentage points, and the order was the same with half as many points."
        )
    lacks = []
    if not last["widest"] < SHARP:
        lacks.append(f"the widest interval is ± {wide} percentage points, where ± {required} is asked")
    if not last["order_kept"]:
        lacks.append("the order still changes")
    return f"Not converged after {took}: {' and '.join(lacks)}. Treat it as a first look, and increase `most_points`."
