"""Cheaper looks at influence: Morris' elementary effects, and distances of distributions (PAWN) on points that are there."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...statistics.intervals import LEVEL

LEVELS = 4  # of Morris' grid
SLICES = 10  # of an input's range, for PAWN
RESAMPLES = 1000


def _cube(factors: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(factors), "names": list(factors), "bounds": [[0.0, 1.0]] * len(factors)}


def morris_points(factors: Sequence[str], trajectories: int, seed: int) -> pd.DataFrame:
    """Trajectories of Morris (1991) through the unit cube, one factor moved a step.

    Returns
    -------
    DataFrame, shape (trajectories x (factors + 1), factors)
        Indexed by ``point``, in the order of the trajectories.
    """
    from SALib.sample import morris

    unit = morris.sample(_cube(factors), trajectories, num_levels=LEVELS, seed=np.random.default_rng([seed, 0]))
    return pd.DataFrame(unit, columns=list(factors)).rename_axis("point")


def elementary_effects(points: pd.DataFrame, outputs: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """What a move of a factor through its whole range does to every output, on average (Campolongo et al. 2007).

    Parameters
    ----------
    points : DataFrame
        Of :func:`morris_points`.
    outputs : DataFrame
        A row a point with the same index, in any order; finite.
    seed : int
        Of the resampling.

    Returns
    -------
    DataFrame
        output, factor, mu (mean effect), mu_star (mean size), mu_star_low, mu_star_high (95 %), sigma, all in the output's unit.
    """
    from SALib.analyze import morris

    matched, tables = outputs.loc[points.index], []
    for name in matched.columns:
        effects = morris.analyze(
            _cube(list(points.columns)),
            points.to_numpy(),
            matched[name].to_numpy(dtype=float),
            num_levels=LEVELS,
            num_resamples=RESAMPLES,
            conf_level=LEVEL,
            seed=np.random.default_rng([seed, 1]),
        )
        size, half = np.asarray(effects["mu_star"]), np.asarray(effects["mu_star_conf"])
        rows = {"output": name, "factor": list(points.columns), "mu": np.asarray(effects["mu"]), "mu_star": size}
        ends = {"mu_star_low": np.maximum(size - half, 0.0), "mu_star_high": size + half, "sigma": np.asarray(effects["sigma"])}
        tables.append(pd.DataFrame({**rows, **ends}))
    return pd.concat(tables, ignore_index=True)


def distances(points: pd.DataFrame, outputs: pd.DataFrame) -> pd.DataFrame:
    """How far fixing a factor moves an output's whole distribution (PAWN, Pianosi & Wagener 2018).

    Parameters
    ----------
    points, outputs : DataFrame
        Independent points of the unit cube, and a row a point with the same index, in any order; finite.

    Returns
    -------
    DataFrame
        output, factor, median and maximum Kolmogorov-Smirnov distance over slices of the factor, 0 to 1.
    """
    from SALib.analyze import pawn

    matched, tables = outputs.loc[points.index], []
    for name in matched.columns:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # scipy: an exact p-value that nobody reads was too long to compute
            outcomes = matched[name].to_numpy(dtype=float)
            distance = pawn.analyze(_cube(list(points.columns)), points.to_numpy(), outcomes, S=SLICES)
        tables.append(
            pd.DataFrame(
                {"output": name, "factor": list(points.columns), "median": distance["median"], "maximum": distance["maximum"]}
            )
        )
    return pd.concat(tables, ignore_index=True)
