"""A programme in plain Python, month by month: what the peers on Mesa and on AgentPy share."""

from __future__ import annotations

from collections.abc import Callable

from bench_plain import luck, plain_block, plain_rule, plain_world

from partnerscape import engine
from partnerscape.engine.month import MONTH
from partnerscape.engine.walk import phases_due


class PlainRulesOfPartner:
    """One method per rule of a partner that has a place in a block; what the peers' agents share."""

    block: list
    slot: int


def _method(name: str) -> Callable[[PlainRulesOfPartner], None]:
    rule = plain_rule(name)

    def perform(self: PlainRulesOfPartner) -> None:
        rule(self.block, self.slot, self.model.world)

    return perform


for _phase in MONTH:
    if _phase.who != "vendor":
        setattr(PlainRulesOfPartner, _phase.rule, _method(_phase.rule))


class PlainProgramme:
    """The programme of an engine's state, month by month in plain Python; what the peers' models share."""

    def begin(self, state: engine.State, seed: int) -> None:
        """Take over a state, and its luck from ``seed``."""
        luck.seed(seed)
        self.blocks = [[plain_block(block)] for block in state.pool]
        self.pool = [block[0] for block in self.blocks]
        self.world = [plain_world(state.world)]
        self.members: dict[int, PlainRulesOfPartner] = {}
        self.vendor_rules = {phase.rule: plain_rule(phase.rule) for phase in MONTH if phase.who == "vendor"}
        self.match_members()

    def play_month(self) -> None:
        """One month in the order of ``month.MONTH``."""
        w = self.world[0]
        for phase in phases_due(lambda name: getattr(w, name)):
            if phase.who == "vendor":
                self.vendor_rules[phase.rule](self.pool, self.world)
                if phase.rule in ("recruit", "renew_pool"):
                    self.match_members()
            else:
                for w.round in range(phase.rounds):
                    self.perform(phase.rule, self.groups[phase.who])
        w.month += 1

    def match_members(self) -> None:
        """Agents enter and leave as members do, and learn their place."""
        groups: dict[str, list[PlainRulesOfPartner]] = {"each": [], "signed": [], "newcomer": []}
        here = {}
        for block in self.blocks:
            p = block[0]
            agents = []
            for i in range(p.members + p.newcomers):
                agent = here[p.id[i]] = self.members.get(p.id[i]) or self.new_agent(block)
                agent.slot = i
                agents.append(agent)
            groups["each"] += agents[: p.active]
            groups["signed"] += agents[p.active : p.members]
            groups["newcomer"] += agents[p.members :]
        for member, agent in self.members.items():
            if member not in here:
                self.dismiss(agent)
        self.members = here
        self.groups = {who: self.group(agents) for who, agents in groups.items()}
