"""TOML in, a frozen scenario out; every error names file, table, key, what was expected and what was found."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from ..output import as_text
from .errors import InputError, most_telling, one_of
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
    try:
        kind, size = path.stat().st_mode, path.stat().st_size
        readable = stat.S_ISREG(kind) and size <= LARGEST_FILE  # a pipe or a device would keep us waiting
        text = path.read_bytes().decode("utf-8-sig") if readable else ""
    except FileNotFoundError:
        raise InputError(path, "", "", "a TOML file", "no such file") from None
    except UnicodeDecodeError as error:
        raise InputError(path, "", "", "UTF-8 text", f"byte {error.object[error.start]:#x} at {error.start}") from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise InputError(path, "", "", "a file that can be read", getattr(error, "strerror", None) or str(error)) from None
    if not stat.S_ISREG(kind):
        raise InputError(path, "", "", "a TOML file", "a folder" if stat.S_ISDIR(kind) else "a device or a pipe")
    if not readable:
        raise InputError(path, "", "", f"a file of at most {LARGEST_FILE:,} bytes", f"{size:,} bytes")
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise InputError(path, "", "", "valid TOML", "tables or lists nested too deeply") from None
    except ValueError as error:  # also a number of more digits than Python reads
        raise InputError(path, "", "", "valid TOML", str(error)) from None
    if not table:
        raise InputError(path, "", "", "tables", "an empty file")
    return table


def explain(error: ValidationError, file: str | Path, model: type[BaseModel], prefix: str = "") -> InputError:
    """Pydantic's most telling complaint as one clear error."""
    steps, expected, found = most_telling(error, model)
    path = [prefix, *steps] if prefix else steps
    return InputError(file, ".".join(path[:-1]), path[-1] if path else "", expected, found)


def _has_exceptions(policy: Mapping[str, Any]) -> bool:
    """Whether a policy's exceptions are tables; what else they may be is for the model to refuse."""
    segments = policy.get("segments", {})
    return isinstance(segments, Mapping) and all(isinstance(levers, Mapping) for levers in segments.values())


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
        if not isinstance(base, str) or base not in policies or base in chain:
            raise InputError(file, f"policies.{name}", "based_on", f"another policy of {sorted(policies)}", base)
        parent = resolve(base, (*chain, name))
        if not isinstance(parent, Mapping) or not _has_exceptions(parent) or not _has_exceptions(own):
            return own
        segments = {
            k: {**parent.get("segments", {}).get(k, {}), **own.get("segments", {}).get(k, {})}
            for k in {**parent.get("segments", {}), **own.get("segments", {})}
        }
        return {**parent, **own, **({"segments": segments} if segments else {})}

    for name in policies:
        full[name] = resolve(name, (name,))
    return full


def find(source: str | Path, named: Mapping[str, Path]) -> Path:
    """A file by name or path; what looks like a name and is none gets a suggestion."""
    path = named.get(str(source)) or Path(source)
    if path.suffix != ".toml" and path.name == str(source) and "\0" not in path.name and not os.path.lexists(path):
        raise InputError(str(source), "", "", one_of(f"a TOML file or one of {sorted(named)}", named, source), "neither")
    return path


def load_scenario(source: str | Path) -> Scenario:
    """Load a shipped scenario by name or a TOML file by path.

    Raises
    ------
    InputError
        Names file, table, key, what was expected and what was found.
    """
    path = find(source, shipped("scenarios"))
    table = read_toml(path)
    table.setdefault("name", as_text(path.stem))
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
        expected = one_of(f"a TOML file or one of {sorted(scenario.policies)}", scenario.policies, source)
        raise InputError(scenario.name, "policies", str(source), expected, str(source))
    table = read_toml(path)
    base = table.pop("based_on", scenario.current)
    if not isinstance(base, str) or base not in scenario.policies:
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
            raise InputError(where, "levers", key, one_of("the name of a lever", known, lever), key)
    try:
        return _fitting(policy.changed(**levers), scenario, where)
    except ValidationError as error:
        raise explain(error, where, Policy, "levers") from None
