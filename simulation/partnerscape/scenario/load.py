"""TOML in, a frozen scenario out; every error names file, table, key, what was expected and what was found."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from .errors import InputError
from .levers import Policy
from .scenario import Scenario

LARGEST_FILE = 4_000_000  # bytes; a scenario has some ten thousand
ROOT = Path(__file__).resolve().parents[3]


def shipped(kind: str) -> dict[str, Path]:
    """Files that come with the package, by name; ``kind`` is "scenarios" or "experiments"."""
    inside = Path(str(resources.files("partnerscape"))) / "shipped" / kind
    folder = inside if inside.is_dir() else ROOT / kind
    return {p.stem: p for p in sorted(folder.glob("*.toml"))}


def read_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file; what cannot be read is one clear error."""
    if not path.exists():
        raise InputError(path, "", "", "a TOML file", "no such file")
    if path.is_dir():
        raise InputError(path, "", "", "a TOML file", "a folder")
    if path.stat().st_size > LARGEST_FILE:
        raise InputError(path, "", "", f"a file of at most {LARGEST_FILE:,} bytes", f"{path.stat().st_size:,} bytes")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(path, "", "", "UTF-8 text", f"byte {error.object[error.start]:#x} at {error.start}") from None
    except OSError as error:
        raise InputError(path, "", "", "a file that can be read", error.strerror) from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(path, "", "", "valid TOML", str(error)) from None
    if not table:
        raise InputError(path, "", "", "tables", "an empty file")
    return table


def _allowed_keys(model: type[BaseModel], steps: tuple[Any, ...]) -> list[str]:
    """Keys that the model accepts at a place, to suggest the one that was meant."""
    at: Any = model
    for step in steps:
        if isinstance(at, type) and issubclass(at, BaseModel):
            at = at.model_fields[step].annotation if step in at.model_fields else None
        else:  # a dictionary's key or a list's number: go on with what it holds
            at = next((a for a in get_args(at) if isinstance(a, type) and issubclass(a, BaseModel)), None)
    return list(at.model_fields) if isinstance(at, type) and issubclass(at, BaseModel) else []


def explain(error: ValidationError, file: str | Path, model: type[BaseModel], prefix: str = "") -> InputError:
    """Pydantic's most telling complaint as one clear error."""
    complaints = error.errors()
    first = next(
        (c for c in complaints if c["type"] == "extra_forbidden"), complaints[0]
    )  # a misspelt key explains a missing one
    steps = tuple(s for s in first["loc"] if s != "[key]")
    found, expected = first.get("input"), first["msg"]
    if first["type"] == "value_error" and str(first["ctx"]["error"]).count("|") == 2:
        key, expected, found = str(first["ctx"]["error"]).split("|")
        steps = (*steps, *key.split("."))
    elif first["type"] == "extra_forbidden":
        known = _allowed_keys(model, steps[:-1])
        close = difflib.get_close_matches(str(steps[-1]), known, n=1)
        expected = f"a known key; did you mean {close[0]!r}?" if close else "a known key"
        found = str(steps[-1])
    elif first["type"] == "missing":
        expected, found = "this key", "nothing"
    else:
        expected = expected.removeprefix("Input should be ").removeprefix("Value error, ")
    path = [prefix] if prefix else []
    path += [str(s) for s in steps]
    return InputError(file, ".".join(path[:-1]), path[-1] if path else "", expected, found)


def _inherit(policies: Any, file: str | Path) -> Any:
    """``based_on``: a policy starts from another one's levers."""
    if not isinstance(policies, Mapping):
        return policies
    full: dict[str, Any] = {}

    def resolve(name: str, chain: tuple[str, ...]) -> Any:
        own = policies[name]
        if not isinstance(own, Mapping) or "based_on" not in own:
            return own
        base = own["based_on"]
        if base not in policies or base in chain:
            raise InputError(file, f"policies.{name}", "based_on", f"another policy of {sorted(policies)}", base)
        parent = resolve(base, (*chain, name))
        segments = {
            k: {**parent.get("segments", {}).get(k, {}), **own.get("segments", {}).get(k, {})}
            for k in {**parent.get("segments", {}), **own.get("segments", {})}
        }
        return {**parent, **own, **({"segments": segments} if segments else {})}

    for name in policies:
        full[name] = resolve(name, (name,))
    return full


def load_scenario(source: str | Path) -> Scenario:
    """Load a shipped scenario by name or a TOML file by path.

    Raises
    ------
    InputError
        Names file, table, key, what was expected and what was found.
    """
    named = shipped("scenarios")
    path = named.get(str(source)) or Path(source)
    if not path.exists() and path.suffix != ".toml":
        close = difflib.get_close_matches(str(source), named, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise InputError(str(source), "", "", f"a TOML file or one of {sorted(named)}{hint}", "neither")
    table = read_toml(path)
    table.setdefault("name", path.stem)
    if "policies" in table:
        table["policies"] = _inherit(table["policies"], path)
    try:
        return Scenario.model_validate(table)
    except ValidationError as error:
        raise explain(error, path, Scenario) from None


def _fitting(policy: Policy, scenario: Scenario, where: str | Path) -> Policy:
    """The policy, if the scenario has its segments and offers."""
    if misfit := scenario.misfit(policy):
        raise InputError(where, "", *misfit)
    return policy


def load_policy(source: str | Path | Policy, scenario: Scenario) -> Policy:
    """A policy of the scenario by name, a TOML file with levers, or a Policy as it is."""
    if isinstance(source, Policy):
        return _fitting(source, scenario, scenario.name)
    if str(source) in scenario.policies:
        return scenario.policies[str(source)]
    path = Path(source)
    if path.suffix != ".toml":
        close = difflib.get_close_matches(str(source), scenario.policies, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        expected = f"a TOML file or one of {sorted(scenario.policies)}{hint}"
        raise InputError(scenario.name, "policies", str(source), expected, str(source))
    table = read_toml(path)
    base = table.pop("based_on", scenario.current)
    if base not in scenario.policies:
        raise InputError(path, "", "based_on", f"one of {sorted(scenario.policies)}", base)
    try:
        return _fitting(Policy.model_validate({**scenario.policies[base].model_dump(), **table}), scenario, path)
    except ValidationError as error:
        raise explain(error, path, Policy) from None


def check_levers(policy: Policy, levers: Mapping[str, Any], scenario: Scenario, where: str | Path) -> Policy:
    """``policy`` with other levers, checked against the scenario; a wrong one is one clear error that names ``where``."""
    known = list(Policy.model_fields)
    for key in levers:
        lever = key.rpartition("__")[2]
        if lever not in known:
            close = difflib.get_close_matches(lever, known, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise InputError(where, "levers", key, f"the name of a lever{hint}", key)
    try:
        return _fitting(policy.changed(**levers), scenario, where)
    except ValidationError as error:
        raise explain(error, where, Policy, "levers") from None
