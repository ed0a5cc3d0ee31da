"""What a plan, or two of them one after the other, pay on a table of sales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from partnerscape.scenario.errors import Misfit, Shown, refuse
from partnerscape.scenario.pay import Plan

from .counted import arranged
from .dates import month_number
from .deals import Conflict, Terms, settled
from .needed import missing
from .payer import Payer
from .sales import checked

TOTAL = "total"
NO_COMPONENTS = Misfit(
    "plan", "a plan with components; scenario.pay.expand.expanded(policy) writes out a short form's", Shown("no component")
)


def pay_statement(
    plan: Plan,
    sales: pd.DataFrame,
    categories: Sequence[str] = (),
    segments: Sequence[str] = (),
    *,
    before: Plan | None = None,
    since: str | None = None,
    file: str | Path = "sales",
    offers: Sequence[str] = (),
) -> pd.DataFrame:
    """What a plan pays every partner, by component and month, to the cent.

    Parameters
    ----------
    plan : Plan
        ``policy.plan``; of a policy in the short form, :func:`partnerscape.scenario.pay.expand.expanded`.
    sales : DataFrame
        One row per order, per customer and month, or per partner and month; columns as in docs/pay.md.
    categories, segments, offers : sequence of str
        Names that the table may use; default: those that it uses.
    before : Plan, optional
        The plan that pays until ``since``, and after it for customers won until then if the plan lets old customers keep their
        terms; its components are called ``before: NAME``.
    since : str, optional
        The month from which the plan holds: who joined earlier was there before. Default: the table's first month.
    file : str or Path
        Where the table comes from, for errors.

    Returns
    -------
    DataFrame
        One row per partner, month and component, and one with the component ``total``: level (its name; empty where the
        component has none), base (what it is paid on; currency or number), earned, returned (clawback), paid, in currency.

    Raises
    ------
    InputError
        For a table that cannot be read, with column and row, and for a plan without components.

    Examples
    --------
    >>> import pandas as pd
    >>> import partnerscape as ps
    >>> plan = ps.Policy(pay={"commission": {"on": "revenue", "rate": "20 %"}}).plan
    >>> sales = pd.DataFrame({"partner": ["a"], "month": ["2026-03"], "revenue": [1000.0]})
    >>> float(pay_statement(plan, sales).query("component == 'total'").paid.iloc[0])
    200.0
    """
    rows = _checked(plan, sales, categories, segments, before, file, offers)
    rows, _ = settled(rows, _terms(plan, before, since), file)
    categories = list(categories) or [name for name in dict.fromkeys(rows["category"]) if name]
    segments = ["", *(list(segments) or [name for name in dict.fromkeys(rows["segment"]) if name])]  # first: nothing is stated
    sales_of = arranged(rows, categories)
    start = 0 if since is None else month_number(since, "command line", "--since") - sales_of.first
    if before is None:
        return _with_totals(Payer(plan, sales_of, segments, file=file).play(start))

    def old(won: np.ndarray, month: np.ndarray) -> np.ndarray:
        return (month < start) | (plan.old_customers_keep & (won < start))

    old_payer, payer = (
        Payer(before, replace(sales_of, terms=old), segments, until=start, prefix="before: ", file=file),
        Payer(plan, replace(sales_of, terms=lambda won, month: ~old(won, month)), segments, begins=start, file=file),
    )
    statements = [old_payer.play(start)]
    payer.proven = old_payer.proven  # what the plan before has not used of it
    return _with_totals(pd.concat([*statements, payer.play(start)], ignore_index=True))


def deal_conflicts(
    plan: Plan,
    sales: pd.DataFrame,
    *,
    before: Plan | None = None,
    since: str | None = None,
    file: str | Path = "sales",
) -> list[Conflict]:
    """Deals of a table of sales that several partners claim, and who is paid for them by the plan's ``registration``.

    Parameters
    ----------
    plan, sales, before, since, file
        As :func:`pay_statement` takes them.

    Returns
    -------
    list of Conflict

    Raises
    ------
    InputError
        As :func:`pay_statement` does.

    Examples
    --------
    >>> import pandas as pd
    >>> import partnerscape as ps
    >>> pay = {"commission": {"on": "revenue", "rate": "20 %"}}
    >>> plan = ps.Policy(pay=pay, registration={"protection_months": "90 days"}).plan
    >>> claims = {"partner": ["a", "b"], "month": "2026-03", "revenue": 1000.0, "deal": "d1"}
    >>> sales = pd.DataFrame(claims).assign(registered_on=["2026-02-01", "2026-01-15"])
    >>> [(conflict.shares, conflict.reason) for conflict in deal_conflicts(plan, sales)]
    [({'b': 1.0}, 'first to register')]
    """
    return settled(_checked(plan, sales, (), (), before, file), _terms(plan, before, since), file)[1]


def _checked(
    plan: Plan,
    sales: pd.DataFrame,
    categories: Sequence[str],
    segments: Sequence[str],
    before: Plan | None,
    file: str | Path,
    offers: Sequence[str] = (),
) -> pd.DataFrame:
    """The table in one form, with all that the plans pay by."""
    plans = [plan] if before is None else [before, plan]
    refuse([NO_COMPONENTS for each in plans if not each.components], file)
    refuse([misfit for each in plans for misfit in missing(each, sales)], file)
    choices = list(dict.fromkeys(name for each in plans for name in each.choices))
    return checked(sales, categories, segments, file, choices, offers)


def _terms(plan: Plan, before: Plan | None, since: str | None) -> Terms:
    """What the contract says of registration, by month."""
    if before is None or since is None:
        return Terms(plan.registration)
    return Terms(plan.registration, before.registration, month_number(since, "command line", "--since"))


def _with_totals(lines: pd.DataFrame) -> pd.DataFrame:
    """Lines by partner and month, each month with its total, in currency to the cent."""
    sums = lines.groupby(["partner", "month"], as_index=False)[["earned", "returned", "paid"]].sum()
    whole = pd.concat([lines, sums.assign(component=TOTAL, level="", base=0.0)], ignore_index=True)
    whole[["earned", "returned", "paid"]] = whole[["earned", "returned", "paid"]].round(2)
    return whole.sort_values(["partner", "month"], kind="stable", ignore_index=True)
