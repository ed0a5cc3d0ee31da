"""The rules as plain Python, for the named peers of the speed benchmarks: one agent a partner, on Mesa and on AgentPy.

One rulebook: the rules' own source is read, so a peer does the same work as the engine. It is
made as fast as a sensible person would write it without compiling: columns are lists of Python
numbers, mathematics and luck are the standard library's, no NumPy in the month.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.util
import math
import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np

import partnerscape.rules
from partnerscape.rules.shared import records
from partnerscape.scenario import LEVERS

RULES = Path(partnerscape.rules.__file__).parent
PACKAGE = "plain_rules"
LEAST = 1e-300  # powers and logarithms of 0 saturate, as the rules' own do
MANY = 30.0  # beyond this mean a count is drawn from the normal law

luck = random.Random(0)


class Plainly(ast.NodeTransformer):
    """Array idioms as lists are written: ``x[a, b]`` is ``x[a][b]``, ``x.size`` is ``len(x)``, ``x[:] = 0.0`` a loop."""

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        target = node.targets[0]
        if isinstance(target, ast.Subscript) and isinstance(node.value, ast.Constant):
            parts = target.slice.elts if isinstance(target.slice, ast.Tuple) else [target.slice]
            if all(isinstance(part, ast.Slice) and part.lower is None and part.upper is None for part in parts):
                return ast.Expr(_call("fill", self.visit(target.value), node.value))
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            return _call("len", self.visit(node.value.value))
        self.generic_visit(node)
        if isinstance(node.slice, ast.Tuple):
            first, second = node.slice.elts
            return ast.Subscript(ast.Subscript(node.value, first, ast.Load()), second, node.ctx)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        return _call("len", node.value) if node.attr == "size" else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "sum":
            return _call("sum", node.func.value)
        return node


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def fill(table: list, value: float) -> None:
    """Every entry becomes ``value``, in place."""
    for i, entry in enumerate(table):
        if isinstance(entry, list):
            fill(entry, value)
        else:
            table[i] = value


def uniform(key: int, month: int, stream: int) -> float:
    return luck.random()


def normal(key: int, month: int, stream: int) -> float:
    return luck.gauss(0.0, 1.0)


def power(x: float, y: float) -> float:
    return (x or LEAST) ** y


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


def clip(x: float, low: float, high: float) -> float:
    return low if x < low else high if x > high else x


def poisson(u: float, mean: float) -> float:
    if mean > MANY:
        return max(0.0, float(round(luck.gauss(mean, math.sqrt(mean)))))
    mass = total = math.exp(-mean)
    count = 0.0
    while u > total and mass > 0.0:
        count += 1.0
        mass *= mean / count
        total += mass
    return count


def binomial(u: float, n: float, p: float) -> float:
    if p > 0.5:
        return n - binomial(1.0 - u, n, 1.0 - p)
    if n * p > MANY:
        return min(n, max(0.0, float(round(luck.gauss(n * p, math.sqrt(n * p * (1.0 - p)))))))
    mass = total = (1.0 - p) ** n
    odds, count = p / (1.0 - p), 0.0
    while u > total and count < n:
        mass *= (n - count) / (count + 1.0) * odds
        count += 1.0
        total += mass
    return count


def sum_of_orders(z: float, count: float, mean: float, ln_sd: float) -> float:
    if count <= 0.0:
        return 0.0
    variance = math.log(1.0 + (math.exp(ln_sd * ln_sd) - 1.0) / count)
    return count * mean * math.exp(math.sqrt(variance) * z - 0.5 * variance)


def gathered(pool: list, column: int) -> list:
    """A column of all active partners."""
    return [value for p in pool for value in p.numbers[column][: p.active]]


def line_of_best(values: list, share: float) -> float:
    """By sorting, as Python would; the rule counts, because counting vectorises."""
    count = int(share * len(values) + 0.5)
    return math.inf if count <= 0 else sorted(values)[max(0, len(values) - count)]


def sum_partners(pool: list, w: SimpleNamespace) -> None:
    """The journal's sums in one pass: the rule's own order of sums is made to vectorise and would be slow here."""
    columns = [records.COLUMN[name] for name in records.JOURNAL_BY_PARTNER]
    for p in pool:
        segments = p.segment[: p.active]
        for k, column in enumerate(columns):
            page = w.today[k]
            for s, value in zip(segments, p.numbers[column], strict=False):
                page[s] += value
        for s in segments:
            w.today_active[s] += 1.0
        for s in p.segment[p.active : p.members]:
            w.today_signed[s] += 1.0


NUMPY = SimpleNamespace(  # what the rules use of NumPy, on lists and Python numbers
    sqrt=math.sqrt, floor=math.floor, ceil=math.ceil, inf=math.inf, uint64=int, int64=int, float64=float,
    array=list, zeros=lambda n: [0.0] * n, empty=lambda n: [0.0] * n
)  # fmt: skip
PLAIN: dict[str, dict[str, object]] = {
    "compile": {"rule": lambda f: f, "vendor_rule": lambda f: f},
    "maths": {"exp": math.exp, "log": math.log, "power": power, "logistic": logistic, "clip": clip},
    "draws": {
        "uniform": uniform, "normal": normal, "poisson": poisson, "binomial": binomial, "sum_of_orders": sum_of_orders,
        "mix": lambda a, b: luck.getrandbits(63),
    },
    "sums": {"sum_partners": sum_partners},
    "best": {"gathered": gathered, "line_of_best": line_of_best, "sum_of_best_five": lambda values: sum(sorted(values)[-5:])},
}  # fmt: skip


class PlainRules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports ``plain_rules.x`` from the source of ``partnerscape.rules.x``."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != PACKAGE and not name.startswith(PACKAGE + "."):
            return None
        return importlib.util.spec_from_loader(name, self, is_package=name.count(".") < 2)

    def exec_module(self, module: ModuleType) -> None:
        _, _, inner = module.__name__.partition(".")
        room, _, name = inner.partition(".")
        if not name:
            return
        file = RULES / room / f"{name}.py"
        tree = ast.fix_missing_locations(Plainly().visit(ast.parse(file.read_text())))
        replaced = PLAIN.get(name, {})
        tree.body = [
            node for node in tree.body
            if not (isinstance(node, ast.FunctionDef) and node.name in replaced)
            and not (isinstance(node, ast.Import) and node.names[0].name in ("numpy", "numba"))
            and not (name in ("compile", "maths", "draws") and not _is_constant(node))
        ]  # fmt: skip
        vars(module).update(np=NUMPY, fill=fill, **replaced)
        exec(compile(tree, str(file), "exec", dont_inherit=True), vars(module))


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and "numba" not in ast.dump(node)


sys.meta_path.insert(0, PlainRules())


def plain_rule(name: str) -> Callable[..., None]:
    """A rule as a plain function."""
    return getattr(importlib.import_module(partnerscape.rules.file_of(name).replace("partnerscape.rules", PACKAGE)), name)


def plain_block(block: np.ndarray) -> SimpleNamespace:
    """A block of the pool whose columns are lists; ``columns`` and ``numbers`` hold the same lists."""
    p = SimpleNamespace()
    rows: list[list] = []
    for name in block.dtype.names:
        if name in ("columns", "numbers"):
            continue
        setattr(p, name, block[name].tolist())
        if block.dtype[name].shape and name != "slot_of_seat" and not name.startswith("account_"):
            rows += getattr(p, name) if block.dtype[name].ndim > 1 else [getattr(p, name)]
    p.columns = p.numbers = rows
    return p


def plain_world(world: np.ndarray) -> SimpleNamespace:
    """The world's row with lists for arrays; ``policy`` and ``today`` hold the same lists as their lines."""
    names = world.dtype.names
    w = SimpleNamespace(**{name: world[name][0].tolist() for name in names})
    w.policy = []
    for name in dict.fromkeys(records.terms(tuple(LEVERS))):
        rows = getattr(w, name)
        w.policy += rows if isinstance(rows[0], list) else [rows]
    w.today = [getattr(w, f"today_{name}") for name in records.JOURNAL]
    return w
