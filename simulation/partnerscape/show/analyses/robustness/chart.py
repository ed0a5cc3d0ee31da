"""Figure of robustness: how the policy that each criterion chooses stands under all the others."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure

from partnerscape.language import phrase, phrase_for
from partnerscape.study.analyses.robustness.criteria import CRITERIA
from partnerscape.study.analyses.robustness.robustness import Robustness
from partnerscape.study.runs.stamp import stamp

from ...style.lever_words import capital, listed
from ...style.numbers import bare_percent, futures_of, policies_of, whole
from ...style.palette import BODY, INK, PAPER, SMALL, bare, chance_colours, head, inches_of, new_figure, place, styled

SIDES = ("both", "vendor", "partners")
KINDS = ("win", "mean", "worst_tenth", "worst", "regret_largest", "regret_high", "regret_today")
SLANT = 55.0  # degrees, of the criteria's names
LETTERS = "ABCDEFGHIJKLMNOPQRSTU"  # as many as criteria


def side_name(side: str) -> str:
    """Whose criterion it is: ``both sides``."""
    return {"both": phrase("both sides"), "vendor": phrase("the vendor"), "partners": phrase("partners")}[side]


def kind_name(kind: str) -> str:
    """What a criterion looks at: ``worst tenth``."""
    return {
        "win": phrase("futures with a gain"),
        "mean": phrase("mean"),
        "worst_tenth": phrase("worst tenth"),
        "worst": phrase("worst future"),
        "regret_largest": phrase("largest regret"),
        "regret_high": phrase("high regret"),
        "regret_today": phrase("loss against today"),
    }[kind]


def chosen_by(answer: Robustness) -> dict[int, list[str]]:
    """The policies that are best by some criterion, each with the criteria that choose it, the most often chosen first."""
    by: dict[int, list[str]] = {}
    for name, policy in zip(answer.tops["criterion"], answer.tops["policy"], strict=True):
        by.setdefault(int(policy), []).append(str(name))
    return dict(sorted(by.items(), key=lambda item: -len(item[1])))


def sides_in_words(criteria: list[str]) -> str:
    """Whose criteria: ``both sides (5 of 7)``."""
    counts = {side: sum(name.endswith(f".{side}") for name in criteria) for side in SIDES}
    return ", ".join(
        phrase("{side} ({count} of {all})", side=side_name(side), count=count, all=len(KINDS))
        for side, count in counts.items()
        if count
    )


def source_of(answer: Robustness) -> str:
    """Scenario, version, seeds, and which futures chose and which tell."""
    results = answer.results
    seeds = [int(s) for s in results.design.futures["seed"]]
    return phrase(
        "{stamp}; {policies}, chosen on {futures}, reported on the {others} others.",
        stamp=capital(stamp(results.scenario, seeds)),
        policies=policies_of(len(results.design.policies)),
        futures=futures_of(len(answer.choosing)),
        others=whole(len(answer.telling)),
    )


def robustness_title(answer: Robustness) -> str:
    """Whether one policy is the most robust by all criteria."""
    policies = answer.tops["policy"].nunique()
    if policies == 1:
        return phrase("By every criterion the same policy is the most robust")
    return phrase_for(
        policies,
        "What is most robust depends on the criterion: {criteria} criteria choose {number} policy",
        "What is most robust depends on the criterion: {criteria} criteria choose {number} policies",
        criteria=len(CRITERIA),
    )


def draw_robustness(answer: Robustness) -> Figure:
    """For every chosen policy (rows) and criterion (columns): the share of the other policies that it beats."""
    chosen = chosen_by(answer)
    order = [f"{kind}.{side}" for side in SIDES for kind in KINDS]
    across = answer.across.set_index(["criterion", "under"])["beats"]
    beats = np.array([[across[names[0], under] for under in order] for names in chosen.values()])
    subtitle = phrase(
        "How many of the other policies (%) it beats under each criterion, on futures that did not choose it. "
        "Rows: chosen policies, see the table; framed: the criteria that chose it."
    )
    with styled():
        labels = [kind_name(name.partition(".")[0]) for name in order]
        below = max(1.05, 0.15 + math.sin(math.radians(SLANT)) * max(inches_of(label, SMALL) for label in labels))
        figure = new_figure(1.7 + below + 0.3 * len(chosen))
        room = head(figure, robustness_title(answer), subtitle, source_of(answer))
        axes = bare(place(figure, (0.75, 0.1, below, 0.3), room))
        axes.imshow(beats, cmap=chance_colours(10), vmin=0.0, vmax=1.0, aspect="auto")
        for row, names in enumerate(chosen.values()):
            for column, under in enumerate(order):
                value = beats[row, column]
                colour = PAPER if value > 0.55 else INK
                frame = {"edgecolor": colour, "facecolor": "none", "linewidth": 0.9, "pad": 1.6} if under in names else None
                axes.text(column, row, bare_percent(value), color=colour, size=SMALL - 0.8, ha="center", va="center", bbox=frame)
        axes.set_yticks(range(len(chosen)), list(LETTERS[: len(chosen)]), color=INK, size=BODY, weight="bold")
        axes.set_xticks(range(len(order)), labels, rotation=SLANT, ha="right", rotation_mode="anchor", size=SMALL, color=INK)
        for k, side in enumerate(SIDES):
            who = capital(side_name(side))
            axes.text((k + 0.5) * len(KINDS) - 0.5, -0.62, who, ha="center", va="bottom", weight="bold", size=BODY)
            if k:
                axes.axvline(k * len(KINDS) - 0.5, color=PAPER, linewidth=4.0)
        axes.spines[:].set_visible(False)
    return figure


def figure_in_words(answer: Robustness) -> str:
    """The figure for those who cannot see it."""
    said = [f"{letter}: {sides_in_words(names)}" for letter, names in zip(LETTERS, chosen_by(answer).values(), strict=False)]
    return phrase("{title}. Chosen by {criteria}", title=robustness_title(answer), criteria=listed(said))
