"""Which column holds what, proposed from names and contents; what is not evident is asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

import pandas as pd

from partnerscape.scenario.errors import Misfit, Shown, named
from partnerscape.tables.dates import folded
from partnerscape.tables.days import could_be_dates, share_of_dates
from partnerscape.tables.grid import empties
from partnerscape.tables.header import UNPIVOT
from partnerscape.tables.numbers import share_of_numbers

from .meanings import AS_KIND, AS_STATUS, understood
from .roles import DATE, NEEDED, NUMBER, OF_PARTNERS, OF_SALES, Role

ENOUGH = 0.8  # of a column's values that are what its role holds
LOOKED_AT = 2000  # cells of a column that say what it holds
ACROSS = 3  # columns of numbers that may be partners side by side
EXACT, WITHIN, TIER = 100, 50, 10


@lru_cache(maxsize=4096)
def tokens(name: str) -> tuple[str, ...]:
    """Words of a column's name, folded: ``PartnerId`` and ``partner_id`` are the same."""
    name = re.sub(r" \(\d+\)$", "", name)  # the second one of its name
    name = re.sub(r"(?<=[a-zà-öø-ÿ])(?=[A-Z])", " ", name)
    return tuple(re.findall(r"[^\W_]+", folded(name)))


@lru_cache(maxsize=256)
def _heads(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tokens(name) for name in names)


CURRENCIES = {"eur", "usd", "gbp", "chf", "rub", "net", "netto", "in", "of", "the", "cents", "cent", "euro"}


@lru_cache(maxsize=65_536)
def score(name: str, role: Role) -> int:
    """How well a name says a role; 0: not at all."""
    words = tokens(name)
    if not words or any(_holds(words, word) for word in _heads(role.not_with)):
        return 0
    bare = tuple(word for word in words if word not in CURRENCIES) or words
    for tier, names in enumerate(role.heads):
        heads = _heads(names)
        if words in heads or bare in heads:
            return EXACT - TIER * tier
    within = [
        WITHIN - TIER * tier
        for tier, names in enumerate(role.heads)
        for head in _heads(names)
        if _holds(bare, head) and len(head[0]) > 2
    ]
    return max(within, default=0)


def _holds(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(words[at : at + len(part)] == part for at in range(len(words) - len(part) + 1))


def fits(column: pd.Series, role: Role, name: str) -> bool:
    """Whether a column's contents can be what a role holds."""
    column = _sample(column)
    if not len(column):
        return False
    if role.holds == DATE:
        return max(share_of_dates(column), could_be_dates(column)) >= ENOUGH
    if role.holds == NUMBER:
        return share_of_numbers(column) >= ENOUGH
    if role.name == "status":
        return understood(column, AS_STATUS, name) >= 0.5
    if role.name == "kind":
        return understood(column, AS_KIND, name) >= ENOUGH
    return True


def _sample(column: pd.Series) -> pd.Series:
    """Cells that hold something, at most ``LOOKED_AT`` of them, evenly spread."""
    filled = column[~empties(column)]
    return filled.iloc[:: max(1, len(filled) // LOOKED_AT)]


def proposed(
    cells: pd.DataFrame, stated: Mapping[str, str], roles: Iterable[str] = tuple(OF_SALES)
) -> tuple[dict[str, str], list[Misfit]]:
    """A column per role, and what cannot be told.

    Parameters
    ----------
    cells : DataFrame of object
        The table.
    stated : mapping of str to str
        Columns as the user states them, by role; these are not searched.
    roles : iterable of str
        What is searched.
    """
    wrong = [
        Misfit(role, named(list(cells.columns), name, "a column of"), name, ("columns",))
        for role, name in stated.items()
        if name not in cells.columns
    ]
    chosen = {role: name for role, name in stated.items() if name in cells.columns}
    ranked = _ranked(cells, [OF_SALES[name] for name in roles if name not in stated], chosen.values())
    for role in roles:
        if role in stated:
            continue
        best = [(points, name) for points, name in ranked.get(role, ()) if name not in chosen.values()]
        top = [name for points, name in best if points == best[0][0]]
        if len(top) == 1 or (top and role not in NEEDED and role not in ("status", "commission", "currency", "order")):
            chosen[role] = top[0]
        elif top:
            wrong.append(_unclear(role, top))
    for role in NEEDED:
        if role in roles and role not in chosen and role not in stated and not any(misfit.key == role for misfit in wrong):
            column = _by_name(cells, OF_SALES[role], chosen.values()) or _by_contents(cells, OF_SALES[role], chosen.values())
            if len(column) == 1:
                chosen[role] = column[0]
            else:
                wrong.append(_missing(cells, role, column))
    return chosen, wrong


def proposed_of_partners(cells: pd.DataFrame, stated: Mapping[str, str]) -> tuple[dict[str, str], list[Misfit]]:
    """Columns of a table of partners."""
    chosen, wrong = proposed(cells, stated, OF_PARTNERS)
    return chosen, [Misfit(misfit.key, misfit.expected, misfit.found, ("partners",), misfit.advice) for misfit in wrong]


def _ranked(cells: pd.DataFrame, roles: list[Role], taken: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """Columns that a role's names and contents allow, the best first; a column goes to the role that it fits best."""
    points = {
        (role.name, name): value
        for role in roles
        for name in cells.columns
        if name not in taken and (value := score(name, role)) and fits(cells[name], role, name)
    }
    best = {name: max(value for (_, other), value in points.items() if other == name) for _, name in points}
    out: dict[str, list[tuple[int, str]]] = {}
    for (role, name), value in points.items():
        if value == best[name]:
            out.setdefault(role, []).append((value, name))
    return {role: sorted(pairs, key=lambda pair: -pair[0]) for role, pairs in out.items()}


def _unclear(role: str, names: list[str]) -> Misfit:
    found = Shown(f"{len(names)} that could be it: {', '.join(names[:6])}")
    return Misfit(role, f"one column of {MEANING[role]}", found, ("columns",), as_line(role, names))


def _missing(cells: pd.DataFrame, role: str, found: list[str]) -> Misfit:
    numbers = [name for name in cells.columns if share_of_numbers(_sample(cells[name])) >= ENOUGH]
    if role == "partner" and not found and len(numbers) >= ACROSS:
        shown = Shown(f"columns of numbers: {', '.join(map(str, numbers[:6]))}")
        return Misfit(role, f"a column of {MEANING[role]}", shown, ("columns",), f"if they are partners, {UNPIVOT}")
    empty = [name for name in cells.columns if score(name, OF_SALES[role]) and empties(cells[name]).all()]
    if empty and not found:
        advice = "formulas without stored values? Open the workbook, save it, and import it again"
        return Misfit(role, f"a column of {MEANING[role]}", Shown(f"{empty[0]} without any value"), ("columns",), advice)
    candidates = found or list(cells.columns)
    shown = Shown(f"columns {', '.join(map(str, cells.columns[:10]))}")
    return Misfit(role, f"a column of {MEANING[role]}", shown, ("columns",), as_line(role, candidates))


def as_line(role: str, names: list[str]) -> str:
    """What to write in the map."""
    return (
        f'write {role} = "{names[0]}"{" (or another)" if len(names) > 1 else ""} under [columns] in a map and pass it with --map'
    )


def _by_name(cells: pd.DataFrame, role: Role, taken: Collection[str]) -> list[str]:
    """The column that a role is named by, whatever it holds: its cells will say what is wrong with them."""
    named = [name for name in cells.columns if name not in taken and score(name, role) > WITHIN]
    return named if len(named) == 1 and not empties(cells[named[0]]).all() else []


def _by_contents(cells: pd.DataFrame, role: Role, taken: Collection[str]) -> list[str]:
    """Columns whose contents alone make them a role's: the only dates, the only sums, the only repeated names."""
    rest = [name for name in cells.columns if name not in taken and not empties(cells[name]).all()]
    if role.holds == DATE:
        return [name for name in rest if share_of_dates(cells[name]) >= ENOUGH]
    numbers = [name for name in rest if share_of_numbers(cells[name]) >= ENOUGH and share_of_dates(cells[name]) < ENOUGH]
    if role.holds == NUMBER:
        return numbers
    return [
        name
        for name in rest
        if name not in numbers and share_of_dates(cells[name]) < ENOUGH and (len(cells) < 3 or cells[name].nunique() < len(cells))
    ]


MEANING = {
    "partner": "partners",
    "date": "months or dates",
    "amount": "sums of money",
    "status": "statuses",
    "commission": "commissions",
    "currency": "currencies",
    "order": "order numbers",
    "orders": "numbers of orders",
    "kind": "new or repeat",
    "refund": "refunds",
    "customer": "customers",
    "segment": "segments",
    "signed": "signing dates",
    "left": "ends of contracts",
    "line": "parts of an order or month",
    "updated": "dates of entry",
}
