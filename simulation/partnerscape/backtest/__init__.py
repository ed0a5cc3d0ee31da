"""Forecasts of months that nobody had seen, against the simple methods that a company would use otherwise.

The room can be called, as ``partnerscape.study`` can, and for the same reason:
``ps.backtest(scenario, data)`` is ``rolling.backtest``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .result import Backtest


class _Room(ModuleType):
    def __call__(self, scenario: Any, data: Any, **options: Any) -> Backtest:
        """Forecast months that the data have from those before them; see :func:`.rolling.backtest`."""
        from .rolling import backtest

        return backtest(scenario, data, **options)

    def __reduce__(self) -> tuple[Any, ...]:
        """By name, as any function: pools of processes take it."""
        return import_module, (self.__name__,)


sys.modules[__name__].__class__ = _Room
