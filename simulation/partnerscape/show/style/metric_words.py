"""Metrics as one would say them."""

from __future__ import annotations

from partnerscape.language import term

NAMES = {
    "npv": "net present value",
    "certainty_equivalent": "worth to a partner",
    "hours_lost": "hours lost per partner",
    "income_per_hour": "income per hour",
    "income_median": "median income",
    "better_off": "better off than outside",
    "churn": "partners leaving",
    "wait": "wait at the desk",
}


def english_name(metric: str) -> str:
    """A metric's name in English words, which is its key in catalogues."""
    return NAMES.get(metric, metric.replace("_", " "))


def metric_name(metric: str) -> str:
    """A metric's name in words."""
    return term(english_name(metric))
