"""From a company's own sales, or its totals, to a scenario of its own."""

from .fit import Fit, fit

__all__ = ["Fit", "fit"]
