"""Policies of which none is better for everybody at once."""

from .frontier import ANALYSIS

__all__ = ["ANALYSIS"]
