"""Three programmes to choose from, how to introduce them, what to watch."""

from .advice import ANALYSIS

__all__ = ["ANALYSIS"]
