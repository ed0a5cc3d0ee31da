"""Questions asked of many runs: designs, their execution and storage, and one file per analysis.

Python binds a room to its package's name, so ``partnerscape.study`` is this room from the first import of
one of its files on. Therefore the room can be called: ``ps.study(question, out)`` is ``ask.study``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .win_win.findings import Findings


class _Room(ModuleType):
    def __call__(self, question: Any, out: str | Path, **options: Any) -> Findings:
        """Ask a question: run its design and analyse what the store holds; see :func:`.ask.study`."""
        from .study import study

        return study(question, out, **options)

    def __reduce__(self) -> tuple[Any, ...]:
        """By name, as any function: pools of processes take it."""
        return import_module, (self.__name__,)


sys.modules[__name__].__class__ = _Room
