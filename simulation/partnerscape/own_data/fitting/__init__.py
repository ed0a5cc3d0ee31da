"""From a company's own sales, or its totals, to a scenario of its own."""

from .panel_fit import Fit, fit, fit_panel
from .totals import TotalsFit, fit_totals

__all__ = ["Fit", "TotalsFit", "fit", "fit_panel", "fit_totals"]
