"""Libraries of the extra ``office``, each loaded where a format needs it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from partnerscape.scenario import InputError

LIBRARIES = {"pdf": "reportlab", "pptx": "pptx", "docx": "docx"}  # by format


def library(kind: str) -> Any:
    """The library that writes a format.

    Raises
    ------
    InputError
        Says what to install.
    """
    name = LIBRARIES[kind]
    try:
        return import_module(name)
    except ImportError:
        extra = "the extra 'office': pip install 'partnerscape[office]'"
        raise InputError("command line", (), f"--{kind}", extra, f"no {name}") from None
