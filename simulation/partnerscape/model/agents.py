"""Mesa's agents of a programme: the rules as methods, the columns of the state as properties."""

from __future__ import annotations

import copyreg
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import repeat
from typing import TYPE_CHECKING, Any, cast

import mesa
import numpy as np

from partnerscape import rules
from partnerscape.engine import encode
from partnerscape.engine.month import EVERY_RULE
from partnerscape.rules.shared import records
from partnerscape.scenario import LEVERS, InputError

from .overrides import PARTNERS, VENDORS, check_class, is_finite

if TYPE_CHECKING:
    from . import PartnerEcosystem


def columns_of(block: np.dtype) -> tuple[str, ...]:
    """A member's own fields: not the block's counters, its seats, its accounts, nor second names."""
    other = ("columns", "numbers", "slot_of_seat")
    return tuple(
        name for name in block.names or () if block[name].shape and name not in other and not name.startswith("account_")
    )


COLUMNS = columns_of(encode.pool_type())
FIELDS = encode.world_type().names or ()
MEANING = (
    {name: f"own term: {lever.meaning}; {lever.unit}" for name, lever in LEVERS.items()}
    | records.DERIVED | records.TIERED | records.WHOLE | records.REAL | records.SPREAD
)  # fmt: skip


class Block:
    """A block of the pool as its agents reach it: a slice of one for the rules, columns by name for the fields."""

    def __init__(self, pool: np.ndarray, number: int) -> None:
        self.slice = pool[number : number + 1]
        self.columns = {name: self.slice[name][0] for name in columns_of(pool.dtype)}
        self.slots = self.slice["slot_of_seat"][0]


class _NoNumbers:
    """In place of the counters that Mesa 3.3 keeps by model for ever: they would keep every model in memory."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        return repeat(0)


def _partner_rule(name: str) -> Callable[[Partner], None]:
    compiled = f"one_{name}"

    def perform(self: Partner) -> None:
        getattr(self.model.compiled, compiled)(self.block.slice, self.slot, self.model.world)

    return perform


def _vendor_rule(name: str) -> Callable[[Vendor], None]:
    compiled = f"vendor_{name}"

    def perform(self: Vendor) -> None:
        getattr(self.model.compiled, compiled)(self.model.pool, self.model.world)

    return perform


def _partner_field(name: str) -> property:
    if name in records.SPREAD or name in records.TIERED:

        def read(self: Partner) -> Any:
            return self.block.columns[name][:, self.slot]

        def write(self: Partner, value: Any) -> None:
            self._check(name, value)
            self.block.columns[name][:, self.slot] = value

    else:

        def read(self: Partner) -> Any:
            return self.block.columns[name].item(self.slot)

        def write(self: Partner, value: Any) -> None:
            self._check(name, value)
            self.block.columns[name][self.slot] = value

    return property(read, write, doc=MEANING.get(name))


def _vendor_field(name: str) -> property:
    def read(self: Vendor) -> Any:
        value = self.model.world[0][name]
        return value if value.ndim else value.item()

    def write(self: Vendor, value: Any) -> None:
        self._check(name, value)
        none = name in encode.NONE_AT_ZERO
        self.model.world[0][name] = np.where(np.asarray(value) == 0.0, encode.ABSENT, value) if none else value

    return property(read, write, doc=f"``world.{name}``")


def _equip(agent: type[mesa.Agent], who: Iterable[str], rule: Callable[[str], Any], fields: Mapping[str, property]) -> None:
    """Give an agent class a method per rule of ``who`` and a property per field; a name in use is an error."""
    methods = {}
    for name in (phase.rule for phase in EVERY_RULE if phase.rule in who):
        methods[name] = rule(name)
        methods[name].__name__, methods[name].__qualname__ = name, f"{agent.__name__}.{name}"
        source = getattr(rules, name)
        methods[name].__doc__ = inspect.getdoc(source.py_func if hasattr(source, "py_func") else source)
    for name, member in (*fields.items(), *methods.items()):
        if hasattr(agent, name) or name in ("model", "unique_id", "pos"):
            raise AttributeError(f"{agent.__name__}.{name} has two meanings")
        setattr(agent, name, member)


class Vendor(mesa.Agent):
    """The vendor: one method per rule of its own, one property per field of ``world``.

    A field by segment, cell, offer or event is an array that may be written in place; a lever is
    an array over policy rows (segments under today's terms, then under the rollout's). Levers that
    change are announced to all partners in the next month. A rule set to None is turned off.

    Raises
    ------
    InputError
        If a subclass misspells a rule or a field, if a value written is not a number or not a possible lever, or if a second
        vendor is made.

    Examples
    --------
    >>> import partnerscape as ps
    >>> class Generous(ps.Vendor):
    ...     def review(self):
    ...         self.commission_rate += 0.001
    >>> model = ps.PartnerEcosystem("marketplace", rng=7, vendor_class=Generous)  # doctest: +SKIP
    """

    model: PartnerEcosystem
    _ids = _NoNumbers()

    def __init__(self, model: PartnerEcosystem) -> None:
        if getattr(model, "vendor", None) is not None:
            raise InputError("Vendor", "", "", "one vendor per programme", "a second one")
        super().__init__(model)
        self.unique_id = 0

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        check_class(cls, Vendor, VENDORS, FIELDS)

    def _check(self, name: str, value: Any) -> None:
        if not is_finite(value):
            raise InputError(self.model.at_work("the vendor"), "", name, "a number", value)
        if name in LEVERS:
            low, high = LEVERS[name].bounds
            numbers = np.asarray(value, dtype=float)
            possible = (numbers >= low) & (numbers <= high) | (numbers >= records.NEVER) & (name in encode.NONE_AT_ZERO)
            if not possible.all():
                expected = f"from {low:g} to {high:g} ({LEVERS[name].unit})"
                raise InputError(self.model.at_work("the vendor"), "", name, expected, float(numbers[~possible].flat[0]))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.model.programme.name!r})"


class Partner(mesa.Agent):
    """A partner, signed or active: one method per rule, one property per column of its row.

    Its identity (``unique_id``) is its member id, the same under every policy of a future, and the column ``partner`` of
    the partners' table of ``run``. In a subclass a method of a rule's name replaces the rule, and None turns it off.

    Raises
    ------
    LookupError
        If a field is read or written of a partner that has left the programme.
    InputError
        If a subclass misspells a rule or a field, if a value written is not a number, or if a partner is created directly.

    Examples
    --------
    >>> import partnerscape as ps
    >>> class Habitual(ps.Partner):
    ...     def decide_effort(self):
    ...         self.effort = 0.2 * self.hours
    >>> result = ps.run("marketplace", seeds=range(2), partner_class=Habitual)  # doctest: +SKIP
    """

    model: PartnerEcosystem
    _ids = _NoNumbers()

    def __init__(self, model: PartnerEcosystem, member: int | None = None, seat: int | None = None) -> None:
        if member is None or seat is None or _admitting(model) != member:
            expected = (
                "no partner made by hand: partners sign in the rule `recruit` (more of them with the assumption `arrivals`, "
                "the event `arrivals_shock`, or `partner.invited = 1`)"
            )
            raise InputError(type(self).__name__, "", "", expected, model)
        super().__init__(model)
        self.unique_id = member
        self._block, self._seat = divmod(seat, records.CAPACITY)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        check_class(cls, Partner, PARTNERS, COLUMNS)

    @property
    def block(self) -> Block:
        """The block that holds this partner."""
        return self.model.blocks[self._block]

    @property
    def slot(self) -> int:
        """Where in its block the partner stands this month: members move up when others leave."""
        slot = self._place()
        if slot is None:
            raise LookupError(f"partner {self.unique_id} has left the programme")
        return slot

    @property
    def is_member(self) -> bool:
        """Whether it is still in the programme, active or signed."""
        return self._place() is not None

    @property
    def active(self) -> bool:
        """Whether it sells: it has started and not left."""
        slot = self._place()
        return slot is not None and slot < self.block.slice["active"].item(0)

    @property
    def segment_name(self) -> str:
        """Its segment by name; ``segment`` is the index."""
        return self.model.programme.segment_names[self.segment]

    def remove(self) -> None:
        """Leave the programme: at once between two months, else at the end of the month that is being played.

        It counts as an exit (of the month before), its account closes, and part of its customers stay with the vendor.
        """
        if self.is_member:
            self.model.dismiss(self)
        else:
            self.deregister()

    def deregister(self) -> None:
        """Mesa's own removal: the agent is in no agent set any more."""
        super().remove()

    def _place(self) -> int | None:
        block = self.block
        slot: int = block.slots.item(self._seat)
        return slot if slot >= 0 and block.columns["id"].item(slot) == self.unique_id else None

    def _check(self, name: str, value: Any) -> None:
        if not is_finite(value):
            raise InputError(self.model.at_work(f"partner {self.unique_id}"), "", name, "a number", value)

    def __repr__(self) -> str:
        what = f"{self.segment_name}, {'active' if self.active else 'signed'}" if self.is_member else "has left"
        return f"{type(self).__name__}({self.unique_id}, {what})"


def _admitting(model: Any) -> int | None:
    """The member that a model is making an agent for; None too where it is no model of ours."""
    return getattr(getattr(model, "roster", None), "admitting", None)


_equip(Vendor, VENDORS, _vendor_rule, {name: _vendor_field(name) for name in FIELDS})
_equip(Partner, PARTNERS, _partner_rule, {name: _partner_field(name) for name in COLUMNS})


class _WithFields(type(Partner)):  # type: ignore[misc]
    """Type of a class that columns of replaced rules were added to; it pickles as its base and their names."""

    base: type[Partner]
    fields: tuple[str, ...]


_MADE: dict[tuple[type[Partner], tuple[str, ...]], Any] = {}  # the same class each time, or a copy's agents were of another


def with_fields(partner: type[Partner], fields: tuple[str, ...]) -> type[Partner]:
    """The class with a property for each column that replaced rules add."""
    if not fields:
        return partner
    made = _MADE.get((partner, fields))
    if made is None:
        made = _MADE[partner, fields] = _WithFields(partner.__name__, (partner,), {"__doc__": partner.__doc__})
        made.base, made.fields = partner, fields
        for name in fields:
            setattr(made, name, _partner_field(name))
    return cast("type[Partner]", made)


def _reduced(made: _WithFields) -> Any:
    return with_fields, (made.base, made.fields)


copyreg.pickle(_WithFields, _reduced)
