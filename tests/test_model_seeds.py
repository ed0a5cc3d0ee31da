"""What a model takes as its luck: fresh without a seed, the same with one, whatever it is given as."""

import random
import subprocess
import sys

import numpy as np
import pytest

from partnerscape.model import PartnerEcosystem
from partnerscape.model.seeds import BITS, seed_of
from partnerscape.scenario import InputError, Scenario, load_scenario


@pytest.fixture(scope="module")
def small() -> Scenario:
    return load_scenario("marketplace").changed(time={"burn_in_months": 1, "horizon_months": 2, "initial_partners": 40})


def reach(model):
    return sum(partner.reach for partner in model.partners())


def test_every_model_without_a_seed_has_luck_of_its_own_and_says_which(small):
    models = [PartnerEcosystem(small) for _ in range(5)]
    assert len({model.seed for model in models}) == len({reach(model) for model in models}) == 5
    again = PartnerEcosystem(small, rng=models[0].seed)
    for model in (models[0], again):
        model.run_model()
    assert again.metrics() == models[0].metrics()
    assert float(models[0].seed) == models[0].seed  # as tables and JSON keep it


@pytest.mark.parametrize("given", [7, 7.0, "7", np.int64(7), np.float64(7.0), np.uint8(7)], ids=repr)
def test_a_whole_number_is_one_seed_however_it_is_written(small, given):
    assert PartnerEcosystem(small, rng=given).seed == PartnerEcosystem(small, seed=given).seed == 7


def test_negative_seeds_are_the_engines(small):
    assert reach(PartnerEcosystem(small, rng=-3)) != reach(PartnerEcosystem(small, rng=3))


MADE = {
    "text": lambda: "pilot study",
    "seed sequence": lambda: np.random.SeedSequence(5),
    "child of a seed sequence": lambda: np.random.SeedSequence(5).spawn(2)[1],
    "generator": lambda: np.random.default_rng(5),
    "bit generator": lambda: np.random.PCG64(5),
    "random state": lambda: np.random.RandomState(5),
    "Python's random": lambda: random.Random(5),
    "list": lambda: [5, 6],
    "array": lambda: np.array([5, 7]),
}


def test_equal_values_are_one_seed_and_others_are_others():
    seeds = {name: seed_of(make()) for name, make in MADE.items()}
    assert seeds == {name: seed_of(make()) for name, make in MADE.items()}
    assert seeds["generator"] == seeds["bit generator"]
    assert len(set(seeds.values())) == len(MADE) - 1
    assert all(0 <= seed < 2**BITS for seed in seeds.values())


def test_a_text_is_the_same_seed_in_every_process():
    code = "from partnerscape.model.seeds import seed_of; print(seed_of('pilot study'))"
    printed = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() for _ in range(2)
    }
    assert printed == {str(seed_of("pilot study"))}


def test_a_generator_is_drawn_from(small):
    generator = np.random.default_rng(5)
    first, second = PartnerEcosystem(small, rng=generator), PartnerEcosystem(small, rng=generator)
    assert first.seed != second.seed
    assert PartnerEcosystem(small, rng=np.random.default_rng(5)).seed == first.seed
    sequence = np.random.SeedSequence(5)
    assert seed_of(sequence) == seed_of(sequence)


@pytest.mark.parametrize(
    "given",
    [1.5, float("nan"), float("inf"), True, [], [1.5], ["a"], [-1], object(), b"x", {1: 2}, 1j],
    ids=lambda given: type(given).__name__,
)
def test_what_is_no_seed_is_refused(given):
    with pytest.raises(InputError, match="expected a whole number"):
        seed_of(given)


def test_two_names_for_one_thing_at_once_are_refused(small):
    with pytest.raises(InputError, match="rng or seed"):
        PartnerEcosystem(small, rng=1, seed=2)
    with pytest.raises(InputError, match="scenario or programme"):
        PartnerEcosystem(scenario=small, programme="marketplace")
    assert PartnerEcosystem(programme=small, rng=1).programme is small


@pytest.mark.parametrize("given", [3, None, ["marketplace"], {"name": "x"}], ids=repr)
def test_what_is_no_scenario_is_refused(given):
    with pytest.raises(InputError, match=r"scenario: expected|segments: expected"):
        PartnerEcosystem(scenario=given)
