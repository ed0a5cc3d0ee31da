"""Columns of a study's tables as other tools read them: a name that SQL takes unquoted, a unit, a meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

import pandas as pd

from partnerscape.metrics import METRICS
from partnerscape.metrics.ledger import COSTS, PAY
from partnerscape.metrics.margin import CONSTRAINT, QUALITY, Margin
from partnerscape.scenario import ASSUMPTIONS, Scenario, declared, split_lever
from partnerscape.scenario.pay.numbers import is_path

from ..jobs.files import Column
from ..question.question import Question

RESERVED = frozenset(  # in DuckDB, PostgreSQL or SQLite
    """
    abort action add after all alter always analyse analyze and anti any array as asc asof asymmetric attach
    authorization before begin between binary both by cascade case cast check collate collation column commit
    concurrently conflict constraint create cross current current_catalog current_date current_role current_schema
    current_time current_timestamp current_user database default deferrable deferred delete desc describe detach
    distinct do drop each else end escape except exclude exclusive exists explain fail false fetch filter first
    following for foreign freeze from full generated glob grant group groups having if ignore ilike immediate in index
    indexed initially inner insert instead intersect into is isnull join key lambda last lateral leading left like
    limit localtime localtimestamp map match materialized natural no not nothing notnull null nulls of offset on only
    or order others outer over overlaps partition pivot pivot_longer pivot_wider placing plan positional pragma
    preceding primary qualify query raise range recursive references regexp reindex release rename replace restrict
    returning right rollback row rows savepoint select semi session_user set show similar some struct summarize
    symmetric system_user table tablesample temp temporary then ties to trailing transaction trigger true try_cast
    unbounded union unique unpivot update user using vacuum values variadic verbose view virtual when where window
    with within without
    """.split()  # noqa: SIM905
)
KEYS = {
    "policy": ("number", "a row of policies; -1 is the current policy, continued, against which all others are measured"),
    "future": ("number", "a row of futures"),
    "seed": ("number", "the future's luck: arrivals, sales, exits"),
}
DIFFERENCES = {  # what a run has besides metrics, by the part before a group: unit, meaning
    "vendor_gain": ("currency", "NPV less that of the current policy in this future"),
    "quality_gain": (METRICS["quality"].unit, "quality less that of the current policy"),
    "customer_gain_relative": ("share", "customers' surplus, relative change from the current policy"),
    "newcomer_gain": ("currency per month", "what a newcomer's month is worth, less that under the current policy"),
    "newcomer_gain_relative": ("share", "newcomer_gain over the mean outside option"),
    "newcomer_number_gain": ("share", "number of newcomers, relative change from the current policy"),
    "partner_gain": ("currency", "mean gain in an incumbent's account"),
    "partner_gain_relative": ("share", "incumbents' gains over what they earned under the current policy"),
    "not_worse": ("share", "incumbents who are not worse off than under the current policy"),
    "loss": ("share", "what those who lose lose, over the value of their whole group"),
    "incumbents": ("persons", "partners at the rollout, of whom the means are"),
}
WIN_WIN = ("true or false", "whether every margin is above 0; null for the current policy itself")
LEVER, OPTION = "lever.", "option."
OF_TABLES = {  # columns of a run's and a comparison's own tables
    "account": "currency",
    "income_mean": "currency per month",
    "income_per_hour": "currency per hour",
    "month": "months after the rollout",
    "months_in": "months",
    "incumbents": "persons",
    "owed": "currency",
}
MONEY = frozenset({*PAY, *COSTS, "pay", "channel_cost", "profit", "revenue", "clawback", "goods", "goods_cost"})
MEASURED = frozenset({*DIFFERENCES, "win_win", "margin"})
TAKEN = MEASURED | {*KEYS, *ASSUMPTIONS, *METRICS}  # a question's choice may have such a name


def sql_names(names: Iterable[str]) -> list[str]:
    """A lower-case name for each that SQL takes unquoted; capitals alone make no other name there."""
    taken: list[str] = []
    for name in names:
        plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
        plain = re.sub(r"[^a-z0-9_]+", "_", plain).strip("_") or "name"
        plain = f"n{plain}" if plain[0].isdigit() else f"{plain}_" if plain in RESERVED else plain
        other = (f"{plain}_{number}" for number in range(2, len(taken) + 3))
        taken.append(plain if plain not in taken else next(free for free in other if free not in taken))
    return taken


def described(names: Iterable[str], question: Question, scenario: Scenario) -> list[Column]:
    """The columns of a table, in its order."""
    inner = list(names)
    columns = []
    for name, free in zip(inner, sql_names(inner), strict=True):
        unit, meaning = _said(name, question)
        columns.append(Column(free, name, unit.replace("currency", scenario.currency), meaning))
    return columns


def units_in(tables: Mapping[str, pd.DataFrame], currency: str) -> dict[str, dict[str, str]]:
    """Units of the columns of a run's or comparison's tables, by table; a column without one is left out."""
    named = {name: {str(column): unit_of(str(column)) for column in table.columns} for name, table in tables.items()}
    return {
        name: {column: unit.replace("currency", currency) for column, unit in columns.items() if unit}
        for name, columns in named.items()
    }


def unit_of(name: str) -> str:
    """The unit of a metric, an assumption, a difference, a margin or a line of the books; empty for anything else.

    Examples
    --------
    >>> unit_of("npv"), unit_of("vendor_gain"), unit_of("support_cost")
    ('currency', 'currency', 'currency per month')
    """
    for known in (METRICS, ASSUMPTIONS):
        if name in known:
            return known[name].unit
    if name in OF_TABLES:
        return OF_TABLES[name]
    if name.partition(".")[0] in MEASURED:
        return _measured(name)[0]
    return "currency per month" if name in MONEY else ""


def _said(name: str, question: Question) -> tuple[str, str]:
    """Unit and meaning of one column."""
    if name in KEYS:
        return KEYS[name]
    if name.startswith(LEVER):
        return _said_of_lever(name.removeprefix(LEVER), question)
    if name.startswith(OPTION):
        return "name", f"option of the choice {name.removeprefix(OPTION)}"
    if name in ASSUMPTIONS:
        return ASSUMPTIONS[name].unit, f"uncertain: {ASSUMPTIONS[name].meaning}"
    if name in METRICS:
        return METRICS[name].unit, METRICS[name].meaning
    return _measured(name) if name.partition(".")[0] in MEASURED else _said_of_lever(name, question)


def _said_of_lever(name: str, question: Question) -> tuple[str, str]:
    if name in question.choices:
        options = ", ".join(f"{number}: {option}" for number, option in enumerate(question.labels[name]))
        return "number", f"choice of the question: {options}"
    segment, lever = split_lever(name)[0], declared(name)
    if lever is None:
        return "", ""
    kind = "number of the pay plan" if is_path(name) else f"lever of {segment} partners" if segment else "lever"
    return lever.unit, f"{kind}: {lever.meaning}"


def _measured(name: str) -> tuple[str, str]:
    """Unit and meaning of what a run is against the current policy's."""
    if name == "win_win":
        return WIN_WIN
    if Margin.is_in(name):
        return _margin(Margin.read(name))
    kind, _, group = name.partition(".")
    unit, meaning = DIFFERENCES[kind]
    return unit, f"{meaning}, {group} partners" if group else meaning


def _margin(margin: Margin) -> tuple[str, str]:
    """Unit and meaning of a margin."""
    if margin.kind == CONSTRAINT:
        return METRICS[margin.of].unit, f"room to the scenario's constraint on {margin.of}; win-win needs it above 0"
    unit = METRICS["quality"].unit if margin == QUALITY else "share"
    name = margin.name.replace(".", ", ").replace("_", " ")
    return unit, f"room to what win-win requires of {name}; win-win needs it above 0"
