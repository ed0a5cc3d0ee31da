"""Which trial would decide, and what a trial showed: in the terminal, as a page, as plain values."""

from __future__ import annotations

from typing import Any

import numpy as np
from rich.console import Console

from partnerscape.own_data.pilots import Pilot, PilotResult
from partnerscape.own_data.pilots.result import NEW, OLD
from partnerscape.own_data.pilots.trial import STATISTICS, Trial

from ..style import page
from ..style.lever_words import assumption_label, capital, levers_in_words
from ..style.numbers import brief_money, percent, plain, rough_money, signed
from ..terminal import say_plainly, table_of

HEADS = ("trial", "worth", "costs", "waiting", "net", "wrong decision", "power", "worse off")
SHOWN_ASSUMPTIONS = 5


def trial_of(pilot: Pilot, number: int) -> Trial:
    """A trial by its number in the table."""
    row = pilot.trials.iloc[number]
    return Trial(None if row["segment"] == "all" else str(row["segment"]), int(row["partners"]), int(row["months"]))


def answer_in_words(pilot: Pilot) -> str:
    """One sentence: which trial, or none."""
    if pilot.best is None:
        return "No trial is clearly worth its cost: decide now, or look up first what matters most."
    row, currency = pilot.trials.iloc[pilot.best], pilot.scenario.currency
    return (
        f"Try it first with {trial_of(pilot, pilot.best)}, as many others watched: it is worth "
        f"{rough_money(row['net'], currency)} more than deciding now, and lowers the chance of a wrong decision from "
        f"{percent(pilot.wrong_now)} to {percent(row['wrong'])}."
    )


def sentences(pilot: Pilot) -> list[str]:
    """What stands behind the answer."""
    currency, months = pilot.scenario.currency, pilot.scenario.time.horizon_months
    gain, certainty = float(pilot.draws["gain"].mean()), rough_money(pilot.perfect.information, currency)
    now = (
        f"Deciding now: {'roll out' if gain > 0.0 else 'stay as today'}; a rollout brings "
        f"{rough_money(gain, currency)} on average over {months} months and beyond, less what partners lose, and is win-win in "
        f"{percent(pilot.p_win_win)} of futures."
    )
    lines = [now, f"Certainty about every assumption would be worth {certainty}: no trial is worth more."]
    if np.isfinite(pilot.ignorance):
        lines.append(
            f"Of the differences between futures {percent(pilot.ignorance)} come from assumptions, which data can settle, and "
            f"{percent(pilot.luck)} from luck, which nothing can."
        )
    known = pilot.look_up[pilot.look_up["value"] > pilot.look_up["error"]].head(SHOWN_ASSUMPTIONS)
    if len(known):
        listed = "; ".join(
            f"{assumption_label(row.assumption)} ({rough_money(row.value, currency)})" for row in known.itertuples()
        )
        lines.append(f"To be looked up first, each with the worth of knowing it exactly: {listed}.")
    else:
        lines.append("No single assumption changes the decision by itself.")
    return lines


def plan_in_words(pilot: Pilot) -> list[str]:
    """How to run and to read the trial, fixed before it begins."""
    number = int(pilot.trials["net"].to_numpy().argmax()) if pilot.best is None else pilot.best
    row, trial = pilot.trials.iloc[number], trial_of(pilot, number)
    stop = 2.0 * float(pilot.chance[number, STATISTICS.index("staying")])
    whose = f"{trial.segment} " if trial.segment else ""
    lots = (
        f"Draw {trial.partners} pairs of {whose}partners of like sales; the lot gives one of each pair the new terms. "
        "Tell both groups that terms are tried, and for how long."
    )
    record = (
        f"Record every partner's sales per month, from at least three months before the trial, and its arm: “{NEW}” or “{OLD}”."
    )
    test = (
        f"After {trial.months} months compare the mean change in ln(sales + a quarter of the mean before) of the two groups, "
        "with a test in which the lots are drawn anew. Chance alone moves this difference by "
        f"± {plain(row['standard_error'], 2)} (one standard error); the expected effect is {plain(row['effect'], 2)}: the test "
        f"finds it with a probability of {percent(row['power'])}."
    )
    early = f"Stop early if {percent(stop)} fewer of the partners with the new terms than of the others have sales."
    then = (
        "Then run partnerscape pilot-result on this folder and the data: roll out if it expects a gain and win-win is at least "
        f"{percent(pilot.scenario.goals.required_probability)} likely."
    )
    return [lots, record, test, early, then]


def _rows(pilot: Pilot) -> list[list[str]]:
    currency = pilot.scenario.currency
    rows = []
    for number, (_, row) in enumerate(pilot.trials.iterrows()):
        worth = f"{brief_money(row['value'], currency)} ± {brief_money(row['value_error'], currency)}"
        money = [brief_money(row[name], currency) for name in ("cost", "waiting", "net")]
        harmed = f"{row['harmed']:.1f} partners"
        rows.append([capital(str(trial_of(pilot, number))), worth, *money, percent(row["wrong"]), percent(row["power"]), harmed])
    return rows


def print_pilot(pilot: Pilot, console: Console) -> None:
    """The answer, the trials, the plan."""
    say_plainly(console, answer_in_words(pilot), "bold")
    for line in sentences(pilot):
        say_plainly(console, line)
    table = table_of(*HEADS)
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
            pilot.scenario.title or pilot.scenario.name, pilot.scenario.standing, f"Try first: {change or pilot.name}?"
        ),
        page.paragraph(answer_in_words(pilot), "answer"),
        *(page.paragraph(line) for line in sentences(pilot)),
        page.section(
            "What every trial is worth",
            page.paragraph(
                "Worth: what deciding by the trial's outcome brings more than deciding now (expected value of sample "
                "information, ± its standard error). Costs: what the trial takes from profit; negative: it brings more. "
                "Waiting: what a rollout now would bring meanwhile."
            ),
            page.table(HEADS, ([page.told(cell) for cell in row] for row in _rows(pilot)), range(1, len(HEADS))),
        ),
        page.section(_plan_title(pilot), page.listing(plan_in_words(pilot))),
        page.paragraph(pilot.stamp, "stamp"),
    ]
    return page.page("Which trial would decide", parts)


def _plan_title(pilot: Pilot) -> str:
    return (
        "The plan, fixed before the trial"
        if pilot.best is not None
        else "If it is tried all the same: the plan of the best trial"
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
    say_plainly(console, f"{'Roll out' if result.roll_out else 'Do not roll out'}, after a trial with {result.trial}.", "bold")
    say_plainly(
        console,
        f"Sales: {signed(plain(result.effect, 3))} in ln(sales + a quarter of the mean before) (95 %: "
        f"{plain(result.low, 3)} to {plain(result.high, 3)}; "
        f"randomisation test p = {plain(result.p_value, 2)}).",
    )
    others = ", ".join(f"{name} {signed(plain(100.0 * result.statistics[name], 2))} points" for name in STATISTICS[1:])
    say_plainly(console, f"New terms less today's: {others}.")
    after, before = (signed(rough_money(gain, result.currency)) for gain in (result.gain, result.gain_before))
    say_plainly(
        console,
        f"Win-win is now {percent(result.p_win_win)} likely ({percent(result.p_before)} before); a rollout is expected to bring "
        f"{after} ({before} before).",
    )
    if result.unlike:
        say_plainly(
            console, "No simulated trial looks like this one: check the data, and do not rely on these two numbers.", "bold"
        )


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
