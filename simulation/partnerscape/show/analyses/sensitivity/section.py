"""What decides it, in the report: words, one figure, and tables for those who ask."""

from __future__ import annotations

from typing import Any

from partnerscape.language import phrase, phrase_for
from partnerscape.study.analyses.sensitivity.factors import DUMMY, LUCK
from partnerscape.study.analyses.sensitivity.sensitivity import Screening, Sensitivity, about, main_metric
from partnerscape.study.runs.stamp import stamp
from partnerscape.study.win_win.findings import Findings

from ...style.lever_words import capital
from ...style.numbers import digits_of, percent, plain, runs_of, source_with_runs
from ...style.page import escaped, flowing, folded, listing, paragraph, picture, section, table
from .chart import draw_sensitivity, sensitivity_title
from .words import (
    OUTCOMES,
    convergence_in_words,
    deciding_in_words,
    deciding_list,
    factor_name,
    groups_in_words,
    outcome,
    rest_in_words,
    share_of,
)

TOP = 3
MOST_PAIRS = 12


def _how() -> str:
    return phrase(
        "A factor's total effect is the share of the variance that would remain if all others were known: what it explains alone "
        "and through interactions. Interactions count for each factor involved, so that shares may add up to more than 100 %. "
        "Compared runs differ in one factor and use common random numbers; chance is a factor of its own."
    )


def _kind(kind: str) -> str:
    """What a factor is."""
    return {"lever": phrase("lever"), "uncertainty": phrase("uncertainty"), LUCK: phrase("luck"), DUMMY: phrase("dummy")}[kind]


def sensitivity_section(answer: Sensitivity, findings: Findings) -> str:
    """Which levers and which uncertainties decide it, and how surely."""
    title = phrase("What decides it")
    warned = [paragraph(capital(text)) for text in answer.warnings]
    if answer.table.empty:
        return section(title, *warned, paragraph(phrase("No outcome varies over these ranges.")))
    scenario, seed = findings.results.scenario, findings.results.question.design.seed
    source = source_with_runs(stamp(scenario, [seed]), answer.runs)
    figure = draw_sensitivity(answer, scenario, source)
    return section(
        title,
        *([] if answer.converged else [paragraph(convergence_in_words(answer))]),
        *warned,
        paragraph(deciding_in_words(answer)),
        listing(deciding_list(answer)),
        paragraph(rest_in_words(answer)),
        picture(figure, f"{sensitivity_title(answer)}. {rest_in_words(answer)}"),
        paragraph(groups_in_words(answer)),
        paragraph(" ".join((convergence_in_words(answer), _how())) if answer.converged else _how()),
        folded(phrase("Every factor's effect on {what}", what=outcome(main_metric(answer))), _factors(answer)),
        folded(_of_the_metrics(answer.table["metric"].nunique()), _metrics(answer)),
        *([] if answer.second is None else [folded(phrase("Interactions"), _pairs(answer))]),
    )


def _of_the_metrics(number: int) -> str:
    return phrase_for(number, "What decides the {number} metric", "What decides the {number} metrics")


def _factors(answer: Sensitivity) -> str:
    """Total and first-order effects of every factor, and how far it moves the whole distribution."""
    metric = main_metric(answer)
    far = answer.distances[answer.distances["metric"] == metric].set_index("factor")["median"]
    rows = [
        [
            escaped(capital(factor_name(row["factor"]))),
            escaped(_kind(row["kind"])),
            flowing(share_of(row)),
            flowing(share_of(row, "first")),
            digits_of(f"{far[row['factor']]:.2f}"),
        ]
        for _, row in about(answer, metric).iterrows()
    ]
    heads = (phrase("Factor"), phrase("Kind"), phrase("Total (95 %)"), phrase("Alone (95 %)"), phrase("Distance"))
    explanation = phrase(
        "Distance: how far the distribution of outcomes moves if the factor is fixed, from 0 to 1 (PAWN); compare it "
        "with the dummy's."
    )
    return table(heads, rows, numbers=(2, 3, 4)) + paragraph(explanation)


def _metrics(answer: Sensitivity) -> str:
    """The strongest factors of every metric, and the share of luck."""
    rows = []
    for metric in dict.fromkeys(answer.table["metric"]):
        indices = about(answer, str(metric))
        luck = indices[indices["factor"] == LUCK].iloc[0]
        first = indices[~indices["factor"].isin([LUCK, DUMMY])].head(TOP)
        named = [f"{escaped(factor_name(row['factor'], short=True))} {flowing(share_of(row))}" for _, row in first.iterrows()]
        rows.append(
            [
                escaped(capital(outcome(str(metric)))),
                *named,
                *[""] * (TOP - len(named)),
                flowing(share_of(luck)),
                percent(luck["floor"], 1),
            ]
        )
    order = (phrase("First"), phrase("Second"), phrase("Third"))
    return table((phrase("Metric"), *order, phrase("Chance"), phrase("Noise floor")), rows, numbers=(4, 5))


def _pairs(answer: Sensitivity) -> str:
    """Interactions of pairs that differ from 0, the strongest first."""
    if answer.second is None:
        return ""
    pairs = answer.second[(answer.second["metric"] == main_metric(answer)) & (answer.second["second_low"] > 0.0)]
    pairs = pairs.sort_values("second", ascending=False, kind="stable").head(MOST_PAIRS)
    if pairs.empty:
        return paragraph(phrase("No pair has an interaction that differs from 0."))
    rows = [
        [
            escaped(factor_name(row["factor"], short=True)),
            escaped(factor_name(row["other"], short=True)),
            flowing(share_of(row, "second")),
        ]
        for _, row in pairs.iterrows()
    ]
    return table((phrase("Factor"), phrase("with"), phrase("Interaction (95 %)")), rows, numbers=(2,))


def sensitivity_json(answer: Sensitivity) -> dict[str, Any]:
    """Plain values of all tables."""
    second = [] if answer.second is None else answer.second.to_dict("records")
    return {
        "converged": answer.converged,
        "points": answer.points,
        "runs": answer.runs,
        "warnings": list(answer.warnings),
        "steps": answer.steps.to_dict("records"),
        "indices": answer.table.to_dict("records"),
        "groups": answer.groups.to_dict("records"),
        "second_order": second,
        "distances": answer.distances.to_dict("records"),
    }


def screening_section(answer: Screening, findings: Findings) -> str:
    """A ranking of all factors by elementary effects, for few runs."""
    currency = findings.results.scenario.currency
    parts = []
    for metric in (m for m in OUTCOMES if m in set(answer.table["metric"])):
        effects = answer.table[answer.table["metric"] == metric].sort_values("mu_star", ascending=False, kind="stable")
        rows = [
            [
                escaped(capital(factor_name(row["factor"]))),
                escaped(_kind(row["kind"])),
                *(escaped(plain(row[c])) for c in ("mu_star", "mu", "sigma")),
            ]
            for _, row in effects.iterrows()
        ]
        in_money = metric in ("vendor_gain", "partner_gain")
        size = phrase("Mean size, {currency}", currency=currency) if in_money else phrase("Mean size")
        heads = (phrase("Factor"), phrase("Kind"), size, phrase("Mean"), phrase("Spread"))
        parts.append(folded(phrase("On {what}", what=outcome(metric)), table(heads, rows, numbers=(2, 3, 4))))
    explanation = phrase_for(
        answer.trajectories,
        "The effect of moving a factor through its whole range, over {number} trajectory ({runs}; Morris 1991). It ranks factors "
        "and gives no shares. Mean size: how strong; mean: in which direction; spread: how much it depends on the others.",
        "The effect of moving a factor through its whole range, over {number} trajectories ({runs}; Morris 1991). It ranks "
        "factors and gives no shares. Mean size: how strong; mean: in which direction; spread: how much it depends on the "
        "others.",
        runs=runs_of(answer.runs),
    )
    return section(phrase("A first look at what matters"), paragraph(explanation), *parts)


def screening_json(answer: Screening) -> dict[str, Any]:
    """Plain values of the table."""
    return {"trajectories": answer.trajectories, "runs": answer.runs, "effects": answer.table.to_dict("records")}
