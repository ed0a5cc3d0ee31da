"""The design of Saltelli et al. (2010): two independent matrices, and copies in which one factor comes from the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from partnerscape.scenario import InputError

SCRAMBLES = 16  # independent Sobol' sequences; more shorten each, fewer make Student's t wide
FIRST_POINTS = 4 * SCRAMBLES
Groups = Mapping[str, Sequence[str]]


def check_points(points: int, name: str) -> None:
    """Refuse a number of points that no Sobol' sequences of equal length have."""
    if points < FIRST_POINTS or points & (points - 1):
        raise InputError(name, "", "points", f"a power of 2, at least {FIRST_POINTS}", points)


def saltelli_points(
    factors: Sequence[str], points: int, seed: int, groups: Groups | None = None, second_order: bool = False, start: int = 0
) -> pd.DataFrame:
    """Points of the design of Saltelli et al. (2010) in the unit cube.

    Parameters
    ----------
    factors : sequence of str
        Names of the factors.
    points : int
        Base points, a power of 2 and at least ``FIRST_POINTS``; the first ones are those of a smaller number.
    seed : int
        Of the scrambles; 0 is a seed like any other.
    groups : mapping of str to factors, optional
        Groups that are exchanged together, beside every factor alone.
    second_order : bool
        Whether every factor also goes from A into B.
    start : int
        The first base point wanted.

    Returns
    -------
    DataFrame, shape ((points - start) x matrices, factors)
        Indexed by ``point`` and ``matrix``: ``A``, ``B``, ``AB name`` (A, but the factor or group from B), ``BA name``.
    """
    from SALib.sample import sobol

    check_points(points, "sensitivity")
    names = list(factors)
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    each, a, b = points // SCRAMBLES, [], []
    for scramble in range(SCRAMBLES):
        rng = np.random.default_rng([seed, scramble])
        rows = sobol.sample(problem, each, calc_second_order=False, seed=rng).reshape(each, len(names) + 2, len(names))
        a.append(rows[:, 0])
        b.append(rows[:, -1])
    # point = scramble + SCRAMBLES * row, so that more points only append
    A, B = (np.stack(x, axis=1).reshape(points, len(names))[start:] for x in (a, b))
    blocks = {name: [name] for name in names} | {name: list(members) for name, members in (groups or {}).items()}
    matrices = {"A": A, "B": B}
    for block, members in blocks.items():
        taken = np.isin(names, members)
        matrices[f"AB {block}"] = np.where(taken, B, A)
        if second_order and block in names:
            matrices[f"BA {block}"] = np.where(taken, A, B)
    index = pd.MultiIndex.from_product([range(start, points), list(matrices)], names=["point", "matrix"])
    return pd.DataFrame(np.stack(list(matrices.values()), axis=1).reshape(-1, len(names)), index=index, columns=names)
