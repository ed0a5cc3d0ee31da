"""A backtest in words."""

from __future__ import annotations

from partnerscape.language import phrase, phrase_for
from partnerscape.own_data.backtest.result import Backtest

from ...style.lever_words import capital
from ...style.numbers import percent, plain


def method_in_words(tested: Backtest) -> str:
    """How the backtest was made, and its size."""
    return phrase(
        "Forecasts made: {origins}, each as if only the months before were known: the scenario was fitted to them, "
        "the partners known then were rebuilt, and the next {months} months were simulated. Data {digest}.",
        origins=tested.months["origin"].nunique(),
        months=tested.ahead,
        digest=tested.data[:12],
    )


def bands_in_words() -> str:
    """How wide bands of totals are."""
    return phrase(
        "Bands of totals are as wide as the errors that the two simple forecasts among these would have made together at "
        "earlier months of the same history, the later ones weighing more. Forecasts made a month apart share most of their "
        "months, so that what a band covers in a few of them is a rough figure."
    )


def measures_in_words() -> str:
    """What the measures mean, for those who know no statistics."""
    return phrase(
        "Mean error: by how much a forecast is off on average, whether too high or too low (MAPE). Bias: how much too high or "
        "too low it is in the mean. A 90 % band should hold what came in nine cases of ten. Error with its band: the same for a "
        "forecast that says how sure it is (CRPS). Pairs told apart: of one partner who stays and one who does not, how often "
        "the forecast knows which is which (AUC); half would be chance."
    )


def totals_in_words() -> str:
    """Where totals come from."""
    return phrase(
        "Totals are the mean of three forecasts with equal weights: a smoothed trend that levels off (exponential smoothing), "
        "growth by the age of those who joined together (chain ladder), and the model. The model's months are scaled to this "
        "mean, newcomers first; its own part is the difference between policies and between partners."
    )


def standing_in_words(tested: Backtest) -> str:
    """Whether the scenario is fitted to the data."""
    if tested.passed:
        return phrase("Fitted to your data: every test is passed.")
    return phrase_for(
        int((~tested.tests["passed"].astype(bool)).sum()),
        "Partly fitted: {number} of {total} tests are missed.",
        "Partly fitted: {number} of {total} tests are missed.",
        total=len(tested.tests),
    )


def test_cells(row: dict[str, object]) -> tuple[str, str, str, str]:
    """A test's name, value, target, result."""
    result = phrase("passed") if row["passed"] else phrase("missed")
    return capital(str(row["test"])), plain(float(str(row["value"]))), str(row["target"]), result


def share(value: float) -> str:
    """A share in per cent; a dash where there is none."""
    return percent(value, 1) if value == value else "–"
