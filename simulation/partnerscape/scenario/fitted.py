"""Where fitted assumptions come from: the data, their period, and the draws from which futures take them together."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from .declare import Frozen
from .errors import InputError
from .formats import FIT, check_format

if TYPE_CHECKING:
    import pandas as pd

RANGES = b"partnerscape_ranges"  # in the metadata of a file of draws: what the fit wrote into [uncertain]
STATES = ("partly fitted", "fitted to your data")


class Fitted(Frozen):
    """What a fit leaves in a scenario: how far it is one, the data's hash, period and size, and the file of draws."""

    state: Literal["partly fitted", "fitted to your data"] = Field(
        default="partly fitted", description='"fitted to your data" only once a backtest has passed'
    )
    missing: tuple[str, ...] = Field(default=(), description='what is missing for "fitted to your data"')
    format: int = Field(default=1, ge=1, description="number of the fit's format (docs/releases.md)")
    data: str = Field(default="", description="SHA-256 of the panel, or of the totals")
    period: str = Field(default="", description="first and last month of the data")
    partners: int = Field(default=0, ge=0, description="partners in the data")
    version: str = Field(default="", description="version of the package that fitted")
    draws: str = Field(
        default="", description="Parquet file beside this one, one row per draw: assumptions that futures draw together"
    )
    draws_sha256: str = Field(default="", description="SHA-256 of that file")

    @model_validator(mode="before")
    @classmethod
    def _known(cls, told: object) -> object:
        """Refuse what a newer version wrote, before its other keys are called misspelt."""
        if isinstance(told, Mapping):
            check_format("", FIT, told, "upgrade partnerscape, or fit again")
        return told

    def beside(self, path: Path) -> Fitted:
        """The same, with the file of draws found from the folder of the scenario's ``path``, and checked."""
        if not self.draws:
            return self
        located = self.model_copy(update={"draws": str(path.absolute().parent / self.draws)})
        located.table()
        return located

    def table(self) -> Draws | None:
        """The draws; None if there are none."""
        return read_draws(self.draws, self.draws_sha256) if self.draws else None


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of assumptions that belong together.

    Attributes
    ----------
    table : DataFrame
        One row per draw, one column per assumption.
    ranges : dict of str to (float, float)
        What the fit wrote into ``[uncertain]``: a range that was edited since is drawn by itself.
    """

    table: pd.DataFrame
    ranges: dict[str, tuple[float, float]]

    def to_bytes(self) -> bytes:
        """As a Parquet file."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        arrow = pa.Table.from_pandas(self.table, preserve_index=False)
        metadata = {**(arrow.schema.metadata or {}), RANGES: json.dumps(self.ranges).encode()}
        sink = io.BytesIO()
        pq.write_table(arrow.replace_schema_metadata(metadata), sink, compression="zstd")
        return sink.getvalue()


@lru_cache(maxsize=8)
def read_draws(path: str, sha256: str) -> Draws:
    """The draws in a file, if they are those that the scenario names.

    Raises
    ------
    InputError
        If the file is absent, damaged, or another one.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        content = Path(path).read_bytes()
    except OSError as error:
        expected = "the file of draws that the fit wrote beside the scenario; copy it there, or delete draws and draws_sha256"
        raise InputError(path, ("fitted",), "draws", expected, error.strerror or str(error)) from None
    if (digest := hashlib.sha256(content).hexdigest()) != sha256:
        expected = f"the file that the fit wrote (SHA-256 {sha256[:12]}…); fit again, or delete draws and draws_sha256"
        raise InputError(path, ("fitted",), "draws_sha256", expected, f"{digest[:12]}…")
    try:
        arrow = pq.read_table(io.BytesIO(content))
        ranges = {name: (float(low), float(high)) for name, (low, high) in json.loads(arrow.schema.metadata[RANGES]).items()}
    except (pa.ArrowInvalid, KeyError, TypeError, ValueError):
        raise InputError(path, ("fitted",), "draws", "a file of draws, written by a fit", "another table") from None
    return Draws(arrow.to_pandas(), ranges)
