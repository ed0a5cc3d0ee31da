"""Forms combined at random: the panel is the known one, or the file is refused; it is never another one."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from own.forms import CELLS, MONTHS, TRUTH, german, panel_of

from partnerscape.own_data.panel import Imported, import_sales
from partnerscape.scenario import InputError

SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug")
Dates = dict[str, Callable[[int, int], str]]
DATES: Dates = {  # of a month and a day
    "ISO": lambda m, d: f"{MONTHS[m]}-{d:02d}",
    "months": lambda m, _: MONTHS[m],
    "compact": lambda m, _: f"2024{m + 1:02d}",
    "German": lambda m, d: f"{d:02d}.{m + 1:02d}.2024",
    "British": lambda m, d: f"{d:02d}/{m + 1:02d}/2024",
    "American": lambda m, d: f"{m + 1}/{d}/24",
    "dashes": lambda m, d: f"{d:02d}-{m + 1:02d}-24",
    "words": lambda m, d: f"{d} {SHORT[m]} 2024",
    "short words": lambda m, _: f"{SHORT[m]}-24",
    "times": lambda m, d: f"{MONTHS[m]}-{d:02d}T12:00:00+01:00",
}
NUMBERS: dict[str, Callable[[float], str]] = {
    "plain": lambda a: f"{a:.2f}",
    "grouped": lambda a: f"{a:,.2f}",
    "German": german,
    "French": lambda a: f"{a:,.2f}".replace(",", "\u202f").replace(".", ","),
    "Swiss": lambda a: f"{a:,.2f}".replace(",", "’"),
    "euros": lambda a: f"{german(a)} €",
    "shortest": str,
}
HEADS = {
    "English": ("Partner", "Date", "Revenue", "Status", "Order ID"),
    "German": ("Händler", "Datum", "Umsatz", "Status", "Belegnummer"),
    "system": ("partner_id", "order_date", "netAmount", "order_status", "order_no"),
    "network": ("publisherId", "transaction date", "sale_amount", "commissionStatus", "conversion id"),
}
ONE_BYTE = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


def outcome(path: Path) -> Imported | InputError:
    try:
        return import_sales(path, keep_ids=True)
    except InputError as error:
        return error


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    date=st.sampled_from(sorted(DATES)),
    number=st.sampled_from(sorted(NUMBERS)),
    heads=st.sampled_from(sorted(HEADS)),
    sign=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(ONE_BYTE),
    titles=st.integers(0, 3),
    total=st.booleans(),
    extra=st.sets(st.sampled_from(["status", "order", "refund", "empty", "shuffled"])),
    seed=st.integers(0, 999),
)
def test_any_combination(
    tmp_path: Path,
    date: str,
    number: str,
    heads: str,
    sign: str,
    encoding: str,
    titles: int,
    total: bool,
    extra: set[str],
    seed: int,
) -> None:
    rng = random.Random(seed)
    write, day = NUMBERS[number], DATES[date]
    rows = [[p, day(m, rng.randint(1, 28)), write(a), "paid", f"{at}"] for at, (p, m, a) in enumerate(CELLS)]
    if "status" in extra:
        rows += [["ACME", day(5, 20), write(400.5), rng.choice(["pending", "declined"]), "90"]]
    if "refund" in extra and "order" in extra:
        rows += [["Delta", day(5, 9), write(600.25), "paid", "91"], ["Delta", day(5, 9), f"-{write(600.25)}", "paid", "91"]]
    if "shuffled" in extra:
        rng.shuffle(rows)
    wide = [0, 1, 2, *([3] if "status" in extra else []), *([4] if "order" in extra else [])]
    lines = (
        [[f"Report {at}"] for at in range(titles)]
        + [[HEADS[heads][at] for at in wide]]
        + [[row[at] for at in wide] for row in rows]
    )
    if total:
        lines.append(["Total", "", write(sum(TRUTH.values()))])
    if "empty" in extra:
        lines = [[*line, "", ""] for line in lines]
    text = "\n".join(sign.join(f'"{cell}"' if sign in cell else cell for cell in line) for line in lines)
    path = tmp_path / "sales.csv"
    path.write_bytes(text.encode(encoding, "replace"))
    imported = outcome(path)
    if isinstance(imported, InputError):
        assert imported.lines
        assert imported.file == str(path)
        return
    names = {"?apek": "Čapek"}
    panel = {(names.get(p, p), m): a for (p, m), a in panel_of(imported).items()}
    assert {key: round(a, 2) for key, a in panel.items()} == TRUTH
