"""The peer on AgentPy: plain Python, its agents called as AgentPy's users call them, on an AgentList."""

from __future__ import annotations

import agentpy
from bench_programme import PlainProgramme, PlainRulesOfPartner

from partnerscape import engine


class AgentPyPartner(PlainRulesOfPartner, agentpy.Agent):
    """A partner as an agent of AgentPy's."""

    def setup(self, block: list) -> None:
        self.block, self.slot = block, 0


class PlainEcosystem(PlainProgramme, agentpy.Model):
    """The programme as a model of AgentPy's; ``run`` or ``sim_step`` play it."""

    def __init__(self, state: engine.State, seed: int = 0) -> None:
        super().__init__({"state": state, "seed": seed})
        self.sim_setup(seed=seed)

    def setup(self) -> None:
        self.begin(self.p.state, self.p.seed)

    def step(self) -> None:
        """A month."""
        self.play_month()

    def new_agent(self, block: list) -> AgentPyPartner:
        return AgentPyPartner(self, block=block)

    def dismiss(self, agent: AgentPyPartner) -> None:
        """AgentPy keeps no list of its own."""

    def group(self, agents: list[AgentPyPartner]) -> agentpy.AgentList:
        return agentpy.AgentList(self, agents)

    def perform(self, rule: str, group: agentpy.AgentList) -> None:
        getattr(group, rule)()
