"""The command line: one command per question, the same words as the Python face.

Everything heavy is imported within the commands, so that ``--help`` answers at once.
"""

from importlib import import_module

from .app import app, main

_IN_ORDER = (  # of --help
    "simulate",
    "compare",
    "ask",
    "history",
    "cluster",
    "import_",
    "fit",
    "backtest",
    "pay",
    "pilot",
    "check",
    "files",
    "dashboard",
)
for _commands in _IN_ORDER:
    import_module(f"{__name__}.{_commands}")

__all__ = ["app", "main"]
