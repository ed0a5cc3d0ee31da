"""Which margin binds where: over the map, who fails most often."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from partnerscape.language import phrase
from partnerscape.study.win_win.binding import binding_over
from partnerscape.study.win_win.findings import Findings

from ..style.lever_words import capital, listed
from ..style.palette import BODY, INK, PAPER, VENDOR, head, new_figure, place, styled
from .map import line_note, mark_policies, name_axes, source_of
from .words import party

PARTNERS = ("#b8570f", "#d99a5b", "#eccfa6", "#8f4a1c", "#f0b37e", "#6e3a14")  # segments, and partners on average
NEWCOMERS, CUSTOMERS, CONSTRAINT = "#8a6f9e", "#7a8a5c", "#a9a9a9"
NOBODY = "#eef3f1"


def colours_of(parties: list[str], segments: tuple[str, ...]) -> list[str]:
    """Blue for the vendor, warm for partners, violet for newcomers, green for customers, grey for constraints."""
    warm = iter(PARTNERS)
    known = {"vendor": VENDOR, "newcomers": NEWCOMERS, "customers": CUSTOMERS}
    return [known.get(who) or (next(warm) if who in (*segments, "partners") else CONSTRAINT) for who in parties]


def draw_binding_map(findings: Findings) -> Figure:
    """Who fails most often over the two levers of the map, with the line of what is required."""
    part, results = findings.map, findings.results
    limiting = binding_over(results, findings.model, part)
    segments, required = results.scenario.segment_names, results.scenario.goals.required_probability
    colours = colours_of(limiting.parties, segments)
    names = [party(who, segments) for who in limiting.parties]
    title = (
        phrase("Beyond the region's edge: {parties}", parties=listed(names[:3]))
        if names
        else phrase("Hardly anybody loses anywhere")
    )
    crossed = part.probability.min() < required < part.probability.max()
    line = [line_note([part], required)] if crossed else []
    subtitle = " ".join((phrase("Who loses most often at each point, however seldom; predicted."), *line))
    with styled():
        figure = new_figure(5.4)
        room = head(figure, title, subtitle, source_of(findings))
        axes = place(figure, (0.72, 2.1, 0.52, 0.2), room)
        shown = ListedColormap([NOBODY, *colours])
        won = part.probability >= required
        shades = np.where(won, 0, limiting.binds + 1)
        ends = {"vmin": -0.5, "vmax": len(colours) + 0.5}
        axes.pcolormesh(part.x, part.y, shades, cmap=shown, shading="nearest", rasterized=True, **ends)
        if crossed:
            axes.contour(part.x, part.y, part.probability, levels=[required], colors=[INK], linewidths=1.9)
        name_axes(axes, part.across, part.up, results.scenario.currency)
        mark_policies(axes, findings)
        axes.spines[:].set_visible(False)
        patches = [Patch(facecolor=c, label=capital(n)) for c, n in zip(colours, names, strict=True)]
        if (shades == 0).any():
            patches.append(Patch(facecolor=NOBODY, edgecolor=INK, linewidth=0.3, label=phrase("Hardly anybody")))
        axes.legend(handles=patches, loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, fontsize=BODY, facecolor=PAPER)
        axes.set_xlim(float(np.min(part.x)), float(np.max(part.x)))
        axes.set_ylim(float(np.min(part.y)), float(np.max(part.y)))
    return figure
