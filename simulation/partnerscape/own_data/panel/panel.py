"""A company's own partners, month by month: the one form that fits are made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from .ids import pseudonyms
from .map import SalesMap
from .notes import Note, Step


@dataclass(frozen=True)
class Imported:
    """A company's sales as a panel.

    Attributes
    ----------
    sales : DataFrame
        The panel with the company's own ids; use ``panel``.
    people : DataFrame
        The partners with the company's own ids; use ``partners``.
    months : DataFrame
        One row per month: ``month``, ``calendar``, ``known`` (False: the file has no row of it), ``rows``, ``partners`` (with
        sales), ``revenue``.
    map : SalesMap
        How the file was read; complete.
    steps : tuple of Step
        From the file's total to the panel's.
    notes : tuple of Note
        What was decided, and warnings.
    source : dict
        File, SHA-256, rows, and how it was read.
    currency : str
        Empty if the file does not say.
    total : float
        Sum of the file's amounts, before any step.
    ids_kept : bool
        Whether the company's own ids stay.
    salt : str
        What pseudonyms are made with.
    """

    sales: pd.DataFrame
    people: pd.DataFrame
    months: pd.DataFrame
    map: SalesMap
    steps: tuple[Step, ...]
    notes: tuple[Note, ...]
    source: dict[str, Any]
    currency: str
    total: float
    ids_kept: bool
    salt: str

    @cached_property
    def pseudonyms(self) -> dict[str, str]:
        """What stands for each of the company's ids."""
        ids = list(self.people["partner"])
        return dict(zip(ids, ids, strict=True)) if self.ids_kept else pseudonyms(ids, self.salt)

    @property
    def panel(self) -> pd.DataFrame:
        """One row per partner and month in which something was sold, given back or paid.

        Columns: ``partner``, ``month`` (whole; 0 is the first), ``calendar`` (such as 2024-03), ``revenue`` (currency, net of
        refunds) and, where the file tells them, ``orders``, ``new_revenue``, ``new_orders``, ``refunds``, ``commission``,
        ``clawback``, ``customers``, ``quality``.
        """
        return self._renamed(self.sales, ["partner", "month"])

    @property
    def partners(self) -> pd.DataFrame:
        """One row per partner: first and last month with a sale, months with sales, revenue, and what is known of it."""
        return self._renamed(self.people, ["partner"])

    @property
    def warnings(self) -> list[str]:
        """What can change an answer."""
        return [note.text for note in self.notes if note.warning]

    def _renamed(self, table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
        named = table.assign(partner=table["partner"].map(self.pseudonyms))
        return named.sort_values(by, ignore_index=True)

    def salted(self, salt: str) -> Imported:
        """The same with pseudonyms made of another salt."""
        return replace(self, salt=salt)
