"""The fitted scenario as a file: the user's own, comments and all, with fitted values in the place of the stated ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit

from partnerscape.scenario import InputError, Scenario, load_scenario
from partnerscape.scenario.fitted import Draws
from partnerscape.scenario.start import Start
from partnerscape.study.jobs.files import write_whole

if TYPE_CHECKING:
    import pandas as pd

REPLACED = ("segments", "history", "uncertain", "today", "fitted", "start")  # tables that are written anew
EDITED = ("time", "market", "assumptions")  # tables in which values change
HEAD = """\
# Written by a fit: fitted values stand in the place of stated ones, and [fitted] says from which data.
# The other comments are those of the scenario that was fitted; numbers in them are the earlier ones.

"""
POSTERIOR, PARTNERS = ".posterior.parquet", ".partners.parquet"


def write_scenario(
    scenario: Scenario, draws: Draws | None, out: Path, source: Path | None, start: pd.DataFrame | None = None
) -> Path:
    """Write a scenario made from ``source``; beside it draws (``.posterior.parquet``) and partners (``.partners.parquet``).

    Raises
    ------
    InputError
        If it cannot be written.
    """
    if out.suffix != ".toml":
        raise InputError("command line", "", "--out", "a TOML file, as mine.toml", str(out))
    if draws is not None and scenario.fitted is not None:
        content, beside = draws.to_bytes(), out.with_suffix(POSTERIOR)
        named = {"draws": beside.name, "draws_sha256": hashlib.sha256(content).hexdigest()}
        scenario = scenario.model_copy(update={"fitted": scenario.fitted.model_copy(update=named)})
        write_whole(beside, content)
    scenario = scenario.model_copy(update={"start": None if start is None else _written(start, out.with_suffix(PARTNERS))})
    write_whole(out, text_of(scenario, source))
    return out


def _written(start: pd.DataFrame, beside: Path) -> Start:
    """The partners in a file of their own."""
    content = start.to_parquet(None, index=False, compression="zstd")
    write_whole(beside, content)
    return Start(members=beside.name, members_sha256=hashlib.sha256(content).hexdigest())


def text_of(scenario: Scenario, source: Path | None = None) -> str:
    """A scenario as TOML; of a ``source`` it keeps comments and whatever else stands in it."""
    plain = _plain(scenario.model_dump(mode="json", exclude_defaults=source is None, exclude={"name"}))
    if source is None:
        return tomlkit.dumps({**plain, "policies": _policies(scenario)})
    document = tomlkit.parse(source.read_text(encoding="utf-8-sig"))
    document["illustrative"] = scenario.illustrative
    for key in EDITED:
        _edit(document, key, plain[key])
    for name, levers in _changed_levers(scenario, load_scenario(source)).items():
        _edit(document["policies"], name, levers)
    for key in REPLACED:
        document.pop(key, None)
        if plain.get(key):
            document.add(tomlkit.nl())
            document.add(key, tomlkit.item(plain[key]))
    text = tomlkit.dumps(document)
    if scenario.fitted is not None and not text.startswith(HEAD):
        text = HEAD + text
    assert load_scenario({**tomlkit.parse(text).unwrap(), "name": scenario.name}) == scenario, (
        "what was written says something else"
    )
    return text


def _edit(document: Any, key: str, values: Mapping[str, Any]) -> None:
    """Values that differ from what stands there, and those of tables that are not there yet."""
    if key not in document:
        document.add(key, tomlkit.table())
    for name, value in values.items():
        if isinstance(value, Mapping):
            _edit(document[key], name, value)
        elif name not in document[key] or document[key][name] != value:
            document[key][name] = value


def _changed_levers(scenario: Scenario, before: Scenario) -> dict[str, dict[str, Any]]:
    """What policies have other than before, by policy."""
    then = {name: policy.model_dump(mode="json") for name, policy in before.policies.items()}
    now = {name: policy.model_dump(mode="json") for name, policy in scenario.policies.items()}
    return {name: {k: _plain(v) for k, v in now[name].items() if v != then[name][k]} for name in now if now[name] != then[name]}


def _policies(scenario: Scenario) -> dict[str, Any]:
    """Policies with all their own levers: one that was based on another keeps what it took over."""
    return {
        name: _plain(policy.model_dump(mode="json", exclude_defaults=True, exclude={"based_on"}))
        for name, policy in scenario.policies.items()
    }


def _plain(value: Any) -> Any:
    """Without what is None: TOML has no word for it."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
