"""Partners as a table, and a programme on the eve of its rollout out of one: real partners with the state of simulated ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from partnerscape.rules.shared import records
from partnerscape.rules.shared.draws import mix
from partnerscape.scenario import LEVERS, InputError, Misfit, one_of, refuse

from . import encode
from .state import State

TABLE = "members"
ACTIVE = "active"
UNNAMED = np.uint64(4) << np.uint64(32)  # ids of those who are given none: no arrival's
FOLLOW = ("recruiter_seat", "key", "terms", "programme", "incumbent", "leaving", "starting", "invited")  # from all others
MAY_LACK = ("id", "recruiter", "seat", "taste")
POSITIVE = ("hours", "outside", "growth", "own_order", "own_demand")


def _fields(kind: np.dtype) -> Iterator[tuple[str, str, int | None]]:
    """A member's columns in a table: its name there, its field, and which of the field's rows it is."""
    other = ("columns", "numbers", "slot_of_seat")
    for field in kind.names or ():
        shape = kind[field].shape
        if field in other or field.startswith("account_") or not shape:
            continue
        rows = range(shape[0]) if len(shape) > 1 else (None,)
        yield from ((field if k is None else f"{field}.{k}", field, k) for k in rows)


def members_of(state: State) -> dict[str, np.ndarray]:
    """All members as a table: ``active`` (0: signed and not yet started) and every column of theirs.

    Parameters
    ----------
    state : State

    Returns
    -------
    dict of ndarray, each of shape (members,)
        In storage order; ``pandas.DataFrame`` takes it as it is. Of what a partner has per category or tier, each has a
        column of its own, such as ``customers_in.0``.

    Examples
    --------
    >>> import partnerscape as ps
    >>> from partnerscape import engine
    >>> eve = engine.burn_in(ps.load_scenario("marketplace"), 1)  # doctest: +SKIP
    >>> engine.members_of(eve)["trailing_revenue"].mean()  # doctest: +SKIP
    """
    sizes = [(int(block["active"]), int(block["members"])) for block in state.pool]

    def whole(field: str, k: int | None) -> np.ndarray:
        parts = (block[field] if k is None else block[field][k] for block in state.pool)
        return np.concatenate([part[:members] for part, (_, members) in zip(parts, sizes, strict=True)])

    active = np.concatenate([np.arange(members) < active for active, members in sizes])
    return {ACTIVE: active.astype(np.int64), **{name: whole(field, k) for name, field, k in _fields(state.pool.dtype)}}


def from_members(members: Mapping[str, Any], vendor: State, seed: int | None = None) -> State:
    """The eve of a rollout that begins now: these partners, and the vendor and market of a run before its rollout.

    On it :func:`.branch` runs, so that policies are compared person by person under the same luck. Who a partner is stands
    in the table, also what it thinks of offers (``taste``); its luck follows from the seed and its ``id`` alone. All members of
    an eve and its own seed go on to the same bits; another seed gives the same people other luck; a partner copied under
    another id is the same person with other luck.

    Parameters
    ----------
    members : mapping of str to array, or DataFrame
        The columns of :func:`members_of`. What follows from the others may be missing: the policy's terms, which are
        today's, key, terms, programme, incumbent and what a partner is about to do. So may ``id`` (whole numbers, each once;
        then made of the row's number), ``recruiter``, ``taste`` (then the key's) and ``seat`` (where it is kept, which decides
        bits of sums; new seats where two would be the same).
    vendor : State
        Not changed. Brand, desk, moving means, direct customers, assumptions and month are its own; own orders that are put
        in by hand must be put into ``offer_price`` in proportion.
    seed : int, optional
        Of all luck from now on; None: the vendor's.

    Raises
    ------
    InputError
        For a column that is missing or unknown, a value that a partner cannot have, an id given twice, nobody, or a vendor
        whose rollout has begun.

    Examples
    --------
    >>> import numpy as np
    >>> import partnerscape as ps
    >>> from partnerscape import engine
    >>> eve = engine.burn_in(ps.load_scenario("marketplace"), 1)  # doctest: +SKIP
    >>> some = {name: column[:50] for name, column in engine.members_of(eve).items()}  # doctest: +SKIP
    >>> engine.from_members(some, eve, seed=7).play(12)  # doctest: +SKIP
    """
    kind = vendor.pool.dtype
    given = {str(name): np.asarray(members[name]) for name in members.keys()}  # noqa: SIM118 - a DataFrame is no Mapping
    _check(given, kind, vendor.world[0])
    size = given[ACTIVE].size
    world = encode.copied_world(vendor.world)
    w = world[0]
    if seed is not None:
        w["key"] = encode.key_of(seed)
    table = {**given, **_who(given, size, w)}
    block, seat = _places(table, size)
    table |= {"seat": seat, "recruiter_seat": _seats_of(table["recruiter"], table["id"], seat)}
    order = np.lexsort((1 - table[ACTIVE], block))  # stable: who is active first, otherwise as given
    pool = encode.new_pool(max(vendor.pool.size, int(block.max()) + 1), vendor.rules.fields, vendor.rules.plan_size)
    for b in np.unique(block):
        _fill(pool[b], {name: column[order[block[order] == b]] for name, column in table.items()})
    w["rollout_month"], w["full"] = w["month"], 0
    w["stale"] = max(int(w["stale"]), int(any(name not in given for name in _terms(kind))))
    w["cell_before"] += _customers(table) - _customers(members_of(vendor))
    return State(pool, world, vendor.rules)


def _terms(kind: np.dtype) -> set[str]:
    """Columns that a policy gives."""
    given = {*records.terms(tuple(LEVERS))}
    return {name for name, field, _ in _fields(kind) if field in given}


def _check(given: dict[str, np.ndarray], kind: np.dtype, w: Any) -> None:
    """Refuse a table that is none of members."""
    known = [ACTIVE, *(name for name, _, _ in _fields(kind))]
    needed = [name for name in known if name not in {*FOLLOW, *MAY_LACK, *_terms(kind)}]
    misfits = [Misfit(name, one_of("a column of members_of", known, name), name) for name in given if name not in known]
    misfits += [Misfit(name, "a column", "none") for name in needed if name not in given]
    refuse(misfits, TABLE)
    if int(w["month"]) > int(w["rollout_month"]):
        raise InputError(
            TABLE, (), "vendor", "a run before its rollout", f"month {int(w['month'] - w['rollout_month'])} after it"
        )
    shape = given[ACTIVE].shape
    if len(shape) != 1 or not shape[0]:
        raise InputError(TABLE, (), ACTIVE, "a row per partner", f"shape {shape}")
    refuse((m for name, column in given.items() if (m := _misfit(name, column, shape, w))), TABLE)


def _misfit(name: str, column: np.ndarray, shape: tuple[int, ...], w: Any) -> Misfit | None:
    """What is wrong with a column."""
    whole = {ACTIVE: 2, "segment": w["segments"], "region": w["regions"], "speciality": w["categories"]}
    if column.shape != shape:
        return Misfit(name, f"{shape[0]} values", f"shape {column.shape}")
    if name in records.HASHES or name in records.WHOLE or name == ACTIVE:
        if column.dtype.kind not in "iub":
            return Misfit(name, "whole numbers", f"{column.dtype}")
        if name in whole and not ((column >= 0) & (column < whole[name])).all():
            return Misfit(name, f"0 to {int(whole[name]) - 1}", column[(column < 0) | (column >= whole[name])][0].item())
        twice = name == "id" and np.unique(column).size < column.size
        return Misfit(name, "each once", "some twice; give copies other ids, or none") if twice else None
    if column.dtype.kind not in "fiub" or not np.isfinite(column).all():
        return Misfit(name, "numbers", f"{column.dtype}" if column.dtype.kind not in "fiub" else "some that are none")
    if name in POSITIVE and not (column > 0).all():
        return Misfit(name, "numbers above 0", column.min().item())
    return None


def _hashed(key: Any, numbers: np.ndarray) -> np.ndarray:
    """``mix`` over an array."""
    hash_of = getattr(mix, "py_func", mix)
    with np.errstate(over="ignore"):
        return np.asarray(hash_of(np.full(numbers.shape, key, np.uint64), numbers.astype(np.uint64)))


def _who(given: dict[str, np.ndarray], size: int, w: Any) -> dict[str, np.ndarray]:
    """Whose luck is whose, and what follows from being on the eve."""
    ids = given.get("id", _hashed(UNNAMED, np.arange(size))).astype(np.uint64)
    key, segment = _hashed(w["key"], ids), given["segment"].astype(np.int64)
    none = np.zeros(size, np.int64)
    return {
        "id": ids,
        "key": key,
        "taste": given.get("taste", key),
        "recruiter": given.get("recruiter", none).astype(np.uint64),
        "terms": segment,
        "programme": segment,
        "incumbent": none - 1,
        **dict.fromkeys(("leaving", "starting", "invited"), none),
    }


def _places(table: dict[str, np.ndarray], size: int) -> tuple[np.ndarray, np.ndarray]:
    """Block and seat of each: those given, where no two are the same."""
    seat = table.get("seat", np.full(size, -1)).astype(np.int64)
    if (seat < 0).any() or np.unique(seat).size < size:
        seat = np.arange(size)
    return seat // records.CAPACITY, seat


def _seats_of(recruiter: np.ndarray, ids: np.ndarray, seat: np.ndarray) -> np.ndarray:
    """Where everybody's recruiter sits; -1: it is not there."""
    order = np.argsort(ids)
    at = order[np.minimum(np.searchsorted(ids, recruiter, sorter=order), ids.size - 1)]
    return np.where((ids[at] == recruiter) & (recruiter != 0), seat[at], -1)


def _fill(block: Any, rows: dict[str, np.ndarray]) -> None:
    """Members take their places in a block that nobody has used."""
    size = rows[ACTIVE].size
    block["opened"], block["members"], block["active"] = 1, size, int(rows[ACTIVE].sum())
    block["slot_of_seat"][:], block["account_left"][:] = -1, -1.0
    block["slot_of_seat"][rows["seat"] % records.CAPACITY] = np.arange(size)
    for name, field, k in _fields(block.dtype):
        if name in rows:
            (block[field] if k is None else block[field][k])[:size] = rows[name]


def _customers(table: Mapping[str, np.ndarray]) -> np.ndarray:
    """Partners' customers by market cell."""
    cells = np.zeros((records.REGIONS, records.CATEGORIES))
    for c in range(records.CATEGORIES):
        np.add.at(cells[:, c], table["region"].astype(np.int64), table[f"customers_in.{c}"])
    return cells.ravel()
