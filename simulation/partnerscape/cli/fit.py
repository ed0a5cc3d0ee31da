"""From a company's own numbers to a scenario of its own: ``fit``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import app
from .console import console, print_json, progress, say
from .options import AsJson, ScenarioArgument, Workers


@app.command()
def fit(
    scenario: ScenarioArgument,
    data: Annotated[
        Path | None,
        typer.Argument(help="A folder that `import` wrote, or a table of sales (Parquet, CSV); none: totals alone."),
    ] = None,
    out: Annotated[Path, typer.Option(help="The fitted scenario; its draws and its page are written beside it.")] = Path(
        "mine.toml"
    ),
    today: Annotated[
        Path | None,
        typer.Option(
            help="Totals of the programme: a TOML file with a table named today. Default, without DATA: the scenario's own."
        ),
    ] = None,
    runs: Annotated[int, typer.Option(min=200, max=1_000_000, help="Simulated panels, in two waves.")] = 6000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the random draws.")] = 0,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Fit a scenario to a company's own panel of sales, or to its totals."""
    from partnerscape.scenario import InputError

    if data is not None and today is not None:
        raise InputError("command line", "", "--today", "totals or DATA, not both: a panel has its totals in it", str(today))
    if out.suffix != ".toml":
        raise InputError("command line", "", "--out", "a TOML file, as mine.toml", str(out))
    if data is None:
        _to_totals(scenario, today, out, workers, as_json)
    else:
        _to_panel(scenario, data, out, runs, seed, workers, as_json)


def _to_panel(scenario: str, data: Path, out: Path, runs: int, seed: int, workers: int | None, as_json: bool) -> None:
    from partnerscape.own_data.fitting import fit_panel as play
    from partnerscape.show.own_data.fitting.page import fit_json, write_page
    from partnerscape.show.own_data.fitting.terminal import print_fit

    with progress("simulated panels") as tell:
        fit = play(scenario, data, runs, seed, workers, tell)
    say(f"{fit.save(out)}; page: {write_page(fit, out)}")
    if as_json:
        print_json(fit_json(fit))
    else:
        print_fit(fit, console())


def _to_totals(scenario: str, today: Path | None, out: Path, workers: int | None, as_json: bool) -> None:
    from partnerscape.own_data.fitting import fit_totals
    from partnerscape.show.own_data.fitting.page import totals_json
    from partnerscape.show.own_data.fitting.terminal import print_totals

    with progress("rounds") as tell:
        fit = fit_totals(scenario, today, workers, tell)
    say(str(fit.save(out)))
    if as_json:
        print_json(totals_json(fit))
    else:
        print_totals(fit, console())
