"""Which levers and uncertainties decide each metric."""

from .sensitivity import ANALYSIS

__all__ = ["ANALYSIS"]
