"""The trial that would decide, and its result: ``pilot`` and ``pilot-result``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import app
from .console import console, print_json, progress, say
from .options import AsJson, FirstSeed, Levers, Out, ScenarioArgument, Workers, chosen_policy

PARTNERS, MONTHS = [30, 60, 120], [3, 6]


@app.command()
def pilot(
    scenario: ScenarioArgument,
    policy: Annotated[str | None, typer.Option(help="The policy that might be rolled out: a name or a TOML file.")] = None,
    levers: Levers = None,
    partners: Annotated[list[int] | None, typer.Option(help="Partners who get the new terms. Repeatable.")] = None,
    months: Annotated[list[int] | None, typer.Option(help="Length of the trial, in months. Repeatable.")] = None,
    segment: Annotated[list[str] | None, typer.Option(help="Whose partners. Repeatable; default: anybody's, and each.")] = None,
    draws: Annotated[int, typer.Option(help="Draws of the assumptions.")] = 256,
    seeds: Annotated[int, typer.Option(help="Seeds per draw.")] = 2,
    seed: FirstSeed = 0,
    fixed_cost: Annotated[float, typer.Option(help="What a trial costs besides what it takes from profit.")] = 0.0,
    cost_per_partner: Annotated[float, typer.Option(help="The same per partner who takes part or is watched.")] = 0.0,
    out: Out = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Find the trial that would decide: what it shows is worth, costs and whom it harms, before a policy is rolled out."""
    from partnerscape.own_data.pilots import pilot as find
    from partnerscape.scenario import load_scenario
    from partnerscape.show.own_data.pilot import pilot_json, pilot_page, print_pilot
    from partnerscape.study.jobs.store import writable_without_study, write_whole

    loaded = load_scenario(scenario)
    name, chosen = chosen_policy(loaded, policy, levers)
    folder = writable_without_study(out) if out else None
    with progress("draws") as tell:
        answer = find(
            loaded, chosen, partners or PARTNERS, months or MONTHS, segment, draws, seeds, seed, fixed_cost, cost_per_partner,
            workers, tell, name=name,
        )  # fmt: skip
    if folder:
        answer.save(folder)
        write_whole(folder / "pilot.html", pilot_page(answer))
        say(f"plan and page in {folder}")
    if as_json:
        print_json(pilot_json(answer))
    else:
        print_pilot(answer, console())


@app.command()
def pilot_result(
    folder: Annotated[Path, typer.Argument(help="The folder that `pilot --out` wrote.")],
    data: Annotated[Path, typer.Argument(help="The trial's data: partner, arm, month, sales (CSV or Parquet).")],
    scenario: Annotated[
        str | None, typer.Option(help="With --out: the scenario that the pilot was planned for, a name or a TOML file.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write this scenario: the same, its futures drawn from what the trial leaves likely.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Analyse a trial as it was planned: its effect with a test, and whether to roll out."""
    from partnerscape.scenario import InputError

    if (scenario is None) != (out is None):
        raise InputError("command line", "", "--out", "--scenario and --out together", "one of them")
    from partnerscape.own_data.pilots import pilot_result as analyse
    from partnerscape.show.own_data.pilot import print_result, result_json

    result = analyse(folder, data)
    if scenario is not None and out is not None:
        from partnerscape.own_data.pilots.learnt import save_after_trial

        say(f"{save_after_trial(result, scenario, out)}: futures are drawn from what the trial leaves likely")
    if as_json:
        print_json(result_json(result))
    else:
        print_result(result, console())
