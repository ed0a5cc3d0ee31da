"""The map of P(win-win): what stands in it can be read."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from partnerscape.show.findings.map import show_slice
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
