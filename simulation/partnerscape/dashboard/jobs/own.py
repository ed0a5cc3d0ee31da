"""A company's own programme: an uploaded file, its totals, or its sales, made into a scenario of the folder."""

from __future__ import annotations

import base64
import binascii
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from partnerscape.own_data.fitting import fit_panel, fit_totals
from partnerscape.own_data.fitting.write import text_of
from partnerscape.own_data.panel import import_sales
from partnerscape.scenario import InputError, Scenario, check_levers, load_scenario
from partnerscape.show.own_data.panel import save_import

from ..state.draft import typed
from .folder import NAME, Folder
from .runner import JOBS, Job, Progress

LARGEST = {".toml": 1_000_000, ".xlsx": 10_000_000, ".csv": 10_000_000, ".parquet": 10_000_000}  # bytes, by a file's ending
PROGRAMMES, SALES = (".toml", ".xlsx"), (".csv", ".xlsx", ".parquet")
RUNS = 3000  # simulated panels that a fit to sales takes
TOTALS = ("active_partners", "revenue_per_year", "exits_per_year", "average_order", "headcount")


@dataclass(frozen=True)
class Own:
    """What the form says.

    Attributes
    ----------
    base : str
        The shipped programme that resembles it.
    name : str
        Of the new file.
    totals, pay : mapping
        What is seen today, by name; levers of today's policy.
    """

    base: str
    name: str
    totals: Mapping[str, float]
    pay: Mapping[str, float]


def content_of(name: str, size: object, encoded: str, kinds: tuple[str, ...]) -> tuple[str, bytes]:
    """An upload's ending and bytes.

    Raises
    ------
    InputError
        For a kind of file that is not read, one that is too large, and what did not arrive whole.
    """
    ending = Path(name).suffix.lower()
    if ending not in kinds:
        raise InputError("upload", (), name, f"a file that ends with {' or '.join(kinds)}", ending or "no ending")
    most = LARGEST[ending]
    if not isinstance(size, int) or size > most or len(encoded) > most * 1.4 + 8:
        raise InputError("upload", (), name, f"at most {most:,} bytes", f"{size:,} bytes" if isinstance(size, int) else "more")
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("upload", (), name, "a whole file", "a part of one: try again") from None
    if not content:
        raise InputError("upload", (), name, "a file with something in it", "an empty file")
    return ending, content


def take_programme(name: str, size: object, encoded: str, folder: Folder) -> str:
    """Check an uploaded programme and put it into the folder, as TOML.

    Returns
    -------
    str
        Its name in the folder.

    Raises
    ------
    InputError
        For what is no programme; nothing is written then.
    """
    ending, content = content_of(name, size, encoded, PROGRAMMES)
    stem = free_name(folder, Path(name).stem)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"{stem}{ending}"
        path.write_bytes(content)
        try:
            scenario = load_scenario(path)
        except InputError as error:
            raise InputError.of([*error.misfits], name) from None
        text = content.decode("utf-8-sig") if ending == ".toml" else text_of(scenario)
    folder.save(stem, text)
    return stem


def free_name(folder: Folder, wished: str) -> str:
    """A name that no file of the folder has."""
    clean = "".join(c if NAME.fullmatch(f"a{c}") else "_" for c in wished)[:48].lstrip(" .-_") or "mine"
    taken = {path.stem for path in folder.path.glob("*.toml")}
    return next(name for k in range(len(taken) + 2) if (name := clean if k == 0 else f"{clean} {k + 1}") not in taken)


def starting(own: Own) -> Scenario:
    """The programme that resembles it, with the pay that the form says as today's policy.

    Raises
    ------
    InputError
        For a lever that cannot be.
    """
    scenario = load_scenario(own.base)
    current = check_levers(scenario.current_policy, typed(own.pay), scenario, "what you pay")
    policies = {**scenario.policies, scenario.current: current}
    return scenario.model_copy(update={"policies": policies, "title": own.name, "name": own.name})


def from_totals(own: Own, folder: Folder) -> None:
    """Fit the programme to totals behind the page, and put it into the folder.

    Raises
    ------
    InputError
        At once for what cannot be; the fit's own errors are the job's.
    """
    scenario = starting(own)
    if not NAME.fullmatch(own.name):
        raise InputError("dashboard", (), "name", "letters, digits, spaces, dots and dashes, at most 64", own.name)

    def work(tell: Progress) -> None:
        fitted = fit_totals(scenario, dict(own.totals), progress=tell)
        if not fitted.agrees:
            raise InputError("totals", (), "", "totals that one programme can show", "; ".join(fitted.reasons))
        folder.save(own.name, text_of(fitted.scenario))

    JOBS.start(Job(own.name, "own"), work)


def from_sales(own: Own, upload: tuple[str, object, str], folder: Folder) -> None:
    """Import sales into the folder and fit the programme to them, behind the page.

    Raises
    ------
    InputError
        At once for a file that is not read; what is wrong within it is the job's error.
    """
    ending, content = content_of(*upload, SALES)
    scenario, name = starting(own), own.name
    target = folder.inside(f"{name} panel")
    if target is None or not NAME.fullmatch(name):
        raise InputError("dashboard", (), "name", "letters, digits, spaces, dots and dashes, at most 64", name)

    def work(tell: Progress) -> None:
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / f"sales{ending}"
            path.write_bytes(content)
            save_import(import_sales(path), target)
        tell(0, RUNS)
        fit_panel(scenario, target, RUNS, progress=tell).save(folder.path / f"{name}.toml")

    JOBS.start(Job(own.name, "own"), work)
