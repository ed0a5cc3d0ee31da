"""One policy, or two: ``run`` and ``compare``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import app
from .console import console, print_json, progress, say
from .options import AsJson, FirstSeed, Levers, Out, ScenarioArgument, Seeds, Workers, chosen_policy, lever_values


@app.command()
def run(
    scenario: ScenarioArgument = "marketplace",
    policy: Annotated[str | None, typer.Option(help="Policy of the scenario, or TOML file; default: the current policy.")] = None,
    levers: Levers = None,
    seeds: Seeds = 32,
    seed: FirstSeed = 0,
    out: Out = None,
    file_format: Annotated[str, typer.Option("--format", help="csv, parquet or json.")] = "csv",
    partners: Annotated[bool, typer.Option("--partners", help="Also write one row per incumbent partner.")] = False,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Simulate one policy in many futures: metrics with 95 % intervals, monthly and per-segment tables."""
    from partnerscape.scenario import InputError, load_scenario, one_of
    from partnerscape.study.jobs.store import save_tables, writable_without_study
    from partnerscape.study.run import run as play

    if file_format not in ("csv", "parquet", "json"):
        raise InputError(
            "command line", "", "--format", one_of("csv, parquet or json", ("csv", "parquet", "json"), file_format), file_format
        )
    loaded = load_scenario(scenario)
    name, chosen = chosen_policy(loaded, policy, levers)
    folder = writable_without_study(out) if out else None
    with progress("runs") as tell:
        result = play(loaded, chosen, range(seed, seed + seeds), workers, partners, tell, name=name)
    from partnerscape.show import as_json as machine
    from partnerscape.show import terminal as tables

    if folder:
        from partnerscape.show.findings import report

        save_tables(folder, result.tables(), file_format)
        report.save_run_figure(result, folder / "run.png")
        say(f"tables and figure in {folder}")
    if as_json:
        print_json(machine.run_json(result))
    else:
        tables.print_run(result, console())


@app.command()
def compare(
    scenario: ScenarioArgument = "marketplace",
    candidate: Annotated[
        str | None, typer.Argument(help="Policy of the scenario, or TOML file; default: the current policy, with --set.")
    ] = None,
    levers: Levers = None,
    current: Annotated[str | None, typer.Option(help="Treat this policy of the scenario as the current one.")] = None,
    as_stated: Annotated[
        bool, typer.Option("--as-stated", help="Keep assumptions at their stated values; futures differ only by random seed.")
    ] = False,
    seeds: Seeds = 32,
    seed: FirstSeed = 0,
    hangs_on: Annotated[
        bool,
        typer.Option(help="Find the unsourced assumption that moves the verdict most; takes a few hundred short runs."),
    ] = True,
    out: Out = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Compare a candidate with the current policy, under common random numbers."""
    from partnerscape.scenario import InputError, load_scenario, named
    from partnerscape.study.compare import compare as play
    from partnerscape.study.jobs.store import save_tables, writable_without_study
    from partnerscape.study.request import ComparisonRequest, source_of

    loaded = load_scenario(scenario)
    if current is not None:
        if current not in loaded.policies:
            raise InputError("command line", "", "--current", named(loaded.policies, current), current)
        loaded = loaded.model_copy(update={"current": current})
    if candidate is None and not levers:
        raise InputError("command line", "", "candidate", f"one of {sorted(loaded.policies)}, a TOML file, or --set", "nothing")
    name, chosen = chosen_policy(loaded, candidate, levers)
    folder = writable_without_study(out) if out else None
    futures = range(seed, seed + seeds)
    held = candidate if candidate is None or candidate in loaded.policies else str(Path(candidate).absolute())
    request = ComparisonRequest(
        source_of(scenario), held, tuple(lever_values(levers).items()), current, tuple(futures), as_stated, hangs_on
    )
    with progress("futures") as tell:
        answer = play(loaded, chosen, futures, workers, as_stated, tell, name=name, hangs_on=hangs_on, request=request)
    from partnerscape.show import as_json as machine
    from partnerscape.show import terminal as tables

    if folder:
        from partnerscape.show.findings import report

        save_tables(folder, answer.tables(), "csv")
        say(f"report: {report.comparison_report(answer, folder)}")
    if as_json:
        print_json(machine.comparison_json(answer))
    else:
        tables.print_comparison(answer, console())
