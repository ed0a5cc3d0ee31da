"""A candidate as a file that every command of the package reads: TOML, or a workbook of the whole programme."""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path
from typing import Any

import tomlkit

from partnerscape.scenario import InputError, Policy, Scenario, load_policy, load_scenario
from partnerscape.scenario.pay.numbers import TABLES, is_path
from partnerscape.scenario.reading.changes import changed_levers
from partnerscape.show.workbook import workbook_of


def as_toml(policy: Policy, scenario: Scenario, meaning: str = "") -> str:
    """A candidate as what differs from today's policy.

    Raises
    ------
    InputError
        If the file would not give the same policy back; nothing is lost in silence.

    Examples
    --------
    >>> import partnerscape as ps
    >>> scenario = ps.load_scenario("marketplace")
    >>> print(as_toml(scenario.current_policy.changed(offers=6), scenario).splitlines()[-1])
    offers = 6
    """
    changed = changed_levers(policy, scenario.current_policy)
    plan = any(is_path(key) or key in TABLES for key in changed)
    table: dict[str, Any] = {key: _plain(value) for key, value in changed.items() if not (is_path(key) or key in TABLES)}
    if plan:
        whole = policy.model_dump(mode="json", exclude_defaults=True, include=set(TABLES))
        before = scenario.current_policy.model_dump(mode="json", include={"pay"})["pay"]
        gone: dict[str, Any] = {name: {} for name in before if name not in whole.get("pay", {})}
        table |= whole | ({"pay": {**gone, **whole.get("pay", {})}} if gone or "pay" in whole else {})
    text = tomlkit.dumps({"based_on": scenario.current, **({"meaning": meaning} if meaning else {}), **table})
    back = load_policy(tomllib.loads(text), scenario)
    if changed_levers(back, policy):
        raise InputError("dashboard", (), "candidate", "a policy that a file can say", ", ".join(changed_levers(back, policy)))
    return f"# A candidate for {scenario.name}: what differs from its current policy.\n{text}"


def as_workbook(policy: Policy, name: str, scenario: Scenario) -> bytes:
    """The programme as an Excel workbook in which the candidate is one of its policies, under ``name``.

    Raises
    ------
    InputError
        For the name of another policy of the programme, without the extra ``office``, and if the workbook would not give the
        same policy back.

    Examples
    --------
    >>> import partnerscape as ps
    >>> scenario = ps.load_scenario("marketplace")
    >>> as_workbook(scenario.current_policy.changed(offers=6), "fewer offers", scenario)[:2]
    b'PK'
    """
    if name in scenario.policies and scenario.policies[name] != policy:
        raise InputError("dashboard", (), "name", "a name that no other policy of the programme has", name)
    content = workbook_of(scenario.model_copy(update={"policies": {**scenario.policies, name: policy}}))
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "candidate.xlsx"
        path.write_bytes(content)
        back = load_scenario(path).policies[name]
    if off := changed_levers(back, policy):
        raise InputError("dashboard", (), "candidate", "a policy that a workbook can say", ", ".join(off))
    return content


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
