"""What it is worth to know more before one decides (Raiffa & Schlaifer 1961), estimated by regression (Strong et al. 2015).

A decision is worth ``gains`` in every draw of what is uncertain: 0 for staying as today, the gain of the rollout otherwise.
A trial's outcome in the same draw is a row of ``outcomes``. What the outcome says about the gain is a regression of one
on the other; who rolls out where it predicts a gain earns on average what the information is worth. Predictions come
from draws that the regression has not seen (cross-fitted), so that the value is that of a rule that could be followed
and is not inflated by the search for the rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

FOLDS = 10
PENALTIES = np.logspace(-4.0, 4.0, 17)
POWERS = (1, 2, 3)


@dataclass(frozen=True)
class Value:
    """What a decision is worth now, and with the information.

    Attributes
    ----------
    now : float
        Expected gain of the better of staying and rolling out, without the information.
    informed : float
        Expected gain of deciding by the information.
    error : float
        Standard error of the difference, by the number of draws.
    """

    now: float
    informed: float
    error: float

    @property
    def information(self) -> float:
        """Expected value of the information; negative only by chance."""
        return self.informed - self.now


def model_of(outcomes: np.ndarray, gains: np.ndarray) -> Pipeline:
    """The polynomial (degree 1 to 3) that predicts unseen draws best, fitted to all of them."""
    models = [_polynomial(power) for power in POWERS[: 2 if outcomes.shape[1] > 2 else 3]]
    errors = [float(np.mean((gains - out_of_fold(model, outcomes, gains)) ** 2)) for model in models]
    return models[int(np.argmin(errors))].fit(outcomes, gains)


def _polynomial(power: int) -> Pipeline:
    return make_pipeline(StandardScaler(), PolynomialFeatures(power, include_bias=False), StandardScaler(), RidgeCV(PENALTIES))


def out_of_fold(model: Pipeline, outcomes: np.ndarray, gains: np.ndarray) -> np.ndarray:
    """Predictions of every draw by a model that was fitted without it, shape (draws,)."""
    return cross_val_predict(model, outcomes, gains, cv=KFold(FOLDS, shuffle=True, random_state=1))


def value_of(outcomes: np.ndarray, gains: np.ndarray) -> Value:
    """Expected value of sample information of a trial for the choice between a rollout and staying.

    Parameters
    ----------
    outcomes : ndarray, shape (draws, statistics)
        What the trial shows in every draw.
    gains : ndarray, shape (draws,)
        Gain of the rollout over staying in the same draw, currency; the mean over luck where it was simulated repeatedly.

    Returns
    -------
    Value

    Examples
    --------
    A mean that is normal with standard deviation 1 around 0, seen with an error of the same size, is worth .28 of it:

    >>> rng = np.random.default_rng(1)
    >>> truth = rng.normal(size=4000)
    >>> seen = truth + rng.normal(size=4000)
    >>> bool(abs(value_of(seen[:, None], truth).information - 0.282) < 0.03)
    True
    """
    predicted = out_of_fold(model_of(outcomes, gains), outcomes, gains)
    return by_rule(predicted > 0.0, gains)


def by_rule(rolled_out: np.ndarray, gains: np.ndarray) -> Value:
    """The value of a rule that says in every draw whether to roll out."""
    always = gains.mean() > 0.0
    now = gains if always else np.zeros_like(gains)
    informed = np.where(rolled_out, gains, 0.0)
    error = float(np.std(informed - now, ddof=1) / np.sqrt(gains.size))
    return Value(float(now.mean()), float(informed.mean()), error)


def perfect_value(gains: np.ndarray) -> Value:
    """Expected value of perfect information: whoever knew the draw would roll out only where it gains."""
    return by_rule(gains > 0.0, gains)


def value_of_each(points: np.ndarray, names: list[str], gains: np.ndarray) -> dict[str, Value]:
    """Expected value of knowing each uncertain quantity by itself (partial perfect information), by name."""
    return {name: value_of(points[:, [k]], gains) for k, name in enumerate(names) if np.ptp(points[:, k]) > 0.0}
