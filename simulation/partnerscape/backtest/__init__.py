"""Forecasts of months that nobody had seen, against the simple methods that a company would use otherwise."""

from .backtest import backtest
from .result import Backtest

__all__ = ["Backtest", "backtest"]
