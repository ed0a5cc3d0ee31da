"""Which trial would decide, and what a trial showed: in the terminal, as a page, as plain values."""

from __future__ import annotations

from typing import Any

import numpy as np
from rich.console import Console

from partnerscape.language import phrase, phrase_for, term
from partnerscape.own_data.pilots import Pilot, PilotResult
from partnerscape.own_data.pilots.result import NEW, OLD
from partnerscape.own_data.pilots.trial import STATISTICS, Trial

from ..style import page
from ..style.lever_words import assumption_label, capital, levers_in_words, segment_name
from ..style.numbers import brief_money, digits_of, months_of, percent, plain, rough_money, signed
from ..terminal import say_plainly, table_of

SHOWN_ASSUMPTIONS = 5


def trial_of(pilot: Pilot, number: int) -> Trial:
    """A trial by its number in the table."""
    row = pilot.trials.iloc[number]
    return Trial(None if row["segment"] == "all" else str(row["segment"]), int(row["partners"]), int(row["months"]))


def answer_in_words(pilot: Pilot) -> str:
    """One sentence: which trial, or none."""
    if pilot.best is None:
        return phrase("No trial is clearly worth its cost: decide now, or look up first what matters most.")
    row, currency = pilot.trials.iloc[pilot.best], pilot.scenario.currency
    return phrase(
        "Try it first with {trial}, as many others watched: it is worth {net} more than deciding now, and lowers the chance of a "
        "wrong decision from {now} to {then}.",
        trial=trial_of(pilot, pilot.best),
        net=rough_money(row["net"], currency),
        now=percent(pilot.wrong_now),
        then=percent(row["wrong"]),
    )


def sentences(pilot: Pilot) -> list[str]:
    """What stands behind the answer."""
    certainty = rough_money(pilot.perfect.information, pilot.scenario.currency)
    lines = [
        _deciding_now(pilot),
        phrase("Certainty about every assumption would be worth {money}: no trial is worth more.", money=certainty),
    ]
    if np.isfinite(pilot.ignorance):
        lines.append(
            phrase(
                "Of the differences between futures {ignorance} come from assumptions, which data can settle, and {luck} from "
                "luck, which nothing can.",
                ignorance=percent(pilot.ignorance),
                luck=percent(pilot.luck),
            )
        )
    return [*lines, _to_look_up(pilot)]


def _deciding_now(pilot: Pilot) -> str:
    """What one would do without a trial, and what a rollout brings."""
    gain = float(pilot.draws["gain"].mean())
    values = {
        "gain": rough_money(gain, pilot.scenario.currency),
        "months": months_of(pilot.scenario.time.horizon_months),
        "share": percent(pilot.p_win_win),
    }
    if gain > 0.0:
        return phrase(
            "Deciding now: roll out; a rollout brings {gain} on average over {months} and beyond, less what partners lose, and "
            "is win-win in {share} of futures.",
            **values,
        )
    return phrase(
        "Deciding now: stay as today; a rollout brings {gain} on average over {months} and beyond, less what partners lose, and "
        "is win-win in {share} of futures.",
        **values,
    )


def _to_look_up(pilot: Pilot) -> str:
    """What would be worth knowing before a decision."""
    currency = pilot.scenario.currency
    known = pilot.look_up[pilot.look_up["value"] > pilot.look_up["error"]].head(SHOWN_ASSUMPTIONS)
    if not len(known):
        return phrase("No single assumption changes the decision by itself.")
    worth = "; ".join(f"{assumption_label(row.assumption)} ({rough_money(row.value, currency)})" for row in known.itertuples())
    return phrase("To be looked up first, each with the worth of knowing it exactly: {assumptions}.", assumptions=worth)


def plan_in_words(pilot: Pilot) -> list[str]:
    """How to run and to read the trial, fixed before it begins."""
    number = int(pilot.trials["net"].to_numpy().argmax()) if pilot.best is None else pilot.best
    row, trial = pilot.trials.iloc[number], trial_of(pilot, number)
    record = phrase(
        "Record every partner's sales per month, from at least three months before the trial, and its arm: “{new}” or “{old}”.",
        new=NEW,
        old=OLD,
    )
    test = phrase(
        "After {months} compare the mean change in ln(sales + a quarter of the mean before) of the two groups, "
        "with a test in which the lots are drawn anew. Chance alone moves this difference by ± {error} (one standard error); the "
        "expected effect is {effect}: the test finds it with a probability of {power}.",
        months=months_of(trial.months),
        error=plain(row["standard_error"], 2),
        effect=plain(row["effect"], 2),
        power=percent(row["power"]),
    )
    early = phrase(
        "Stop early if {share} fewer of the partners with the new terms than of the others have sales.",
        share=percent(2.0 * float(pilot.chance[number, STATISTICS.index("staying")])),
    )
    then = phrase(
        "Then run partnerscape pilot-result on this folder and the data: roll out if it expects a gain and win-win is at least "
        "{required} likely.",
        required=percent(pilot.scenario.goals.required_probability),
    )
    return [_lots(trial), record, test, early, then]


def _lots(trial: Trial) -> str:
    """Who gets the new terms."""
    if trial.segment:
        return phrase_for(
            trial.partners,
            "Draw {number} pair of {segment} partners of like sales; the lot gives one of each pair the new terms. Tell both "
            "groups that terms are tried, and for how long.",
            "Draw {number} pairs of {segment} partners of like sales; the lot gives one of each pair the new terms. Tell both "
            "groups that terms are tried, and for how long.",
            segment=segment_name(trial.segment),
        )
    return phrase_for(
        trial.partners,
        "Draw {number} pair of partners of like sales; the lot gives one of each pair the new terms. Tell both groups that terms "
        "are tried, and for how long.",
        "Draw {number} pairs of partners of like sales; the lot gives one of each pair the new terms. Tell both groups that "
        "terms are tried, and for how long.",
    )


def _heads() -> tuple[str, ...]:
    """Heads of the table of trials."""
    return (
        *(phrase("trial"), phrase("worth"), phrase("costs"), phrase("waiting"), phrase("net")),
        *(phrase("wrong decision"), phrase("statistical power"), phrase("worse off")),
    )


def _rows(pilot: Pilot) -> list[list[str]]:
    currency = pilot.scenario.currency
    rows = []
    for number, (_, row) in enumerate(pilot.trials.iterrows()):
        worth = f"{brief_money(row['value'], currency)} ± {brief_money(row['value_error'], currency)}"
        money = [brief_money(row[name], currency) for name in ("cost", "waiting", "net")]
        harmed = phrase("{number} partners", number=digits_of(f"{row['harmed']:.1f}"))
        rows.append([capital(str(trial_of(pilot, number))), worth, *money, percent(row["wrong"]), percent(row["power"]), harmed])
    return rows


def print_pilot(pilot: Pilot, console: Console) -> None:
    """The answer, the trials, the plan."""
    say_plainly(console, answer_in_words(pilot), "bold")
    for line in sentences(pilot):
        say_plainly(console, line)
    table = table_of(*_heads())
    for row in _rows(pilot):
        table.add_row(*row)
    console.print(table)
    if pilot.best is not None:
        for k, line in enumerate(plan_in_words(pilot), 1):
            say_plainly(console, f"{k}. {line}")
    say_plainly(console, pilot.stamp, "dim")


def pilot_page(pilot: Pilot) -> str:
    """The same as one page of HTML."""
    change = levers_in_words({k: v for k, v in pilot.changes.items() if isinstance(v, int | float)}, pilot.scenario.currency)
    parts = [
        *page.opening(
            pilot.scenario.title or pilot.scenario.name,
            pilot.scenario.standing,
            phrase("Try first: {change}?", change=change or term(pilot.name.replace("_", " "))),
        ),
        page.paragraph(answer_in_words(pilot), "answer"),
        *(page.paragraph(line) for line in sentences(pilot)),
        page.section(
            phrase("What every trial is worth"),
            page.paragraph(
                phrase(
                    "Worth: what deciding by the trial's outcome brings more than deciding now (expected value of sample "
                    "information, ± its standard error). Costs: what the trial takes from profit; negative: it brings more. "
                    "Waiting: what a rollout now would bring meanwhile."
                )
            ),
            page.table(_heads(), ([_cell(cell) for cell in row] for row in _rows(pilot)), range(1, len(_heads()))),
        ),
        page.section(_plan_title(pilot), page.listing(plan_in_words(pilot))),
        page.paragraph(pilot.stamp, "stamp"),
    ]
    return page.page(phrase("Which trial would decide"), parts)


def _cell(text: str) -> str:
    """A cell of the page; an error stands below its number."""
    value, sign, error = text.partition(" ± ")
    return f"{page.flowing(value)}<br>{page.small(f'± {error}')}" if sign else page.flowing(text)


def _plan_title(pilot: Pilot) -> str:
    return (
        phrase("The plan, fixed before the trial")
        if pilot.best is not None
        else phrase("If it is tried all the same: the plan of the best trial")
    )


def pilot_json(pilot: Pilot) -> dict[str, Any]:
    """Plain values."""
    return {
        "recommended": None if pilot.best is None else pilot.trials.iloc[pilot.best].to_dict(),
        "trials": pilot.trials.to_dict("records"),
        "wrong_now": pilot.wrong_now,
        "p_win_win": pilot.p_win_win,
        "ignorance": pilot.ignorance,
        "luck": pilot.luck,
        "perfect_information": pilot.perfect.information,
        "look_up": pilot.look_up.to_dict("records"),
        "stamp": pilot.stamp,
    }


def print_result(result: PilotResult, console: Console) -> None:
    """The effect, the decision, what changed."""
    for line, style in zip(result_in_words(result), ("bold", "", "", "", "bold"), strict=False):
        say_plainly(console, line, style)


def result_in_words(result: PilotResult) -> list[str]:
    """The decision, the effect, the other statistics, what changed, and a warning if the data are unlike any simulated trial."""
    do = phrase("Roll out, after a trial with {trial}.", trial=result.trial)
    lines = [
        do if result.roll_out else phrase("Do not roll out, after a trial with {trial}.", trial=result.trial),
        phrase(
            "Sales: {effect} in ln(sales + a quarter of the mean before) (95 %: {low} to {high}; randomisation test p = {p}).",
            effect=signed(plain(result.effect, 3)),
            low=plain(result.low, 3),
            high=plain(result.high, 3),
            p=plain(result.p_value, 2),
        ),
        phrase(
            "New terms less today's: activity {activity} points, staying {staying} points.",
            **{name: signed(plain(100.0 * result.statistics[name], 2)) for name in STATISTICS[1:]},
        ),
        phrase(
            "Win-win is now {now} likely ({before} before); a rollout is expected to bring {gain} ({gain_before} before).",
            now=percent(result.p_win_win),
            before=percent(result.p_before),
            gain=signed(rough_money(result.gain, result.currency)),
            gain_before=signed(rough_money(result.gain_before, result.currency)),
        ),
    ]
    if result.unlike:
        lines.append(phrase("No simulated trial looks like this one: check the data, and do not rely on these two numbers."))
    return lines


def result_json(result: PilotResult) -> dict[str, Any]:
    """Plain values."""
    names = (
        "effect",
        "low",
        "high",
        "p_value",
        "statistics",
        "gain",
        "gain_before",
        "p_win_win",
        "p_before",
        "roll_out",
        "unlike",
    )
    return {"trial": vars(result.trial), **{name: getattr(result, name) for name in names}}
