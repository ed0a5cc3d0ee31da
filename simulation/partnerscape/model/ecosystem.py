"""The Mesa driver: the engine's month, walked rule by rule, so that a researcher can override any rule of any agent.

A rule that an agent class does not override runs as one compiled loop over all; an overridden one
agent by agent in storage order. Same scenario and seed, same bits as the engine.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import mesa
import numpy as np

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.engine.build import compiled_month
from partnerscape.engine.growth import check_room
from partnerscape.engine.month import AS_SHIPPED, Phase, Rulebook
from partnerscape.engine.walk import perform, phases_due
from partnerscape.metrics import measure
from partnerscape.metrics.ledger import Ledger
from partnerscape.rules.shared import records
from partnerscape.scenario import InputError, Policy, Scenario

from .agents import COLUMNS as COLUMNS  # handed on, as the two agents are
from .agents import Block, with_fields
from .agents import Partner as Partner
from .agents import Vendor as Vendor
from .overrides import check_spelling
from .own_rules import OwnRules
from .parameters import candidate_of, check_classes, one_of_two, programme_of
from .reporters import REPORTERS
from .roster import AT_ONCE, Roster
from .seeds import seed_of

PLACES: dict[str, Callable[[np.void], range]] = {  # which members of a block a rule goes over
    "each": lambda block: range(block["active"]),
    "signed": lambda block: range(block["active"], block["members"]),
    "newcomer": lambda block: range(block["members"], block["members"] + block["newcomers"]),
}
EXITS = ("left", "gave_up")
OF_CLASSES = ("partner_class", "vendor_class", "step", "run_model", "journal", "metrics", "partners", "last_month", "outcome")


class PartnerEcosystem(mesa.Model):
    """A partner programme from the eve of a rollout, as a Mesa model; a step is a month.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A shipped scenario's name, a TOML file or a scenario. ``programme`` is another name for it.
    rng : int, str, Generator, BitGenerator, SeedSequence or sequence of int, optional
        Seed of all random draws, see :func:`.seeds.seed_of`; a fresh one if None. ``seed`` is Mesa's older name for it.
    policy : str, Path or Policy, optional
        What is rolled out: a policy of the scenario by name, a TOML file or a policy; None continues the current one.
    burn_in_months : int, optional
        Months under the current policy before the rollout; None: the scenario's; 0: a newly founded programme.
    partner_class, vendor_class : type, optional
        Subclasses that override rules, from the rollout on; None: the model class's own.
    rules : Rulebook, optional
        With compiled rules of your own, see :func:`partnerscape.replace_rule`; the burn-in uses them too.
    eve : State, optional
        A burnt-in programme, to continue from a copy of it (:func:`.engine.burn_in` with the same scenario, seed, rules).
    **kwargs
        Levers of the policy by name; ``small__commission_rate=.1`` is an exception for a segment.
        (SolaraViz knows open keywords by the name ``kwargs`` only, and Mesa 3.5's ``batch_run`` overwrites a ``seed`` that
        the signature names.)

    Attributes
    ----------
    programme : Scenario
    policy : Policy
        The one that is rolled out, levers included.
    seed : int
        Pass it as ``rng`` to repeat the run.
    month : int
        Months since the rollout.
    vendor : Vendor
    pool, world : ndarray
        Blocks of partners as columns and the vendor's one row, see ``rules.records``; the agents' fields are these.
    datacollector : mesa.DataCollector
        Collects at the rollout and after every month; assign another one in a subclass.

    Raises
    ------
    InputError
        Names the key, what was expected and what was found.

    Examples
    --------
    >>> import partnerscape as ps
    >>> model = ps.PartnerEcosystem("marketplace", rng=7, commission_rate=0.18)  # doctest: +SKIP
    >>> model.run_model()  # doctest: +SKIP
    >>> model.metrics()["npv"]  # doctest: +SKIP
    """

    partner_class: type[Partner] = Partner
    vendor_class: type[Vendor] = Vendor
    vendor: Vendor = None  # type: ignore[assignment] # until a model has made its own
    month: int

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        check_spelling(cls, PartnerEcosystem, OF_CLASSES)
        check_classes(cls.partner_class, cls.vendor_class)

    def __init__(
        self,
        scenario: str | Path | Scenario = "marketplace",
        rng: Any = None,
        *,
        policy: str | Path | Policy | None = None,
        burn_in_months: int | None = None,
        partner_class: type[Partner] | None = None,
        vendor_class: type[Vendor] | None = None,
        rules: Rulebook = AS_SHIPPED,
        eve: engine.State | None = None,
        **kwargs: Any,
    ) -> None:
        self.seed = seed_of(one_of_two("seed", kwargs, rng, None))
        super().__init__(rng=abs(self.seed))
        self.programme = programme_of(one_of_two("programme", kwargs, scenario, "marketplace"), burn_in_months)
        self.policy = candidate_of(self.programme, policy, kwargs)
        if not isinstance(rules, Rulebook):
            raise InputError("PartnerEcosystem", (), "rules", "what replace_rule returns", rules)
        check_classes(partner_class, vendor_class)
        self.partner_class = with_fields(partner_class or self.partner_class, rules.fields)
        self.vendor_class = vendor_class or self.vendor_class
        self.month = 0
        self.rule = ""  # the rule that is being played, empty between two months
        self.roster = Roster(self._new_agent)
        self._own = OwnRules(self.partner_class, self.vendor_class)
        self._pages: list[np.ndarray] = []
        self._last: Ledger | None = None
        self._early_exits = np.zeros((len(EXITS), records.SEGMENTS + 1))
        self._announced = b""
        rows = encode.encode_policy(self.policy, self.programme)
        state = engine.burn_in(self.programme, self.seed, rules) if eve is None else eve.copy()
        self._hold(state.planning(encode.plan_size_of(rows)))
        self._incumbents = self._at_rollout()
        encode.write_policy(self.world, rows, records.SEGMENTS)
        self.vendor = self.vendor_class(self)
        self.roster.match(self.blocks)
        self.datacollector = mesa.DataCollector(model_reporters=REPORTERS)
        self.datacollector.collect(self)
        # Mesa's batch_run never shows a run's last step before 3.5, which knows when it collected
        self._unseen_steps = 0 if hasattr(self.datacollector, "_collection_steps") else 1

    @property
    def journal(self) -> np.ndarray:
        """Monthly sums since the rollout, shape (months, lines, SEGMENTS + 1), lines as in ``records.JOURNAL``."""
        return np.array(self._pages).reshape(-1, len(records.JOURNAL), records.SEGMENTS + 1)

    def step(self) -> None:
        """One month in the order of ``month.MONTH``.

        Raises
        ------
        InputError
            If an overridden rule leaves a value that is no number: names rule, agent and month.
        """
        if self.month == 0:
            self._incumbents = self._at_rollout()
        self._own.look()
        for phase in phases_due(lambda name: self.world[0][name], self.state.rules):
            self._play(phase)
        self.rule = ""
        self._take_out([partner for partner in self.roster.dismissed if partner.is_member])
        self.roster.dismissed.clear()
        self._check_numbers()
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
        return list(self.roster.all_of(self.blocks))

    def copy(self) -> Self:
        """An independent model that goes on to the same bits."""
        return copy.deepcopy(self)

    def dismiss(self, partner: Partner) -> None:
        """A partner leaves: at once between two months, else at the end of the month that is being played."""
        if self.rule:
            partner.leaving = 1
            self.roster.dismissed.append(partner)
            return
        self.world["month"] -= 1  # as at the end of the month before
        before = [self.world[0][f"today_{line}"].copy() for line in EXITS]
        self._take_out([partner])
        self.world["month"] += 1
        self._last = None
        if self._pages:
            self._pages[-1] = self.world["today"][0].copy()
        else:
            self._early_exits += [self.world[0][f"today_{line}"] - old for line, old in zip(EXITS, before, strict=True)]

    def at_work(self, who: str) -> str:
        """Where an error arose: the rule, the agent and the month."""
        return f"{self.rule or 'between two months'}, {who}, month {self.month}"

    def __getstate__(self) -> dict[str, Any]:
        views = ("compiled", "blocks", "pool", "world", "_last")
        return {name: value for name, value in self.__dict__.items() if name not in views}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._last = None
        self._hold(self.state)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.programme.name!r}, seed={self.seed}, month={self.month})"

    def _hold(self, state: engine.State) -> None:
        self.state, self.pool, self.world = state, state.pool, state.world
        self.compiled = compiled_month(state.rules)
        self.blocks = [Block(state.pool, b) for b in range(state.pool.size)]
        columns = self.blocks[0].columns.items()
        self._column_names = tuple(name for name, column in columns for _ in range(column.size // records.STRIDE))

    def _new_agent(self, member: int, seat: int) -> Partner:
        return self.partner_class(self, member, seat)

    def _at_rollout(self) -> list[np.ndarray]:
        """Who is active, by id, block by block."""
        return engine.incumbents_of(self.pool)

    def _play(self, phase: Phase) -> None:
        self.rule = phase.rule
        if phase.rule == "announce":
            self._notice_new_terms()
        elif phase.rule == "renew_pool":
            self.roster.mark_dismissed()
        if phase.rule == "recruit":
            self._check_numbers()
            self._recruit(phase)
        else:
            self._perform(phase)
        if phase.rule == "announce":
            self._announced = self._terms()
        elif phase.rule == "renew_pool":
            self.roster.match(self.blocks)
            for line, early in zip(EXITS, self._early_exits, strict=True):
                self.world[0][f"today_{line}"] += early
            self._early_exits[:] = 0.0

    def _terms(self) -> bytes:
        return self.world["policy"].tobytes() + self.world["referral_rate"].tobytes()

    def _notice_new_terms(self) -> None:
        """Levers written by hand, in whatever way, reach the partners as those of a rollout do."""
        if self._terms() != self._announced:
            self.world["stale"] = 1

    def _perform(self, phase: Phase) -> None:
        if phase.rule not in self._own.rules:
            perform(phase, self.compiled, self.pool, self.world)
            return
        if self._own.method_of(phase) is None:
            return
        if phase.who == "vendor":
            getattr(self.vendor, phase.rule)()
        else:
            for block in self.blocks:
                for partner in self.roster.of(block, PLACES[phase.who](block.slice[0])):
                    getattr(partner, phase.rule)()
        self._check_numbers(phase.rule)

    def _check_numbers(self, rule: str = "") -> None:
        self._own.check_numbers(self.pool, self.world, self._column_names, self.month, rule)

    def _take_out(self, partners: list[Partner]) -> None:
        """Partners go now; those who stay move up."""
        if not partners:
            return
        for partner in partners:
            partner.leaving = AT_ONCE
        self.compiled.vendor_dismiss(self.pool, self.world)
        self.roster.strike(partners)

    def _recruit(self, phase: Phase) -> None:
        """Newcomers sign; if the blocks do not hold all, they sign anew in more.

        Only this rule is repeated, not the month, or what an overridden rule keeps in Python would
        be counted twice. Empty blocks add nothing to any sum, so the engine's bits are the same.
        """
        own = phase.rule in self._own.rules or self.state.rules.replaces("recruit")
        before = self.state.copy() if own else self.state  # ours writes behind the members and in these alone:
        earlier = {name: before.pool[name].copy() for name in (*records.COUNTERS, "slot_of_seat")}
        world = encode.copied_world(before.world)

        def sign(blocks: int) -> None:
            if blocks > self.pool.size:
                for name, values in earlier.items():
                    before.pool[name] = 0
                    before.pool[name][: len(values)] = values
                self._hold(engine.State(encode.copied(before.pool, blocks), encode.copied_world(world), before.rules))
            self._perform(phase)
            check_room(self.world)

        engine.until_it_fits(sign, self.pool.size)
