"""A question in TOML: which levers, over which ranges, in how many futures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from ..metrics import check_goals
from ..scenario import ASSUMPTIONS, LEVERS, InputError, Scenario, check_levers, load_scenario, one_of, shipped
from ..scenario.declare import Frozen
from ..scenario.load import explain, find, read_toml

Range = tuple[float, float]


class DesignSize(Frozen):
    """How many policies meet how many futures."""

    policies: int = Field(default=256, ge=8, le=1_000_000)
    futures: int = Field(default=32, ge=2, le=100_000)
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
    held_out: float = Field(default=1 / 3, ge=0.1, le=0.9, description="share of policies that the rule is tested on")


class Question(Frozen):
    """What a study asks."""

    name: str = ""
    question: str
    scenario: str
    current: str | None = None
    levers: dict[str, Range] = Field(min_length=1)
    uncertainties: dict[str, Range] | list[str] | None = Field(
        default=None, description="ranges, or names out of the scenario's; None: all that the scenario calls uncertain"
    )
    design: DesignSize = DesignSize()

    @model_validator(mode="after")
    def _check(self) -> Question:
        for key, (low, high) in self.levers.items():
            segment, divided, name = key.rpartition("__")
            lever = LEVERS.get(name)
            if lever is None or (divided and not segment):
                raise ValueError(f"levers.{key}|{one_of('the name of a lever', LEVERS, name)}|{key}")
            least, most = lever.bounds
            if not (least <= low < high <= most):
                raise ValueError(f"levers.{key}|a range within [{least:g}, {most:g}] that rises|{[low, high]}")
        swept = self.uncertainties if isinstance(self.uncertainties, dict) else {}
        for key in self.uncertainties or []:
            if key not in ASSUMPTIONS:
                raise ValueError(f"uncertainties.{key}|{one_of('the name of an assumption', ASSUMPTIONS, key)}|{key}")
            if key in swept and (wrong := ASSUMPTIONS[key].misfit(*swept[key])):
                raise ValueError(f"uncertainties.{key}|{wrong}|{list(swept[key])}")
        return self

    def ranges(self, scenario: Scenario) -> dict[str, Range]:
        """Uncertainties and how far they are swept."""
        if isinstance(self.uncertainties, dict):
            return dict(self.uncertainties)
        if self.uncertainties is None:
            return dict(scenario.uncertain)
        return {n: scenario.uncertain.get(n, (ASSUMPTIONS[n].low, ASSUMPTIONS[n].high)) for n in self.uncertainties}

    def load(self, file: Path) -> Scenario:
        """The scenario that the question in ``file`` is about: a shipped name, or a path from the file's folder."""
        beside = file.parent / self.scenario
        scenario = load_scenario(beside if beside.suffix == ".toml" or beside.is_file() else self.scenario)
        check_goals(scenario)
        if self.current is not None:
            if self.current not in scenario.policies:
                raise InputError(file, "", "current", f"one of {sorted(scenario.policies)}", self.current)
            scenario = scenario.model_copy(update={"current": self.current})
        for key, (low, high) in self.levers.items():
            for value in (low, high):
                check_levers(scenario.current_policy, {key: typed_lever(key, value)}, scenario, file)
        return scenario


def typed_lever(lever: str, value: float) -> float | int:
    """A lever's value, whole where the lever is."""
    return round(value) if LEVERS[lever.rpartition("__")[2]].whole else value


def load_question(source: str | Path) -> tuple[Question, Scenario]:
    """A shipped question by name or a TOML file by path, with its scenario."""
    path = find(source, shipped("experiments"))
    table: dict[str, Any] = read_toml(path)
    table.setdefault("name", path.stem)
    try:
        question = Question.model_validate(table)
    except ValidationError as error:
        raise explain(error, path, Question) from None
    return question, question.load(path)


def levers_at(question: Question, row: Mapping[str, float]) -> dict[str, float | int]:
    """Lever values of a design's row, whole where the lever is."""
    return {key: typed_lever(key, float(row[key])) for key in question.levers}
