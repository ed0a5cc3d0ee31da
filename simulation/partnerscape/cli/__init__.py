"""The command line: one command per question, the same words as the Python face.

Everything heavy is imported within the commands, so that ``--help`` answers at once.
"""

from importlib import import_module

from .app import app, main

for _commands in (
    "simulate",
    "ask",
    "import_",
    "fit",
    "backtest",
    "pay",
    "pilot",
    "check",
    "files",
    "dashboard",
):  # in the order of --help
    import_module(f"{__name__}.{_commands}")

__all__ = ["app", "main"]
