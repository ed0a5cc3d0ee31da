"""What a question may ask beyond map and rule: a name and a function of the findings, which may play further runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..runs.player import Player
from ..win_win.findings import Findings
from ..win_win.lever_effects import deciding_levers
from ..win_win.losers import first_to_lose
from .advice.advice import Advice, advise
from .assumptions import Without, choose_panel, without
from .certificate import certify
from .frontier.frontier import find_frontier
from .hangs_on import HangsOn, hangs_on
from .how_far import how_far
from .money import Money, find_money
from .robustness.robustness import find_robust
from .sensitivity.sensitivity import Screening, Sensitivity, analyse_sensitivity, deciding_factors, screen
from .stress import Stress, stress


def _advice(found: Findings, play: Player) -> Advice:
    return advise(found.results, found.model, play)


def _sensitivity(found: Findings, play: Player) -> Sensitivity | Screening:
    size = play.question.sensitivity
    if size.method == "screening":
        return screen(play, size.trajectories)
    return analyse_sensitivity(play, size.most_points, size.pairs)


def _stress(found: Findings, play: Player) -> Stress:
    """Of the programmes that are advised, if the question asks for advice before; else of the recommended policy."""
    advice = found.answers.get("advice")
    named = {kind: programme.levers for kind, programme in advice.programmes.items()} if isinstance(advice, Advice) else {}
    return stress(named or {"recommended": found.recommended}, play)


def _without(found: Findings, play: Player) -> Without:
    return without(choose_panel(found.results, found.model, found.box, found.recommended), play)


def _money(found: Findings, play: Player) -> Money:
    return find_money(found.results, found.model, found.recommended, found.subject, play)


def _hangs_on(found: Findings, play: Player) -> HangsOn:
    return hangs_on(found.recommended, found.subject, play)


def with_loser(found: Findings) -> Findings:
    """The findings, with who loses first under no condition that a sensitivity analysis calls unimportant."""
    answer = found.answers.get("sensitivity")
    if not isinstance(answer, Sensitivity):
        return found
    deciding = set(deciding_factors(answer)["factor"])
    named = {*deciding_levers(found.effects), *found.results.uncertainties} & deciding
    return replace(found, loser=first_to_lose(found.results, found.box, named))


ALWAYS: dict[str, Callable[[Findings, Player], Any]] = {"money": _money, "hangs_on": _hangs_on}  # part of every study
ANALYSES: dict[str, Callable[[Findings, Player], Any]] = {
    "certificate": lambda found, play: certify(found.results, found.model, found.box, play),
    "advice": _advice,
    "sensitivity": _sensitivity,
    "frontier": lambda found, play: find_frontier(play, play.question.frontier),
    "robustness": lambda found, play: find_robust(found.results),
    "how_far": lambda found, play: how_far(found.results, play),
    "stress": _stress,
    "without": _without,
}
