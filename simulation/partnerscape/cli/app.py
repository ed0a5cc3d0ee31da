"""The application: how a command ends.

Exit code 0; 1: a run failed; 2: bad input, one clear error; 130: interrupted; finished runs are saved.
"""

from __future__ import annotations

import sys
import warnings
from typing import Annotated

import typer

from partnerscape.language import VARIABLE, in_language
from partnerscape.system.output import settle_output
from partnerscape.system.typed import remember
from partnerscape.version import __version__

from .console import say, warn
from .speech import Speaking, spoken, warn_of_letters

BAD_INPUT, FAILED, INTERRUPTED = 2, 1, 130
app = typer.Typer(
    cls=Speaking,
    help="Simulate a partner programme before you change it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Entry point: one line per mistake; an interrupt keeps finished runs; output works on any terminal."""
    settle_output()
    remember(sys.argv[1:])
    warnings.showwarning = warn
    try:
        if app(standalone_mode=False) == INTERRUPTED:  # some releases of Typer return on an interrupt instead of raising
            raise KeyboardInterrupt
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        say("Interrupted. Finished runs are saved; repeat the command to resume.")
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - any failure of a run is reported in one line
        from partnerscape.scenario import InputError
        from partnerscape.study.jobs.failed import FailedRunsError

        if isinstance(error, FailedRunsError):
            say(f"error: {error}")
            sys.exit(FAILED)
        if isinstance(error, InputError):
            for line in error.lines:
                say(f"error: {line}")
            sys.exit(BAD_INPUT)
        show = getattr(error, "show", None)  # a usage error of the command line itself
        if show is None:
            say(f"error: a run failed: {type(error).__name__}: {error}")
            sys.exit(FAILED)
        show()
        sys.exit(BAD_INPUT)


@app.callback(invoke_without_command=True)
def _whole(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    language: Annotated[
        str | None,
        typer.Option("--language", envvar=VARIABLE, help="en or ru: of everything a manager reads; before or after the command."),
    ] = None,
) -> None:
    if version:
        print(f"partnerscape {__version__}")
        raise typer.Exit
    if language:
        context.with_resource(in_language(spoken(language)))
        warn_of_letters(language)
