"""What a question may ask beyond map and rule: a name and a function of the findings, which may play further runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .certificate import certify
from .how_far import how_far
from .play import Player
from .robustness import find_robust
from .sensitivity import Screening, Sensitivity, analyse_sensitivity, screen
from .win_win import Findings

ANALYSES: dict[str, Callable[[Findings, Player], Any]] = {
    "sensitivity": lambda found, play: _sensitivity(play),
    "robustness": lambda found, play: find_robust(found.results),
    "how_far": lambda found, play: how_far(found.results, play),
    "certificate": lambda found, play: certify(found.results, found.model, found.box, play),
}


def _sensitivity(play: Player) -> Sensitivity | Screening:
    size = play.question.sensitivity
    if size.method == "screening":
        return screen(play, size.trajectories)
    return analyse_sensitivity(play, size.most_points, size.pairs)
