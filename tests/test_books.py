"""A run's books and who gains, from journals and accounts of a few lines: what a bookkeeper would say of them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from partnerscape.engine import Run
from partnerscape.metrics import METRICS, measure, network
from partnerscape.metrics.gains import DIFFERENCES, Measured, is_win_win, newcomer_gain, paired
from partnerscape.metrics.ledger import COST_LINES, COSTS, PAY, Ledger, ratio
from partnerscape.metrics.margin import OF_ALL, SIDES, Margin
from partnerscape.metrics.network import LEAST_RATE, network_value
from partnerscape.rules.shared.records import ACCOUNT, JOURNAL, LINE
from partnerscape.scenario import Scenario, load_scenario

SEGMENTS = 3
RECEIVED = ("revenue", "direct_revenue", "clawback")
SPENT = ("goods", "direct_goods", "direct_cost", "marketing_claim", *PAY, *COSTS)


@pytest.fixture(scope="module", name="scenario")
def _scenario() -> Scenario:
    """Three segments, small, middle and large; 1 % per month; the usual goals."""
    scenario = load_scenario("marketplace").assuming(discount_monthly=0.01)
    assert scenario.segment_names == ("small", "middle", "large")
    return scenario


def run_of(scenario: Scenario, journal: np.ndarray | None = None, **accounts: Any) -> Run:
    """A run that leaves such accounts, and an empty journal of three months if none is given."""
    empty = np.zeros((3, len(JOURNAL), SEGMENTS + 1))
    return Run(scenario, empty if journal is None else journal, {name: np.array(of, float) for name, of in accounts.items()})


def drawn(months: int) -> np.ndarray:
    """A journal in which no two entries are alike."""
    return np.random.default_rng(0).uniform(1.0, 2.0, (months, len(JOURNAL), SEGMENTS + 1))


def network_of_seven(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every network is worth 7, without a compiled month; returns what its value was last asked with."""
    last: list[Any] = []

    class Month:
        def value_network(self, *words: Any) -> float:
            last[:] = words
            return 7.0

    monkeypatch.setattr(network, "compiled_month", Month)
    network_value.cache_clear()
    return last


# ---- the ledger


@pytest.mark.parametrize("line", JOURNAL)
def test_a_sum_more_in_a_line_is_profit_a_cost_or_neither(scenario: Scenario, line: str) -> None:
    """A currency unit more of one segment, or of the vendor's own column, in the second month."""
    for column in (0, SEGMENTS):
        before, after = drawn(3), drawn(3)
        after[1, LINE[line], column] += 1.0
        change = Ledger(run_of(scenario, journal=after)).profit - Ledger(run_of(scenario, journal=before)).profit
        assert change == pytest.approx([0.0, (line in RECEIVED) - (line in SPENT), 0.0], abs=1e-12)


def test_a_line_is_read_by_month_by_segment_and_in_all(scenario: Scenario) -> None:
    journal = np.zeros((2, len(JOURNAL), SEGMENTS + 1))
    journal[:, LINE["revenue"]] = [[1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0, 40.0]]
    journal[:, LINE["active"]] = [[2.0, 1.0, 1.0, 0.0], [3.0, 2.0, 1.0, 0.0]]
    ledger = Ledger(run_of(scenario, journal=journal))
    assert ledger.months == 2
    assert ledger.total("revenue").tolist() == [10.0, 100.0]
    assert ledger.by_segment("revenue").tolist() == [[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]  # without the vendor's own
    assert ledger.sum("revenue") == 110.0
    assert ledger.per_partner("revenue") == 11.0  # of ten partner-months
    assert ledger.rate == 0.01
    assert ledger.discount.tolist() == [1.0, 1.0 / 1.01]
    with pytest.raises(ValueError, match="read-only"):  # runs share them
        ledger.discount[0] = 2.0


def test_a_journal_of_other_lines_is_refused(scenario: Scenario) -> None:
    """As of another version of the model: each sum would have its neighbour's name."""
    with pytest.raises(ValueError, match="shorter"):
        Ledger(run_of(scenario, journal=drawn(2)[:, 1:]))


def test_retention_is_that_of_the_last_year(scenario: Scenario) -> None:
    journal = np.zeros((13, len(JOURNAL), SEGMENTS + 1))
    journal[:, LINE["asked_to_stay"], 0], journal[1:, LINE["stayed"], 0] = 10.0, 9.0
    journal[0, LINE["stayed"], 0] = 5.0  # in the month before
    assert Ledger(run_of(scenario, journal=journal)).retention() == pytest.approx(0.9)
    journal[1:7, LINE["stayed"], 0] = 8.0  # all twelve months count
    assert Ledger(run_of(scenario, journal=journal)).retention() == pytest.approx(0.85)
    journal[:, LINE["stayed"], 0] = 10.0
    assert Ledger(run_of(scenario, journal=journal)).retention() == 0.999  # a customer has an end
    assert Ledger(run_of(scenario)).retention() == 0.0


def test_a_share_of_nothing_is_none() -> None:
    assert ratio(3.0, 0.0) == 0.0
    assert ratio(3.0, -2.0) == -1.5
    assert ratio(3.0, 0.5) == 6.0


def test_incomes_are_those_of_the_months_as_a_partner(scenario: Scenario) -> None:
    run = run_of(scenario, plain_income=[300.0, 50.0, 0.0, 30.0], months=[3.0, 2.0, 0.0, 1.0])
    assert Ledger(run).incomes.tolist() == [0.0, 25.0, 30.0, 100.0]
    assert Ledger(run_of(scenario, plain_income=[], months=[])).incomes.tolist() == [0.0]


def test_newcomers_have_what_is_owed_to_nobody_else(scenario: Scenario) -> None:
    """Two months at 1 %: the surplus of both, and the last month's liability less what incumbents are owed (discounted already)."""
    journal = np.zeros((2, len(JOURNAL), SEGMENTS + 1))
    journal[:, LINE["newcomer"], 1], journal[:, LINE["newcomer_surplus"], 1] = [2.0, 3.0], [100.0, 202.0]
    journal[:, LINE["liability"], 1] = [9e9, 505.0]
    surplus, number = Ledger(run_of(scenario, journal=journal, segment=[1.0, 0.0, 1.0], owed=[200.0, 0.0, 60.0])).newcomers
    assert surplus == pytest.approx([0.0, 100.0 + 200.0 + 500.0 - 260.0, 0.0])
    assert number == pytest.approx([0.0, 2.0 + 3.0 / 1.01, 0.0])


@pytest.mark.parametrize(("months", "read"), [(30, 13), (13, 13), (5, 5), (2, 2), (1, 2)])
def test_the_network_is_read_from_a_year_and_the_month_before(
    scenario: Scenario, months: int, read: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a single month it is not known what came before it: the same."""
    said = network_of_seven(monkeypatch)
    journal = drawn(months)
    desk, demand = scenario.assumptions.desk, scenario.assumptions.demand
    assert network_value(Ledger(run_of(scenario, journal=journal))) == 7.0
    year, costs, *rates = said
    assert np.array_equal(year, journal[-read:] if months > 1 else np.concatenate([journal, journal]))
    assert costs.tolist() == COST_LINES.tolist()
    assert rates == [0.01, 0.01, desk.tickets_per_lead, desk.tickets_per_customer, demand.word_of_mouth]
    network_value(Ledger(run_of(scenario.assuming(discount_monthly=0.0), journal=journal)))
    assert said[2:4] == [0.0, LEAST_RATE]  # without discounting what goes on for ever has no value


# ---- who gains


class Future(NamedTuple):
    """One future under two policies."""

    candidate: Measured
    today: Measured


USUAL = {"npv": -2000.0, "quality": 0.8, "customer_surplus": -50.0, "newcomers": 20.0, "outside_option": 400.0}
NOBODY = (np.zeros(SEGMENTS), np.zeros(SEGMENTS))


def future(
    scenario: Scenario,
    gains: list[float],
    today: dict[str, float] | None = None,
    came: tuple[Any, Any] = (NOBODY, NOBODY),
    earned: float = 1000.0,
    **metrics: float,
) -> Future:
    """Three small and two middle partners gain so much; metrics of the candidate that differ from the usual ones of today."""
    who = {"segment": [0, 1, 0, 1, 0], "size": [5.0, 1.0, 4.0, 2.0, 3.0], "earned": [earned] * 5, "outside": [0.0] * 5}
    before = run_of(scenario, certainty=[5000.0] * 5, **who)
    after = run_of(scenario, certainty=[5000.0 + gain for gain in gains], **who)
    now = USUAL | (today or {})
    new, old = (tuple(np.array(part, float) for part in of) for of in came)
    return Future(Measured(after, now | metrics, new), Measured(before, now, old))


def test_groups_are_segments_and_fifths_by_size(scenario: Scenario) -> None:
    run = run_of(scenario, segment=[0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2], size=[9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0])
    groups = {name: members.tolist() for name, members in Measured(run, {}, NOBODY).groups.items()}
    assert groups == {
        "small": [0, 1, 2, 3], "large": [4, 5, 6, 7, 8, 9, 10],  # nobody is middle
        "q1": [8, 9, 10], "q2": [6, 7], "q3": [4, 5], "q4": [2, 3], "q5": [0, 1],
    }  # fmt: skip
    alone = Measured(run_of(scenario, segment=[1], size=[3.0]), {}, NOBODY).groups
    assert {name: members.tolist() for name, members in alone.items()} == {"middle": [0], "q1": [0]}
    assert Measured(run_of(scenario, segment=[], size=[]), {}, NOBODY).groups == {}


def test_partners_of_one_size_are_in_fifths_by_their_order(scenario: Scenario) -> None:
    """Else a partner's fifth would be a matter of the processor."""
    run = run_of(scenario, segment=[0] * 500, size=[3.0, 1.0] * 250)
    groups = Measured(run, {}, NOBODY).groups
    assert groups["q1"].tolist() == list(range(1, 200, 2))
    assert groups["q5"].tolist() == list(range(300, 500, 2))


def test_a_run_is_measured_with_its_newcomers(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    network_of_seven(monkeypatch)
    accounts = {name: [1.0, 2.0] for name in ACCOUNT} | {"segment": [0.0, 2.0], "owed": [10.0, 0.0]}
    run = run_of(scenario, journal=drawn(3), **accounts)
    measured = Measured.of(run)
    assert measured.metrics == measure(run)
    assert set(measured.metrics) == set(METRICS)
    assert np.array_equal(measured.newcomers, Ledger(run).newcomers)
    itself = paired(measured, measured)
    assert not any(itself[name] for name in DIFFERENCES if name != "not_worse")
    assert itself["not_worse"] == 1.0


def test_a_gain_is_relative_to_what_was_earned_or_a_tenth_of_the_outside_option(scenario: Scenario) -> None:
    run = run_of(scenario, earned=[1000.0, -2000.0, 0.0], outside=[10.0, 10.0, 500.0], segment=[0, 0, 1], size=[1, 2, 3])
    measured = Measured(run, {}, NOBODY)
    annuity = 1.0 + 1.0 / 1.01 + 1.0 / 1.01**2  # three months at 1 %
    assert measured.base_values == pytest.approx([1000.0, 2000.0, 50.0 * annuity])
    assert measured.base_of["small"] == pytest.approx(3000.0)


def test_partners_gains_and_losses_by_hand(scenario: Scenario) -> None:
    """A loss of exactly 1 % is none; what those who lose lose counts against their whole group."""
    differences = paired(*future(scenario, [100.0, 50.0, -10.0, 0.0, -200.0]))
    assert differences["partner_gain"] == pytest.approx(-12.0)
    assert differences["partner_gain_relative"] == pytest.approx(-0.012)
    assert differences["not_worse"] == pytest.approx(0.8)
    assert differences["partner_gain.small"] == pytest.approx(-110.0 / 3.0)
    assert differences["partner_gain_relative.small"] == pytest.approx(-110.0 / 3000.0)
    assert differences["not_worse.small"] == pytest.approx(2.0 / 3.0)
    assert differences["loss.small"] == pytest.approx(200.0 / 3000.0)
    assert differences["not_worse.middle"] == 1.0
    assert str(differences["loss.middle"]) == "0.0"  # in a table -0.0 would look like a gain
    assert differences["margin.partners"] == pytest.approx(-0.012)
    assert differences["margin.not_worse.small"] == pytest.approx(2.0 / 3.0 - 0.7)
    assert differences["margin.loss.small"] == pytest.approx(0.05 - 200.0 / 3000.0)
    assert differences["margin.not_worse.middle"] == pytest.approx(0.3)
    assert "margin.not_worse.large" not in differences, "there is nobody"
    assert not is_win_win(differences)


def test_the_vendors_newcomers_and_customers_margins_by_hand(scenario: Scenario) -> None:
    """Each is what changed, relative to today's, with the slack of the goals: 2 % or, of newcomers' number, 10 %."""
    both = ([0.0, 300.0, 0.0], [0.0, 3.0, 0.0]), ([0.0, 240.0, 0.0], [0.0, 2.0, 0.0])  # 100 and 120 per newcomer's month
    after = {"npv": -1000.0, "quality": 0.79, "customer_surplus": -40.0, "newcomers": 19.0}
    differences = paired(*future(scenario, [0.0] * 5, came=both, **after))
    assert differences["vendor_gain"] == 1000.0
    assert differences["quality_gain"] == pytest.approx(-0.01)
    assert differences["newcomer_gain"] == pytest.approx(-20.0)
    assert differences["newcomer_gain_relative"] == pytest.approx(-0.05)
    assert differences["newcomer_number_gain"] == pytest.approx(-0.05)
    assert differences["customer_gain_relative"] == pytest.approx(0.2)
    margins = {name: value for name, value in differences.items() if Margin.is_in(name)}
    assert margins["margin.vendor"] == pytest.approx(0.5)
    assert margins["margin.newcomers"] == pytest.approx(-0.03)
    assert margins["margin.newcomer_number"] == pytest.approx(0.05)
    assert margins["margin.customers"] == pytest.approx(0.22)
    assert margins["margin.quality"] == pytest.approx(0.01)
    of_segments = {Margin(kind, segment).column for kind in ("not_worse", "loss") for segment in ("small", "middle")}
    assert set(margins) == {margin.column for margin in OF_ALL} | of_segments


def test_a_vendor_who_has_nothing_gains_in_units_of_currency(scenario: Scenario) -> None:
    differences = paired(*future(scenario, [0.0] * 5, {"npv": 0.0, "customer_surplus": 0.0, "outside_option": 0.0}, npv=3.0))
    assert differences["margin.vendor"] == 3.0
    assert differences["customer_gain_relative"] == differences["newcomer_gain_relative"] == 0.0


def test_a_newcomers_gain_is_at_todays_mix_of_segments(scenario: Scenario) -> None:
    """Everybody gains 10 per month; more of the poor come, and the mean falls (Simpson 1951)."""
    today = ([1000.0, 100.0, 70.0], [10.0, 10.0, 7.0])
    more_poor = ([1100.0, 2000.0, 0.0], [10.0, 100.0, 0.0])  # 110 and 20 per month; of the large nobody comes
    one = future(scenario, [0.0] * 5, came=(more_poor, today))
    assert newcomer_gain(*one) == pytest.approx(10.0)
    weighed = ([600.0, 100.0, 0.0], [5.0, 10.0, 0.0]), ([1000.0, 300.0, 0.0], [10.0, 30.0, 0.0])  # 20 more, and as much as before
    assert newcomer_gain(*future(scenario, [0.0] * 5, came=weighed)) == pytest.approx(20.0 * 10.0 / 40.0)
    few = ([60.0, 0.0, 0.0], [0.5, 0.0, 0.0]), ([100.0, 0.0, 0.0], [1.0, 0.0, 0.0])  # fewer than one counts too
    assert newcomer_gain(*future(scenario, [0.0] * 5, came=few)) == pytest.approx(20.0)
    assert newcomer_gain(*future(scenario, [0.0] * 5)) == 0.0, "nobody came"
    with pytest.raises(ValueError, match="longer"):  # a segment that only one of the two has
        newcomer_gain(*future(scenario, [0.0] * 5, came=(([60.0, 0.0], [0.5, 0.0]), NOBODY)))


def test_constraints_have_the_room_to_their_limit(scenario: Scenario) -> None:
    """A metric with limits on both sides has the smaller room, whichever is stated first."""
    limits = [
        {"metric": "churn", "at_most": 0.05}, {"metric": "churn", "at_least": 0.01},
        {"metric": "quality", "at_least": 0.75}, {"metric": "quality", "at_most": 0.95}, {"metric": "complaints", "at_most": 0.0},
    ]  # fmt: skip
    bound = scenario.changed(goals={"constraints": limits})
    differences = paired(*future(bound, [0.0] * 5, churn=0.03, quality=0.8, complaints=2.0))
    assert differences["margin.constraint.churn"] == pytest.approx(0.02)
    assert differences["margin.constraint.quality"] == pytest.approx(0.05)
    assert differences["margin.constraint.complaints"] == -2.0


def test_win_win_is_every_margin_above_zero() -> None:
    assert is_win_win({"vendor_gain": -1.0, "margin.vendor": 1e-9, "margin.loss.small": 0.5})
    assert not is_win_win({"vendor_gain": 1.0, "margin.vendor": 0.0, "margin.loss.small": 0.5})
    assert not is_win_win({"margin.vendor": 1.0, "margin.loss.small": -0.5})


# ---- whose a margin is


@pytest.mark.parametrize(
    ("column", "kind", "of", "party", "side"),
    [
        ("margin.vendor", "vendor", "", "vendor", "vendor"),
        ("margin.newcomer_number", "newcomer_number", "", "newcomers", "newcomers"),
        ("margin.quality", "quality", "", "customers", "customers"),
        ("margin.not_worse.small", "not_worse", "small", "small", "partners"),
        ("margin.loss.new.york", "loss", "new.york", "new.york", "partners"),
        ("margin.constraint.quality", "constraint", "quality", "constraint.quality", None),
    ],
)
def test_a_margin_is_read_from_its_column(column: str, kind: str, of: str, party: str, side: str | None) -> None:
    margin = Margin.read(column)
    assert margin == Margin(kind, of)
    assert str(margin) == margin.column == column
    assert (margin.party, margin.side) == (party, side)
    assert side is None or side in SIDES


@pytest.mark.parametrize("column", ["vendor_gain", "not_worse.small", "a margin.vendor", 3, None])
def test_other_columns_are_no_margins(column: object) -> None:
    assert not Margin.is_in(column)
    with pytest.raises(ValueError, match=f"^{column} is not the column of a margin$"):
        Margin.read(column)  # type: ignore[arg-type]
