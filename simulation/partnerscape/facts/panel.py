"""Panels of sellers: a simulated programme read partner by partner, and a real marketplace's, in one form.

A panel has a row for every partner and month with a sale: ``partner``, ``month`` (whole, 0 the panel's
first), ``revenue`` (currency, above 0) and ``quality`` (as customers saw it, NaN if nobody said): the form in which
``partnerscape.own_data.panel`` imports a company's own sales, which may have further columns and months with
refunds alone. Signings have a row for every partner who signed: ``days`` to the first sale, NaN if none was seen.
What is known of a panel is computed in ``facts``, by the same code for both.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from partnerscape import engine
from partnerscape.scenario import InputError, Misfit, Scenario, one_of, refuse

DAYS = 365.25 / 12.0  # a month
PANEL_MONTHS = 14  # of the real panel; the simulated one is cut to them
WATCHED_MONTHS = 25  # of a simulated launch: what the real panel is too short for
FIRST_SIGNED = 11  # month of the panel in which the real signings begin
FOLLOW_UP = 6  # months that a signing is watched at least
FOUNDERS = 178  # who sold in the first month that the real panel shows
SIGNED = 300.0  # newcomers a month, for as many first sales per month as in the real panel
BLOCKS = 8
SEEN = ("id", "revenue", "observed_quality", "first_sale", "first_sale_wait")
PANEL_FILES = ("marketplace_sellers.csv", "marketplace_leads.csv")


def observed_panel(folder: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Panel and signings of the real marketplace from ``marketplace_sellers.csv`` and ``marketplace_leads.csv``.

    Quality is the mean review, 1-5. Raises InputError where a file or a column is absent.
    """
    panel = _table(folder, PANEL_FILES[0], "partner", "month", "revenue", "mean_review")
    leads = _table(folder, PANEL_FILES[1], "won_flag", "days_won_to_first_ship_limit")
    panel = panel.rename(columns={"mean_review": "quality"})
    month = _months(panel["month"], Path(folder) / PANEL_FILES[0])
    signings = leads.loc[leads["won_flag"] == 1].rename(columns={"days_won_to_first_ship_limit": "days"})
    panel = panel.assign(month=month - month.min())[["partner", "month", "revenue", "quality"]]
    return panel, signings[["days"]].reset_index(drop=True)


def _table(folder: str | Path, name: str, *columns: str) -> pd.DataFrame:
    """A table of the real marketplace, with the columns that are read."""
    if not isinstance(folder, str | Path):
        raise InputError("", (), "data", "a folder", folder)
    path = Path(folder) / name
    try:
        table = pd.read_csv(path)
    except (OSError, ValueError) as error:  # ValueError: no text, or no table
        raise InputError(path, "", "", "a CSV table", getattr(error, "strerror", None) or str(error)) from None
    known = list(table.columns)
    refuse((Misfit(name, one_of("a column of this name", known, name), known) for name in columns if name not in known), path)
    return table


def _months(texts: pd.Series, path: Path) -> pd.Index:
    try:
        return pd.PeriodIndex(texts, freq="M").astype("int64")
    except (ValueError, TypeError) as error:
        raise InputError(path, "", "month", "months such as 2017-03", str(error)) from None


def at_launch(scenario: Scenario) -> Scenario:
    """The scenario's programme at its launch, as large as the real one and under today's policy throughout.

    The market grows with the number of newcomers, so that a partner faces the same crowding.
    """
    larger = SIGNED / scenario.assumptions.values()["arrivals"]
    market = {**scenario.market.model_dump(), "potential": larger * scenario.market.potential}
    time = {**scenario.time.model_dump(), "burn_in_months": WATCHED_MONTHS, "initial_partners": FOUNDERS}
    return scenario.changed(market=market, time=time).assuming(arrivals=SIGNED)


def _pages(scenario: Scenario, seed: int, months: int, blocks: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every month's sellers, and who signed in it."""
    _, pages = engine.watch(engine.founded(scenario, seed, blocks=blocks), months, SEEN)
    sellers = [pd.DataFrame({name: page[name] for name in SEEN}).assign(month=month) for month, page in enumerate(pages)]
    signed = [pd.DataFrame({"partner": page["signed"], "signed": month}) for month, page in enumerate(pages)]
    sold = pd.concat(sellers, ignore_index=True)
    return sold[sold["revenue"] > 0.0].reset_index(drop=True), pd.concat(signed, ignore_index=True)


def simulated_panel(
    scenario: Scenario, seed: int, months: int = WATCHED_MONTHS, first_signed: int = FIRST_SIGNED
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Panel and signings of a programme's first months, read partner by partner.

    Signings are those from month ``first_signed`` on that could be watched for ``FOLLOW_UP`` months.
    A partner signs at the end of a month and first sells within one: those of one month are spread evenly over it.
    """
    sold, signed = engine.until_it_fits(lambda blocks: _pages(scenario, seed, months, blocks), BLOCKS)
    panel = sold.rename(columns={"id": "partner", "observed_quality": "quality"})[["partner", "month", "revenue", "quality"]]
    first = sold[sold["first_sale"] > 0.0].set_index("id")["first_sale_wait"]
    watched = signed["signed"].between(first_signed, months - FOLLOW_UP - 1)
    wait = signed.loc[watched, "partner"].map(first).reset_index(drop=True)
    same = wait.groupby(wait)
    return panel, pd.DataFrame({"days": DAYS * (wait - 1.0 + (same.cumcount() + 0.5) / same.transform("size"))})
