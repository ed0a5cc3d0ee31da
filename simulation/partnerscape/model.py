"""The Mesa driver: the engine's month, walked rule by rule, so that a researcher can override any rule of any agent.

A rule that an agent class does not override runs as one compiled loop over all; an overridden one
agent by agent in storage order. Same scenario and seed, same bits as the engine.
"""

from __future__ import annotations

import importlib
import inspect
import operator
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from . import encode, engine
from .ledger import Ledger
from .metrics import measure
from .month import AS_SHIPPED, MONTH, Phase, Rulebook, compiled_month
from .rules import records
from .scenario import LEVERS, InputError, Policy, Scenario, check_levers, load_policy, load_scenario


def columns_of(block: np.dtype) -> tuple[str, ...]:
    """A member's own fields: not the block's counters, its seats, its accounts, nor second names."""
    other = ("columns", "numbers", "slot_of_seat")
    return tuple(
        name for name in block.names or () if block[name].shape and name not in other and not name.startswith("account_")
    )


COLUMNS = columns_of(encode.pool_type())
MEANING = (
    {name: f"own term: {lever.meaning}; {lever.unit}" for name, lever in LEVERS.items()}
    | records.DERIVED | records.TIERED | records.WHOLE | records.REAL | records.SPREAD
)  # fmt: skip
PLACES: dict[str, Callable[[np.void], range]] = {  # which members of a block a rule goes over
    "each": lambda block: range(block["active"]),
    "signed": lambda block: range(block["active"], block["members"]),
    "newcomer": lambda block: range(block["members"], block["members"] + block["newcomers"]),
}


class Block:
    """A block of the pool as its agents reach it: a slice of one for the rules, columns by name for the fields."""

    def __init__(self, pool: np.ndarray, number: int) -> None:
        self.slice = pool[number : number + 1]
        self.columns = {name: self.slice[name][0] for name in columns_of(pool.dtype)}
        self.slots = self.slice["slot_of_seat"][0]


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
            self.block.columns[name][:, self.slot] = value

    else:

        def read(self: Partner) -> Any:
            return self.block.columns[name].item(self.slot)

        def write(self: Partner, value: Any) -> None:
            self.block.columns[name][self.slot] = value

    return property(read, write, doc=MEANING.get(name))


def _vendor_field(name: str) -> property:
    def read(self: Vendor) -> Any:
        value = self.model.world[0][name]
        return value if value.ndim else value.item()

    def write(self: Vendor, value: Any) -> None:
        self.model.world[0][name] = value

    return property(read, write, doc=f"``world.{name}``")


def _equip(agent: type[mesa.Agent], who: Iterable[str], rule: Callable[[str], Any], fields: Mapping[str, property]) -> None:
    """Give an agent class a method per rule of ``who`` and a property per field; a name in use is an error."""
    methods = {}
    for name in (phase.rule for phase in MONTH if phase.who in who):
        methods[name] = rule(name)
        methods[name].__name__, methods[name].__qualname__ = name, f"{agent.__name__}.{name}"
        source = getattr(importlib.import_module(f"{__package__}.rules.{name}"), name)
        methods[name].__doc__ = inspect.getdoc(source.py_func if hasattr(source, "py_func") else source)
    for name, member in (*fields.items(), *methods.items()):
        if hasattr(agent, name) or name in ("model", "unique_id", "pos"):
            raise AttributeError(f"{agent.__name__}.{name} has two meanings")
        setattr(agent, name, member)


class Vendor(mesa.Agent):
    """The vendor: one method per rule of its own, one property per field of ``world``.

    A field by segment, cell, offer or event is an array that may be written in place; a lever is
    an array over policy rows (segments under today's terms, then under the rollout's).
    """

    model: PartnerEcosystem


class Partner(mesa.Agent):
    """A partner, signed or active: one method per rule, one property per column of its row.

    Its identity (``unique_id``) is its member id, the same under every policy of a future.

    Raises
    ------
    LookupError
        If a field of a partner is read or written that has left the programme.
    """

    model: PartnerEcosystem

    def __init__(self, model: PartnerEcosystem, member: int, seat: int) -> None:
        super().__init__(model)
        self.unique_id = member
        self._block, self._seat = divmod(seat, records.CAPACITY)

    @property
    def block(self) -> Block:
        """The block that holds this partner."""
        return self.model.blocks[self._block]

    @property
    def slot(self) -> int:
        """Where in its block the partner stands this month: members move up when others leave."""
        block = self.block
        slot: int = block.slots.item(self._seat)
        if slot < 0 or block.columns["id"].item(slot) != self.unique_id:
            raise LookupError(f"partner {self.unique_id} has left the programme")
        return slot


_equip(Vendor, ("vendor",), _vendor_rule, {name: _vendor_field(name) for name in encode.world_type().names or ()})
_equip(Partner, tuple(PLACES), _partner_rule, {name: _partner_field(name) for name in COLUMNS})


def _with_fields(partner: type[Partner], fields: tuple[str, ...]) -> type[Partner]:
    """The class with a property for each column that replaced rules add."""
    return type(partner.__name__, (partner,), {name: _partner_field(name) for name in fields}) if fields else partner


def _last_month(compute: Callable[[Ledger], float]) -> Callable[[PartnerEcosystem], float]:
    return lambda model: float(compute(model.last_month()))


REPORTERS: dict[str, Callable[[PartnerEcosystem], float]] = {  # collected every month unless a model has its own
    "month": lambda model: model.month,
    "active": _last_month(lambda month: month.total("active").sum()),
    "revenue": _last_month(lambda month: month.total("revenue").sum() + month.total("direct_revenue").sum()),
    "profit": _last_month(lambda month: month.profit.sum()),
    "income": _last_month(lambda month: month.per_partner("income")),
    "trust": _last_month(lambda month: month.per_partner("trust")),
    "satisfaction": _last_month(lambda month: month.per_partner("satisfaction")),
}


class PartnerEcosystem(mesa.Model):
    """A partner programme from the eve of a rollout, as a Mesa model; a step is a month.

    Parameters
    ----------
    programme : str, Path or Scenario
        A shipped scenario's name, a TOML file or a scenario.
    rng, seed : int, optional
        Seed of all luck; 0 if neither is given. ``seed`` is Mesa's older name for it.
    policy : str, Path or Policy, optional
        What is rolled out: a policy of the scenario by name, a TOML file or a policy; None continues the current one.
    burn_in_months : int, optional
        Months under the current policy before the rollout; None: the scenario's; 0: a programme just founded.
    partner_class, vendor_class : type, optional
        Subclasses that override rules; None: the model class's own.
    rules : Rulebook, optional
        With compiled rules of your own, see :func:`.replace.replace_rule`; the burn-in plays them too.
    **kwargs
        Levers of the policy by name; ``small__commission_rate=.1`` is an exception for a segment.
        (SolaraViz knows open keywords by the name ``kwargs`` only.)

    Attributes
    ----------
    programme : Scenario
    policy : Policy
        The one that is rolled out, levers included.
    month : int
        Months since the rollout.
    pool, world : ndarray
        Blocks of partners as columns and the vendor's one row, see ``rules.records``; the agents' fields are these.
    datacollector : mesa.DataCollector
        Collects at the rollout and after every month; assign another one in a subclass.

    Raises
    ------
    InputError
        Names the key, what was expected and what was found.
    """

    partner_class: type[Partner] = Partner
    vendor_class: type[Vendor] = Vendor
    month: int

    def __init__(
        self,
        programme: str | Path | Scenario = "marketplace",
        rng: int | None = None,
        *,
        seed: int | None = None,
        policy: str | Path | Policy | None = None,
        burn_in_months: int | None = None,
        partner_class: type[Partner] | None = None,
        vendor_class: type[Vendor] | None = None,
        rules: Rulebook = AS_SHIPPED,
        **kwargs: Any,
    ) -> None:
        luck = _seed(rng, seed)
        super().__init__(rng=luck)
        scenario = programme if isinstance(programme, Scenario) else load_scenario(programme)
        if burn_in_months is not None:
            scenario = scenario.changed(time={**scenario.time.model_dump(), "burn_in_months": burn_in_months})
        _check_parts(rules, partner_class, vendor_class)
        self.programme = scenario
        self.policy = _candidate(scenario, policy, kwargs)
        self.partner_class = _with_fields(partner_class or self.partner_class, rules.fields)
        self.vendor_class = vendor_class or self.vendor_class
        self.month = 0
        self._pages: list[np.ndarray] = []
        self._last: Ledger | None = None
        self._partners: dict[int, Partner] = {}
        self._hold(engine.burn_in(scenario, luck, rules))
        self._incumbents = [int(active) for active in self.pool["active"]]
        encode.write_policy(self.world, encode.encode_policy(self.policy, scenario), records.SEGMENTS)
        self.vendor = self.vendor_class(self)
        self._match_members()
        self.datacollector = mesa.DataCollector(model_reporters=REPORTERS)
        self.datacollector.collect(self)
        # Mesa's batch_run never shows a run's last step before 3.5, which knows when it collected
        self._unseen_steps = 0 if hasattr(self.datacollector, "_collection_steps") else 1

    @property
    def journal(self) -> np.ndarray:
        """Monthly sums since the rollout, shape (months, lines, SEGMENTS + 1), lines as in ``records.JOURNAL``."""
        return np.array(self._pages).reshape(-1, len(records.JOURNAL), records.SEGMENTS + 1)

    def step(self) -> None:
        """One month in the order of ``month.MONTH``."""
        for phase in MONTH:
            if phase.only_if and not self.world[0][phase.only_if] > 0.0:
                continue
            if phase.rule == "recruit":
                self._recruit(phase)
            else:
                self._perform(phase)
            if phase.rule == "renew_pool":
                self._match_members()
        self.world["month"] += 1
        self._pages.append(self.world["today"][0].copy())
        self._last = None
        self.month += 1
        self.running = self.month < self.programme.time.horizon_months + self._unseen_steps
        self.datacollector.collect(self)

    def run_model(self) -> None:
        """Step to the scenario's horizon."""
        while self.month < self.programme.time.horizon_months:
            self.step()

    def last_month(self) -> Ledger:
        """The last month's page of the journal by name; at the rollout that of the burn-in's last month."""
        if self._last is None:
            used = [*range(len(self.programme.segments)), records.VENDOR]
            self._last = Ledger(engine.Run(self.programme, self.world["today"][:, :, used], {}))
        return self._last

    def outcome(self) -> engine.Run:
        """What the run would leave if it ended now, as the engine leaves it; the model can go on.

        Raises
        ------
        RuntimeError
            Before the first month.
        """
        if self.month == 0:
            raise RuntimeError("no month has passed since the rollout: there is nothing to measure")
        return engine.closed(self.state.copy(), self.journal, self._incumbents, self.programme)

    def metrics(self) -> dict[str, float]:
        """Every metric, from the rollout until now; raises RuntimeError before the first month."""
        return measure(self.outcome())

    def partners(self) -> list[Partner]:
        """All members, active and signed, in storage order."""
        return [self._partner_at(block, i) for block in self.blocks for i in range(block.slice["members"][0])]

    def _hold(self, state: engine.State) -> None:
        self.state, self.pool, self.world = state, state.pool, state.world
        self.compiled = compiled_month(state.rules)
        self.blocks = [Block(state.pool, b) for b in range(state.pool.size)]

    def _perform(self, phase: Phase) -> None:
        if phase.who == "vendor":
            getattr(self.vendor, phase.rule)()
        elif getattr(self.partner_class, phase.rule) is getattr(Partner, phase.rule):
            getattr(self.compiled, f"each_{phase.rule}")(self.pool, self.world)
        else:
            for block in self.blocks:
                for i in PLACES[phase.who](block.slice[0]):
                    getattr(self._partner_at(block, i), phase.rule)()

    def _recruit(self, phase: Phase) -> None:
        """Newcomers sign; if the blocks do not hold all, they sign anew in twice as many.

        Only this rule is repeated, not the month, or what an overridden rule keeps in Python would
        be counted twice. Empty blocks add nothing to any sum, so the engine's bits are the same.
        """
        own = type(self.vendor).recruit is not Vendor.recruit or self.state.rules.replaces("recruit")
        before = self.state.copy() if own else self.state  # ours writes behind the members and in these alone:
        kept = {name: before.pool[name].copy() for name in (*records.COUNTERS, "slot_of_seat")}
        world = encode.copied_world(before.world)
        self._perform(phase)
        while self.world[0]["full"]:
            for name, values in kept.items():
                before.pool[name] = 0
                before.pool[name][: len(values)] = values
            before = engine.State(encode.copied(before.pool, 2 * before.pool.size), encode.copied_world(world), before.rules)
            self._hold(before.copy() if own else before)
            self._perform(phase)

    def _partner_at(self, block: Block, i: int) -> Partner:
        member, seat = block.columns["id"].item(i), block.columns["seat"].item(i)
        if member not in self._partners:
            self._partners[member] = self.partner_class(self, member, seat)
        return self._partners[member]

    def _match_members(self) -> None:
        """Agents enter and leave as members do."""
        known, here = self._partners, set()
        for block in self.blocks:
            members = block.slice["members"][0]
            identities = block.columns["id"][:members].tolist()
            here.update(identities)
            for i in [i for i, member in enumerate(identities) if member not in known]:
                self._partner_at(block, i)
        for member in [member for member in known if member not in here]:
            known.pop(member).remove()


def _seed(rng: int | None, seed: int | None) -> int:
    if rng is not None and seed is not None:
        raise InputError("", (), "rng", "rng or seed, two names for one thing: give one of them", f"{rng!r} and {seed!r}")
    given = rng if seed is None else seed
    try:
        return 0 if given is None else operator.index(given)
    except TypeError:
        raise InputError("", (), "rng", "a whole number", given) from None


def _check_parts(rules: object, partner_class: object, vendor_class: object) -> None:
    if not isinstance(rules, Rulebook):
        raise InputError("", (), "rules", "what replace_rule returns", rules)
    for key, given, base in (("partner_class", partner_class, Partner), ("vendor_class", vendor_class, Vendor)):
        if given is not None and not (isinstance(given, type) and issubclass(given, base)):
            raise InputError("", (), key, f"a subclass of {base.__name__}", given)


def _candidate(scenario: Scenario, policy: str | Path | Policy | None, levers: Mapping[str, Any]) -> Policy:
    """The policy to roll out, checked against the scenario's segments and catalogue."""
    found = scenario.current_policy if policy is None else load_policy(policy, scenario)
    return check_levers(found, levers, scenario, scenario.name) if levers else found
