"""Simulate a partner programme before you change it.

Which policies are win-win, in how many of the possible futures, who loses first, and why. The face is
small; everything else is reached through its room (``partnerscape.scenario``, ``partnerscape.study`` …).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .system.notebook import ShownInNotebooks
from .version import __version__ as __version__  # handed on, as tools expect it

if TYPE_CHECKING:
    from .engine.replace import replace_rule
    from .model import Partner, PartnerEcosystem, Vendor
    from .own_data.backtest.rolling import backtest
    from .own_data.fitting.panel_fit import fit
    from .own_data.pilots import pilot, pilot_result
    from .scenario import LEVERS, InputError, Policy, Scenario, load_scenario, scenarios
    from .study.compare import compare
    from .study.replay import replay
    from .study.run import run
    from .study.study import study

__all__ = [
    "LEVERS",
    "InputError",
    "Partner",
    "PartnerEcosystem",
    "Policy",
    "Scenario",
    "Vendor",
    "backtest",
    "compare",
    "fit",
    "load_scenario",
    "pilot",
    "pilot_result",
    "replace_rule",
    "replay",
    "run",
    "scenarios",
    "study",
]

_HOMES = {  # loaded when first asked for, so that the command line answers at once
    "load_scenario": ".scenario",
    "InputError": ".scenario",
    "LEVERS": ".scenario",
    "Policy": ".scenario",
    "Scenario": ".scenario",
    "scenarios": ".scenario",
    "PartnerEcosystem": ".model",
    "Vendor": ".model",
    "Partner": ".model",
    "replace_rule": ".engine.replace",
    "run": ".study.run",
    "replay": ".study.replay",
    "compare": ".study.compare",
    "pilot": ".own_data.pilots",
    "pilot_result": ".own_data.pilots",
    "fit": ".own_data.fitting.panel_fit",
    "backtest": ".own_data.backtest.rolling",
}


def _as_html(answer: object) -> str:
    """An answer as a notebook shows it."""
    notebook: Any = import_module(".show.notebook", __name__)  # loaded when one is first shown
    html: str = notebook.html_of(answer)
    return html


ShownInNotebooks._as_html = staticmethod(_as_html)


if not TYPE_CHECKING:  # a type checker would take every misspelt name for one of these

    def __getattr__(name: str) -> Any:
        if name == "study":  # the room itself: it can be called, and importing its files does not hide the function
            return import_module(".study", __name__)
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_HOMES[name], __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__} - {"ShownInNotebooks"})
