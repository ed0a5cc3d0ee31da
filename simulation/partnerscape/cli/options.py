"""Arguments and options that several commands share, and levers as typed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnerscape.system.output import as_text

if TYPE_CHECKING:
    from partnerscape.scenario import Policy, Scenario

ScenarioArgument = Annotated[str, typer.Argument(help="The name of a shipped scenario, a TOML file or a workbook (.xlsx).")]
Levers = Annotated[
    list[str] | None,
    typer.Option("--set", help="Set a lever: name=value, segment.name=value, or pay.component.rate=value. Repeatable."),
]
Seeds = Annotated[int, typer.Option(min=1, max=1_000_000, help="Number of futures.")]
FirstSeed = Annotated[int, typer.Option("--seed", min=0, help="Seed of the first future; the others follow consecutively.")]
Out = Annotated[Path | None, typer.Option(help="Folder for tables, figures and the report.")]
Workers = Annotated[int | None, typer.Option(min=1, max=1024, help="Threads; default: all cores. Does not affect results.")]
Processes = Annotated[
    int | None,
    typer.Option(min=1, max=1024, help="Processes instead of threads; default for large designs. Does not affect results."),
]
BlockSize = Annotated[
    str | None, typer.Option("--block", help="Policies x futures per block of a plan, e.g. 256x32: larger on slow file systems.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable result on standard output, messages on standard error.")]
Pdf = Annotated[bool, typer.Option("--pdf", help="Also write the board paper as PDF; needs the extra office.")]
Pptx = Annotated[bool, typer.Option("--pptx", help="Also write it as slides; needs the extra office.")]
Docx = Annotated[bool, typer.Option("--docx", help="Also write it as a Word document; needs the extra office.")]
Figures = Annotated[bool, typer.Option("--figures", help="Also write every figure as PNG and SVG.")]
FORMATS_IN_WORDS = "csv, parquet, json or xlsx"
OutFormat = Annotated[str, typer.Option("--format", help=f"{FORMATS_IN_WORDS} (one workbook; needs the extra office).")]
TablesFormat = Annotated[
    str,
    typer.Option("--format", help="csv, json or xlsx: also write every table in it; parquet: no more."),
]


def known_format(file_format: str) -> str:
    """A format that tables can be written in.

    Raises
    ------
    InputError
        For any other, and for xlsx without the extra that it needs.
    """
    from partnerscape.scenario import InputError, one_of
    from partnerscape.study.jobs.store import FORMATS
    from partnerscape.study.jobs.workbook import library

    if file_format not in FORMATS:
        raise InputError("command line", "", "--format", one_of(FORMATS_IN_WORDS, FORMATS, file_format), file_format)
    if file_format == "xlsx":
        library()
    return file_format


def paper_kinds(pdf: bool, pptx: bool, docx: bool) -> tuple[str, ...]:
    """The formats of the board paper that are asked for; refused before anything is run if they cannot be written."""
    from partnerscape.show.board.write import ready

    return ready(kind for kind, asked in (("pdf", pdf), ("pptx", pptx), ("docx", docx)) if asked)


def say_papers(folder: Path, kinds: tuple[str, ...]) -> None:
    """Where the board paper is, in each format."""
    from .console import say

    for kind in kinds:
        say(f"board paper: {folder / f'board.{kind}'}")


def as_key(typed: str) -> str:
    """A lever as typed, as files name it: a segment's as ``small__offers``, a number of the pay plan by its path."""
    from partnerscape.scenario import LEVERS
    from partnerscape.scenario.pay.numbers import is_path

    key = typed.strip()
    of_a_segment = key.count(".") == 1 and key.rpartition(".")[2] in LEVERS  # one may be called pay
    return key if is_path(key) and not of_a_segment else key.replace(".", "__")


def lever_values(levers: list[str] | None) -> dict[str, Any]:
    """Levers from the command line: a segment's as ``small__offers``."""
    import tomllib

    from partnerscape.scenario import InputError
    from partnerscape.scenario.reading.slips import in_place_of

    values: dict[str, Any] = {}
    for text in levers or []:
        key, equals, value = text.partition("=")
        if not equals:
            raise InputError("command line", "", "--set", "name=value", text)
        try:
            values[as_key(key)] = tomllib.loads(f"value = {value}")["value"]
        except (ValueError, RecursionError):
            expected = "a number, true, false or a TOML list"
            raise InputError("command line", (), f"--set {key}", expected, value, in_place_of(value)) from None
    return values


def chosen_policy(scenario: Scenario, policy: str | None, levers: list[str] | None) -> tuple[str, Policy]:
    """The policy by name or file, with levers from the command line, and what to call it."""
    from partnerscape.metrics import check_goals
    from partnerscape.scenario import check_levers, load_policy

    check_goals(scenario)
    chosen = load_policy(policy, scenario) if policy else scenario.current_policy
    named = scenario.current if not policy else policy if policy in scenario.policies else as_text(Path(policy).stem)
    if not levers:
        return named, chosen
    return f"{named} with {', '.join(levers)}", check_levers(chosen, lever_values(levers), scenario, "command line")


def lever_ranges(levers: list[str] | None) -> dict[str, list[float]]:
    """Ranges given as ``name=from:to``."""
    from partnerscape.scenario import InputError

    ranges = {}
    for text in levers or []:
        name, _, ends = text.partition("=")
        try:
            low, high = (float(end) for end in ends.split(":"))
            ranges[as_key(name)] = [low, high]
        except ValueError:
            raise InputError("command line", "", "--lever", "name=from:to, two numbers", text) from None
    return ranges
