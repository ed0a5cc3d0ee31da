from dataclasses import replace
from types import SimpleNamespace

import pytest

from partnerscape.metrics.margin import OF_VENDOR
from partnerscape.scenario import LEVERS
from partnerscape.show.comparison import words as of_comparison
from partnerscape.show.findings import words
from partnerscape.show.style import numbers
from partnerscape.show.style.lever_words import input_condition, lever_label
from partnerscape.study.boxes.boxes import Box
from partnerscape.study.win_win.losers import Loser

BOX = Box(
    limits={"commission_rate": (0.21, 0.29), "offers": (6, 20)},
    density=0.92,
    density_interval=(0.82, 0.99),
    worst_tenth=0.8,
    coverage=0.31,
    coverage_interval=(0.18, 0.47),
    held_out_policies=9,
    modelled_density=0.9,
    share_of_policies=0.1,
)
VENDOR = Loser("vendor", OF_VENDOR, 0.6, "commission_rate", True, 0.246, 20, {"vendor": 0.6, "small": 0.5})


@pytest.mark.parametrize(
    ("lever", "limits", "full", "said"),
    [
        ("commission_rate", (0.21, 0.29), (0.15, 0.32), "commission 21–29 %"),
        ("commission_rate", (0.15, 0.285), (0.15, 0.32), "commission at most 28.5 %"),
        ("commission_rate", (0.2, 0.2), (0.15, 0.32), "commission 20 %"),
        ("commission_rate", (0.15, 0.32), (0.15, 0.32), "any commission"),
        ("small__commission_rate", (0.21, 0.32), (0.15, 0.32), "commission of small partners at least 21 %"),
        ("support_agents", (2.5, 5.0), (1.0, 5.0), "at least 2.5 support agents per 100 partners"),
        ("small__support_agents", (2.5, 4.6), (1.0, 5.0), "2.5–4.6 support agents per 100 partners for small partners"),
        ("offers", (2, 14), (2, 20), "at most 14 offers"),
        ("curation", (0.65, 0.9), (0.2, 0.9), "curation at least 0.65"),
        ("joint_marketing", (0.01, 0.03), (0.0, 0.04), "joint marketing 1–3 % of revenue"),
        ("retainer", (20, 60), (-50, 200), "retainer €20–€60 per month"),
        ("retainer", (-50, -20), (-50, 200), "retainer at most −€20 per month"),
        ("cap", (1500, 5000), (0, 5000), "cap on commission at least €1,500 per month"),
        ("training_hours", (0.0, 2.6), (0.0, 3.0), "at most 2.6 training hours per partner-month"),
        ("communication", (2, 4), (0, 8), "communication 2–4 contacts per partner-month"),
        ("recurring_months", (6, 24), (0, 36), "6–24 months of recurring commission"),
        ("survey_every", (3, 6), (0, 12), "3–6 months between surveys"),
        ("retroactive", (0, 0), (0, 1), "no retroactive tiers"),
        ("retroactive", (1, 1), (0, 1), "retroactive tiers"),
        ("priority_share", (0.0, 0.2), (0.0, 0.5), "share of partners served first at most 20 %"),
        ("discount", (0.0, 0.1), (0.0, 0.3), "discount at most 10 % of price"),
    ],
)
def test_limits_are_said_as_one_would_say_them(lever, limits, full, said):
    assert words.lever_limits(lever, limits, full) == said


@pytest.mark.parametrize("lever", LEVERS)
def test_every_lever_has_words(lever):
    declared = LEVERS[lever]
    middle = (declared.low + declared.high) / 2
    for limits in ((declared.low, middle), (middle, declared.high), (middle, middle)):
        said = words.lever_limits(lever, limits, (declared.low, declared.high))
        assert said
        assert "_" not in said
        assert "  " not in said
    assert "small partners" in lever_label(f"small__{lever}")


def test_currency_is_the_scenarios():
    assert words.lever_limits("retainer", (20, 60), (-50, 200), "CHF") == "retainer CHF 20–CHF 60 per month"


@pytest.mark.parametrize(
    ("value", "said"), [(5_233_537, "€5.23 million"), (-244_722, "−€244,722"), (5.577, "€5.58"), (0, "€0"), (-0.001, "€0.00")]
)
def test_money(value, said):
    assert numbers.money(value, "€") == said


@pytest.mark.parametrize(
    ("value", "said"), [(12_345.6, "12,346"), (0.0123456, "0.0123"), (0, "0"), (-2.50, "−2.5"), (1e-12, "0")]
)
def test_numbers_are_never_powers_of_ten(value, said):
    assert numbers.plain(value) == said


def test_the_rule_says_limits_promise_and_loser(findings):
    said = words.rule_in_words(replace(findings, box=BOX, loser=VENDOR))
    assert "ommission 21–29 %" in said
    assert "at least 6 offers" in said.lower()
    assert "win-win in 92 % (82–99) of futures, on 9 held-out policies" in said
    assert "these conditions cover 31 % (18–47) of all win-win outcomes" in said
    assert said.endswith(
        "First to lose: the vendor, in 12 of the 20 runs inside the conditions that fail, above all when commission is above 24.6 %."
    )


@pytest.mark.parametrize(("number", "kept"), [(0, "none satisfies"), (1, "only 1 satisfies"), (4, "only 4 satisfy")])
def test_a_rule_that_few_held_out_policies_keep_is_called_untested(findings, number, kept):
    said = words.rule_in_words(replace(findings, box=replace(BOX, held_out_policies=number, density=float("nan"))))
    assert "not yet tested" in said
    assert kept in said
    assert "nan" not in said


def test_conditions_tested_in_fresh_futures_alone_cover_an_unknown_part(findings):
    """A narrow study holds no policy inside them out; a certificate still tests 48 new ones."""
    outside = replace(BOX, held_out_policies=0, density=float("nan"), coverage=0.0, coverage_interval=(0.0, 1.0))
    certified = SimpleNamespace(rule=replace(BOX, held_out_policies=48))
    said = words.promise_in_words(replace(findings, box=outside, answers={"certificate": certified}))
    assert said.startswith("win-win in 92 % (82–99) of fresh futures, on 48 held-out policies.")
    assert said.endswith("it is not known how much of all win-win outcomes they cover.")


def test_a_doubtful_promise_is_called_so(findings):
    doubt = replace(findings, box=replace(BOX, density_interval=(0.5, 0.99)))
    assert "The interval reaches below the required 80 %" in words.rule_in_words(doubt)
    assert "The interval is wide" in words.rule_in_words(doubt)
    assert "less than the required 80 %" in words.rule_in_words(replace(findings, box=replace(BOX, density=0.7)))


def test_without_a_box_it_says_that_there_is_no_rule(findings):
    said = words.rule_in_words(replace(findings, box=None))
    assert said.startswith("No win-win conditions were found")
    assert "Required: 80 %" in said


def test_who_loses_first(findings):
    def said(**changes):
        return words.loser_in_words(replace(findings, box=BOX, loser=replace(VENDOR, **changes)))

    assert said(when=None) == "First to lose: the vendor, in 12 of the 20 runs inside the conditions that fail."
    assert said(who="small", when="support_agents", when_above=False, when_value=2.5) == (
        "First to lose: small partners, in 12 of the 20 runs inside the conditions that fail, "
        "above all when support agents are below 2.5 per 100 partners."
    )
    assert "rival response (share of a gain in attractiveness that rivals match) is above 40 %" in said(
        when="rival_response", when_value=0.4
    )
    assert said(failing_runs=0).startswith("Nobody loses")
    assert words.loser_in_words(replace(findings, loser=None)) == ""
    assert input_condition("margin", False, 0.54) == "margin (vendor's margin before channel costs) is below 54 %"


@pytest.mark.parametrize("verdict", ["certified", "rejected", "undecided"])
def test_the_verdict_says_what_it_means(comparison, verdict):
    said = of_comparison.verdict_in_words(replace(comparison, verdict=verdict))
    assert said.startswith("Clear and curated is win-win in ")
    assert f"{verdict.capitalize()}: " in said
    assert "required 80 %" in said
    assert "€" in said


def test_a_candidate_from_the_command_line_keeps_its_numbers(comparison):
    assert (
        of_comparison.policy_label(replace(comparison, name="good with commission_rate=0.22")) == "good with commission rate=0.22"
    )
    assert of_comparison.policy_label(replace(comparison, name="mine/new_deal.toml")) == "new deal"
