"""Constraints between levers, such as ``small__commission_rate <= large__commission_rate``."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.scenario import InputError
from partnerscape.scenario.pay.changes import PLAN

COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    ast.LtE: operator.le,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.Gt: operator.gt,
}
SUMS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
PATH = re.compile(rf"\b({'|'.join(PLAN)})(\.\w+)+")  # a number of the pay plan: its steps may be numbers and keywords
DOT = "_dot_"  # in its place in a name, which no lever has
EXPECTED = "a comparison (<=, >=, <, >) of sums and products of levers and numbers"
LONGEST = 500
BARELY = 1e-9  # equal sides break < and >, by nothing that could be measured
UNDEFINED = 1e3  # such as a division by 0: worse than any that can be measured


def levers_in(constraint: str) -> list[str]:
    """Names of the levers that a constraint mentions.

    Raises
    ------
    InputError
        If it is not a constraint.

    Examples
    --------
    >>> levers_in("offers <= 4 * support_agents")
    ['offers', 'support_agents']
    """
    names: list[str] = []
    _side(_parsed(constraint).left, names.append)
    _side(_parsed(constraint).comparators[0], names.append)
    return list(dict.fromkeys(names))


def kept(constraints: tuple[str, ...], policies: pd.DataFrame, today: Mapping[str, float]) -> np.ndarray:
    """Which policies keep all constraints, shape (policies,); levers that the table lacks stand as ``today``."""
    mask = np.ones(len(policies), dtype=bool)

    def value(name: str) -> Any:
        return policies[name].to_numpy(dtype=float) if name in policies else today[name]

    for constraint in constraints:
        parsed = _parsed(constraint)
        compare = COMPARISONS[type(parsed.ops[0])]
        with np.errstate(divide="ignore", invalid="ignore"):  # NaN keeps no constraint
            mask &= np.broadcast_to(compare(_side(parsed.left, value), _side(parsed.comparators[0], value)), mask.shape)
    return mask


def excess(constraints: tuple[str, ...], policies: pd.DataFrame, today: Mapping[str, float]) -> np.ndarray:
    """How far the smaller side of each constraint exceeds the larger one, in the constraint's own unit.

    Shape (policies, constraints); at most 0 where a constraint is kept. Levers that the table lacks stand as ``today``.
    """
    amounts = np.empty((len(policies), len(constraints)))

    def value(name: str) -> Any:
        return policies[name].to_numpy(dtype=float) if name in policies else today[name]

    for k, constraint in enumerate(constraints):
        parsed = _parsed(constraint)
        sign = 1.0 if isinstance(parsed.ops[0], ast.LtE | ast.Lt) else -1.0
        with np.errstate(divide="ignore", invalid="ignore"):
            amounts[:, k] = sign * (_side(parsed.left, value) - _side(parsed.comparators[0], value))
    return amounts


def violation(
    constraints: tuple[str, ...], policies: pd.DataFrame, today: Mapping[str, float], among: pd.DataFrame
) -> np.ndarray:
    """How far policies break the constraints, shape (policies,): 0 where all are kept, above 0 elsewhere.

    The sum over constraints of what a policy exceeds each by, in units of how much that varies ``among`` other policies, so
    that a search is led back to what is allowed instead of to a plateau on which all that is forbidden ties.
    """
    units = np.ptp(excess(constraints, among, today), axis=0) if len(among) else np.zeros(len(constraints))
    units = np.where(np.isfinite(units) & (units > 0.0), units, 1.0)
    over = np.maximum(excess(constraints, policies, today) / units, 0.0).sum(axis=1)
    over = np.clip(np.where(np.isfinite(over), over, UNDEFINED), BARELY, UNDEFINED)
    return np.where(kept(constraints, policies, today), 0.0, over)


def _parsed(constraint: str) -> ast.Compare:
    try:
        tree = ast.parse(PATH.sub(_as_name, constraint.strip()), mode="eval").body if len(constraint) <= LONGEST else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = None
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1 or type(tree.ops[0]) not in COMPARISONS:
        raise InputError("", (), "constraints", EXPECTED, constraint)
    return tree


def _as_name(path: re.Match[str]) -> str:
    return path[0].replace(".", DOT)


def _side(node: ast.expr, value: Callable[[str], Any]) -> Any:
    """One side's value; nothing but sums, products, levers and numbers is evaluated."""
    if isinstance(node, ast.Name):
        return value(node.id.replace(DOT, "."))
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _side(node.operand, value)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp) and type(node.op) in SUMS:
        left, right = _side(node.left, value), _side(node.right, value)
        return None if left is None or right is None else SUMS[type(node.op)](left, right)
    raise InputError("", (), "constraints", EXPECTED, ast.unparse(node).replace(DOT, "."))
