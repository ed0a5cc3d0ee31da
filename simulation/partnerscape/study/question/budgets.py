"""How large a design and every further analysis are."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from partnerscape.scenario import Misfit, refuse
from partnerscape.scenario.declare import Frozen

CHUNK = 512  # candidate runs per task
MOST_ANALYSED = 2**17  # candidate runs that a surrogate is fitted to; those beyond test it
FEWEST_FUTURES = 64  # in which the analysed policies are simulated, where a design has as many


class DesignSize(Frozen):
    """How many policies are simulated in how many futures, and how they are spread."""

    kind: Literal["sobol", "latin", "grid", "adaptive"] = Field(
        default="sobol", description="adaptive: half of the policies go where the first half leaves win-win undecided"
    )
    policies: int = Field(default=256, ge=8, le=1_000_000)
    futures: int = Field(default=32, ge=2, le=100_000)
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
    held_out: float = Field(
        default=1 / 3, ge=0.1, le=0.9, description="share of policies that the win-win conditions are tested on"
    )


class CertificateSize(Frozen):
    """How many policies are simulated in how many fresh futures at the first look; undecided ones get more."""

    policies: int = Field(default=96, ge=8, le=100_000)
    futures: int = Field(default=64, ge=8, le=100_000)
    looks: int = Field(default=3, ge=1, le=6, description="looks at undecided policies, each with twice as many fresh futures")


class SensitivitySize(Frozen):
    """How long indices are sharpened; ``screening`` ranks for few runs (Morris 1991)."""

    method: Literal["indices", "screening"] = "indices"
    most_points: int = Field(default=1024, ge=64, le=2**20, description="a power of 2; a point costs a run a factor")
    pairs: bool = Field(default=False, description="also indices of pairs of factors, for twice the runs")
    trajectories: int = Field(default=16, ge=4, le=100_000, description="of a screening")

    @field_validator("most_points")
    @classmethod
    def _power_of_two(cls, value: int) -> int:
        if value & (value - 1):
            refuse([Misfit("", "a power of 2", value)])
        return value


class SearchSize(Frozen):
    """How long and how widely to search, and for what."""

    objectives: tuple[str, ...] = Field(
        default=("vendor_gain", "partner_gain", "quality_gain"), min_length=1, max_length=4, description="more is better in each"
    )
    algorithm: Literal["nsga2", "nsga3"] = "nsga2"
    population: int = Field(default=32, ge=8, le=10_000)
    generations: int = Field(default=16, ge=1, le=10_000)
    futures: int = Field(default=8, ge=2, le=10_000, description="in which all generations are judged")
    fresh: int = Field(default=32, ge=2, le=100_000, description="fresh futures in which the results are evaluated, twice")
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
