"""Files to start from: ``schema``, ``scenarios`` and ``copy``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from partnerscape.language import phrase
from partnerscape.system.output import as_text

from .app import app
from .console import console, print_json, say
from .options import AsJson


@app.command()
def schema(
    what: Annotated[str, typer.Argument(help="scenario, policy, question or claim.")] = "scenario",
    as_json: AsJson = True,
) -> None:
    """Print the JSON schema of a kind of file, for your editor."""
    from pydantic import BaseModel

    from partnerscape.scenario import InputError, Policy, Scenario, named
    from partnerscape.study.claims.file import Claim
    from partnerscape.study.question.question import Question

    models: dict[str, type[BaseModel]] = {"scenario": Scenario, "policy": Policy, "question": Question, "claim": Claim}
    if what not in models:
        raise InputError("command line", "", "what", named(models, what), what)
    print_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **models[what].model_json_schema()})


@app.command()
def scenarios(as_json: AsJson = False) -> None:
    """List the shipped scenarios and questions; use `copy` to get one to edit."""
    from partnerscape.show.reference.shipped import listing, print_listing

    listed = listing()
    if as_json:
        print_json(listed)
    else:
        print_listing(listed, console())


@app.command()
def copy(
    name: Annotated[str, typer.Argument(help="A shipped scenario or question; `partnerscape scenarios` lists them.")],
    target: Annotated[
        Path,
        typer.Argument(help="The new file, of a scenario also a workbook (.xlsx); never overwrites."),
    ],
) -> None:
    """Copy a shipped scenario or question to a new file, to edit it; a scenario also as an Excel workbook."""
    from partnerscape.scenario import InputError, named, shipped

    known = shipped("scenarios") | shipped("experiments")
    if name not in known:
        raise InputError("command line", "", "name", named(known, name), name)
    content = _as_workbook(name, target) if target.suffix.lower() == ".xlsx" else known[name].read_bytes()
    try:
        with target.open("xb") as file:
            file.write(content)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(target, "", "target", "a new file in a folder that can be written", reason) from None
    say(phrase("{name} copied to {target}", name=name, target=target))


def _as_workbook(name: str, target: Path) -> bytes:
    """A shipped scenario as a workbook, named after its file as every scenario is."""
    from partnerscape.scenario import InputError, load_scenario, shipped
    from partnerscape.show.workbook import workbook_of

    if name not in shipped("scenarios"):
        raise InputError("command line", "", "target", "a TOML file for a question; a scenario may be a workbook", str(target))
    return workbook_of(load_scenario(name).model_copy(update={"name": as_text(target.stem)}))
