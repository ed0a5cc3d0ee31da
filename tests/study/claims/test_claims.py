"""A claim is tried on common luck; its verdict follows from the intervals; bad input is one clear error."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.engine.encode import encode_policy
from partnerscape.metrics import measure
from partnerscape.metrics.ledger import Ledger
from partnerscape.scenario import InputError, Scenario, load_scenario
from partnerscape.show.as_json import claim_json
from partnerscape.show.claims.chart import draw_claim
from partnerscape.show.claims.page import END, OPENING, main
from partnerscape.show.claims.words import claim_in_words, comment_in_words, effects_in_words, verdict_of_claim
from partnerscape.show.style.palette import drawn
from partnerscape.study.claims.cells import Point, settled
from partnerscape.study.claims.claim import BUILT_IN, IN_PART, NOT_SUPPORTED, SUPPORTED, Answer, try_claim
from partnerscape.study.claims.file import load_claim
from partnerscape.study.claims.readings import STATISTICS, Reading, take

CLAIM = """
number = 99
title = "A retainer of 10 costs 10 per partner and month, and half as much half as much."
source = "arithmetic"
changes = { time = { burn_in_months = 12, horizon_months = 12, initial_partners = 60 } }
seeds = { first = 3, count = 6 }

[cells.today]
[cells.ten]
levers = { retainer = 10.0 }
[cells.five]
levers = { retainer = 5.0 }
[cells.again]

[[effects]]
name = "pay over revenue"
metric = "payout_ratio"
plus = ["ten"]
minus = ["today"]
expect = "positive"
relative_to = "today"

[[effects]]
name = "the second five less the first five"
metric = "income.small"
plus = ["ten", "today"]
minus = ["five", "five"]

[[effects]]
name = "nothing from nothing"
metric = "npv"
plus = ["again"]
minus = ["today"]
expect = "none"
negligible = 1e-6

[[sweeps]]
input = "retainer"
values = [0, 5, 10]
metric = "payout_ratio"
cells = ["today"]
less = "first"

[[regions]]
input = "retainer"
cells = ["ten"]
values = [0, 10]
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """The planted claim as a file, with other text where asked."""

    def write(*changes: tuple[str, str]) -> Path:
        text = CLAIM
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "99_planted.toml"
        path.write_text(text)
        return path

    return write


@pytest.fixture
def small() -> Scenario:
    return load_scenario("marketplace").changed(time={"burn_in_months": 12, "horizon_months": 12, "initial_partners": 60})


def test_an_effect_is_the_mean_of_paired_differences(written: Callable[..., Path], small: Scenario) -> None:
    answer = try_claim(written())
    differences = []
    for seed in range(3, 9):
        eve = engine.burn_in(small, seed)
        both = [small.current_policy.changed(retainer=10.0), small.current_policy]
        ten, today = (measure(engine.branch(eve, encode_policy(p, small), small))["payout_ratio"] for p in both)
        differences.append(ten - today)
    assert answer.effects[0].mean == np.mean(differences) > 0.0
    assert answer.effects[2].mean == answer.effects[2].low == answer.effects[2].high == 0.0
    assert answer.verdict == SUPPORTED and answer.effects[1].holds is None


def test_a_difference_of_differences_names_a_cell_twice(written: Callable[..., Path], small: Scenario) -> None:
    found, values = try_claim(written(), seeds=2).effects[1], []
    for seed in (3, 4):
        eve = engine.burn_in(small, seed)
        ten, five, none = (
            Ledger(engine.branch(eve, encode_policy(small.current_policy.changed(retainer=r), small), small))
            for r in (10.0, 5.0, 0.0)
        )
        income = [r.by_segment("income")[:, 0].sum() / r.by_segment("active")[:, 0].sum() for r in (ten, none, five)]
        values.append(income[0] + income[1] - 2.0 * income[2])
    assert found.mean == pytest.approx(np.mean(values), abs=1e-9)


def test_a_region_says_where_it_fails(written: Callable[..., Path]) -> None:
    answer = try_claim(written())
    nothing, ten = answer.regions[0]
    assert nothing[0].holds is False and ten[0].holds is True
    assert ten[0].mean == answer.effects[0].mean
    assert "“pay over revenue” at €0" in claim_in_words(answer)
    assert answer.curves[0]["today"][0, 0] == 0.0
    assert answer.curves[0]["today"][0, 2] == answer.effects[0].mean


def test_the_verdict_follows_from_the_effects(written: Callable[..., Path]) -> None:
    reverse = ('expect = "positive"', 'expect = "negative"')
    assert try_claim(written(reverse)).verdict == IN_PART
    everything = ('expect = "none"\nnegligible = 1e-6', 'expect = "positive"')
    assert try_claim(written(reverse, everything)).verdict == NOT_SUPPORTED
    told = try_claim(written(('source = "arithmetic"', 'source = "arithmetic"\nbuilt_in = "pay is paid."')))
    assert verdict_of_claim(told) == BUILT_IN and "Built in by assumption: pay is paid." in claim_in_words(told)
    wrong = try_claim(written(reverse, ('source = "arithmetic"', 'source = "arithmetic"\nbuilt_in = "pay is paid."')))
    assert verdict_of_claim(wrong) == "built in by assumption, and yet not all as expected"


def test_an_assumed_effect_supports_nothing(written: Callable[..., Path]) -> None:
    """The assumed effect comes out as expected, the one that is a result does not."""
    told = ('source = "arithmetic"', 'source = "arithmetic"\nbuilt_in = "pay is paid."')
    assumed = ('expect = "positive"\n', 'expect = "positive"\nassumed = true\n')
    everything = ('expect = "none"\nnegligible = 1e-6', 'expect = "positive"')
    answer = try_claim(written(told, assumed, everything))
    assert [found.holds for found in answer.effects if found.holds is not None] == [True, False]
    assert verdict_of_claim(answer) == "not supported, partly built in"


def test_workers_change_no_bit(written: Callable[..., Path]) -> None:
    one, two = (json.dumps(claim_json(try_claim(written(), workers))) for workers in (1, 2))
    assert one == two


def test_a_peak_is_where_a_futures_curve_is_highest(written: Callable[..., Path]) -> None:
    path = written(('metric = "payout_ratio"\nplus = ["ten"]\nminus = ["today"]', 'metric = "peak"\nplus = ["today"]'))
    found = try_claim(path).effects[0]
    assert (found.mean, found.low, found.high) == (10.0, 10.0, 10.0)
    assert found.unit == "currency per month"


def test_numbers_of_tables_events_and_assumptions_can_be_moved(written: Callable[..., Path]) -> None:
    event = ("[cells.again]", '[cells.again]\nevents = [{ kind = "demand_shock", month = 2, size = -0.1 }]')
    path = written(
        event, ('input = "retainer"\ncells = ["ten"]\nvalues = [0, 10]', 'input = "events.size"\nvalues = [-0.5, 0.0]')
    )
    shock, none = (at[2].mean for at in try_claim(path).regions[0])
    assert shock < 0.0 == none
    path = written(('input = "retainer"\ncells = ["ten"]\nvalues = [0, 10]', 'input = "segments.skill_sd"\nvalues = [0.0, 0.2]'))
    narrow, wide = (at[0].mean for at in try_claim(path).regions[0])
    assert narrow != wide


BAD = {
    "unknown key": (("number = 99", "nummer = 99"), "did you mean 'number'"),
    "unknown cell": (('plus = ["ten"]', 'plus = ["tenn"]'), "did you mean 'ten'"),
    "unknown metric": (('"payout_ratio"\nplus', '"payout_ration"\nplus'), "did you mean 'payout_ratio'"),
    "unknown segment": (("income.small", "income.tiny"), "income of one of ['small', 'middle', 'large']"),
    "unknown lever": (("retainer = 10.0", "retainr = 10.0"), "did you mean 'retainer'"),
    "lever out of bounds": (("retainer = 10.0", "commission_rate = 15"), "did you mean 0.15"),
    "unknown input": (('input = "retainer"\ncells', 'input = "retained"\ncells'), "did you mean 'retainer'"),
    "unknown key of a table": (('input = "retainer"\ncells', 'input = "segments.skil"\ncells'), "did you mean 'skill'"),
    "values that fall": (("values = [0, 10]", "values = [10, 0]"), "increasing values"),
    "none without a size": (("negligible = 1e-6", ""), "negligible"),
    "a peak without a sweep": (('metric = "npv"', 'metric = "peak"'), "a sweep that has the cell again"),
    "unknown assumption": (("[cells.again]", "[cells.again]\nassumptions = { gama = 0.3 }"), "did you mean 'gamma'"),
    "unknown policy": (("[cells.again]", '[cells.again]\npolicy = "best"'), "policy"),
    "a change that does not fit": (("burn_in_months = 12", "burn_in_months = -1"), "burn_in_months"),
    "months beyond the horizon": (("negligible = 1e-6", "negligible = 1e-6\nmonths = [6, 18]"), "horizon's 12"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_clear_error(written: Callable[..., Path], case: str) -> None:
    change, said = BAD[case]
    path = written(change)
    with pytest.raises(InputError) as error:
        try_claim(path)
    assert said in str(error.value) and "99_planted.toml" in str(error.value)


def test_a_claim_that_expects_nothing_is_none(written: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="at least one with an expectation"):
        load_claim(written(('expect = "positive"\n', ""), ('expect = "none"\nnegligible = 1e-6\n', "")))


def test_statistics_of_accounts(small: Scenario) -> None:
    run = engine.branch(engine.burn_in(small, 1), encode_policy(small.current_policy, small), small)
    for values, gini, ratio in (([1.0, 1.0, 1.0, 1.0], 0.0, 1.0), ([0.0, 0.0, 0.0, 8.0], 0.75, 0.0)):
        n = len(values)
        accounts = {"plain_income": 12.0 * np.array(values), "months": np.full(n, 12.0), "left": np.array([-1.0, -1.0, 3.0, 5.0])}
        planted = Ledger(engine.Run(run.scenario, run.journal, accounts))
        assert STATISTICS["income_gini"].compute(planted) == gini
        assert STATISTICS["median_to_mean_income"].compute(planted) == ratio
        assert STATISTICS["incumbents_left"].compute(planted) == 0.5
    thirds = [take(run, Reading(f"active_partners.{s}")) for s in small.segment_names]
    assert sum(thirds) == pytest.approx(take(run, Reading("active_partners")))
    assert take(run, Reading("certainty_equivalent.q1")) < take(run, Reading("certainty_equivalent.q5"))


def test_the_figure_and_the_page_show_the_answer(written: Callable[..., Path], tmp_path: Path) -> None:
    path = written()
    answer: Answer = try_claim(path)
    assert drawn(draw_claim(answer), "svg") == drawn(draw_claim(answer), "svg")
    folder = tmp_path / "experiments"
    (folder / "claims").mkdir(parents=True)
    path.rename(folder / "claims" / path.name)
    (folder / "README.md").write_text(f"before\n\n{OPENING}\nstale\n{END}\n\nafter\n")
    main(folder, [])
    text = (folder / "README.md").read_text()
    assert text.startswith("before") and text.endswith("after\n") and "stale" not in text
    assert "**Supported.**" in text and comment_in_words(answer) in text
    assert all(name in text and size in text for name, size, _ in effects_in_words(answer))
    assert (folder / "claims" / "figures" / "99_planted.png").stat().st_size > 10_000


def test_a_claim_that_is_built_in_is_listed_apart(written: Callable[..., Path], tmp_path: Path) -> None:
    built_in = ('source = "arithmetic"', 'source = "arithmetic"\nbuilt_in = "pay is paid."')
    folder = tmp_path / "experiments"
    (folder / "claims").mkdir(parents=True)
    written(("number = 99", "number = 98"), ("title =", 'name = "98_open"\ntitle =')).rename(folder / "claims" / "98_open.toml")
    written(built_in).rename(folder / "claims" / "99_planted.toml")
    (folder / "README.md").write_text(f"{OPENING}\n{END}")
    main(folder, [])
    verdicts, apart = (folder / "README.md").read_text().split("### Claim 98")[0].split("### Built in by assumption")
    assert "#claim-98" in verdicts and "#claim-99" not in verdicts
    assert "#claim-99" in apart and "cannot support them" in apart and "| supported" not in apart


def test_a_top_is_the_best_value_for_all_futures_together(written: Callable[..., Path]) -> None:
    best = ('metric = "payout_ratio"\nplus = ["ten"]\nminus = ["today"]', 'metric = "top"\nplus = ["today"]\nminus = ["ten"]')
    found = try_claim(written(best, ('cells = ["ten"]\nvalues', 'cells = ["five"]\nvalues'))).effects[0]
    assert found.mean == found.low == found.high == 0.0, "the curve is highest at 10, which the other cell has too"
    assert found.unit == "share of revenue"


def test_a_spread_of_none_makes_segments_alike(written: Callable[..., Path]) -> None:
    spread = ('input = "retainer"\ncells = ["ten"]\nvalues = [0, 10]', 'input = "spread.skill"\nvalues = [0, 1]')
    answer = try_claim(written(spread))
    assert answer.regions[0][1][0].mean == answer.effects[0].mean != answer.regions[0][0][0].mean
    claim, scenario = load_claim(written(spread))
    alike, _ = settled(claim, scenario, Point("today", (("spread.skill", 0.0),)), "file")
    mean = sum(s.share * s.skill for s in scenario.segments)
    assert [s.skill for s in alike.segments] == pytest.approx([mean] * 3)


def test_what_is_assumed_is_called_so(written: Callable[..., Path]) -> None:
    told = ('source = "arithmetic"', 'source = "arithmetic"\nbuilt_in = "pay is paid."')
    assumed = ('expect = "positive"\n', 'expect = "positive"\nassumed = true\n')
    assert verdict_of_claim(try_claim(written(told, assumed), seeds=2)).endswith(", partly built in")
    with pytest.raises(InputError, match="a built_in that names the assumption"):
        load_claim(written(assumed))


SEARCHED = ("[cells.again]", "[cells.again]\nchoose = { retainer = [0, 10, 5], small__offers = [8, 3] }")
SEARCH = ("seeds = {", 'search = { seeds = { first = 0, count = 2 }, metric = "payout_ratio" }\nseeds = {')


def test_a_search_takes_the_best_combination_on_futures_of_its_own(written: Callable[..., Path], small: Scenario) -> None:
    path = written(SEARCHED, SEARCH, ("[cells.today]", '[cells.taken]\nchosen_as_in = ["again"]\n[cells.today]'))
    answer = try_claim(path)
    means = {}
    for retainer in (0.0, 10.0, 5.0):
        for offers in (8, 3):
            policy = small.current_policy.changed(retainer=retainer, small__offers=offers)
            rows = encode_policy(policy, small)
            runs = [measure(engine.branch(engine.burn_in(small, seed), rows, small))["payout_ratio"] for seed in (0, 1)]
            means[("retainer", retainer), ("small__offers", offers)] = np.mean(runs)
    best = max(means, key=means.__getitem__)
    assert best[0] == ("retainer", 10.0)
    assert answer.chosen.levers["again", ()] == answer.chosen.levers["taken", ()] == best
    assert "Chosen on seeds 0 to 1, none of which it is judged on" in comment_in_words(answer)
    assert "the best of 6" in comment_in_words(answer)


def test_a_search_is_made_anew_at_every_value_of_a_region(written: Callable[..., Path]) -> None:
    lowest = SEARCH[1].replace("payout_ratio", "channel_cost_ratio")
    region = ('input = "retainer"\ncells = ["ten"]\nvalues = [0, 10]', 'input = "training_cost"\nvalues = [0, 20]')
    training = (SEARCHED[0], "[cells.again]\nchoose = { training_hours = [0, 2] }")
    answer = try_claim(written(training, (SEARCH[0], lowest), region))
    assert answer.chosen.levers["again", (("training_cost", 20.0),)] == (("training_hours", 2.0),)
    assert answer.chosen.levers["again", (("training_cost", 0.0),)] == (("training_hours", 0.0),)


NOT_SEARCHED = {
    "on the futures it is judged on": ((SEARCHED, (SEARCH[0], SEARCH[1].replace("first = 0", "first = 2"))), "seeds below 3"),
    "nothing to choose": ((SEARCH,), "a search with cells that choose"),
    "no search": ((SEARCHED,), "a search with cells that choose"),
    "of a cell that does not choose": (
        (SEARCHED, SEARCH, ("[cells.five]", '[cells.five]\nchosen_as_in = ["agian"]')),
        "did you mean 'again'",
    ),
    "too many": ((("[cells.again]", f"[cells.again]\nchoose = {{ retainer = {list(range(1001))} }}"),), "at most 1000"),
    "unknown lever": ((SEARCH, ("[cells.again]", "[cells.again]\nchoose = { retained = [0, 1] }")), "did you mean 'retainer'"),
    "unknown metric": ((SEARCHED, (SEARCH[0], SEARCH[1].replace("payout", "payin"))), "payin_ratio"),
}


@pytest.mark.parametrize("case", NOT_SEARCHED)
def test_a_search_that_cannot_be_made_is_one_clear_error(written: Callable[..., Path], case: str) -> None:
    changes, said = NOT_SEARCHED[case]
    with pytest.raises(InputError) as error:
        try_claim(written(*changes))
    assert said in str(error.value) and "99_planted.toml" in str(error.value)
