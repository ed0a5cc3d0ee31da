"""A pool that is full grows, whoever simulates in it; a month rule by rule is the compiled month. Both to the same bits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import partnerscape as ps
from partnerscape import engine
from partnerscape.engine import encode

PACKAGE = Path(ps.__file__).parent
CROWD = 280.0  # newcomers per month: in eight months they need more blocks than twice the founders fill


@pytest.fixture(scope="module")
def crowded() -> ps.Scenario:
    time = {"burn_in_months": 4, "horizon_months": 6, "initial_partners": 60}
    return ps.load_scenario("marketplace").changed(time=time).assuming(arrivals=CROWD)


def same(one: engine.Run, other: engine.Run) -> bool:
    accounts = all(np.array_equal(values, other.accounts[name]) for name, values in one.accounts.items())
    return accounts and one.journal.tobytes() == other.journal.tobytes() and np.array_equal(one.ids, other.ids)


def test_a_run_that_outgrows_its_pool_leaves_the_bits_of_one_with_room(crowded: ps.Scenario) -> None:
    rows = encode.encode_policy(crowded.current_policy, crowded)
    narrow, wide = (engine.burn_in(crowded, 1, blocks=blocks) for blocks in (1, 16))
    outgrown, with_room = (engine.branch(eve, rows, crowded) for eve in (narrow, wide))
    assert wide.pool.size == 16 > narrow.pool.size >= 1
    with pytest.raises(engine.PoolFullError):
        narrow.copy().play(crowded.time.horizon_months)
    assert same(outgrown, with_room)
    assert same(engine.play_policy(crowded, rows, 1), with_room)


def test_the_second_run_from_an_eve_begins_with_the_room_that_the_first_needed(
    crowded: ps.Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, tried, play = encode.encode_policy(crowded.current_policy, crowded), [], engine.State.play
    eve = engine.burn_in(crowded, 1, blocks=1)
    monkeypatch.setattr(engine.State, "play", lambda state, months: tried.append(state.pool.size) or play(state, months))
    first, second = (engine.branch(eve, rows, crowded) for _ in range(2))
    assert len(tried) > 2 and tried[-1] == tried[-2] == max(tried), "one attempt for the second run"
    assert same(first, second)


def test_rule_by_rule_is_the_compiled_month_and_a_full_pool_is_said(crowded: ps.Scenario) -> None:
    walked, played = (engine.founded(crowded, 1, blocks=16) for _ in range(2))
    pages = [walked.world["today"][0].copy() for rule in engine.walk(walked, 8) if rule == "end"]
    assert np.array(pages).tobytes() == played.play(8).tobytes()
    with pytest.raises(engine.PoolFullError):
        for _ in engine.walk(engine.founded(crowded, 1, blocks=1), 8):
            pass


def test_a_pool_grows_in_one_place_alone() -> None:
    """A copy of the loop would have a rate of its own and would forget what the others learn."""
    catching = [path.name for path in PACKAGE.rglob("*.py") if "except PoolFullError" in path.read_text(encoding="utf-8")]
    raising = [path.name for path in PACKAGE.rglob("*.py") if "raise OverflowError" in path.read_text(encoding="utf-8")]
    reading = [path.name for path in PACKAGE.rglob("*.py") if '["full"]' in path.read_text(encoding="utf-8")]
    assert (catching, raising, reading) == (["growth.py"], [], ["growth.py"])


def test_the_month_is_walked_in_one_place_alone() -> None:
    """The two others write: the source of the compiled month, and the table of the documentation."""
    asking = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if ".only_if" in path.read_text(encoding="utf-8")}
    assert asking == {"engine/walk.py", "engine/loops.py", "show/reference/odd.py"}
