"""Questions and claims: ``study``, ``report`` and ``claim``."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from partnerscape.system.folders import as_file_name
from partnerscape.system.output import as_text

from .app import app
from .console import console, print_json, progress, say
from .options import (
    AsJson,
    BlockSize,
    Docx,
    Figures,
    Pdf,
    Pptx,
    Processes,
    TablesFormat,
    Workers,
    known_format,
    lever_ranges,
    paper_kinds,
    say_papers,
)


@app.command()
def study(
    question: Annotated[str, typer.Argument(help="A question: a TOML file, or the name of a shipped question.")] = "win_win_map",
    scenario: Annotated[str | None, typer.Option(help="Study this scenario without a question file; needs --lever.")] = None,
    lever: Annotated[
        list[str] | None,
        typer.Option(
            "--lever", help="A lever to vary: name=from:to, segment.name=from:to, or pay.component.rate=from:to. Repeatable."
        ),
    ] = None,
    analysis: Annotated[
        list[str] | None, typer.Option("--analysis", help="Additional analysis to run, e.g. how_far. Repeatable.")
    ] = None,
    policies: Annotated[int, typer.Option(help="With --scenario: number of policies.")] = 256,
    futures: Annotated[int, typer.Option(help="With --scenario: number of futures per policy.")] = 32,
    out: Annotated[Path | None, typer.Option(help="Folder of the study; default: results/<name>. Repeat to resume.")] = None,
    workers: Workers = None,
    chunk: Annotated[int, typer.Option(min=1, max=1_000_000, help="Runs per task. Does not affect results.")] = 512,
    file_format: TablesFormat = "parquet",
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try runs again that failed in an earlier call; see the folder failed.")
    ] = False,
    processes: Processes = None,
    dask: Annotated[str | None, typer.Option(help="Address (or file) of a Dask scheduler whose workers play the runs.")] = None,
    plan_only: Annotated[
        bool, typer.Option("--plan-only", help="Write the design as blocks for `partnerscape play` on other machines.")
    ] = False,
    block: BlockSize = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Estimate runs, time and disk space, without running.")] = False,
    pdf: Pdf = False,
    pptx: Pptx = False,
    docx: Docx = False,
    figures: Figures = False,
    as_json: AsJson = False,
) -> None:
    """Find out which policies are win-win: run the design, map P(win-win), derive the win-win conditions, write the report."""
    from partnerscape.scenario import InputError
    from partnerscape.study.question.question import checked, load_question
    from partnerscape.study.request import levers_request, study_request
    from partnerscape.study.runs.blocks.cuts import size_in
    from partnerscape.study.study import plan_study
    from partnerscape.study.study import study as ask

    known_format(file_format)
    kinds = paper_kinds(pdf, pptx, docx)
    if scenario is not None:
        table = {
            "question": "Which programmes are win-win?",
            "name": as_file_name(f"{as_text(Path(scenario).stem)}_{'_'.join(lever_ranges(lever))}"),
            "scenario": scenario,
        }
        size = {"policies": policies, "futures": futures}
        asked = checked(
            {**table, "levers": lever_ranges(lever), "analyses": analysis or [], "design": size}, Path("command line")
        )
        request = levers_request(asked[0])
    elif lever or analysis:
        raise InputError("command line", "", "--scenario", "--scenario with --lever and --analysis", "nothing")
    else:
        asked = load_question(question)
        request = study_request(question, asked[0])
    if dry_run:
        from partnerscape.show import terminal as tables
        from partnerscape.study.analyses.cost import cost_of

        tables.print_cost(cost_of(*asked, workers), workers, console())
        return
    folder = out or Path("results") / (asked[0].name if scenario is not None else Path(question).stem)
    if plan_only:
        plan = plan_study(asked, folder, note=say, request=request, size=None if block is None else size_in(block))
        say(f"{len(plan.cuts):,} blocks in {folder}; play them with: partnerscape play {folder} --shard k/N")
        return
    options: dict[str, Any] = {"note": say, "request": request, "retry_failed": retry_failed, "processes": processes}
    with _executor(dask) as executor, progress("candidate runs") as tell:
        findings = ask(asked, folder, workers, chunk, tell, executor=executor, **options)
    _show_findings(findings, folder, as_json, file_format, kinds, figures)
    from partnerscape.show.history import keep_study

    keep_study(folder, findings)


def _executor(dask: str | None) -> Any:
    """Dask's workers, where they are asked for."""
    from partnerscape.study.runs.blocks.dask import dask_executor

    return nullcontext() if dask is None else dask_executor(dask)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="Folder of a finished study.")],
    file_format: TablesFormat = "parquet",
    pdf: Pdf = False,
    pptx: Pptx = False,
    docx: Docx = False,
    figures: Figures = False,
    as_json: AsJson = False,
) -> None:
    """Rewrite the report of a finished study from its folder."""
    from partnerscape.study.study import reopen

    known_format(file_format)
    kinds = paper_kinds(pdf, pptx, docx)
    _show_findings(reopen(folder), folder, as_json, file_format, kinds, figures)


def _show_findings(
    findings: Any, folder: Path, as_json: bool, file_format: str, kinds: tuple[str, ...] = (), figures: bool = False
) -> None:
    from partnerscape.show import as_json as machine
    from partnerscape.show import terminal as tables
    from partnerscape.show.findings import report

    path = report.study_report(findings, folder, kinds, figures)
    say_papers(folder, kinds)
    if file_format != "parquet":
        from partnerscape.study.jobs.readme import save_beside

        say(f"{save_beside(folder, file_format)} tables as {file_format} in {folder}")
    if as_json:
        say(f"report: {path}")
        print_json(machine.findings_json(findings))
    else:
        tables.print_findings(findings, path, console())


@app.command()
def claim(
    file: Annotated[Path, typer.Argument(help="A claim: a TOML file such as those in experiments/claims.")],
    seeds: Annotated[int | None, typer.Option(min=2, max=100_000, help="Number of futures, instead of the file's.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the figure.")] = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Test a claim: effects with 95 % intervals, the verdict, and the region where the claim holds."""
    from partnerscape.study.claims.claim import try_claim
    from partnerscape.study.jobs.store import writable

    folder = writable(out) if out else None
    with progress("futures") as tell:
        answer = try_claim(file, workers, tell, seeds)
    from partnerscape.show import as_json as machine
    from partnerscape.show.claims.words import claim_in_words, verdict_of_claim

    if folder:
        from partnerscape.show.claims.chart import draw_claim
        from partnerscape.show.style.palette import save_figure

        say(f"figure: {save_figure(draw_claim(answer), folder / f'{as_file_name(answer.claim.name)}.png')}")
    if as_json:
        print_json(machine.claim_json(answer))
    else:
        print(f"{answer.claim.title}\n{verdict_of_claim(answer).capitalize()}. {claim_in_words(answer)}\n({answer.stamp})")
