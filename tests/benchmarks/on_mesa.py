"""The named peer of the speed benchmarks: plain Python on Mesa, its agents called from lists in storage order.

That is quicker than Mesa's agent sets, and what one does who needs speed.
"""

from __future__ import annotations

import mesa
from bench_programme import PlainProgramme, PlainRulesOfPartner

from partnerscape import engine


class PlainPartner(PlainRulesOfPartner, mesa.Agent):
    """A partner as an agent of Mesa's."""

    def __init__(self, model: PlainEcosystem, block: list) -> None:
        super().__init__(model)
        self.block, self.slot = block, 0


class PlainEcosystem(PlainProgramme, mesa.Model):
    """The programme as a model of Mesa's."""

    def __init__(self, state: engine.State, seed: int = 0) -> None:
        super().__init__(rng=seed)
        self.begin(state, seed)

    def step(self) -> None:
        """A month."""
        self.play_month()

    def new_agent(self, block: list) -> PlainPartner:
        return PlainPartner(self, block)

    def dismiss(self, agent: PlainPartner) -> None:
        agent.remove()

    def group(self, agents: list[PlainPartner]) -> list[PlainPartner]:
        return agents

    def perform(self, rule: str, group: list[PlainPartner]) -> None:
        perform = getattr(PlainPartner, rule)
        for agent in group:
            perform(agent)
