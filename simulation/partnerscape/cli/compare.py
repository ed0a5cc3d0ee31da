"""Candidates against today: ``compare``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .app import app
from .console import console, json_text, print_json, progress, say
from .options import (
    AsJson,
    Docx,
    Figures,
    FirstSeed,
    Levers,
    Out,
    OutFormat,
    Pdf,
    Pptx,
    ScenarioArgument,
    Seeds,
    Workers,
    chosen_policy,
    known_format,
    lever_values,
    paper_kinds,
    say_papers,
)

if TYPE_CHECKING:
    from partnerscape.scenario import Policy, Scenario
    from partnerscape.study.comparison.comparison import Comparison
    from partnerscape.study.many import Many


@app.command()
def compare(
    scenario: ScenarioArgument = "marketplace",
    candidates: Annotated[
        list[str] | None,
        typer.Argument(help="Policies of the scenario, or TOML files; default: the current policy, with --set."),
    ] = None,
    levers: Levers = None,
    apart: Annotated[
        bool, typer.Option("--apart", help="Which of the candidate's changes does it: each alone, all together, each left out.")
    ] = False,
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
    file_format: OutFormat = "csv",
    pdf: Pdf = False,
    pptx: Pptx = False,
    docx: Docx = False,
    figures: Figures = False,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Compare one candidate or several with the current policy, all in the same futures, with the same people and luck."""
    from partnerscape.scenario import InputError, load_scenario, named
    from partnerscape.study.jobs.store import COMPARISON, save_tables, writable_without_study, write_whole

    known_format(file_format)
    kinds = paper_kinds(pdf, pptx, docx)
    if (kinds or figures) and out is None:
        asked = ", ".join([f"--{kind}" for kind in kinds] + ["--figures"] * figures)
        raise InputError("command line", "", "--out", f"a folder for {asked}", "nothing")
    loaded = load_scenario(scenario)
    if current is not None:
        if current not in loaded.policies:
            raise InputError("command line", "", "--current", named(loaded.policies, current), current)
        loaded = loaded.model_copy(update={"current": current})
    if not candidates and not levers:
        raise InputError("command line", "", "candidate", f"one of {sorted(loaded.policies)}, a TOML file, or --set", "nothing")
    several = candidates or []
    if len(several) > 1 and (levers or apart):
        given = "--apart" if apart else "--set"
        raise InputError("command line", "", given, "at most one candidate", f"{len(several)}")
    chosen = {} if len(several) < 2 else _policies(loaded, several)
    if not chosen:
        name, policy = chosen_policy(loaded, several[0] if several else None, levers)
        chosen = _apart(policy, loaded) if apart else {name: policy}
    folder = writable_without_study(out) if out else None
    futures = range(seed, seed + seeds)
    source = several[0] if len(several) == 1 and not apart else None
    many = _many(loaded, chosen, futures, workers, as_stated) if len(chosen) > 1 else None
    best = many.best if many is not None else next(iter(chosen))
    asked_for = (scenario, several, source, levers, current, futures, as_stated, hangs_on)
    answer = _compared(loaded, best, chosen[best], asked_for, workers, many)
    from partnerscape.show import as_json as machine
    from partnerscape.show import terminal as tables

    plain = machine.comparison_json(answer) | ({} if many is None else {"candidates": machine.many_json(many)})
    if folder:
        from partnerscape.show.findings import report
        from partnerscape.show.history import keep_comparison
        from partnerscape.study.runs.columns import units_in

        written = {**({} if many is None else many.tables()), **answer.tables()}
        save_tables(folder, written, file_format, units_in(written, loaded.currency))
        write_whole(folder / COMPARISON, json_text(plain) + "\n")
        say(f"report: {report.comparison_report(answer, folder, kinds, figures, many)}")
        say_papers(folder, kinds)
        keep_comparison(folder, answer, many)
    if as_json:
        print_json(plain)
        return
    if many is not None:
        tables.print_many(many, console())
    tables.print_comparison(answer, console())


def _policies(loaded: Scenario, several: list[str]) -> dict[str, Policy]:
    """Candidates by name; the same one twice is refused."""
    from partnerscape.scenario import InputError

    chosen: dict[str, Policy] = {}
    for given in several:
        name, policy = chosen_policy(loaded, given, None)
        if name in chosen:
            raise InputError("command line", "", "candidate", "candidates with different names", f"{name} twice")
        chosen[name] = policy
    return chosen


def _apart(policy: Policy, loaded: Scenario) -> dict[str, Policy]:
    from partnerscape.study.many import apart

    return apart(policy, loaded.current_policy)


def _many(loaded: Scenario, chosen: dict[str, Policy], futures: range, workers: int | None, as_stated: bool) -> Many:
    from partnerscape.study.many import compare_many

    with progress("futures") as tell:
        return compare_many(loaded, chosen, futures, workers, as_stated, tell)


def _compared(loaded: Scenario, name: str, policy: Policy, asked: Any, workers: int | None, many: Many | None) -> Comparison:
    """The candidate, or the best of several, in full."""
    from partnerscape.study.compare import compare as play
    from partnerscape.study.request import ComparisonRequest, source_of

    scenario, several, source, levers, current, futures, as_stated, hangs_on = asked
    request = None
    if many is None:
        held = source if source is None or source in loaded.policies else str(Path(source).absolute())
        typed = tuple(lever_values(levers).items())
        request = ComparisonRequest(source_of(scenario), held, typed, current, tuple(futures), as_stated, hangs_on)
    elif name in loaded.policies or name in several:
        held = name if name in loaded.policies else str(Path(name).absolute())
        request = ComparisonRequest(source_of(scenario), held, (), current, tuple(futures), as_stated, hangs_on)
    with progress("futures") as tell:
        return play(loaded, policy, futures, workers, as_stated, tell, name=name, hangs_on=hangs_on, request=request)
