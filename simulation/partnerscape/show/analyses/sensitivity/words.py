"""What decides it, in words. Nothing is said that the intervals do not bear."""

from __future__ import annotations

import pandas as pd

from partnerscape.language import phrase, phrase_for, term
from partnerscape.scenario import ASSUMPTIONS
from partnerscape.study.analyses.sensitivity.factors import DUMMY, LUCK
from partnerscape.study.analyses.sensitivity.sensitivity import SHARP, Sensitivity, about, deciding_factors, main_metric
from partnerscape.study.analyses.sensitivity.sensitivity import outcome as judged

from ...style.lever_words import assumption_label, capital, lever_label, listed
from ...style.metric_words import metric_name
from ...style.numbers import percent, plain, runs_of, share_with, spelled, whole

MOST_NAMED = 5
OUTCOMES = ("win_win", "vendor_gain", "partner_gain", "quality_gain")


def outcome(metric: str) -> str:
    """What an index is of: ``win-win``, ``the vendor's gain``."""
    return judged(metric) if metric in OUTCOMES else metric_name(metric)


def _whether(metric: str) -> str:
    """The same as what is decided."""
    return phrase("whether a programme is win-win") if metric == "win_win" else outcome(metric)


def factor_name(name: str, short: bool = False) -> str:
    """A factor in words: ``support agents``, ``outside level (level of all outside options)``, ``luck``."""
    if name in (LUCK, DUMMY):
        return phrase("luck") if name == LUCK else phrase("dummy")
    if name not in ASSUMPTIONS:
        return lever_label(name)
    return term(name.replace("_", " ")) if short else assumption_label(name)


def share_of(row: pd.Series, kind: str = "total") -> str:
    """A share of the variance with its interval; estimates beyond 0 and 1 are said as 0 and 100 %."""
    estimate, low, high = (min(1.0, max(0.0, float(row[name]))) for name in (kind, f"{kind}_low", f"{kind}_high"))
    return share_with(estimate, low, high)


def deciding(answer: Sensitivity) -> pd.DataFrame:
    """The few factors that decide most."""
    return deciding_factors(answer).head(MOST_NAMED)


def deciding_in_words(answer: Sensitivity) -> str:
    """How many things decide; they follow as a list."""
    count, what = len(deciding(answer)), _whether(main_metric(answer))
    if count == 0:
        return phrase(
            "No single factor decides {what}: none accounts for a tenth of the variance with 95 % confidence.", what=what
        )
    mostly = len(deciding_factors(answer)) > count
    return _so_many(count, what, mostly) if answer.converged else _so_many_so_far(count, what, mostly)


def decided_in_one(answer: Sensitivity) -> str:
    """The same in one sentence without statistics, for those who read no list."""
    rows = deciding(answer)
    if rows.empty:
        return phrase("Nothing alone decides {what}.", what=_whether(main_metric(answer)))
    named = [f"{factor_name(str(row['factor']), short=True)} ({percent(row['total'])})" for _, row in rows.iterrows()]
    values = {"what": _whether(main_metric(answer)), "factors": listed(named)}
    if answer.converged:
        return phrase("Most of {what} hangs on: {factors}. In brackets: its part in how outcomes differ.", **values)
    return phrase("At first sight most of {what} hangs on: {factors}. In brackets: its part in how outcomes differ.", **values)


def _so_many(count: int, what: str, mostly: bool) -> str:
    values = {"count": capital(spelled(count)), "what": what}
    if mostly:
        return phrase_for(
            count,
            "{count} thing mostly decides {what}, each with its share of the variance:",
            "{count} things mostly decide {what}, each with its share of the variance:",
            **values,
        )
    return phrase_for(
        count,
        "{count} thing decides {what}, each with its share of the variance:",
        "{count} things decide {what}, each with its share of the variance:",
        **values,
    )


def _so_many_so_far(count: int, what: str, mostly: bool) -> str:
    """The same while the numbers are not sharp yet."""
    values = {"count": spelled(count), "what": what}
    if mostly:
        return phrase_for(
            count,
            "So far {count} thing mostly decides {what}, each with its share of the variance:",
            "So far {count} things mostly decide {what}, each with its share of the variance:",
            **values,
        )
    return phrase_for(
        count,
        "So far {count} thing decides {what}, each with its share of the variance:",
        "So far {count} things decide {what}, each with its share of the variance:",
        **values,
    )


def deciding_list(answer: Sensitivity) -> list[str]:
    """Every factor that decides, with its share of the variance."""
    return [f"{capital(factor_name(str(row['factor'])))}: {share_of(row)}" for _, row in deciding(answer).iterrows()]


def rest_in_words(answer: Sensitivity) -> str:
    """Chance, everything that does not decide, and what cannot be distinguished from no effect."""
    rows = about(answer, main_metric(answer))
    luck, also = rows[rows["factor"] == LUCK].iloc[0], deciding_factors(answer).iloc[MOST_NAMED:]
    others = rows[~rows["factor"].isin([*deciding_factors(answer)["factor"], LUCK, DUMMY])]
    floor = float(rows["floor"].iloc[0])
    idle = [factor_name(str(n), short=True) for n in others["factor"][others["total"] <= floor]]
    sentences = [
        _follow([factor_name(str(n), short=True) for n in also["factor"]]),
        phrase("Chance accounts for {share} of the variance (total effect).", share=share_of(luck)),
        _no_other(float(others["total_high"].max())) if len(others) else "",
        _below_the_floor(idle, floor),
    ]
    return " ".join(filter(None, sentences))


def _follow(names: list[str]) -> str:
    if not names:
        return ""
    return phrase_for(len(names), "{factors} follows.", "{factors} follow.", factors=capital(listed(names)))


def _no_other(most: float) -> str:
    return phrase("No other factor accounts for more than {share}.", share=percent(most))


def _below_the_floor(names: list[str], floor: float) -> str:
    if not names:
        return ""
    return phrase_for(
        len(names),
        "{factors} stays below the noise floor of {floor}: an inert dummy factor reaches as much by chance.",
        "{factors} stay below the noise floor of {floor}: an inert dummy factor reaches as much by chance.",
        factors=capital(listed(names)),
        floor=percent(floor, 1),
    )


def groups_in_words(answer: Sensitivity) -> str:
    """How much is in the vendor's hand, how much is not."""
    rows = answer.groups[answer.groups["metric"] == main_metric(answer)].set_index("factor")
    clauses = [_group(name, rows.loc[name]) for name in ("levers", "uncertainties", LUCK) if name in rows.index]
    return f"{'; '.join(clauses)}."


def _group(name: str, row: pd.Series) -> str:
    """A group's share, alone and in total."""
    values = {"alone": share_of(row, "first"), "total": share_of(row)}
    if name == "levers":
        return phrase("All levers together explain {alone} alone and {total} in total", **values)
    if name == "uncertainties":
        return phrase("all uncertainties together explain {alone} alone and {total} in total", **values)
    return phrase("chance explains {alone} alone and {total} in total", **values)


def convergence_in_words(answer: Sensitivity) -> str:
    """Whether the numbers are sharp enough to be used, and what they took."""
    last = answer.steps.iloc[-1]
    values = {
        "runs": runs_of(answer.runs),
        "points": whole(answer.points),
        "wide": plain(100 * float(last["widest"]), 2),
        "required": plain(100 * SHARP),
    }
    if answer.converged:
        return phrase(
            "Converged after {runs} ({points} of the design's points): every interval of a total effect on win-win and on either "
            "side's gain is within ± {required} percentage points, and the order was the same with half as many points.",
            **values,
        )
    if last["widest"] < SHARP:
        return phrase(
            "Not converged after {runs} ({points} of the design's points): the order still changes. Treat it as a first look, "
            "and ask for more points (most_points in the question).",
            **values,
        )
    if last["order_kept"]:
        return phrase(
            "Not converged after {runs} ({points} of the design's points): the widest interval is ± {wide} percentage points, "
            "where ± {required} is asked. Treat it as a first look, and ask for more points (most_points in the question).",
            **values,
        )
    return phrase(
        "Not converged after {runs} ({points} of the design's points): the widest interval is ± {wide} percentage points, where "
        "± {required} is asked and the order still changes. "
        "Treat it as a first look, and ask for more points (most_points in the question).",
        **values,
    )
