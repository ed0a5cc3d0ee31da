"""What every screen of a tab gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from partnerscape.language import in_language
from partnerscape.scenario import Policy, Scenario

from ..jobs.folder import Folder
from ..state.draft import Draft
from ..state.history import History

Go = Callable[[Draft], None]


def spoken(language_of: Callable[..., str]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A component in its tab's language whenever it is drawn: Solara also draws it anew by itself, when its state changes.

    Parameters
    ----------
    language_of : callable
        Takes the component's arguments.
    """

    def speaking(draw: Callable[..., None]) -> Callable[..., None]:
        @wraps(draw)
        def drawn(*arguments: Any) -> None:
            with in_language(language_of(*arguments)):
                draw(*arguments)

        return drawn

    return speaking


def of_tab(tab: Tab, *_: object) -> str:
    """The language of a component whose first argument is its tab."""
    return tab.language


@dataclass(frozen=True)
class Tab:
    """A tab's state, and how to change it.

    Attributes
    ----------
    go : callable
        Shows another draft: the address changes, so that back and reload work.
    act : callable
        What an event does that no screen has for itself.
    saved : dict
        Saved candidates of this programme.
    refresh : callable
        Reads the folder again.
    """

    draft: Draft
    history: History
    scenario: Scenario
    saved: Mapping[str, Policy]
    folder: Folder
    language: str
    go: Go
    act: Callable[[Mapping[str, Any]], None]
    refresh: Callable[[], None]

    @property
    def name(self) -> str:
        """What the candidate is called."""
        base = self.draft.base
        return base if base and not self.draft.levers else "candidate"

    @property
    def candidate(self) -> Policy:
        """The policy that is tried."""
        return self.draft.candidate(self.scenario, self.saved)
