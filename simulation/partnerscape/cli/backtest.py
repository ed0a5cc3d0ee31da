"""How far a fit's forecasts can be trusted: ``backtest``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import app
from .console import console, print_json, progress, say
from .options import AsJson, Out, ScenarioArgument, Workers


@app.command()
def backtest(
    scenario: ScenarioArgument,
    data: Annotated[Path, typer.Argument(help="A folder that `import` wrote, or a table of sales (Parquet, CSV).")],
    origins: Annotated[int, typer.Option(min=1, max=60, help="Origins, one month apart.")] = 3,
    ahead: Annotated[int, typer.Option(min=3, max=60, help="Months to forecast from each.")] = 6,
    fitted: Annotated[
        Path | None, typer.Option(help="A scenario that `fit` made of the same data: the result is written into it.")
    ] = None,
    out: Out = None,
    runs: Annotated[int, typer.Option(min=200, max=1_000_000, help="Simulated panels per fit.")] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the random draws.")] = 0,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Forecast months that the data have from those before them, against simple methods."""
    from partnerscape.own_data.backtest.result import check_fitted
    from partnerscape.own_data.backtest.rolling import backtest as play
    from partnerscape.own_data.fitting.panel import read_panel
    from partnerscape.own_data.fitting.provenance import hash_of
    from partnerscape.scenario import load_scenario
    from partnerscape.show.own_data.backtest.page import backtest_json, write_page
    from partnerscape.show.own_data.backtest.terminal import print_backtest

    if fitted is not None:  # before minutes of simulation
        check_fitted(fitted, hash_of(read_panel(data, load_scenario(scenario).segment_names)))
    with progress("simulated panels") as tell:
        tested = play(scenario, data, origins, ahead, runs, seed=seed, workers=workers, progress=tell)
    if out is not None:
        say(f"page: {write_page(tested, out)}")
    if fitted is not None:
        say(f"{fitted}: {tested.mark(fitted)}")
    if as_json:
        print_json(backtest_json(tested))
    else:
        print_backtest(tested, console())
