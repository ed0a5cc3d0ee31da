"""The command line: one command a question, the same words as the Python face.

Exit code 0; 1: a run failed; 2: bad input, one clear error; 130: interrupted, what is done is kept.
Everything heavy is imported within the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .output import as_text, settle_output
from .version import __version__

if TYPE_CHECKING:
    from rich.console import Console

    from .scenario import Policy, Scenario

BAD_INPUT, FAILED, INTERRUPTED = 2, 1, 130
app = typer.Typer(
    help="Simulate a partner programme before you change it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ScenarioArgument = Annotated[str, typer.Argument(help="A shipped scenario by name, or a TOML file.")]
Levers = Annotated[list[str] | None, typer.Option("--set", help="A lever: name=value, or segment.name=value. May be repeated.")]
Seeds = Annotated[int, typer.Option(min=1, max=1_000_000, help="How many futures.")]
FirstSeed = Annotated[int, typer.Option("--seed", min=0, help="The first future's seed; the others follow.")]
Out = Annotated[Path | None, typer.Option(help="Folder for tables, figures and the report.")]
Workers = Annotated[
    int | None, typer.Option(min=1, max=1024, help="Threads; default: all cores. The answer does not depend on it.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable answer on standard output, messages on standard error.")]


def main() -> None:
    """Entry point: bad input is one clear error, an interrupt keeps what is done, any terminal takes what is printed."""
    settle_output()
    try:
        if app(standalone_mode=False) == INTERRUPTED:  # some releases of Typer answer an interrupt instead of raising it
            raise KeyboardInterrupt
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        _say("interrupted; what is done is kept")
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - whatever a run fails of is told in one line
        from .scenario import InputError

        if isinstance(error, InputError):
            _say(f"error: {error}")
            sys.exit(BAD_INPUT)
        show = getattr(error, "show", None)  # a usage error of the command line itself
        if show is None:
            _say(f"error: a run failed: {type(error).__name__}: {error}")
            sys.exit(FAILED)
        show()
        sys.exit(BAD_INPUT)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _console() -> Console:
    from .show.console import FittingConsole

    return FittingConsole(highlight=False)


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error; the first compilation is announced, it takes half a minute."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from .month import is_compiled

    console = Console(stderr=True, highlight=False)
    if not is_compiled():
        console.print("compiling the month for this machine, once: about half a minute …")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _print_json(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, indent=2, allow_nan=False, default=str))


def _changed(policy: Policy, levers: list[str] | None, scenario: Scenario) -> Policy:
    """A policy with levers from the command line."""
    import tomllib

    from .scenario import InputError, check_levers

    values: dict[str, Any] = {}
    for text in levers or []:
        key, equals, value = text.partition("=")
        if not equals:
            raise InputError("command line", "", "--set", "name=value", text)
        try:
            values[key.strip().replace(".", "__")] = tomllib.loads(f"value = {value}")["value"]
        except (ValueError, RecursionError):
            raise InputError("command line", "", f"--set {key}", "a number, true, false or a TOML list", value) from None
    return check_levers(policy, values, scenario, "command line") if values else policy


def _chosen(scenario: Scenario, policy: str | None, levers: list[str] | None) -> tuple[str, Policy]:
    """The policy by name or file, with levers from the command line, and what to call it."""
    from .metrics import check_goals
    from .scenario import load_policy

    check_goals(scenario)
    chosen = load_policy(policy, scenario) if policy else scenario.current_policy
    told = as_text(Path(policy).stem) if policy else scenario.current
    return (f"{told} with {', '.join(levers)}" if levers else told), _changed(chosen, levers, scenario)


@app.command()
def run(
    scenario: ScenarioArgument = "marketplace",
    policy: Annotated[str | None, typer.Option(help="A policy of the scenario or a TOML file; default: the current one.")] = None,
    levers: Levers = None,
    seeds: Seeds = 32,
    seed: FirstSeed = 0,
    out: Out = None,
    file_format: Annotated[str, typer.Option("--format", help="csv, parquet or json.")] = "csv",
    partners: Annotated[bool, typer.Option("--partners", help="Also one row an incumbent.")] = False,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Play a policy over seeds: metrics with intervals, months, segments."""
    from .scenario import InputError, load_scenario
    from .study.run import run as play
    from .study.store import save_tables, writable

    if file_format not in ("csv", "parquet", "json"):
        raise InputError("command line", "", "--format", "csv, parquet or json", file_format)
    loaded = load_scenario(scenario)
    name, chosen = _chosen(loaded, policy, levers)
    folder = writable(out) if out else None
    with _progress("runs") as progress:
        result = play(loaded, chosen, range(seed, seed + seeds), workers, partners, progress, name=name)
    from .show import machine, tables

    if folder:
        from .show import report

        save_tables(folder, result.tables(), file_format)
        report.save_run_figure(result, folder / "run.png")
        _say(f"tables and figure in {folder}")
    if as_json:
        _print_json(machine.run_json(result))
    else:
        tables.print_run(result, _console())


@app.command()
def compare(
    scenario: ScenarioArgument = "marketplace",
    candidate: Annotated[
        str | None, typer.Argument(help="A policy of the scenario or a TOML file; default: the current one, with --set.")
    ] = None,
    levers: Levers = None,
    current: Annotated[str | None, typer.Option(help="Another policy of the scenario as the current one.")] = None,
    as_stated: Annotated[bool, typer.Option("--as-stated", help="Hold the assumptions; futures differ in luck alone.")] = False,
    seeds: Seeds = 32,
    seed: FirstSeed = 0,
    hangs_on: Annotated[
        bool,
        typer.Option(help="Find the assumption without a source that moves the verdict most; takes a few hundred short runs."),
    ] = True,
    out: Out = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Compare a candidate with doing nothing, on the same people and luck."""
    from .scenario import InputError, load_scenario
    from .study.compare import compare as play
    from .study.store import save_tables, writable

    loaded = load_scenario(scenario)
    if current is not None:
        if current not in loaded.policies:
            raise InputError("command line", "", "--current", f"one of {sorted(loaded.policies)}", current)
        loaded = loaded.model_copy(update={"current": current})
    if candidate is None and not levers:
        raise InputError("command line", "", "candidate", f"one of {sorted(loaded.policies)}, a TOML file, or --set", "nothing")
    name, chosen = _chosen(loaded, candidate, levers)
    folder = writable(out) if out else None
    with _progress("futures") as progress:
        answer = play(loaded, chosen, range(seed, seed + seeds), workers, as_stated, progress, name=name, hangs_on=hangs_on)
    from .show import machine, tables

    if folder:
        from .show import report

        save_tables(folder, answer.tables(), "csv")
        _say(f"report: {report.comparison_report(answer, folder)}")
    if as_json:
        _print_json(machine.comparison_json(answer))
    else:
        tables.print_comparison(answer, _console())


@app.command()
def study(
    question: Annotated[str, typer.Argument(help="A question as a TOML file, or a shipped one by name.")] = "win_win_map",
    scenario: Annotated[str | None, typer.Option(help="Ask without a file, about this scenario; needs --lever.")] = None,
    lever: Annotated[
        list[str] | None,
        typer.Option("--lever", help="A lever that is moved: name=from:to, or segment.name=from:to. May be repeated."),
    ] = None,
    analysis: Annotated[
        list[str] | None, typer.Option("--analysis", help="What is asked beyond map and rule, such as how_far. May be repeated.")
    ] = None,
    policies: Annotated[int, typer.Option(help="With --scenario: how many policies.")] = 256,
    futures: Annotated[int, typer.Option(help="With --scenario: how many futures each meets.")] = 32,
    out: Annotated[
        Path | None, typer.Option(help="The study's folder; default results/<name>. An interrupted study goes on from it.")
    ] = None,
    workers: Workers = None,
    chunk: Annotated[int, typer.Option(min=1, max=1_000_000, help="Runs a task; the answer does not depend on it.")] = 512,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would cost, and run nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask which policies are win-win: run the design, map P(win-win), state the rule, write the report."""
    from .scenario import InputError
    from .study.ask import study as ask
    from .study.question import checked, load_question

    if scenario is not None:
        table = {
            "question": "Which programmes are win-win?",
            "name": f"{as_text(Path(scenario).stem)}_{'_'.join(lever_ranges(lever))}"[:80],
            "scenario": scenario,
        }
        size = {"policies": policies, "futures": futures}
        asked = checked(
            {**table, "levers": lever_ranges(lever), "analyses": analysis or [], "design": size}, Path("command line")
        )
    elif lever or analysis:
        raise InputError("command line", "", "--scenario", "the scenario that --lever and --analysis are about", "nothing")
    else:
        asked = load_question(question)
    if dry_run:
        from .show import tables
        from .study.cost import cost_of

        tables.print_cost(cost_of(*asked, workers), workers, _console())
        return
    folder = out or Path("results") / (asked[0].name if scenario is not None else Path(question).stem)
    with _progress("candidate runs") as progress:
        findings = ask(asked, folder, workers, chunk, progress)
    _show_findings(findings, folder, as_json)


def lever_ranges(levers: list[str] | None) -> dict[str, list[float]]:
    """Ranges out of ``name=from:to``."""
    from .scenario import InputError

    ranges = {}
    for text in levers or []:
        name, _, ends = text.partition("=")
        try:
            low, high = (float(end) for end in ends.split(":"))
            ranges[name.strip().replace(".", "__")] = [low, high]
        except ValueError:
            raise InputError("command line", "", "--lever", "name=from:to, two numbers", text) from None
    return ranges


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="Folder of a finished study.")],
    as_json: AsJson = False,
) -> None:
    """Write the report of a finished study again, from what its folder holds."""
    from .study.ask import reopen

    _show_findings(reopen(folder), folder, as_json)


def _show_findings(findings: Any, folder: Path, as_json: bool) -> None:
    from .show import machine, report, tables

    path = report.study_report(findings, folder)
    if as_json:
        _say(f"report: {path}")
        _print_json(machine.findings_json(findings))
    else:
        tables.print_findings(findings, path, _console())


@app.command()
def claim(
    file: Annotated[Path, typer.Argument(help="A claim as a TOML file, such as those in experiments/claims.")],
    seeds: Annotated[int | None, typer.Option(min=2, max=100_000, help="Fewer or more futures than the file says.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the figure.")] = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Try a claim: effects with intervals, the verdict, the region where it holds."""
    from .study.claims import try_claim
    from .study.store import writable

    folder = writable(out) if out else None
    with _progress("futures") as progress:
        answer = try_claim(file, workers, progress, seeds)
    from .show import machine
    from .show.claim_words import claim_in_words, verdict_of_claim

    if folder:
        from .show.charts_claims import draw_claim
        from .show.palette import save_figure

        _say(f"figure: {save_figure(draw_claim(answer), folder / f'{answer.claim.name}.png')}")
    if as_json:
        _print_json(machine.claim_json(answer))
    else:
        print(f"{answer.claim.title}\n{verdict_of_claim(answer).capitalize()}. {claim_in_words(answer)}\n({answer.stamp})")


@app.command()
def schema(
    what: Annotated[str, typer.Argument(help="scenario, policy, question or claim.")] = "scenario",
    as_json: AsJson = True,
) -> None:
    """Print the JSON schema of a file, for editors."""
    from pydantic import BaseModel

    from .scenario import InputError, Policy, Scenario
    from .study.claim_file import Claim
    from .study.question import Question

    models: dict[str, type[BaseModel]] = {"scenario": Scenario, "policy": Policy, "question": Question, "claim": Claim}
    if what not in models:
        raise InputError("command line", "", "what", f"one of {list(models)}", what)
    _print_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **models[what].model_json_schema()})


@app.command()
def scenarios(as_json: AsJson = False) -> None:
    """List the programmes and questions that are shipped; ``copy`` makes one yours."""
    from .show.shipped import listing, print_listing

    listed = listing()
    if as_json:
        _print_json(listed)
    else:
        print_listing(listed, _console())


@app.command()
def copy(
    name: Annotated[str, typer.Argument(help="A shipped scenario or question; `partnerscape scenarios` lists them.")],
    target: Annotated[Path, typer.Argument(help="The new file. An existing one is never overwritten.")],
) -> None:
    """Copy a shipped scenario or question, to edit it."""
    from .scenario import InputError, one_of, shipped

    known = shipped("scenarios") | shipped("experiments")
    if name not in known:
        raise InputError("command line", "", "name", one_of(f"one of {sorted(known)}", known, name), name)
    content = known[name].read_bytes()
    try:
        with target.open("xb") as file:
            file.write(content)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        found = getattr(error, "strerror", None) or str(error)
        raise InputError(target, "", "target", "a new file in a folder that can be written", found) from None
    _say(f"{name} copied to {target}")


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print(f"partnerscape {__version__}")
        raise typer.Exit


if __name__ == "__main__":
    main()
