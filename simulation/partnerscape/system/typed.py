"""What was typed at the command line, for results that say how they were made."""

from __future__ import annotations

_words: list[str] = []


def remember(words: list[str]) -> None:
    """Keep the words after the programme's name."""
    _words[:] = words


def typed() -> list[str]:
    """The words after the programme's name; empty where nothing was typed."""
    return list(_words)
