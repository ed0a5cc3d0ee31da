"""A fit, drawn: how much of each assumption's uncertainty is left, and how far each statistic is off."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from partnerscape.language import phrase, term
from partnerscape.own_data.fitting.panel_fit import Fit

from ...style.numbers import percent
from ...style.palette import BODY, FAINT, INK, LOSE, PARTNERS, QUIET, SMALL, VENDOR, bare, head, new_figure, place, styled
from .words import agreement_in_words, learnt_in_words

ROOM = 68  # letters of a name


def draw_assumptions(fit: Fit, source: str = "") -> Figure:
    """Every assumption's prior range as a line, the middle 90 % of its posterior as a bar, its median as a dot."""
    rows = fit.assumptions.iloc[::-1].reset_index(drop=True)
    with styled():
        figure = new_figure(1.6 + 0.22 * len(rows))
        subtitle = phrase("Grey: the range before the data. Bar: the middle 90 % after; dot: the median. Orange: unchanged.")
        room = head(figure, learnt_in_words(fit), subtitle, source)
        axes = bare(place(figure, (1.9, 0.6, 0.2, 0.1), room))
        for row, each in enumerate(rows.to_dict("records")):
            width = max(each["prior_high"] - each["prior_low"], 1e-12)
            low, median, high = ((each[key] - each["prior_low"]) / width for key in ("low", "median", "high"))
            colour = VENDOR if each["learnt"] else PARTNERS
            axes.plot([0.0, 1.0], [row, row], color=FAINT, linewidth=5.0, solid_capstyle="butt")
            axes.plot([low, high], [row, row], color=colour, linewidth=3.0 if each["learnt"] else 1.0, solid_capstyle="butt")
            axes.plot(median, row, "o", color=colour, markersize=4.5)
            axes.text(1.03, row, percent(each["removed"]), size=SMALL, color=QUIET, va="center")
        axes.set_yticks(range(len(rows)), [term(str(n).replace("_", " ")) for n in rows["assumption"]], color=INK, size=BODY)
        axes.set_xticks([])
        axes.set_xlim(-0.02, 1.14)
        axes.set_ylim(-0.8, len(rows) - 0.2)
        axes.text(1.03, len(rows) - 0.3, phrase("removed"), size=SMALL, color=QUIET, va="bottom")
    return figure


def draw_agreement(fit: Fit, source: str = "") -> Figure:
    """Every statistic's distance from what the fitted scenario shows, in standard deviations."""
    rows = fit.agreement.reindex(fit.agreement["z"].abs().sort_values().index).reset_index(drop=True)
    with styled():
        figure = new_figure(1.6 + 0.2 * len(rows))
        subtitle = phrase(
            "Data less what the fitted scenario shows on average, in spreads over its futures; grey: within two, as by chance."
        )
        room = head(figure, agreement_in_words(fit), subtitle, source)
        axes = bare(place(figure, (4.1, 0.3, 0.3, 0.1), room), "x")
        axes.axvspan(-2.0, 2.0, color=FAINT, alpha=0.6, linewidth=0)
        off = np.abs(rows["z"].to_numpy()) > 2.0
        axes.scatter(rows["z"], range(len(rows)), s=22, color=np.where(off, LOSE, VENDOR), zorder=3)
        axes.set_yticks(range(len(rows)), [_short(term(str(m))) for m in rows["meaning"]], color=INK, size=SMALL)
        most = max(3.0, float(np.abs(rows["z"]).max()) * 1.05)
        axes.set_xlim(-most, most)
        axes.set_ylim(-0.8, len(rows) - 0.2)
    return figure


def _short(meaning: str) -> str:
    return meaning if len(meaning) <= ROOM else meaning[: ROOM - 1] + "…"
