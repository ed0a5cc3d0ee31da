"""A backtest in words."""

from __future__ import annotations

from partnerscape.own_data.backtest.origin import MODEL
from partnerscape.own_data.backtest.result import TOTALS, Backtest

from ...style.lever_words import capital
from ...style.numbers import percent, plain

METHOD = (
    "At each origin the scenario was fitted to the months before it alone, the partners known then were rebuilt, and the months "
    "ahead were simulated."
)
BANDS = (
    "Bands of totals are at least as wide as the errors that damped exponential smoothing itself would have made at earlier "
    "months of the same history."
)


def totals_in_words(tested: Backtest) -> str:
    """Where totals come from."""
    alone = [quantity for quantity in TOTALS if tested.used(quantity) == MODEL]
    if len(alone) == len(TOTALS):
        return "The model's own totals were better than damped exponential smoothing and are used as they are."
    as_they_are = f" The model's own {alone[0]} were better and are used as they are." if alone else ""
    return (
        "Totals come from damped exponential smoothing: the model's paths are reconciled to it month by month, newcomers first; "
        f"the model's part is the difference between policies and between partners.{as_they_are}"
    )


def standing_in_words(tested: Backtest) -> str:
    """Whether the scenario is fitted to the data."""
    if tested.passed:
        return "Fitted to your data: every test is passed."
    off = int((~tested.tests["passed"].astype(bool)).sum())
    return f"Partly fitted: {off} of {len(tested.tests)} tests are missed."


def test_cells(row: dict[str, object]) -> tuple[str, str, str, str]:
    """A test's name, value, target, result."""
    return capital(str(row["test"])), plain(float(str(row["value"]))), str(row["target"]), "passed" if row["passed"] else "missed"


def share(value: float) -> str:
    """A share in per cent; a dash where there is none."""
    return percent(value, 1) if value == value else "–"
