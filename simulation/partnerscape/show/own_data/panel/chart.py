"""Revenue and selling partners by month; months that are missing stay empty."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from partnerscape.language import phrase

from ...style.numbers import brief_money
from ...style.palette import FAINT, PARTNERS, SMALL, VENDOR, bare, head, new_figure, place, styled

MOST_LABELS = 9


def months_chart(months: pd.DataFrame, currency: str) -> Figure:
    """Two panels above each other: revenue, and partners with sales."""
    with styled():
        figure = new_figure(4.3)
        title, grey = phrase("Revenue and selling partners by month"), phrase("Grey: months of which the file has no row")
        room = head(figure, title, grey, phrase("Own data, as imported"))
        upper = place(figure, (0.75, 0.15, 2.05, 0.15), room)
        lower = place(figure, (0.75, 0.15, 0.45, 1.95), room)
        at = np.arange(len(months))
        drawn = ((upper, "revenue", phrase("revenue"), VENDOR), (lower, "partners", phrase("partners"), PARTNERS))
        for axes, name, label, colour in drawn:
            bare(axes, "x")
            axes.bar(at, months[name], width=0.8, color=colour)
            for month in at[~months["known"].to_numpy()]:
                axes.axvspan(month - 0.5, month + 0.5, color=FAINT, lw=0)
            axes.set_xlim(-0.6, len(months) - 0.4)
            axes.yaxis.set_major_locator(MaxNLocator(3, integer=name == "partners"))
            axes.set_ylabel(label, size=SMALL)
        upper.yaxis.set_major_formatter(FuncFormatter(lambda value, _: brief_money(value, currency)))
        step = max(1, -(-len(months) // MOST_LABELS))
        lower.set_xticks(at[::step], months["calendar"].iloc[::step])
        upper.set_xticks([])
    return figure
