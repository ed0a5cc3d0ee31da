"""The map of P(win-win): what stands in it can be read."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib.figure import Figure

from partnerscape.show.findings.map import show_slice
from partnerscape.study.win_win.findings import Slice

X, Y = np.linspace(1.0, 5.0, 21), np.linspace(0.2, 0.9, 21)


@pytest.mark.parametrize("required", [0.55, 0.8, 0.95])
@pytest.mark.parametrize("steep", [3.0, 12.0, 60.0], ids=["gentle", "steep", "a cliff"])
def test_levels_are_written_beside_one_another(steep: float, required: float) -> None:
    """On a cliff to the left and a gentle slope to the right, as where a desk is first too small and then too dear."""
    chance = 1.0 / (1.0 + np.exp(-steep * (X - 2.0))) / (1.0 + np.exp(2.0 * (X - 4.0)))
    probability = np.outer(np.clip(3.0 * (Y - 0.3), 0.0, 1.0), chance / chance.max())
    figure = Figure(figsize=(6.0, 4.0), dpi=100)
    axes = figure.add_subplot()
    show_slice(axes, Slice("support_agents", "curation", X, Y, probability, {}), required, "EUR")
    figure.draw_without_rendering()
    boxes = {text.get_text(): text.get_window_extent() for text in axes.texts}
    assert set(boxes) == {"50 %", f"{round(100 * required)} %"}
    if required > 0.6:  # nearer to one half, the lines themselves touch
        assert not any(one.overlaps(other) for one, other in combinations(boxes.values(), 2))
    assert all(axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1 for box in boxes.values()), "within the frame"
