"""Undo and redo over frozen drafts."""

from __future__ import annotations

from dataclasses import dataclass

from .draft import Draft

MOST = 200


@dataclass(frozen=True)
class History:
    """Candidates before and after the one at hand; where a tab looks is not undone, what it tries is.

    Examples
    --------
    >>> one = History(Draft(base="a")).then(Draft(base="b"))
    >>> one.undone.now.base, one.undone.redone.now.base
    ('a', 'b')
    """

    now: Draft
    past: tuple[Draft, ...] = ()
    future: tuple[Draft, ...] = ()

    def then(self, draft: Draft) -> History:
        """After a step; a step back by the browser's button finds its way in both directions."""
        if _tried(draft) == _tried(self.now):
            return History(draft, self.past, self.future)
        if self.past and _tried(self.past[-1]) == _tried(draft):
            return History(draft, self.past[:-1], (self.now, *self.future))
        if self.future and _tried(self.future[0]) == _tried(draft):
            return History(draft, (*self.past, self.now), self.future[1:])
        return History(draft, (*self.past, self.now)[-MOST:], ())

    @property
    def undone(self) -> History:
        """One step back; as it is where there is none."""
        return self._to(self.past[-1], self.past[:-1], (self.now, *self.future)) if self.past else self

    @property
    def redone(self) -> History:
        """One step forward; as it is where there is none."""
        return self._to(self.future[0], (*self.past, self.now), self.future[1:]) if self.future else self

    def _to(self, draft: Draft, past: tuple[Draft, ...], future: tuple[Draft, ...]) -> History:
        """The candidate of another step, on the screen that is open."""
        return History(Draft(self.now.screen, draft.programme, draft.base, draft.levers, self.now.shows), past, future)


def _tried(draft: Draft) -> tuple[object, ...]:
    return draft.programme, draft.base, draft.levers
