"""Months partner by partner: what the compiled month shows of everybody adds up to its journal, and changes no bit."""

from __future__ import annotations

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.rules.shared import records
from partnerscape.scenario import InputError

MONTHS = 24
TOGETHER = ("active", "revenue", "new_revenue")


@pytest.fixture(scope="module")
def known(marketplace: object) -> tuple[engine.State, engine.History, np.ndarray]:
    """The eve, its history by partner and the journal of the same months."""
    eve, history = engine.history_of(marketplace.scenario, 3, MONTHS)
    return eve, history, engine.burn_in_with_past(marketplace.scenario, 3)[1][-MONTHS:].sum(axis=2)


def test_looking_changes_no_bit(marketplace: object, known: tuple) -> None:
    eve, other = known[0], marketplace.eve(3)
    for name in (*records.COUNTERS, "columns"):
        assert np.array_equal(eve.pool[name], other.pool[name]), name
    assert eve.world.tobytes() == other.world.tobytes()


@pytest.mark.parametrize("line", TOGETHER)
def test_the_history_sums_to_the_journal(known: tuple, line: str) -> None:
    _, history, journal = known
    assert getattr(history, line).sum(axis=0) == pytest.approx(journal[:, records.LINE[line]])


def test_orders_pay_and_movements_are_the_journal_s(known: tuple) -> None:
    _, history, journal = known
    lines = {name: journal[:, records.LINE[name]] for name in records.JOURNAL}
    assert history.orders.sum(axis=0) == pytest.approx(lines["deals"] + lines["orders"])
    commission = lines["commission"] + lines["recurring_pay"] - lines["clawback"]
    assert history.commission.sum(axis=0) == pytest.approx(commission)
    rest = sum(lines[name] for name in ("bonus_pay", "retainer_pay", "quality_pay", "override_pay"))
    assert history.pay.sum(axis=0) == pytest.approx(commission + rest)
    months = np.arange(MONTHS)
    assert np.array_equal((history.joined[:, None] == months).sum(axis=0), lines["arrived"])
    assert np.array_equal((history.left[:, None] == months).sum(axis=0), lines["left"] + lines["gave_up"])
    assert np.array_equal((history.started[:, None] == months + 1).sum(axis=0)[:-1], lines["started"][:-1])


def test_each_partner_is_active_from_its_start_to_its_exit(known: tuple) -> None:
    eve, history, _ = known
    months = np.arange(MONTHS)
    since = months >= np.nan_to_num(history.started, nan=MONTHS)[:, None]
    until = months <= np.nan_to_num(history.left, nan=MONTHS)[:, None]
    assert np.array_equal(history.active, since & until)
    still = np.concatenate([block["id"][: int(block["members"])] for block in eve.pool])
    assert set(history.partner[np.isnan(history.left)].tolist()) == set(still.tolist())
    at = np.searchsorted(history.partner, still)
    assert np.array_equal(history.segment[at], np.concatenate([b["segment"][: int(b["members"])] for b in eve.pool]))


def test_pages_show_what_the_rules_left(marketplace: object) -> None:
    walked, watched = marketplace.eve(2).copy(), marketplace.eve(2).copy()
    journal, pages = engine.watch(watched, 2, ["id", "segment", "revenue"])
    seen = []
    for rule in engine.walk(walked, 2):
        if rule == "introduce":
            block = walked.pool[0]
            active, members = int(block["active"]), int(block["members"])
            newcomers = block["id"][members : members + int(block["newcomers"])].copy()
            seen.append({name: block[name][:active].copy() for name in ("id", "segment", "revenue")} | {"signed": newcomers})
    assert np.array_equal(journal, marketplace.eve(2).copy().play(2))
    for page, expected in zip(pages, seen, strict=True):
        assert page.keys() == expected.keys()
        assert all(np.array_equal(page[name], expected[name]) for name in page)
        assert all(page[name].dtype == expected[name].dtype for name in page)


def test_what_cannot_be_shown_is_refused(marketplace: object) -> None:
    with pytest.raises(InputError, match="a column of a partner; did you mean 'revenue'"):
        engine.watch(marketplace.eve(2).copy(), 1, ["revenu"])
    with pytest.raises(InputError, match="1 to the burn-in's 60 months"):
        engine.history_of(marketplace.scenario, 1, 61)
