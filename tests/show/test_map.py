"""The map of P(win-win): what stands in it can be read."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from partnerscape.show.findings.map import line_note, show_slice
from partnerscape.study.win_win.findings import Slice

X, Y = np.linspace(1.0, 5.0, 21), np.linspace(0.2, 0.9, 21)


@pytest.mark.parametrize("required", [0.7, 0.8, 0.9])
@pytest.mark.parametrize("steep", [6.0, 12.0, 30.0])
@pytest.mark.parametrize("lean", [0.0, 1.0, 4.0])
def test_levels_are_written_beside_one_another(lean: float, steep: float, required: float) -> None:
    """A cliff to the left and a slope to the right, as where a desk is first too small and then too dear."""
    x, y = np.meshgrid(X, Y)
    cliff, slope = 1.0 / (1.0 + np.exp(-steep * (x - 2.0))), 1.0 / (1.0 + np.exp(2.5 * (x - 2.5 - lean * y)))
    chance = cliff * slope / (1.0 + np.exp(-20.0 * (y - 0.5)))
    figure = Figure(figsize=(6.0, 4.0), dpi=100)
    axes = figure.add_subplot()
    show_slice(axes, Slice("support_agents", "curation", X, Y, chance / chance.max(), {}), required, "EUR")
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert [text.get_text() for text in axes.texts] == ["50 %", f"{round(100 * required)} %"]
    assert not boxes[0].overlaps(boxes[1])
    assert all(axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1 for box in boxes), "within the frame"


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (0.0, 1.0, "Bold line: the required 80 %."),
        (0.0, 0.6, "The required 80 % is predicted nowhere."),
        (0.9, 1.0, "The required 80 % is predicted everywhere."),
    ],
)
def test_a_line_is_promised_only_where_it_is_drawn(least: float, most: float, said: str) -> None:
    chance = np.linspace(least, most, Y.size)[:, None] * np.ones(X.size)
    part = Slice("support_agents", "curation", X, Y, chance, {})
    assert line_note([part], 0.8) == said
    axes = Figure().add_subplot()
    show_slice(axes, part, 0.8, "EUR", labels=False)
    bold = [line for line in axes.collections if np.isclose(line.get_linewidth(), 1.9).any()]
    assert bool(bold) == said.startswith("Bold line")


def test_of_several_maps_one_with_the_line_is_enough_and_over_one_lever_it_is_dashed() -> None:
    rising, low = (np.linspace(0.0, most, Y.size)[:, None] * np.ones(X.size) for most in (1.0, 0.5))
    parts = [Slice("support_agents", "curation", X, Y, chance, {}) for chance in (low, rising)]
    assert line_note(parts, 0.8).startswith("Bold line")
    assert line_note([Slice("curation", "curation", Y, Y, rising[:, :1], {})], 0.8) == "Dashed line: the required 80 %."
