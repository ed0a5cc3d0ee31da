"""Deals that several partners claim: who is paid for them, by what the contract says of registration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from partnerscape.scenario.errors import Misfit, Shown, refuse
from partnerscape.scenario.pay import Registration

from .dates import NONE

VOID, WHOLE, SHARED = range(3)  # what a row is of its sale: nothing, the sale, a further partner's share of it
FIRST, SPLIT, IN_TIME, SOLD = "first to register", "split", "only registration in time", "first to sell"
NOT_OF_THE_SALE = {"recruiter": "", "choice": "", "segment": "", "joined": NONE} | dict.fromkeys(
    ("skill", "certified", "quality", "retention", "proven"), np.nan
)
EMPTY_ROW = dict.fromkeys(("revenue", "margin", "savings", "size"), 0.0) | {
    "customer": "",
    "deal": "",
    "orders": 0.0,
    "cancelled": False,
    "registered": False,
    "kind": "",
    "claim": VOID,
}


@dataclass(frozen=True)
class Conflict:
    """A deal that several partners claim.

    Attributes
    ----------
    deal, closed : str
        Its name and the month of its first sale.
    partners : tuple of str
        Who claims it, in the order of the table.
    shares : dict of str to float
        Who is paid for it.
    registered : dict of str to str
        When partners registered it.
    reason : str
        ``first to register``, ``split``, ``only registration in time``, or ``first to sell`` where no registration was in time.
    """

    deal: str
    closed: str
    partners: tuple[str, ...]
    shares: dict[str, float]
    registered: dict[str, str]
    reason: str


@dataclass(frozen=True)
class Terms:
    """What a contract says of registration, from month ``since`` on, and what the one before it said."""

    now: Registration | None
    before: Registration | None = None
    since: int = 0

    def of(self, month: int) -> Registration | None:
        """In a month."""
        return self.now if month >= self.since else self.before

    @property
    def claims(self) -> list[str]:
        """Columns by which partners may claim something."""
        return ["deal", *{said.claims for said in (self.now, self.before) if said is not None and said.claims != "deal"}]


def settled(rows: pd.DataFrame, terms: Terms, file: str | Path) -> tuple[pd.DataFrame, list[Conflict]]:
    """The rows as they are paid, and the conflicts among them.

    A deal belongs, from its first sale on, to who registered it first of those whose registration is in time then; where no
    one's is, to who sold first. What others claim of it counts for nothing.

    Parameters
    ----------
    rows : DataFrame
        A table in one form.
    terms : Terms
        What the contract says of registration.
    file : str or Path

    Raises
    ------
    InputError
        Where the contract does not say who is paid, or claimants do not state the same revenue.
    """
    rows = rows.assign(claim=WHOLE, size=rows["revenue"], registered=rows["registered"] | (rows["registered_on"] != NONE))
    stated = rows.copy()
    for column in terms.claims:
        rows.loc[_lapsed(stated, column, terms), "registered"] = False
    conflicts, added, claimed, wrong = [], [], [], []
    for name, at in _claimed_by_several(stated, terms):
        deal = _Deal(name, stated.loc[at], terms)
        if deal.terms is None:
            wrong.append(_unsaid(deal))
            continue
        wrong += deal.disagreements()
        conflicts.append(deal.conflict())
        added.append(deal.credited())
        claimed.extend(at)
    refuse(wrong, file)
    if added:
        for column, nothing in EMPTY_ROW.items():
            rows.loc[claimed, column] = nothing
        rows = pd.concat([rows, *added]).sort_index(kind="stable").reset_index(drop=True)
    return rows, conflicts


def _lapsed(rows: pd.DataFrame, column: str, terms: Terms) -> list[int]:
    """Rows whose registration, by its date, was not in time when the deal closed."""
    dated = rows["registered"] & (rows["registered_on"] != NONE)
    if not dated.any():
        return []
    by_itself = "row " + rows.index.to_series().astype(str)
    name = rows["partner"] + "\n" + rows[column].where(rows[column] != "", by_itself)
    moment = ["day", "last_day", "month"]
    sold = rows[rows["revenue"] > 0.0].groupby(name)[moment].min()  # of each deal the first sale
    closed = pd.DataFrame({each: name.map(sold[each]).fillna(rows[each]) for each in moment}).astype(int)
    since = name.map(rows[dated].groupby(name)["registered_on"].min()).fillna(NONE).astype(int)
    late = []
    for row, registered, day, last_day, month in zip(rows.index, since, *(closed[each] for each in moment), strict=True):
        said = terms.of(month) if registered != NONE and rows["registered"].iat[row] else None
        if said is not None and said.claims == column and not _in_time(registered, day, last_day, said.protection_months):
            late.append(row)
    return late


def _claimed_by_several(rows: pd.DataFrame, terms: Terms) -> Iterator[tuple[str, pd.Index]]:
    """Name and rows of each deal, or of each customer where that is what is claimed, of which several partners say something."""
    for column in terms.claims:
        named = rows[rows[column] != ""]
        several = named.groupby(column)["partner"].nunique()
        for name, own in named[named[column].isin(several.index[several > 1])].groupby(column, sort=False):
            sold = own[own["revenue"] > 0.0]
            said = terms.of(int(sold["month"].min())) if len(sold) else None
            if len(sold) and column == (said.claims if said is not None else "deal"):
                yield str(name), own.index


@lru_cache(maxsize=4096)
def _in_time(registered: int, closed: int, at_last: int, months: int) -> bool:
    """Whether a registration protects, for so many months (0: without end), a deal that closes between two days."""
    last = pd.Timestamp(date.fromordinal(registered)) + pd.DateOffset(months=months)
    return registered <= at_last and (not months or closed <= last.toordinal())


def _unsaid(deal: _Deal) -> Misfit:
    second = deal.rows.index[deal.rows["partner"] == deal.partners[1]][0]
    found = Shown(f"{deal.name} of {' and of '.join(deal.partners)}")
    advice = "a plan says who is paid by [registration]"
    return Misfit("deal", "one partner per deal", found, f"row {int(second) + 2}", advice)


class _Deal:
    """The rows of one deal."""

    def __init__(self, name: str, rows: pd.DataFrame, terms: Terms) -> None:
        self.name, self.rows = name, rows
        self.partners = list(dict.fromkeys(rows["partner"]))
        sold = rows[rows["revenue"] > 0.0].sort_values("day", kind="stable")
        self.month, self.seller = int(sold["month"].iat[0]), str(sold["partner"].iat[0])
        self.terms = terms.of(self.month)
        closed, months = (
            (int(sold["day"].iat[0]), int(sold["last_day"].iat[0])),
            self.terms.protection_months if self.terms else 0,
        )
        self.since = {who: since for who in self.partners if (since := self._registered(who)) != NONE}
        order = sorted(self.since, key=lambda who: self.since[who])  # of equals the one that stands first in the table
        self.in_time = [who for who in order if self.terms is not None and _in_time(self.since[who], *closed, months)]

    def _registered(self, who: str) -> int:
        """The day on which a partner registered it; without a date that of its first row that says so."""
        own = self.rows[(self.rows["partner"] == who) & self.rows["registered"]]
        stated = own["registered_on"][own["registered_on"] != NONE]
        return int(stated.min()) if len(stated) else int(own["day"].min()) if len(own) else NONE

    @property
    def shares(self) -> dict[str, float]:
        """Who is paid for it, the first first; what nobody is there for is the first's."""
        split = self.terms.split if self.terms is not None else ()
        if len(self.in_time) < 2 or not split:
            return {(self.in_time or [self.seller])[0]: 1.0}
        shares = {who: share for who, share in zip(self.in_time, split, strict=False) if share > 0.0}
        first = next(iter(shares))
        return shares | {first: 1.0 - sum(share for who, share in shares.items() if who != first)}

    @property
    def reason(self) -> str:
        """Why it is paid to them."""
        if not self.in_time:
            return SOLD
        if len(self.shares) > 1:
            return SPLIT
        return FIRST if len(self.in_time) == len(self.since) else IN_TIME

    def conflict(self) -> Conflict:
        """What a statement says of it."""
        dates = {who: str(date.fromordinal(day)) for who, day in self.since.items()}
        month = f"{self.month // 12:04d}-{self.month % 12 + 1:02d}"
        return Conflict(self.name, month, tuple(self.partners), self.shares, dates, self.reason)

    def disagreements(self) -> Iterator[Misfit]:
        """Claimants who do not state the same revenue in a month."""
        for _, month in self.rows.groupby("month"):
            stated = month.groupby("partner", sort=False)["revenue"].sum()
            stated = stated[stated != 0.0]
            if stated.nunique() > 1:
                other = next(who for who in stated.index if stated[who] != stated.iloc[0])
                row = int(month.index[month["partner"] == other][0]) + 2
                expected = f"{stated.iloc[0] / 100:.2f}, as {stated.index[0]} states of {self.name}"
                yield Misfit("revenue", expected, Shown(f"{stated[other] / 100:.2f} of {other}"), f"row {row}")

    def credited(self) -> pd.DataFrame:
        """Rows in place of what is claimed: of each month what one claimant states, for everybody who is paid."""
        shares = self.shares
        order = [*shares, *(who for who in self.partners if who not in shares)]
        parts: list[pd.DataFrame] = []
        for _, month in self.rows.groupby("month"):
            says = month[(month["revenue"] != 0.0) | (month["orders"] > 0.0) | month["cancelled"]]
            source = next((who for who in order if (says["partner"] == who).any()), None)
            if source is not None:
                parts += _divided(says[says["partner"] == source], shares, self.in_time)
        return pd.concat(parts)


def _divided(rows: pd.DataFrame, shares: dict[str, float], in_time: Sequence[str]) -> Iterator[pd.DataFrame]:
    """A claimant's rows for everybody who is paid: sums are divided to the cent, the rest is the first's, as are orders."""
    first, *others = shares
    left = rows.assign(**NOT_OF_THE_SALE)
    for who in others:
        part = left.assign(partner=who, claim=SHARED, orders=0.0, registered=who in in_time)
        for column in ("revenue", "margin", "savings"):
            cents = rows[column] * shares[who]
            part[column] = np.floor(cents.abs() + 0.5) * np.sign(cents)
            left[column] = left[column] - part[column]
        yield part
    yield left.assign(partner=first, claim=WHOLE, registered=first in in_time)
