"""A file read back in plain words, before anything is decided on it: ``check``."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnerscape.language import phrase
from partnerscape.system.output import as_text

from .app import app
from .console import console, print_json, progress
from .options import AsJson, FirstSeed

if TYPE_CHECKING:
    from partnerscape.scenario import Policy, Scenario


@app.command()
def check(
    file: Annotated[str, typer.Argument(help="A scenario: file or shipped name; with --scenario, a policy file.")],
    policy: Annotated[str | None, typer.Option(help="Only this policy of the scenario.")] = None,
    scenario: Annotated[str | None, typer.Option(help="FILE is a policy for this scenario, by name or TOML file.")] = None,
    costs: Annotated[bool, typer.Option(help="Simulate a year of today, to say what everything costs.")] = True,
    seeds: Annotated[int, typer.Option(min=1, max=1000, help="Number of futures; costs are their mean.")] = 4,
    seed: FirstSeed = 0,
    as_json: AsJson = False,
) -> None:
    """Read a file back in plain words: what partners are paid, every lever with its unit and cost, a worked example."""
    programme, policies, stated = _policies(file, policy, scenario)
    by_name = scenario is not None and file in programme.policies
    tables = _tables(scenario if by_name else file, policies, scenario is not None and not by_name)
    from partnerscape.show.check.policy import read_back, years_of
    from partnerscape.show.check.report import check_json, print_check

    today, years = None, dict.fromkeys(policies)
    if costs:
        with progress("runs") as tell:
            today, years = years_of(programme, policies, range(seed, seed + seeds), tell)  # type: ignore[assignment]
    answers = [
        read_back(programme, name, each, stated[name], today, years[name], tables[name]) for name, each in policies.items()
    ]
    if as_json:
        print_json(check_json(answers, programme, today))
    else:
        base = _where_from(programme, scenario is not None)
        print_check(answers, programme, today, base, console())


def _policies(
    file: str, policy: str | None, scenario: str | None
) -> tuple[Scenario, dict[str, Policy], dict[str, Collection[str]]]:
    """The scenario, the policies to read back, and what their files state."""
    from partnerscape.metrics import check_goals
    from partnerscape.scenario import InputError, load_policy, load_scenario, named
    from partnerscape.scenario.reading.files import read_toml

    loaded = load_scenario(scenario if scenario is not None else file)
    check_goals(loaded)
    if scenario is None:
        if policy is not None and policy not in loaded.policies:
            raise InputError("command line", "", "--policy", named(loaded.policies, policy), policy)
        chosen = {name: each for name, each in loaded.policies.items() if policy in (None, name)}
        return loaded, chosen, {name: each.model_fields_set for name, each in chosen.items()}
    if policy is not None:
        raise InputError("command line", "", "--policy", "nothing beside --scenario: FILE is the policy", policy)
    name = file if file in loaded.policies else as_text(Path(file).stem)
    read = load_policy(file, loaded)
    return loaded, {name: read}, {name: read.model_fields_set if file in loaded.policies else set(read_toml(Path(file)))}


def _tables(file: str | None, policies: Collection[str], is_policy_file: bool) -> dict[str, list[dict[str, Any]]]:
    """Each policy as the file states it, and those of the file that it is based on, the nearest first."""
    from partnerscape.scenario.reading.load import tables_of

    written = tables_of(file or "")
    if is_policy_file:
        return {name: [written] for name in policies}
    stated, chains = written.get("policies", {}), {}
    for name in policies:
        chains[name] = chain = list[dict[str, Any]]()
        above: Any = name
        while isinstance(above, str) and above in stated and stated[above] not in chain:
            chain.append(stated[above])
            above = stated[above].get("based_on")
    return chains


def _where_from(programme: Scenario, is_policy_file: bool) -> str:
    """Where levers that a file does not mention have their values from."""
    if is_policy_file:
        return phrase("as in the policy {policy}", policy=programme.current)
    return phrase("at their defaults")
