"""The compiled driver: futures x policies on all cores, one burn-in per future shared by its policies.

A future is (assumptions, seed). Its burn-in runs under the current policy; every policy then
branches from a copy of the same people with the same luck. Runs are independent jobs, so the
answer does not depend on the number of workers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from partnerscape.rules.shared import records
from partnerscape.scenario import InputError, Policy, Scenario

from . import encode
from .build import compiled_month
from .growth import until_it_fits
from .members import from_members
from .month import AS_SHIPPED, Rulebook
from .past import in_force, in_turn
from .state import State, accounts_in


@dataclass(frozen=True)
class Run:
    """What one run leaves.

    Attributes
    ----------
    scenario : Scenario
        With the assumptions of the run's future.
    journal : ndarray, shape (months, lines, segments + 1)
        Monthly sums in the order of ``records.JOURNAL``; the last column is what belongs to no segment.
    accounts : dict of ndarray, shape (incumbents,)
        ``records.ACCOUNT`` by name, in the incumbents' order, which is the same for every policy of a future.
    ids : ndarray, shape (incumbents,)
        Who they are, in the same order: the ``unique_id`` of Mesa's partners.
    """

    scenario: Scenario
    journal: np.ndarray
    accounts: dict[str, np.ndarray]
    ids: np.ndarray = field(default_factory=lambda: np.zeros(0, np.uint64))


def blocks_for(scenario: Scenario) -> int:
    """Blocks for twice the partners that a scenario starts with: the signed and newcomers; unused ones cost no memory."""
    return 1 + 2 * scenario.time.initial_partners // records.CAPACITY


def founded(
    scenario: Scenario, seed: int, policy: Policy | None = None, rules: Rulebook = AS_SHIPPED, blocks: int | None = None
) -> State:
    """A programme before its first month, under the policy in force then unless another one is given.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        Of the future.
    policy : Policy, optional
    rules : Rulebook, optional
        With rules of your own, see :func:`partnerscape.replace_rule`.
    blocks : int, optional
        Blocks of the pool to begin with; it grows as needed. Does not affect results.

    Returns
    -------
    State

    Raises
    ------
    PoolFullError
        Later, in :meth:`State.play`, if the blocks are too few: :func:`until_it_fits` repeats with more.

    Examples
    --------
    >>> import partnerscape as ps
    >>> state = founded(ps.load_scenario("marketplace"), seed=1)  # doctest: +SKIP
    >>> journal = state.play(12)  # doctest: +SKIP
    """
    world = encode.new_world(scenario, policy or in_force(scenario, scenario.time.burn_in_months), seed)
    rules = replace(rules, plan_size=encode.plan_size_of(world))
    pool = encode.new_pool(blocks or blocks_for(scenario), rules.fields, rules.plan_size)
    state = State(pool, world, rules)
    compiled_month(state.rules).begin(state.pool, state.world)
    return state


def burn_in(scenario: Scenario, seed: int, rules: Rulebook = AS_SHIPPED, blocks: int | None = None) -> State:
    """The future's programme on the eve of the rollout, after ``burn_in_months`` under the current policy.

    Where the scenario starts from a table of partners, these take the place of those who have been burnt in.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        Of the future.
    rules : Rulebook, optional
        With rules of your own, see :func:`partnerscape.replace_rule`.
    blocks : int, optional
        Blocks of the pool to begin with; it grows as needed. Does not affect results.

    Returns
    -------
    State

    Raises
    ------
    InputError
        For a table of partners that does not fit the scenario.

    Examples
    --------
    >>> import partnerscape as ps
    >>> eve = burn_in(ps.load_scenario("marketplace"), seed=1)  # doctest: +SKIP
    """
    return burn_in_with_past(scenario, seed, rules, blocks)[0]


def burn_in_with_past(
    scenario: Scenario, seed: int, rules: Rulebook = AS_SHIPPED, blocks: int | None = None
) -> tuple[State, np.ndarray]:
    """The eve, and the journal of the months before it, the columns as in :class:`Run`.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        Of the future.
    rules : Rulebook, optional
        With rules of your own, see :func:`partnerscape.replace_rule`.
    blocks : int, optional
        Blocks of the pool to begin with; it grows as needed. Does not affect results.

    Returns
    -------
    State
    ndarray, shape (burn_in_months, lines, segments + 1)

    Raises
    ------
    InputError
        As :func:`burn_in`.

    Examples
    --------
    >>> import partnerscape as ps
    >>> eve, past = burn_in_with_past(ps.load_scenario("marketplace"), seed=1)  # doctest: +SKIP
    """

    def attempt(blocks: int) -> tuple[State, np.ndarray]:
        state = founded(scenario, seed, rules=rules, blocks=blocks)
        journal = np.concatenate(in_turn(state, scenario, scenario.time.burn_in_months, state.play))
        return state, journal[:, :, columns_of(scenario)]

    eve, past = until_it_fits(attempt, blocks or blocks_for(scenario))
    return (eve if scenario.start is None else from_members(scenario.start.members_of(seed), eve, seed)), past


def columns_of(scenario: Scenario) -> list[int]:
    """The journal's columns that a scenario uses: its segments, and what belongs to none."""
    return [*range(len(scenario.segments)), records.VENDOR]


def branch(eve: State, rows: np.ndarray, scenario: Scenario) -> Run:
    """Roll an encoded policy out from the eve and play to the horizon; the eve stays as it was.

    Parameters
    ----------
    eve : State
        Of :func:`burn_in`.
    rows : ndarray
        The policy, as ``engine.encode.encode_policy(policy, scenario)`` writes it.
    scenario : Scenario
        The one that was burnt in.

    Returns
    -------
    Run

    Raises
    ------
    InputError
        If replaced rules left a value that is no number.

    Examples
    --------
    >>> import partnerscape as ps
    >>> from partnerscape.engine.encode import encode_policy
    >>> scenario = ps.load_scenario("marketplace")  # doctest: +SKIP
    >>> rows = encode_policy(scenario.current_policy, scenario)  # doctest: +SKIP
    >>> run = branch(burn_in(scenario, 1), rows, scenario)  # doctest: +SKIP
    """
    incumbents = incumbents_of(eve.pool)
    planning = eve.planning(encode.plan_size_of(rows))

    def attempt(blocks: int) -> Run:
        run = _rolled_out(planning.branched(blocks), rows, incumbents, scenario)
        eve.room = max(eve.room, blocks)  # a programme that grows would be played twice for every policy
        return run

    return until_it_fits(attempt, max(eve.pool.size, eve.room))


def _rolled_out(state: State, rows: np.ndarray, incumbents: Sequence[np.ndarray], scenario: Scenario) -> Run:
    """The run that begins with a policy's rollout in a state, which it uses up."""
    encode.write_policy(state.world, rows, records.SEGMENTS)
    return closed(state, state.play(scenario.time.horizon_months), incumbents, scenario)


def incumbents_of(pool: np.ndarray) -> list[np.ndarray]:
    """Who is active at the rollout, by id, block by block.

    Parameters
    ----------
    pool : ndarray
        Of a :class:`State`.

    Returns
    -------
    list of ndarray
        Ids, one array per block.
    """
    return [block["id"][: int(block["active"])].copy() for block in pool]


def closed(state: State, journal: np.ndarray, incumbents: Sequence[np.ndarray], scenario: Scenario) -> Run:
    """What a run leaves: closes the state's books, so that no month may follow.

    Parameters
    ----------
    state : State
    journal : ndarray, shape (months, lines, SEGMENTS + 1)
        As :meth:`State.play` returns it.
    incumbents : sequence of ndarray
        Of :func:`incumbents_of`, at the rollout.
    scenario : Scenario

    Returns
    -------
    Run

    Raises
    ------
    InputError
        If replaced rules left a value that is no number; names them and the month.
    """
    compiled_month(state.rules).vendor_close_books(state.pool, state.world)
    seats = accounts_in(state.pool)
    rows = np.concatenate([seats[b, :, : ids.size] for b, ids in enumerate(incumbents)], axis=1)
    accounts = dict(zip(records.ACCOUNT, rows, strict=True))
    if state.rules.replaced:
        _check_numbers(state.rules, journal, accounts)
    return Run(scenario, journal[:, :, columns_of(scenario)], accounts, np.concatenate(incumbents))


def _check_numbers(rules: Rulebook, journal: np.ndarray, accounts: dict[str, np.ndarray]) -> None:
    wrong = np.argwhere(~np.isfinite(journal))
    if wrong.size:
        month, line, segment = wrong[0].tolist()
        where, value = f"{records.JOURNAL[line]}, month {month}", float(journal[month, line, segment])
        raise InputError(f"rule {rules}", "", where, "a number", value)
    for name, values in accounts.items():
        if not np.isfinite(values).all():
            raise InputError(f"rule {rules}", "", f"{name} of an incumbent", "a number", float("nan"))


def play_policy(scenario: Scenario, rows: np.ndarray, seed: int, rules: Rulebook = AS_SHIPPED) -> Run:
    """One encoded policy in one future, to the bits of :func:`branch`, without a second copy of the people.

    Parameters
    ----------
    scenario : Scenario
    rows : ndarray
        The policy, as in :func:`branch`.
    seed : int
        Of the future.
    rules : Rulebook, optional
        With rules of your own, see :func:`partnerscape.replace_rule`.

    Returns
    -------
    Run

    Raises
    ------
    InputError
        As :func:`branch`.
    """
    if scenario.start is not None:
        return branch(burn_in(scenario, seed, rules), rows, scenario)

    def attempt(blocks: int) -> Run:
        state = founded(scenario, seed, rules=rules, blocks=blocks)
        in_turn(state, scenario, scenario.time.burn_in_months, state.play)
        state = state.planning(encode.plan_size_of(rows))
        return _rolled_out(state, rows, incumbents_of(state.pool), scenario)

    return until_it_fits(attempt, blocks_for(scenario))
