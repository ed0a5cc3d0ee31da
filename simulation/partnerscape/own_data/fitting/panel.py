"""A panel of sales in one form: partners by months, as arrays. A real one and a simulated one are read alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from partnerscape.engine.past import in_force
from partnerscape.scenario import InputError, Misfit, Policy, Scenario, formats, one_of, refuse
from partnerscape.scenario.errors import Shown
from partnerscape.study.jobs.store import held_in

LEAST_MONTHS, LEAST_PARTNERS = 9, 20  # below, a fit says nothing
LEAST_AROUND = 3  # months on either side of a change of policy
SALES, PEOPLE, RECORD = "panel.parquet", "partners.parquet", "import.json"  # as an import names its files
AMOUNTS = ("revenue", "orders", "new_revenue", "commission")
NEEDED = ("partner", "month", "revenue")


@dataclass(frozen=True)
class Form:
    """What a panel is like, for a simulated one to be like it.

    Attributes
    ----------
    months : int
        From the first to the last, those that are missing too.
    knows : tuple of str
        What it has besides revenue.
    missing : tuple of int
        Months of which nobody's sales are known.
    """

    months: int
    knows: tuple[str, ...]
    missing: tuple[int, ...] = ()


@dataclass(frozen=True)
class Change:
    """When the policy changed, and for whom.

    Attributes
    ----------
    month : int
        The first one under the new policy.
    segments : tuple of int
        Numbers of those whose terms differ.
    """

    month: int
    segments: tuple[int, ...]


@dataclass(frozen=True)
class Panel:
    """Partners by months; what the data do not have is None.

    Attributes
    ----------
    revenue : ndarray, shape (partners, months)
        Currency; 0 in a month without a sale.
    orders, new_revenue, commission : ndarray or None
        Of the same shape: number of orders, revenue of new customers, commission paid.
    signed : ndarray, shape (partners,), or None
        Month of the contract, negative before the panel; NaN where unknown. Those who never sold are rows of zeros.
    segment : ndarray of int, shape (partners,), or None
        Number of the segment; -1 where unknown.
    missing : tuple of int
        Months of which nobody's sales are known; they have no column.
    change : Change, optional
        The last change of the policy within these months, if the scenario's history has one.
    """

    revenue: np.ndarray
    orders: np.ndarray | None = None
    new_revenue: np.ndarray | None = None
    commission: np.ndarray | None = None
    signed: np.ndarray | None = None
    segment: np.ndarray | None = None
    missing: tuple[int, ...] = ()
    change: Change | None = None

    @property
    def months(self) -> int:
        """How many are known."""
        return self.revenue.shape[1]

    @property
    def form(self) -> Form:
        """What it is like."""
        return Form(self.months + len(self.missing), self.knows, self.missing)

    @property
    def active(self) -> float:
        """Partners with a sale in a month, on average."""
        return float((self.revenue > 0.0).sum(axis=0).mean())

    @property
    def knows(self) -> tuple[str, ...]:
        """What it has besides revenue."""
        return tuple(name for name in (*AMOUNTS[1:], "signed", "segment") if getattr(self, name) is not None)

    def only(self, names: tuple[str, ...]) -> Panel:
        """The same panel without what is not among ``names``."""
        gone = [name for name in self.knows if name not in names]
        nothing: dict[str, Any] = dict.fromkeys(gone)
        return replace(self, **nothing) if gone else self

    def without(self, missing: tuple[int, ...]) -> Panel:
        """The same panel without some months, which then follow one another: of a simulated panel as of the real one."""
        if not missing:
            return self
        months = np.setdiff1d(np.arange(self.months), missing)
        parts = {n: getattr(self, n)[:, months] for n in AMOUNTS if getattr(self, n) is not None}
        signed = None if self.signed is None else self.signed - np.searchsorted(np.sort(missing), self.signed)
        before = 0 if self.change is None else int(np.searchsorted(np.sort(missing), self.change.month))
        change = None if self.change is None else replace(self.change, month=self.change.month - before)
        return replace(self, **parts, signed=signed, missing=tuple(missing), change=change)

    def under(self, scenario: Scenario) -> Panel:
        """The same panel with the change of policy that a scenario's history states for its months."""
        return replace(self, change=change_of(scenario, self.form.months, self.missing))

    def of(self, rows: np.ndarray) -> Panel:
        """Some of the partners."""
        return replace(self, revenue=self.revenue[rows], **{name: getattr(self, name)[rows] for name in self.knows})


def change_of(scenario: Scenario, months: int, missing: tuple[int, ...] = ()) -> Change | None:
    """The last change of policy in so many months before the rollout; the first and last three months cannot tell of one."""
    for earlier in reversed(scenario.history.policies if scenario.history else ()):
        month = months - earlier.until
        if LEAST_AROUND <= month <= months - LEAST_AROUND:
            old, new = scenario.policies[earlier.policy], in_force(scenario, earlier.until)
            differ = [k for k, name in enumerate(scenario.segment_names) if _levers(old, name) != _levers(new, name)]
            if differ:
                return Change(month - int(np.searchsorted(np.sort(missing), month)), tuple(differ))
    return None


def _levers(policy: Policy, segment: str) -> dict[str, Any]:
    return policy.terms_of(segment).model_dump(exclude={"segments", "based_on", "meaning"})


def panel_of(
    sales: pd.DataFrame, people: pd.DataFrame | None = None, segments: tuple[str, ...] = (), missing: tuple[int, ...] = ()
) -> Panel:
    """A panel out of tables.

    Parameters
    ----------
    sales : DataFrame
        One row per partner and month with a sale: ``partner``, ``month`` (whole, 0 the first), ``revenue`` (currency), and
        ``orders`` (count), ``new_revenue`` and ``commission`` (currency) where known.
    people : DataFrame, optional
        One row per partner: ``partner``, and ``segment`` and ``signed`` where known: a month of the panel, or YYYY-MM if the
        sales have a column ``calendar`` beside ``month``.
    segments : tuple of str
        The scenario's segments; another one is refused.
    missing : tuple of int
        Months of which nobody's sales are known.

    Raises
    ------
    InputError
        For absent columns, values that are no numbers, and a panel that is too small for a fit.
    """
    known = list(sales.columns)
    refuse((Misfit(name, one_of("a column of this name", known, name), known) for name in NEEDED if name not in known), SALES)
    month = _months(sales["month"])
    people = people if people is None or "signed" not in people else people.assign(signed=_signed(people["signed"], sales))
    names = pd.Index(sales["partner"].unique())
    if people is not None and "signed" in people and people["signed"].notna().any():
        names = names.union(pd.Index(people.loc[people["signed"].notna(), "partner"]), sort=False)
    rows, shape = names.get_indexer(sales["partner"]), (len(names), int(month.max()) + 1)
    known_amounts = [name for name in AMOUNTS if name in sales and sales[name].notna().any()]
    amounts: dict[str, Any] = {name: _spread(sales[name], rows, month, shape) for name in known_amounts}
    amounts["revenue"] = np.maximum(amounts["revenue"], 0.0)  # a month with more refunds than sales has no sales
    parts: dict[str, Any] = {**amounts, **_of_people(people, names, segments)}
    panel = Panel(**parts).without(missing)
    _check(panel)
    return panel


def _months(months: pd.Series) -> np.ndarray:
    try:
        whole = months.to_numpy().astype(float)
    except (TypeError, ValueError):
        whole = np.array([np.nan])
    if not len(whole) or not np.isfinite(whole).all() or (whole % 1.0).any() or whole.min() < 0:
        raise InputError(SALES, (), "month", "whole months, 0 the panel's first", months.iloc[0] if len(months) else "none")
    return whole.astype(int)


def _signed(given: pd.Series, sales: pd.DataFrame) -> pd.Series:
    """Months of contracts, counted from the panel's first; NaN where unknown."""
    known = given.replace("", None)
    numbers = pd.to_numeric(known, errors="coerce")
    if not (known.notna() & numbers.isna()).any():
        return numbers.astype(float)
    if "calendar" not in sales:
        raise InputError(
            PEOPLE, (), "signed", "months of the panel; as YYYY-MM if the sales have a column calendar", known.dropna().iloc[0]
        )
    try:
        dated = pd.PeriodIndex(known.dropna().astype(str), freq="M")
        first = pd.Period(str(sales["calendar"].iloc[0]), freq="M") - int(sales["month"].iloc[0])
    except ValueError as error:
        raise InputError(PEOPLE, (), "signed", "months such as 2024-03", str(error)) from None
    months = pd.Series(np.nan, index=known.index)
    months[known.notna()] = dated.astype("int64") - first.ordinal
    return months


def _spread(values: pd.Series, rows: np.ndarray, month: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Values by partner and month; several rows of one add up."""
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
    if not np.isfinite(numbers[values.notna().to_numpy()]).all():
        raise InputError(SALES, (), str(values.name), "numbers", values[~np.isfinite(numbers)].iloc[0])
    wide = np.zeros(shape)
    np.add.at(wide, (rows, month), np.nan_to_num(numbers))
    return wide


def _of_people(people: pd.DataFrame | None, names: pd.Index, segments: tuple[str, ...]) -> dict[str, Any]:
    if people is None:
        return {}
    known = people.replace("", None).drop_duplicates("partner").set_index("partner").reindex(names)  # nothing stands there
    columns: dict[str, np.ndarray] = {}
    if "signed" in known and known["signed"].notna().any():
        columns["signed"] = known["signed"].to_numpy(dtype=float)
    if "segment" in known and known["segment"].notna().any() and segments:
        given = known["segment"].dropna().astype(str)
        if unknown := sorted(set(given) - set(segments)):
            expected = f"the scenario's segments: {', '.join(segments)}; name them alike in the scenario or in the data"
            raise InputError(PEOPLE, (), "segment", expected, Shown(", ".join(unknown[:4])))
        columns["segment"] = known["segment"].map({name: k for k, name in enumerate(segments)}).fillna(-1).to_numpy(dtype=int)
    return columns


def _check(panel: Panel) -> None:
    if panel.months < LEAST_MONTHS:
        raise InputError(SALES, (), "month", f"at least {LEAST_MONTHS} months", panel.months)
    sellers = int((panel.revenue > 0.0).any(axis=1).sum())
    if sellers < LEAST_PARTNERS:
        raise InputError(SALES, (), "partner", f"at least {LEAST_PARTNERS} partners with sales", sellers)


Data: TypeAlias = str | Path | pd.DataFrame | Mapping[str, pd.DataFrame] | Panel


def read_panel(data: Data, segments: tuple[str, ...] = ()) -> Panel:
    """A panel out of what a user has.

    Parameters
    ----------
    data : str, Path, DataFrame, dict or Panel
        A folder as `partnerscape import` writes it (``panel.parquet``, ``partners.parquet``), a Parquet or CSV table of
        sales, such a table, or ``{"panel": …, "partners": …}``; see :func:`panel_of`.
    segments : tuple of str
        The scenario's segments.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    if isinstance(data, Panel):
        return data
    if isinstance(data, pd.DataFrame):
        return panel_of(data, None, segments)
    if isinstance(data, Mapping):
        return panel_of(data["panel"], data.get("partners"), segments)
    path = Path(data)
    if not path.is_dir():
        return panel_of(_table(path), None, segments)
    people = path / PEOPLE
    return panel_of(_table(path / SALES), _table(people) if people.exists() else None, segments, _missing(path))


def record_of(path: Path) -> dict[str, Any]:
    """What an import says of itself; empty where there is none.

    Raises
    ------
    InputError
        If a newer version wrote it in a format that this one does not know.
    """
    record = held_in(path / RECORD) or {}
    formats.check_format(path / RECORD, formats.IMPORT, record)
    return record


def _missing(path: Path) -> tuple[int, ...]:
    """Months that an import found nobody's sales of, counted from its first."""
    record = record_of(path)
    try:
        first = pd.Period(record["period"]["first"], freq="M").ordinal
        return tuple(pd.Period(month, freq="M").ordinal - first for month in record["missing_months"])
    except (KeyError, TypeError, ValueError):
        return ()


def _table(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    except (OSError, ValueError) as error:
        expected = "a folder that `partnerscape import` wrote, or a table of sales as Parquet or CSV"
        raise InputError(path, "", "", expected, getattr(error, "strerror", None) or str(error).splitlines()[0]) from None
