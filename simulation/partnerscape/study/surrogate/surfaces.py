"""Margins as smooth surfaces over the levers: three ways to fit them, each with its error on left-out policies.

A kernel ridge (Matern 5/2, a length for each lever by marginal likelihood: Rasmussen & Williams 2006), a cubic ridge
(products of Legendre polynomials up to degree 3) and gradient boosting (Friedman 2001, by scikit-learn). The first two
are linear in what they are fitted to, so that leave-one-out errors and fits to perturbed margins cost a matrix product.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

PENALTIES = tuple(10.0**k for k in range(-6, 4))
LENGTH_POLICIES = 128  # that lengths are found on
LENGTH_STEPS = 15
LENGTHS = (0.3, 60.0)  # in half ranges of a lever
MOST_POLICIES = 1024  # a kernel's cost grows with the cube of its policies
MOST_TERMS = 400
TREES = 60
TINY = 1e-12
Over = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Surface:
    """Margins over coded levers.

    Attributes
    ----------
    at : callable
        Coded levers, shape (policies, columns), to margins, shape (policies, margins).
    left_out : callable
        Observed less predicted for each training policy by a fit that had not seen it, shape (policies, margins).
    perturbed : callable
        The same fit to other margins, shape (policies, replicates, margins), as a function of coded levers that gives such
        an array; where another fit would cost much, the surface as it is.
    """

    at: Over
    left_out: Callable[[], np.ndarray]
    perturbed: Callable[[np.ndarray], Over]


def _matern(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Matern kernel of smoothness 5/2 between two sets of points in units of its lengths, shape (len(a), len(b))."""
    squared = (a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2.0 * a @ b.T
    s = np.sqrt(5.0 * np.maximum(squared, 0.0))
    return (1.0 + s + s * s / 3.0) * np.exp(-s)


def _least_left_out(vectors: np.ndarray, values: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The penalty of least leave-one-out error for each column of ``z``, and its errors; eigenvectors of the smoother."""
    along = vectors.T @ z
    penalty, best = np.zeros(z.shape[1]), np.full(z.shape, np.inf)
    for candidate in PENALTIES:
        shrink = values / (values + candidate)
        off = (z - vectors @ (shrink[:, None] * along)) / np.maximum(1.0 - vectors**2 @ shrink, TINY)[:, None]
        better = (off**2).sum(axis=0) < (best**2).sum(axis=0)
        penalty[better], best[:, better] = candidate, off[:, better]
    return penalty, best


def _lengths(x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """The kernel's length along each coded lever, of greatest marginal likelihood for one margin."""
    from scipy.optimize import minimize
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor  # here: it takes a second to load
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    def climb(less: Callable[..., object], start: np.ndarray, bounds: np.ndarray) -> tuple[np.ndarray, float]:
        optimum = minimize(less, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": LENGTH_STEPS})
        return optimum.x, optimum.fun

    smooth = ConstantKernel(10.0, (0.1, 1e4)) * Matern(np.full(x.shape[1], 3.0), LENGTHS, nu=2.5)
    process = GaussianProcessRegressor(smooth + WhiteKernel(1e-3, (1e-7, 1.0)), optimizer=climb)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its bound: the lever does nothing
        kernel = process.fit(x[:LENGTH_POLICIES], z[:LENGTH_POLICIES]).kernel_
    return np.asarray(kernel.k1.k2.length_scale)


def _alone(of: Over) -> Over:
    """The first replicate."""
    return lambda where: of(where)[:, 0]


def kernel_ridge(x: np.ndarray, y: np.ndarray) -> Surface:
    """Kernel ridge regression on the first ``MOST_POLICIES`` policies (a prefix of Sobol' points is spread evenly)."""
    seen = min(len(x), MOST_POLICIES)
    level, scale = y[:seen].mean(axis=0), y[:seen].std(axis=0) + TINY
    z, off = (y[:seen] - level) / scale, np.empty((seen, y.shape[1]))
    points, smoothers = [], []
    for j in range(z.shape[1]):
        lengths = _lengths(x[:seen], z[:, j])
        points.append((lengths, x[:seen] / lengths))
        values, vectors = np.linalg.eigh(_matern(points[j][1], points[j][1]))
        penalty, off[:, [j]] = _least_left_out(vectors, np.maximum(values, 0.0), z[:, [j]])
        smoothers.append((vectors, 1.0 / (np.maximum(values, 0.0) + penalty)))

    def fitted(targets: np.ndarray) -> Over:
        goal = (targets[:seen] - level) / scale
        weights = [vectors @ (inverse[:, None] * (vectors.T @ goal[..., j])) for j, (vectors, inverse) in enumerate(smoothers)]

        def at(where: np.ndarray) -> np.ndarray:
            kernels = (_matern(where / lengths, at_hand) for lengths, at_hand in points)
            return level + scale * np.stack([k @ w for k, w in zip(kernels, weights, strict=True)], axis=-1)

        return at

    at = _alone(fitted(y[:, None]))
    return Surface(at, lambda: np.concatenate([off * scale, y[seen:] - at(x[seen:])]), fitted)


def _terms(columns: int) -> list[tuple[int, ...]]:
    """Products of columns up to degree 3; squares and cubes but no further products where those would be too many."""
    terms = [t for degree in (1, 2, 3) for t in combinations_with_replacement(range(columns), degree)]
    if len(terms) > MOST_TERMS:
        terms = [t for t in terms if len(t) < 3 or len(set(t)) == 1]
    return terms if len(terms) <= 2 * MOST_TERMS else [t for t in terms if len(set(t)) == 1]


def _legendre(x: np.ndarray, terms: list[tuple[int, ...]]) -> np.ndarray:
    """Products of Legendre polynomials, of mean square 1 over uniform levers, halved with each degree."""
    single = [np.ones_like(x), np.sqrt(3.0) * x, np.sqrt(5.0) * (1.5 * x**2 - 0.5), np.sqrt(7.0) * (2.5 * x**3 - 1.5 * x)]
    out = np.empty((len(x), len(terms)))
    for k, term in enumerate(terms):
        product = np.full(len(x), 0.5 ** (len(term) - 1))
        for column in sorted(set(term)):
            product = product * single[term.count(column)][:, column]
        out[:, k] = product
    return out


def cubic_ridge(x: np.ndarray, y: np.ndarray) -> Surface:
    """Ridge regression on polynomials of degree 3 (Hoerl & Kennard 1970), its penalty by leave-one-out error."""
    terms = _terms(x.shape[1])
    design = _legendre(x, terms)
    middle = design.mean(axis=0)
    left, singular, right = np.linalg.svd(design - middle, full_matrices=False)
    level, scale = y.mean(axis=0), y.std(axis=0) + TINY
    penalty, off = _least_left_out(left, singular**2, (y - level) / scale)

    def fitted(targets: np.ndarray) -> Over:
        levels = targets.mean(axis=0)
        along = np.tensordot(left.T, (targets - levels) / scale, 1)
        weights = np.tensordot(right.T, along * (singular[:, None] / (singular[:, None] ** 2 + penalty))[:, None, :], 1)
        return lambda where: levels + scale * np.tensordot(_legendre(where, terms) - middle, weights, 1)

    return Surface(_alone(fitted(y[:, None])), lambda: off * scale, fitted)


def boosting(x: np.ndarray, y: np.ndarray) -> Surface:
    """Gradient boosting of small trees on the first ``MOST_POLICIES``, one margin at a time; errors from two halves."""
    from sklearn.base import clone
    from sklearn.ensemble import GradientBoostingRegressor  # here: it takes a second to load

    def grown(rows: np.ndarray) -> Over:
        empty = GradientBoostingRegressor(n_estimators=TREES, learning_rate=0.15, max_depth=3, random_state=0)
        trees = [clone(empty).fit(x[rows], y[rows, j]) for j in range(y.shape[1])]
        return lambda where: np.stack([tree.predict(where) for tree in trees], axis=1)

    seen = np.arange(min(len(x), MOST_POLICIES))
    at = grown(seen)

    def left_out() -> np.ndarray:
        off = y - at(x)
        for k in range(2):
            off[seen[seen % 2 == k]] = (y - grown(seen[seen % 2 != k])(x))[seen[seen % 2 == k]]
        return off

    return Surface(at, left_out, lambda targets: lambda where: np.repeat(at(where)[:, None], targets.shape[1], axis=1))


SURFACES: dict[str, Callable[[np.ndarray, np.ndarray], Surface]] = {
    "kernel ridge": kernel_ridge,
    "cubic ridge": cubic_ridge,
    "gradient boosting": boosting,
}
