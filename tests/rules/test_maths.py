"""The rules' own elementary functions against NumPy's and SciPy's, and the same bits however they are called."""

import numpy as np
import pytest
from numba import njit
from scipy.special import ndtri

from partnerscape.rules.shared import maths

ROUNDING = 2.0**-52


def over(function: object) -> object:
    """A compiled loop over an array, which vectorises."""

    @njit(error_model="numpy")
    def loop(x):
        out = np.empty_like(x)
        for i in range(x.size):
            out[i] = function(x[i])
        return out

    return loop


exp, log, quantile, logistic = (over(f) for f in (maths.exp, maths.log, maths.normal_quantile, maths.logistic))


EXTENDED = np.longdouble  # more digits than a double where the platform has them


def relative(found: np.ndarray, true: np.ndarray) -> float:
    return float(np.max(np.abs(found / true - 1)))


def test_exp_is_within_its_stated_error() -> None:
    x = np.concatenate([np.linspace(-700.0, 700.0, 400_001), np.linspace(-1.0, 1.0, 100_001)])
    assert relative(exp(x), np.exp(EXTENDED(x))) < 5e-16


def test_exp_saturates() -> None:
    ends = exp(np.array([-1e9, -708.0, 709.0, 1e9]))
    assert ends[0] == ends[1] > 0.0
    assert ends[2] == ends[3] < np.inf


def test_log_is_within_its_stated_error() -> None:
    x = np.concatenate(
        [10.0 ** np.linspace(-300, 300, 400_000), np.linspace(1.001, 3.0, 100_001), np.linspace(0.2, 0.999, 100_001)]
    )
    assert relative(log(x), np.log(EXTENDED(x))) < 5e-16
    assert log(np.array([1.0]))[0] == 0.0
    near_one = 1.0 + np.linspace(-1e-3, 1e-3, 10_001)
    assert np.max(np.abs(log(near_one) - np.log(near_one))) < ROUNDING * 1e-3


@pytest.mark.parametrize("y", [-2.5, 0.34, 1.0, 1.0 / 1.66, 4.1])
def test_power(y: float) -> None:
    x = 10.0 ** np.linspace(-8, 8, 100_001)

    @njit(error_model="numpy")
    def loop(x):
        out = np.empty_like(x)
        for i in range(x.size):
            out[i] = maths.power(x[i], y)
        return out

    assert relative(loop(x), EXTENDED(x) ** y) < ROUNDING * (3.0 + abs(y) * np.log(1e8))
    assert loop(np.array([0.0]))[0] < 1e-100 or y <= 0.0


def test_normal_quantile_is_within_its_stated_error() -> None:
    u = np.concatenate([np.linspace(1e-6, 1.0 - 1e-6, 400_001), 10.0 ** np.linspace(-15, -2, 10_001)])
    u = u[np.abs(u - 0.5) > 1e-6]
    assert relative(quantile(u), ndtri(u)) < 1.2e-9


def test_normal_quantile_is_odd_and_rises() -> None:
    u = np.linspace(0.0005, 0.9995, 100_001)
    z = quantile(u)
    assert np.all(np.diff(z) > 0.0)
    assert np.max(np.abs(z + z[::-1])) < 1e-8


def test_logistic_stays_within_0_and_1() -> None:
    x = np.array([-1e6, -700.0, -30.0, 0.0, 30.0, 1e6])
    assert np.all((logistic(x) >= 0.0) & (logistic(x) <= 1.0))
    assert logistic(x)[3] == 0.5


@pytest.mark.parametrize("name", ["exp", "log", "normal_quantile", "logistic"])
def test_the_same_bits_from_a_vector_loop_and_from_a_single_call(name: str) -> None:
    scalar = getattr(maths, name)
    x = np.random.default_rng(1).uniform(1e-6, 1.0 - 1e-6, 10_007)  # an odd length leaves a remainder loop
    together = over(scalar)(x)
    alone = np.array([scalar(v) for v in x])
    assert together.tobytes() == alone.tobytes()


@pytest.mark.parametrize("name", ["exp", "log", "normal_quantile"])
def test_the_same_bits_without_a_compiler(name: str) -> None:
    interpreted = {"exp": maths.exp.py_func, "log": maths.log.py_func, "normal_quantile": maths.normal_quantile.py_func}[name]
    x = np.random.default_rng(2).uniform(1e-6, 1.0 - 1e-6, 500)
    assert over(getattr(maths, name))(x).tobytes() == np.array([interpreted(np.float64(v)) for v in x]).tobytes()
