"""One policy: ``run``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .app import app
from .console import console, json_text, print_json, progress, say
from .options import (
    AsJson,
    FirstSeed,
    Levers,
    Out,
    OutFormat,
    ScenarioArgument,
    Seeds,
    Workers,
    chosen_policy,
    known_format,
)

if TYPE_CHECKING:
    from partnerscape.study.replay import Replay
    from partnerscape.study.run import RunResult

SCENARIO, SEEDS = "marketplace", 32


@app.command()
def run(
    scenario: ScenarioArgument = SCENARIO,
    policy: Annotated[
        str | None, typer.Option(help="A policy of the scenario or a TOML file; default: the current one. With --from: a number.")
    ] = None,
    levers: Levers = None,
    seeds: Seeds = SEEDS,
    seed: FirstSeed = 0,
    out: Out = None,
    file_format: OutFormat = "csv",
    partners: Annotated[bool, typer.Option("--partners", help="Also write one row per incumbent partner.")] = False,
    source: Annotated[
        Path | None, typer.Option("--from", help="A study's folder: one of its runs again, by --policy and --future.")
    ] = None,
    future: Annotated[int | None, typer.Option(help="With --from: the number of the future.")] = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Simulate a policy in many futures, or one run of a study again: metrics with intervals, months, segments."""
    from partnerscape.scenario import load_scenario
    from partnerscape.study.jobs.store import RUN, save_tables, writable_without_study, write_whole
    from partnerscape.study.run import run as play

    known_format(file_format)
    if source is not None or future is not None:
        given = {"--set": levers, "--seeds": seeds != SEEDS, "--seed": seed, "scenario": scenario != SCENARIO}
        result: RunResult = _replayed(source, policy, future, partners, [name for name, other in given.items() if other])
        folder = writable_without_study(out) if out else None
    else:
        loaded = load_scenario(scenario)
        name, chosen = chosen_policy(loaded, policy, levers)
        folder = writable_without_study(out) if out else None
        with progress("runs") as tell:
            result = play(loaded, chosen, range(seed, seed + seeds), workers, partners, tell, name=name)
    from partnerscape.show import as_json as machine
    from partnerscape.show import terminal as tables

    if folder:
        from partnerscape.show.findings import report
        from partnerscape.study.runs.columns import units_in

        save_tables(folder, result.tables(), file_format, units_in(result.tables(), result.scenario.currency))
        write_whole(folder / RUN, json_text(machine.run_json(result)) + "\n")
        report.save_run_figure(result, folder / "run.png")
        say(f"tables and figure in {folder}")
    if as_json:
        print_json(machine.run_json(result))
    else:
        tables.print_run(result, console())


def _replayed(source: Path | None, policy: str | None, future: int | None, partners: bool, others: list[str]) -> Replay:
    """A run of a study again; whatever else would say what is run is refused."""
    from partnerscape.scenario import InputError
    from partnerscape.study.replay import replay

    if source is None:
        raise InputError("command line", "", "--from", "the folder of the study that --future is of", "nothing")
    if others:
        raise InputError("command line", "", "--from", "--policy and --future alone to say what is run", ", ".join(others))
    if policy is None or not policy.removeprefix("-").isdecimal():
        raise InputError("command line", "", "--policy", "with --from, a number in the study's policies", policy or "nothing")
    if future is None:
        raise InputError("command line", "", "--future", "with --from, a number in the study's futures", "nothing")
    with progress("run"):
        result = replay(source, int(policy), future, partners)
    verdict = "" if "win_win" not in result.row else ", win-win" if result.row["win_win"] else ", not win-win"
    say(f"{source}: policy {result.number} in future {result.future}{verdict}")
    return result
