"""Which policy is the most robust, by every usual criterion."""

from .robustness import ANALYSIS

__all__ = ["ANALYSIS"]
