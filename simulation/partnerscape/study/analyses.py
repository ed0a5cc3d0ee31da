"""What a question may ask beyond map and rule: a name and a function of the findings, which may play further runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .certificate import certify
from .play import Player
from .win_win import Findings

ANALYSES: dict[str, Callable[[Findings, Player], Any]] = {
    "certificate": lambda found, play: certify(found.results, found.model, found.box, play),
}
