"""What a panel's shape says of its making: survivors only, a late start, months that are missing or cut off."""

from __future__ import annotations

from calendar import monthrange

import pandas as pd

from partnerscape.language import phrase

from .notes import Log, count

FEW_PARTNERS, FEW_MONTHS = 3, 6  # below them, shape says nothing
RECENT = 2  # months at the end in which a partner who left may still be seen as one who pauses
CUT_OFF = 3  # days of a month without rows that make it incomplete
SMALL = 0.7  # of usual rows


def say_signs(people: pd.DataFrame, months: pd.DataFrame, last_day: int, log: Log) -> None:
    """Add what a reader should know to the log.

    Parameters
    ----------
    people, months : DataFrame
    last_day : int
        Latest day of the last month; 0: days are not known.
    log : Log
    """
    _gaps(months, log)
    _survivors(people, months, log)
    _beginnings(people, months, log)
    _cut_off(months, last_day, log)


def _gaps(months: pd.DataFrame, log: Log) -> None:
    missing = list(months.loc[~months["known"], "calendar"])
    if missing:
        log.warn(
            phrase(
                "No rows at all in {months}: recorded as missing months, not as exits or months without sales "
                '(gaps = "no sales" in the map says otherwise).',
                months=", ".join(missing[:6]) + (" …" if len(missing) > 6 else ""),
            )
        )


def _survivors(people: pd.DataFrame, months: pd.DataFrame, log: Log) -> None:
    sold = people[people["first_month"].notna()]
    if len(sold) < FEW_PARTNERS or len(months) < FEW_MONTHS:
        return
    if (sold["last_month"] >= len(months) - RECENT).all():
        log.warn(
            phrase(
                "Survivors only? Everybody is present to the end: nobody leaves. If the file lists only today's partners, exits "
                "and the revenue of those who left are missing, and a fit would take the programme for more loyal than it is."
            )
        )


def _beginnings(people: pd.DataFrame, months: pd.DataFrame, log: Log) -> None:
    early = int(people["truncated"].sum())
    sold = int(people["first_month"].notna().sum())
    if not early or len(months) < 2:
        return
    known = "signed" in people and (people.loc[people["truncated"], "signed"] != "").all()
    since = phrase("their signing dates are known") if known else phrase("since when they are partners is not known")
    if early == sold:
        first = months["calendar"].iloc[0]
        log.warn(phrase("Everybody starts in the first month, {month}: {since}; nobody joins later.", month=first, since=since))
        return
    log.say(
        phrase(
            "{early} of {sold} partners sell in the first month already: {since}.",
            early=count(early),
            sold=count(sold),
            since=since,
        )
    )


def _cut_off(months: pd.DataFrame, last_day: int, log: Log) -> None:
    last = months.iloc[-1]
    year, month = (int(part) for part in last["calendar"].split("-"))
    usual = months["rows"].iloc[-4:-1].mean() if len(months) > 3 else 0.0
    if last_day and monthrange(year, month)[1] - last_day > CUT_OFF and last["rows"] < SMALL * usual:
        log.warn(
            phrase(
                'The last row is of {date}: the last month may be incomplete (until = "{until}" in the map leaves it out).',
                date=f"{last['calendar']}-{last_day:02d}",
                until=months["calendar"].iloc[-2],
            )
        )
