"""From a name, a TOML file or a table to a frozen scenario or policy; all mistakes are one error."""

from __future__ import annotations

import sys
import tomllib
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from partnerscape.system.output import as_text

from ..errors import InputError, Misfit, UnusualValue, named, one_of, printable, refuse
from ..levers import LEVERS, Policy, is_exception, with_exceptions
from ..pay.changes import inherited_plan
from ..scenario import Scenario
from ..workbook import read_scenario as read_book
from .files import ROOT, SHEETS, find, read_toml, shipped
from .kinds import wrong_kind

__all__ = ["ROOT", "check_levers", "find", "load_policy", "load_scenario", "read_toml", "scenarios", "shipped"]

TABLE = "a table"  # how errors name plain values that come from no file


def scenarios() -> dict[str, str]:
    """The scenarios that come with the package: name and title.

    Returns
    -------
    dict of str
        Title by name; :func:`load_scenario` takes the name.

    Examples
    --------
    >>> import partnerscape as ps
    >>> "marketplace" in ps.scenarios()
    True
    """
    return {name: tomllib.loads(path.read_text("utf-8")).get("title", "") for name, path in shipped("scenarios").items()}


def load_scenario(source: str | Path | Mapping[str, Any] | Scenario) -> Scenario:
    """Load a scenario: a programme with its market, its assumptions and its policies.

    Parameters
    ----------
    source : str, Path, dict or Scenario
        A shipped scenario by name, a TOML file or a workbook (.xlsx) by path, the tables of a TOML file, or a scenario, which
        stays as it is.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        Names file, table, key, what was expected and what was found, for all that is wrong.

    Examples
    --------
    >>> import partnerscape as ps
    >>> ps.load_scenario("marketplace").current
    'good'
    """
    if isinstance(source, Scenario):
        return source
    path = TABLE if isinstance(source, Mapping) else find(source, "scenarios")
    book = read_book(Path(path)) if Path(path).suffix.lower() in SHEETS and not isinstance(source, Mapping) else None
    table = dict(source) if isinstance(source, Mapping) else book.tables if book else read_toml(Path(path))
    refuse(filter(None, [wrong_kind(table, "a scenario")]), path)
    table.setdefault("name", "scenario" if isinstance(source, Mapping) else as_text(Path(path).stem))
    try:
        scenario = Scenario.model_validate(table)
    except InputError as error:
        raise (book.located(error, Path(path)) if book else error.at(path)) from None
    if scenario.fitted is not None and not isinstance(source, Mapping):
        scenario = scenario.model_copy(update={"fitted": scenario.fitted.beside(Path(path))})
    if scenario.start is not None and not isinstance(source, Mapping):
        scenario = scenario.model_copy(update={"start": scenario.start.beside(Path(path))})
        scenario.model_post_init(None)  # where the file was found is no change of what is stated
    if path not in shipped("scenarios").values():
        values = [f"{label}.{value}" for label, policy in scenario.policies.items() for value in unusual(policy)]
        _warn(values, f"{path}: ")
    return scenario


def tables_of(source: str | Path) -> dict[str, Any]:
    """The tables of a scenario or policy as its file states them, before they are values.

    Parameters
    ----------
    source : str or Path
        A shipped scenario by name, a TOML file, or a workbook.

    Returns
    -------
    dict
    """
    path = Path(find(source, "scenarios"))
    return dict(read_book(path).tables if path.suffix.lower() in SHEETS else read_toml(path))


def load_policy(source: str | Path | Mapping[str, Any] | Policy, scenario: Scenario) -> Policy:
    """A policy of the scenario by name, a TOML file with levers, a table of levers, or a Policy as it is.

    A file or table states what differs from the scenario's current policy, or from the one that ``based_on`` names;
    ``small__offers`` is a lever of one segment, as in the columns of a study's tables.

    Parameters
    ----------
    source : str, Path, dict, pandas row or Policy
    scenario : Scenario

    Returns
    -------
    Policy

    Raises
    ------
    InputError
        Names file, table, key, what was expected and what was found, for all that is wrong.
    """
    if isinstance(source, Policy):
        return _fitting(source, scenario, scenario.name)
    if isinstance(source, Mapping) or hasattr(source, "keys"):  # a row of pandas is no Mapping
        return _from_table(dict(cast(Mapping[str, Any], source)), scenario, "the policy")
    if not isinstance(source, str | Path):
        expected = "a policy's name, a TOML file, a table of levers or a Policy"
        raise InputError(scenario.name, "", "policy", expected, source)
    if str(source) in scenario.policies:
        return scenario.policies[str(source)]
    path = Path(source)
    if path.suffix != ".toml":
        other = "this is a scenario, not a policy" if str(source) in shipped("scenarios") else ""
        expected = named(scenario.policies, source, "a TOML file or one of")
        raise InputError(scenario.name, ("policies",), str(source), expected, str(source), other)
    return _from_table(read_toml(path), scenario, path)


def _from_table(source: Mapping[str, Any], scenario: Scenario, where: str | Path) -> Policy:
    """A policy that differs from another one of the scenario."""
    exceptions = {key: value for key, value in source.items() if is_exception(key)}
    table = {key: value for key, value in source.items() if key not in exceptions}
    refuse(filter(None, [wrong_kind(table, "a policy")]), where)
    base = table.pop("based_on", scenario.current)
    wrong: list[Misfit] = []
    if not isinstance(base, str) or base not in scenario.policies:
        wrong, base = [Misfit("based_on", named(scenario.policies, base), base)], scenario.current
    try:
        policy = Policy.model_validate(with_exceptions(inherited_plan(scenario.policies[base].model_dump(), table), exceptions))
    except InputError as error:
        raise InputError.of([*wrong, *error.misfits], where) from None
    refuse(wrong, where)
    return _fitting(policy, scenario, where)


def _fitting(policy: Policy, scenario: Scenario, where: str | Path) -> Policy:
    """The policy, if the scenario has its segments and offers."""
    refuse(scenario.misfits(policy), where)
    _warn(unusual(policy, scenario.policies), "")
    return policy


def check_levers(policy: Policy, levers: Mapping[str, Any], scenario: Scenario, where: str | Path) -> Policy:
    """``policy`` with other levers, checked against the scenario; a wrong one is one clear error that names ``where``.

    Parameters
    ----------
    policy : Policy
    levers : mapping of str to value
        ``small__offers`` for one segment, ``pay.renewals.rate`` for a number of the pay plan.
    scenario : Scenario
    where : str or Path
        What the error names: a file, a question.

    Returns
    -------
    Policy

    Raises
    ------
    InputError
        For unknown levers and values out of bounds, all at once.
    """
    known = list(Policy.model_fields)
    wrong = [
        Misfit(key, one_of("the name of a lever", known, lever), key, ("levers",))
        for key in levers
        if (lever := key.partition(".")[0].rpartition("__")[2]) not in known
    ]
    refuse(wrong, where)
    try:
        changed = policy.changed(**levers)
        refuse(scenario.misfits(changed))
    except InputError as error:
        raise InputError.of([_as_written(misfit, levers) for misfit in error.misfits], where) from None
    return changed


def _as_written(misfit: Misfit, levers: Mapping[str, Any]) -> Misfit:
    """A misfit of a policy, at the lever as it was written: ``small__offers`` for ``segments.small.offers``."""
    way = (*misfit.table, misfit.key)
    if way[0] == "segments":
        written = (key for key in levers if key.rpartition("__")[0] == way[1] and way[2:3] in ((), (key.rpartition("__")[2],)))
        way = (next(written, ".".join(way[:3])), *way[3:])
    return Misfit(way[-1], misfit.expected, misfit.found, ("levers", *way[:-1]), misfit.advice)


def unusual(policy: Policy, known: Mapping[str, Policy] | None = None) -> list[str]:
    """Levers outside their usual range, and outside what ``known`` policies of the programme do, in words."""
    values = []
    for segment in ("", *policy.segments):
        terms = policy.terms_of(segment)
        for name, lever in LEVERS.items():
            value = getattr(terms, name)
            usual = [lever.low, lever.high, *(getattr(other, name) for other in (known or {}).values())]
            if not min(usual) <= value <= max(usual) and (not segment or name in policy.segments[segment]):
                key = f"{segment}.{name}" if segment else name
                values.append(f"{key} = {value:g} (usually {min(usual):g} to {max(usual):g}, {lever.unit})")
    return values


def _warn(values: list[str], where: str) -> None:
    """One line for all unusual values."""
    if values:
        line = f"{where}outside the usual range, but accepted: {'; '.join(values)}"
        warnings.warn(printable(line), UnusualValue, stacklevel=_levels())


def _levels() -> int:
    """How far up the first caller outside the package is, for a warning to name its line."""
    frame, levels = sys._getframe(1), 1
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("partnerscape"):
        frame, levels = frame.f_back, levels + 1
    return levels
