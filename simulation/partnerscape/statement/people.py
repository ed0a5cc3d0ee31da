"""Partners of a table of sales who cannot be whom it says they are: spelt twice, recruited by nobody, in a circle, too early."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from partnerscape.scenario.errors import Misfit, Shown, named

MOST_SHOWN = 5


def people(rows: pd.DataFrame) -> list[Misfit]:
    """What does not fit together about partners.

    Parameters
    ----------
    rows : DataFrame
        A table in one form, as it stands in the file.
    """
    return [misfit for check in (_spelt_twice, _recruiters, _circles, _early) for misfit in list(check(rows))[:MOST_SHOWN]]


def _spelt_twice(rows: pd.DataFrame) -> Iterator[Misfit]:
    """One name in two spellings would be two partners, each of them short of thresholds. Ids with digits may differ by case."""
    first: dict[str, str] = {}
    for name in rows["partner"].drop_duplicates():
        if any(c.isdigit() for c in name):
            continue
        other = first.setdefault(" ".join(name.casefold().split()), name)
        if other != name:
            yield Misfit(
                "partner", f"one spelling, as {other!r} in {_row(rows, 'partner', other)}", name, _row(rows, "partner", name)
            )


def _recruiters(rows: pd.DataFrame) -> Iterator[Misfit]:
    """A recruiter has a row of its own: else nobody is paid for the recruits."""
    pairs = rows.loc[rows["recruiter"] != "", ["partner", "recruiter"]].drop_duplicates()
    partners = dict.fromkeys(rows["partner"])
    for name in dict.fromkeys(pairs["recruiter"]):
        if name not in partners:
            expected = f"a partner of the table, {named(list(partners), name)}"
            yield Misfit("recruiter", expected, name, _row(rows, "recruiter", name), "who sold nothing has a row with revenue 0")
    for name in pairs.loc[pairs["partner"].duplicated(), "partner"].drop_duplicates():
        names = list(pairs.loc[pairs["partner"] == name, "recruiter"])
        yield Misfit("recruiter", f"one recruiter of {name}", Shown(str(names)))


def _circles(rows: pd.DataFrame) -> Iterator[Misfit]:
    above = dict(rows.loc[rows["recruiter"] != "", ["partner", "recruiter"]].itertuples(index=False, name=None))
    seen: set[str] = set()
    for start in above:
        name, path = start, list[str]()
        while name in above and name not in seen:
            seen.add(name)
            path.append(name)
            name = above[name]
        if name in path:
            circle = [*path[path.index(name) :], name]
            yield Misfit("recruiter", "recruiters above their recruits", Shown(f"a circle: {' ← '.join(circle)}"))


def _early(rows: pd.DataFrame) -> Iterator[Misfit]:
    stated = rows[rows["joined"] >= 0].groupby("partner", sort=False)["joined"].min()
    first = rows.groupby("partner", sort=False)["month"].min()
    for name, month in stated.items():
        if first[name] < month:
            found = Shown(f"{name} joined in {_named(month)} and has a row of {_named(first[name])}")
            yield Misfit("joined", "no month after the partner's first row", found)


def _row(rows: pd.DataFrame, column: str, value: str) -> str:
    return f"row {int((rows[column] == value).to_numpy().argmax()) + 2}"


def _named(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"
