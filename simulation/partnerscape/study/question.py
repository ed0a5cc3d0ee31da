"""A question in TOML: which levers, over which ranges, in how many futures, and what is asked of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from ..metrics import check_goals
from ..output import as_text
from ..scenario import ASSUMPTIONS, LEVERS, InputError, Scenario, check_levers, load_scenario, one_of, shipped
from ..scenario.declare import Frozen
from ..scenario.load import explain, find, read_toml
from .constraints import levers_in
from .sizes import CertificateSize, DesignSize, SearchSize, SensitivitySize

Range = tuple[float, float]
Analysis = Literal["certificate", "advice", "sensitivity", "frontier", "robustness", "how_far", "stress", "without"]
MOST_OPTIONS = 32


class Question(Frozen):
    """What a study asks."""

    name: str = ""
    question: str
    scenario: str
    current: str | None = None
    levers: dict[str, Range] = Field(min_length=1, description="lever = [from, to]; segment__lever for one segment")
    choices: dict[str, dict[str, dict[str, Any]]] = Field(
        default_factory=dict, description="a name, its options, and the levers that each option sets: tier tables, packages"
    )
    constraints: tuple[str, ...] = Field(default=(), max_length=32, description="between levers: 'offers <= 4 * support_agents'")
    uncertainties: dict[str, Range] | list[str] | None = Field(
        default=None, description="ranges, or names out of the scenario's; None: all that the scenario calls uncertain"
    )
    design: DesignSize = DesignSize()
    analyses: tuple[Analysis, ...] = Field(default=(), description="what is asked beyond map and rule; some play further runs")
    certificate: CertificateSize = CertificateSize()
    sensitivity: SensitivitySize = SensitivitySize()
    frontier: SearchSize = SearchSize()

    @model_validator(mode="before")
    @classmethod
    def _choices_are_levers(cls, table: Any) -> Any:
        """A choice is a lever over the numbers of its options, from 0."""
        choices = table.get("choices") if isinstance(table, dict) else None
        if not isinstance(choices, dict) or not isinstance(table.get("levers", {}), dict):
            return table
        codes = {name: (0, len(options) - 1) for name, options in choices.items() if isinstance(options, dict)}
        return {**table, "levers": {**table.get("levers", {}), **codes}}

    @model_validator(mode="after")
    def _check(self) -> Question:
        for key, options in self.choices.items():
            if key in LEVERS or not key.isidentifier() or "__" in key:
                raise ValueError(f"choices.{key}|a name of your own, not a lever's|{key}")
            if not 2 <= len(options) <= MOST_OPTIONS:
                raise ValueError(f"choices.{key}|2 to {MOST_OPTIONS} options|{len(options)}")
        for key, (low, high) in self.levers.items():
            if key in self.choices:
                continue
            segment, divided, name = key.rpartition("__")
            lever = LEVERS.get(name)
            if lever is None or (divided and not segment):
                raise ValueError(f"levers.{key}|{one_of('the name of a lever', LEVERS, name)}|{key}")
            least, most = lever.swept
            if not (least <= low < high <= most):
                raise ValueError(f"levers.{key}|a range within [{least:g}, {most:g}] that rises|{[low, high]}")
        for constraint in self.constraints:
            for name in levers_in(constraint):
                if name.rpartition("__")[2] not in LEVERS:
                    raise ValueError(f"constraints|{one_of('names of levers', LEVERS, name)}|{name}")
        return self

    @model_validator(mode="after")
    def _check_uncertainties(self) -> Question:
        swept = self.uncertainties if isinstance(self.uncertainties, dict) else {}
        for key in self.uncertainties or []:
            if key not in ASSUMPTIONS:
                raise ValueError(f"uncertainties.{key}|{one_of('the name of an assumption', ASSUMPTIONS, key)}|{key}")
            if key in swept and (wrong := ASSUMPTIONS[key].misfit(*swept[key])):
                raise ValueError(f"uncertainties.{key}|{wrong}|{list(swept[key])}")
        return self

    @property
    def labels(self) -> dict[str, list[str]]:
        """The options' names of every choice, in the order of their numbers."""
        return {name: list(options) for name, options in self.choices.items()}

    def ranges(self, scenario: Scenario) -> dict[str, Range]:
        """Uncertainties and how far they are swept."""
        if isinstance(self.uncertainties, dict):
            return dict(self.uncertainties)
        if self.uncertainties is None:
            return dict(scenario.uncertain)
        return {name: scenario.range_of(name) for name in self.uncertainties}

    def load(self, file: Path) -> Scenario:
        """The scenario that the question in ``file`` is about: a shipped name, or a path from the file's folder."""
        beside = file.parent / self.scenario
        scenario = load_scenario(beside if beside.suffix == ".toml" or beside.is_file() else self.scenario)
        check_goals(scenario)
        if self.current is not None:
            if self.current not in scenario.policies:
                raise InputError(file, "", "current", f"one of {sorted(scenario.policies)}", self.current)
            scenario = scenario.model_copy(update={"current": self.current})
        stated = scenario.assumptions.values()
        for key, limits in self.ranges(scenario).items():
            if wrong := ASSUMPTIONS[key].misfit(*limits, stated[key]):
                raise InputError(file, "uncertainties", key, wrong, list(limits))
        for key, (low, high) in self.levers.items():
            for value in range(round(high) + 1) if key in self.choices else (low, high):
                check_levers(scenario.current_policy, levers_at(self, {key: value}), scenario, file)
        return scenario


def is_whole(key: str) -> bool:
    """Whether a lever takes whole numbers alone; a choice is one of them."""
    lever = LEVERS.get(key.rpartition("__")[2])
    return lever is None or lever.whole


def is_categorical(key: str) -> bool:
    """Whether a lever's values have no order: a choice."""
    return key.rpartition("__")[2] not in LEVERS


def typed_lever(key: str, value: float) -> float | int:
    """A lever's value, whole where the lever is."""
    return round(value) if is_whole(key) else float(value)


def levers_at(question: Question, row: Mapping[str, float]) -> dict[str, Any]:
    """Lever values of a design's row, with what its options set."""
    values: dict[str, Any] = {}
    for key, value in row.items():
        values |= option_at(question, key, value) if key in question.choices else {key: typed_lever(key, value)}
    return values


def option_at(question: Question, key: str, value: float) -> dict[str, Any]:
    """What the option of a choice sets."""
    return list(question.choices[key].values())[round(value)]


def standing(key: str, scenario: Scenario, question: Question | None = None) -> float:
    """Where the current policy stands on a lever; on a choice, the first option that changes nothing, or NaN."""
    policy = scenario.current_policy
    if question is not None and key in question.choices:
        same = [policy.changed(**levers) == policy for levers in question.choices[key].values()]
        return float(same.index(True)) if True in same else float("nan")
    segment, _, lever = key.rpartition("__")
    return float(getattr(policy.terms_of(segment) if segment else policy, lever))


def load_question(source: str | Path) -> tuple[Question, Scenario]:
    """A shipped question by name or a TOML file by path, with its scenario."""
    path = find(source, shipped("experiments"))
    return checked({"name": as_text(path.stem), **read_toml(path)}, path)


def checked(table: Mapping[str, Any], source: Path) -> tuple[Question, Scenario]:
    """A question out of plain values, with its scenario; ``source`` is what errors name."""
    try:
        question = Question.model_validate(table)
    except ValidationError as error:
        raise explain(error, source, Question) from None
    return question, question.load(source)
