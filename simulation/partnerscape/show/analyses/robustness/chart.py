"""Figure of robustness: how the policy that each criterion chooses stands under all the others."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from partnerscape.study.analyses.robustness.criteria import CRITERIA
from partnerscape.study.analyses.robustness.robustness import Robustness
from partnerscape.study.runs.stamp import stamp

from ...style.lever_words import capital, listed
from ...style.numbers import bare_percent, count_of
from ...style.palette import BODY, INK, PAPER, SMALL, bare, chance_colours, head, new_figure, place, styled

SIDES = {"both": "both sides", "vendor": "the vendor", "partners": "partners"}
KINDS = {
    "win": "futures with a gain",
    "mean": "mean",
    "worst_tenth": "worst tenth",
    "worst": "worst future",
    "regret_largest": "largest regret",
    "regret_high": "high regret",
    "regret_today": "loss against today",
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTU"  # as many as criteria


def chosen_by(answer: Robustness) -> dict[int, list[str]]:
    """The policies that are best by some criterion, each with the criteria that choose it, the most often chosen first."""
    by: dict[int, list[str]] = {}
    for name, policy in zip(answer.tops["criterion"], answer.tops["policy"], strict=True):
        by.setdefault(int(policy), []).append(str(name))
    return dict(sorted(by.items(), key=lambda item: -len(item[1])))


def sides_in_words(criteria: list[str]) -> str:
    """Whose criteria: ``both sides (5 of 7)``."""
    counts = {side: sum(name.endswith(f".{side}") for name in criteria) for side in SIDES}
    return ", ".join(f"{SIDES[side]} ({count} of {len(KINDS)})" for side, count in counts.items() if count)


def source_of(answer: Robustness) -> str:
    """Scenario, version, seeds, and which futures chose and which tell."""
    results = answer.results
    seeds = [int(s) for s in results.design.futures["seed"]]
    return (
        f"{capital(stamp(results.scenario, seeds))}; {count_of(len(results.design.policies), 'policy', 'policies')}, chosen on "
        f"{count_of(len(answer.choosing), 'future')}, reported on the {len(answer.telling)} others."
    )


def robustness_title(answer: Robustness) -> str:
    """Whether one policy is the most robust by all criteria."""
    policies = answer.tops["policy"].nunique()
    if policies == 1:
        return "By every criterion the same policy is the most robust"
    return f"What is most robust depends on the criterion: {len(CRITERIA)} criteria choose {policies} policies"


def draw_robustness(answer: Robustness) -> Figure:
    """For every chosen policy (rows) and criterion (columns): the share of the other policies that it beats."""
    chosen = chosen_by(answer)
    order = [f"{kind}.{side}" for side in SIDES for kind in KINDS]
    across = answer.across.set_index(["criterion", "under"])["beats"]
    beats = np.array([[across[names[0], under] for under in order] for names in chosen.values()])
    subtitle = (
        "How many of the other policies (%) it beats under each criterion, on futures that did not choose it. "
        "Rows: chosen policies, see the table; framed: the criteria that chose it."
    )
    with styled():
        figure = new_figure(2.75 + 0.3 * len(chosen))
        room = head(figure, robustness_title(answer), subtitle, source_of(answer))
        axes = bare(place(figure, (0.75, 0.1, 1.05, 0.3), room))
        axes.imshow(beats, cmap=chance_colours(10), vmin=0.0, vmax=1.0, aspect="auto")
        for row, names in enumerate(chosen.values()):
            for column, under in enumerate(order):
                value = beats[row, column]
                colour = PAPER if value > 0.55 else INK
                frame = {"edgecolor": colour, "facecolor": "none", "linewidth": 0.9, "pad": 1.6} if under in names else None
                axes.text(column, row, bare_percent(value), color=colour, size=SMALL - 0.8, ha="center", va="center", bbox=frame)
        axes.set_yticks(range(len(chosen)), list(LETTERS[: len(chosen)]), color=INK, size=BODY, weight="bold")
        labels = [KINDS[name.partition(".")[0]] for name in order]
        axes.set_xticks(range(len(order)), labels, rotation=55, ha="right", rotation_mode="anchor", size=SMALL, color=INK)
        for k, side in enumerate(SIDES.values()):
            axes.text((k + 0.5) * len(KINDS) - 0.5, -0.62, capital(side), ha="center", va="bottom", weight="bold", size=BODY)
            if k:
                axes.axvline(k * len(KINDS) - 0.5, color=PAPER, linewidth=4.0)
        axes.spines[:].set_visible(False)
    return figure


def figure_in_words(answer: Robustness) -> str:
    """The figure for those who cannot see it."""
    said = [f"{letter}: {sides_in_words(names)}" for letter, names in zip(LETTERS, chosen_by(answer).values(), strict=False)]
    return f"{robustness_title(answer)}. Chosen by {listed(said)}"
