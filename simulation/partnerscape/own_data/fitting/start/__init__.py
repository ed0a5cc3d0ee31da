"""The partners as they are: real histories with the hidden state of simulated partners of like histories."""

from .rebuild import Rebuilt, rebuilt, tables_of

__all__ = ["Rebuilt", "rebuilt", "tables_of"]
