"""What was asked before: ``history``."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .app import app
from .console import console, print_json, say
from .options import AsJson

if TYPE_CHECKING:
    from partnerscape.study.jobs.answers import Kept

RESULTS = Path("results")


@app.command()
def history(
    folder: Annotated[Path, typer.Argument(help="Folder of results.")] = RESULTS,
    show: Annotated[int | None, typer.Option("--open", min=1, help="Open the report of this number.")] = None,
    repeat: Annotated[int | None, typer.Option(min=1, help="Run the command of this number again.")] = None,
    delete: Annotated[int | None, typer.Option(min=1, help="Delete the folder of this number.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what was asked, when, and the answer in a line, the newest first; open, repeat or delete it by its number."""
    from partnerscape.scenario import InputError
    from partnerscape.study.jobs.answers import answers_in, forget_answer

    given = [name for name, value in (("--open", show), ("--repeat", repeat), ("--delete", delete)) if value is not None]
    if len(given) > 1:
        raise InputError("command line", "", given[1], "one of --open, --repeat and --delete", " and ".join(given))
    kept = answers_in(folder) if folder != RESULTS or folder.is_dir() else []
    if show is not None:
        _open(_numbered(kept, show, "--open"))
    elif repeat is not None:
        _repeat(_numbered(kept, repeat, "--repeat"))
    elif delete is not None:
        gone = _numbered(kept, delete, "--delete")
        if not yes:
            typer.confirm(f"Delete {gone.folder} with all results in it?", abort=True, err=True)
        forget_answer(gone)
        say(f"deleted: {gone.folder}")
    else:
        from partnerscape.show.history import history_json, print_history

        if as_json:
            print_json({"folder": str(folder), "answers": history_json(kept)})
        else:
            print_history(kept, folder, console())


def _numbered(kept: list[Kept], number: int, option: str) -> Kept:
    """The answer of a number.

    Raises
    ------
    InputError
        If there is none.
    """
    from partnerscape.scenario import InputError

    if number > len(kept):
        expected = f"a number from 1 to {len(kept)}" if kept else "a number of `partnerscape history`, which lists nothing here"
        raise InputError("command line", "", option, expected, number)
    return kept[number - 1]


def _open(kept: Kept) -> None:
    """Show a report in the browser, where there is one; its path is said anyway."""
    from partnerscape.scenario import InputError

    report = kept.folder / "report.html"
    if not report.is_file():
        raise InputError(kept.folder, "", "--open", "a folder with its report.html", "none; repeat the command")
    print(report)
    typer.launch(report.absolute().as_uri())


def _repeat(kept: Kept) -> None:
    """Run the command again, in the folder in which it was typed."""
    from partnerscape.scenario import InputError
    from partnerscape.system.typed import remember

    if not kept.command or kept.command[0] == "history":
        raise InputError(kept.folder, "", "--repeat", "an answer that was asked at the command line", "one asked from Python")
    if not Path(kept.where).is_dir():
        raise InputError(kept.folder, "", "--repeat", f"the folder in which it was typed, {kept.where}", "no such folder")
    os.chdir(kept.where)
    say(f"partnerscape {shlex.join(kept.command)}")
    remember(list(kept.command))
    app(args=list(kept.command), standalone_mode=False)
