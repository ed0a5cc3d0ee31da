"""What everybody met in the months around the rollout: demand and arrivals as a company's own books show them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .declare import Frozen

MOST = 240  # months on either side of the rollout
Factor = Annotated[float, Field(ge=0.0, le=1000.0)]
Path = Annotated[tuple[Factor, ...], Field(max_length=MOST)]


class Earlier(Frozen):
    """A policy that was in force before the current one."""

    policy: str = Field(description="a policy of the scenario, without a plan of components")
    until: Annotated[int, Field(ge=1, le=MOST)] = Field(
        description="months before the rollout: in so many last months the next policy was in force, or the current one"
    )


class History(Frozen):
    """Monthly factors, 1: as assumed, before the first and after the last that is stated too; and policies of the past."""

    demand: Path = Field(default=(), description="demand in the months before the rollout, the last one the month before it")
    arrivals: Path = Field(default=(), description="newcomers who sign by themselves, in the same way")
    demand_ahead: Path = Field(default=(), description="demand from the rollout on, the first one its first month")
    arrivals_ahead: Path = Field(default=(), description="newcomers who sign by themselves, in the same way")
    policies: Annotated[tuple[Earlier, ...], Field(max_length=8)] = Field(
        default=(), description="policies that were in force before the current one, the oldest first"
    )

    def known(self, months: int) -> History:
        """As it was known so many months before the rollout, which that day then is: nothing later.

        Examples
        --------
        >>> History(demand=(1.1, 1.2, 1.3), demand_ahead=(2.0,)).known(1).demand
        (1.1, 1.2)
        """
        if not months:
            return self
        policies = tuple(Earlier(policy=e.policy, until=e.until - months) for e in self.policies)
        return History(demand=self.demand[:-months], arrivals=self.arrivals[:-months], policies=policies)
