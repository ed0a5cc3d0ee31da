"""What a row is worth in the panel's currency: refunds are negative, other currencies are converted by stated rates."""

from __future__ import annotations

import pandas as pd

from partnerscape.language import language, phrase, phrase_for
from partnerscape.language.numbers import in_digits
from partnerscape.scenario.errors import InputError, Shown

from ..map import SalesMap
from ..notes import Log, cents, rows_in_words
from ..words.meanings import COUNTS, REFUND, REFUNDED

UNKNOWN = ""


def converted(rows: pd.DataFrame, chosen: SalesMap, log: Log) -> tuple[pd.DataFrame, str]:
    """Rows in one currency, and which it is (empty: the file does not say).

    Raises
    ------
    InputError
        Of no file: for several currencies without rates.
    """
    counted = rows[rows["means"].isin((COUNTS, REFUND, REFUNDED))]
    known = [code for code in dict.fromkeys(counted["currency"]) if code]
    main = chosen.currency or next((code for code in known if code not in chosen.rates), known[0] if known else "")
    lacking = [code for code in known if code != main and code not in chosen.rates]
    if lacking:
        counts = counted["currency"].value_counts()
        found = Shown(", ".join(f"{code} ({counts[code]:,})" for code in known))
        rates = " and ".join(f"{code} = …" for code in lacking)
        advice = f'write currency = "{main}" in a map and {rates} under [rates] ({main} per unit)'
        first = counted.index[counted["currency"] == lacking[0]][0]
        raise InputError("", f"row {first}", "currency", "one currency, or rates", found, advice)
    silent = int((counted["currency"] == "").sum())
    if silent and len(known) > 1:
        raise InputError("", "", "currency", "a currency in every row", Shown(f"none in {silent:,} rows"), "state it in the file")
    if len(known) < 2 and (not known or known[0] == main):
        return rows, main
    rate = rows["currency"].map(lambda code: 1.0 if code in ("", main) else chosen.rates.get(code, 1.0)).astype(float)
    for name in ("amount", "commission", "refund"):
        if name in rows:
            rows = rows.assign(**{name: rows[name] * rate})
    said = [
        phrase("{currency} at {rate}", currency=code, rate=in_digits(f"{chosen.rates[code]:g}", language()))
        for code in known
        if code != main
    ]
    log.say(phrase("Converted to {currency}: {rates}.", currency=main, rates=", ".join(said)))
    return rows, main


def with_refunds(rows: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Rows in which refunds are negative; an order that was given back whole, and of which there is no other row, is left out."""
    refunded = rows["means"] == REFUNDED
    if "order" in rows:
        sold = set(rows.loc[(rows["means"] == COUNTS) & (rows["order"] != ""), "order"])
        own = refunded & rows["order"].isin(sold)
        rows = rows.assign(means=rows["means"].where(~own, REFUND))
        refunded &= ~own
    cancelled = refunded & (rows["amount"].fillna(0.0) >= 0.0)
    rows = log.drop(rows, cancelled, phrase("refunded: the sale and its refund cancel out"))
    rows = rows.assign(means=rows["means"].replace({REFUNDED: REFUND}))
    back = rows["means"] == REFUND
    for name in ("amount", "commission"):
        if name in rows and (turned := back & (rows[name] > 0.0)).any():
            if name == "amount":
                log.change(
                    phrase("refunds written as positive sums are negative"),
                    -2.0 * float(rows.loc[turned, name].sum()),
                    rows.index[turned],
                )
            rows = rows.assign(**{name: rows[name].where(~turned, -rows[name])})
    if "refund" in rows and (rows["refund"].fillna(0.0) != 0.0).any():
        given = rows["refund"].abs().fillna(0.0)
        log.change(phrase("the column of refunds is deducted"), -float(given.sum()), rows.index[given > 0.0])
        rows = rows.assign(amount=rows["amount"].fillna(0.0) - given)
    return rows


def say_negative(rows: pd.DataFrame, log: Log) -> None:
    """How many refunds and clawbacks there are."""
    for name, in_words in (("amount", _refunds_in_words), ("commission", _clawbacks_in_words)):
        if name in rows and (below := rows[name] < 0.0).any():
            log.say(in_words(int(below.sum()), cents(rows.loc[below, name].sum()), rows_in_words(rows.index[below])))


def _refunds_in_words(number: int, total: str, rows: str) -> str:
    return phrase_for(
        number,
        "{number} row with a negative sum (refund), together {sum}: {rows}.",
        "{number} rows with a negative sum (refund), together {sum}: {rows}.",
        sum=total,
        rows=rows,
    )


def _clawbacks_in_words(number: int, total: str, rows: str) -> str:
    return phrase_for(
        number,
        "{number} row with a negative commission (clawback), together {sum}: {rows}.",
        "{number} rows with a negative commission (clawback), together {sum}: {rows}.",
        sum=total,
        rows=rows,
    )
