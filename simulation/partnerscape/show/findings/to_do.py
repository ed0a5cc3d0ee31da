"""What a study's report says to do: the recommended policy beside today's, and how to test it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from partnerscape.language import phrase
from partnerscape.study.analyses.advice.selection import SAFEST
from partnerscape.study.boxes.limits import ends
from partnerscape.study.question.question import levers_at
from partnerscape.study.request import ComparisonRequest, request_in
from partnerscape.study.win_win.findings import Findings

from ..style.lever_words import capital, lever_label, lever_limits, lever_number, lever_unit
from ..style.numbers import from_to, percent, share_with, whole
from ..style.page import command, escaped, flowing, paragraph, section, span, table

FRESH_SEED, FRESH_FUTURES = 100, 64  # of the comparison that a report proposes


def what_to_do(findings: Findings, folder: Path) -> str:
    """The recommended policy against today's, and how to test it on fresh futures."""
    results, box = findings.results, findings.box
    today, currency, ranges = results.current_levers(), results.scenario.currency, results.question.levers
    rows, labels = [], results.question.labels
    for name in findings.effects["lever"]:
        limits = box.limits.get(name) if box is not None else None
        unit = lever_unit(name)
        low, high = (lever_number(name, end, currency, labels) for end in ranges[name])
        swept = flowing(from_to(low, high))
        small = f" <small>{escaped(unit)}</small>" if unit and not unit.startswith("%") else ""
        rows.append(
            [
                f"{escaped(capital(lever_label(name)))}{small}",
                flowing(lever_number(name, today[name], currency, labels)),
                f"<b>{flowing(lever_number(name, findings.recommended[name], currency, labels))}</b>",
                span(ranges[name], ends(limits) if limits else None, today[name], findings.recommended[name]),
                flowing(lever_limits(name, limits, ranges[name], currency, labels))
                if limits
                else phrase("free")
                if box is not None
                else swept,
            ]
        )
    chance = percent(float(findings.model.probability(np.array([[findings.recommended[n] for n in results.levers]]))[0]))
    heads = (
        phrase("Lever"),
        phrase("Today"),
        phrase("Recommended") if box is not None else phrase("Best tried"),
        phrase("○ today  ● then  ▬ conditions"),
        phrase("Condition") if box is not None else phrase("Range"),
    )
    return section(
        phrase("What to do"),
        paragraph(_prediction(findings, chance)),
        table(heads, rows, numbers=(1, 2)),
        *_test_on_fresh(findings, folder),
    )


def _prediction(findings: Findings, chance: str) -> str:
    """Which policy is recommended, and how often the surrogate predicts it to be win-win."""
    if findings.advised:
        return phrase(
            "The safest of the programmes to choose from: win-win in {share} of the futures in which it was simulated anew. "
            "Every other lever stays as it is today.",
            share=share_with(*findings.answers["advice"].programmes[SAFEST].p_win_win),
        )
    money = findings.answers.get("money")
    if findings.box is not None and money is not None:
        return phrase(
            "The middle of the conditions; levers that they leave free stay as they are today. In {futures} fresh futures it is "
            "win-win in {share}; the map, a prediction from other policies, says {chance}. Every other lever stays as it is "
            "today.",
            futures=whole(money.futures),
            share=share_with(*money.p_win_win),
            chance=chance,
        )
    if findings.box is not None:
        return phrase(
            "The middle of the conditions; levers that they leave free stay as they are today: predicted to be win-win in "
            "{share} of futures. Every other lever stays as it is today.",
            share=chance,
        )
    return phrase(
        "No win-win conditions were found. This is the best policy tried; the best of many looks better than it is: predicted to "
        "be win-win in {share} of futures. Every other lever stays as it is today.",
        share=chance,
    )


def _test_on_fresh(findings: Findings, folder: Path) -> list[str]:
    """The comparison of the recommended policy with today's, in futures that the study did not use."""
    asked = comparison_to_test(findings, folder)
    typed = None if asked is None else asked.command()
    return (
        []
        if typed is None
        else [paragraph(phrase("Before you act, compare it partner by partner, in further futures:")), command(typed)]
    )


def comparison_to_test(findings: Findings, folder: Path) -> ComparisonRequest | None:
    """The recommended policy against today's, as a request of its own; None where no command can say it."""
    results, request = findings.results, request_in(folder)
    today = results.current_levers()
    moved = {name: value for name, value in findings.recommended.items() if not abs(value - today[name]) <= 1e-9}  # also from NaN
    seeds = [int(seed) for seed in results.design.futures["seed"]]
    first = FRESH_SEED if min(seeds) >= FRESH_SEED + FRESH_FUTURES else max(seeds) + 1
    typable = {name: float(f"{value:.12g}") for name, value in moved.items()}  # 2.9, not 2.9000000000000004
    levers = levers_at(results.question, typable)
    return request.comparison(levers, range(first, first + FRESH_FUTURES)) if request is not None and levers else None
