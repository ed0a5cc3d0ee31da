"""The partners that a rollout begins with: a company's own, with the columns of simulated ones, in a file beside the scenario."""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from .declare import Frozen
from .errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

START = "start"  # the column that numbers the tables of a file


class Start(Frozen):
    """Where the partners stand that a rollout begins with.

    The file has the columns of :func:`partnerscape.engine.members_of`; where it has a column ``start`` too, its rows are
    several tables, numbered from 0, of the same partners with other hidden states. A future takes one of them by its seed.
    """

    members: str = Field(description="Parquet file beside this one, one row per partner")
    members_sha256: str = Field(default="", description="SHA-256 of that file; empty: any")

    def beside(self, path: Path) -> Start:
        """The same, with the file found from the folder of the scenario's ``path``, checked, and known by its content.

        Stored runs are those of this content: an edited file does not answer with runs of the former one.
        """
        file = path.absolute().parent / self.members
        content = file.read_bytes() if file.is_file() else b""
        known = self.members_sha256 or (hashlib.sha256(content).hexdigest() if content else "")
        located = self.model_copy(update={"members": str(file), "members_sha256": known})
        located.members_of(0)
        return located

    def members_of(self, seed: int) -> Mapping[str, Any]:
        """The partners of a future.

        Raises
        ------
        InputError
            If the file is absent, damaged, empty or another one.
        """
        tables = _tables(self.members, self.members_sha256)
        return tables[int.from_bytes(hashlib.blake2b(f"{START}|{seed}".encode(), digest_size=8).digest(), "big") % len(tables)]


@lru_cache(maxsize=4)
def _tables(path: str, sha256: str) -> tuple[Mapping[str, Any], ...]:
    """The tables of a file, by their numbers."""
    import pandas as pd

    try:
        content = Path(path).read_bytes()
    except OSError as error:
        expected = "the file of partners beside the scenario; copy it there, or delete the table start"
        raise InputError(path, (START,), "members", expected, error.strerror or str(error)) from None
    if sha256 and (digest := hashlib.sha256(content).hexdigest()) != sha256:
        expected = f"the file that the scenario names (SHA-256 {sha256[:12]}…); write both anew"
        raise InputError(path, (START,), "members_sha256", expected, f"{digest[:12]}…")
    try:
        table = pd.read_parquet(io.BytesIO(content))
    except (OSError, ValueError) as error:  # pyarrow's errors are both
        raise InputError(path, (START,), "members", "a Parquet table of partners", str(error)) from None
    if not len(table):
        raise InputError(path, (START,), "members", "a row per partner", "none")
    if START not in table:
        return (_arrays(table),)
    return tuple(_arrays(rows.drop(columns=START)) for _, rows in table.groupby(START))


def _arrays(table: Any) -> Mapping[str, Any]:
    return {name: table[name].to_numpy() for name in table.columns}
